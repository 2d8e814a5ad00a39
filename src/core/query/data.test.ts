import { catalogOfPoints, points } from '../../../tests/points';
import { textAt } from '../model/table';
import { parseMetric, type Metric } from '../model/metric-id';
import { dimensionTables, metricTables, openData } from './data';

const metric = (id: string): Metric => parseMetric(id) as Metric;
const GPUS = {
  model: 'm',
  gpus: 16,
  prefill_replicas: 1,
  decode_replicas: 3,
  prefill_tp: 4,
  decode_tp: 4,
  concurrency: 1,
};

const data = openData(
  catalogOfPoints(
    points([
      {
        dimensions: GPUS,
        metrics: {
          tpot: { mean: 0.02 },
          output_token_throughput: { '': 80 },
          requests_failed: { '': 1 },
          requests_total: { '': 4 },
        },
        settings: [
          { component: 'prefill', key: 'block-size', value: '64' },
          { component: 'decode', key: 'block-size', value: '16' },
          { component: 'decode', key: 'seed', value: '1' },
        ],
      },
      {
        dimensions: { model: 'm' },
        metrics: { tpot: { mean: 0 }, output_token_throughput: { '': 80 }, requests_failed: { '': 0 } },
        settings: [{ component: 'engine', key: 'block-size', value: '64' }],
      },
      { dimensions: { model: 'm' }, metrics: {} },
    ])
  )
);

const NONE = NaN;

describe('metrics that are computed', () => {
  it.each<[string, number[]]>([
    ['interactivity', [50, NONE, NONE]],
    ['error_rate', [0.25, NONE, NONE]],
    ['output_token_throughput', [80, 80, NONE]],
    ['output_token_throughput_per_gpu', [5, NONE, NONE]],
    ['output_token_throughput_per_prefill_gpu', [20, NONE, NONE]],
    ['output_token_throughput_per_decode_gpu', [80 / 12, NONE, NONE]],
    ['cost_per_million_output_tokens', [NONE, NONE, NONE]],
    ['ttft_p99', [NONE, NONE, NONE]],
  ])('%s', (id, expected) => {
    expect(Array.from(data.metric(metric(id)))).toEqual(expected);
  });

  it('need the tables that they are computed from', () => {
    expect(
      metricTables([metric('interactivity'), metric('error_rate'), metric('tpot_mean'), metric('ttft_p99')])
    ).toEqual(['metrics/tpot', 'metrics/requests_failed', 'metrics/requests_total', 'metrics/ttft']);
    expect(dimensionTables('setting.x')).toEqual(['settings']);
    expect(dimensionTables('model')).toEqual([]);
    expect(dimensionTables('workload')).toEqual(['metrics/input_tokens', 'metrics/output_tokens']);
  });
});

describe('dimensions', () => {
  const texts = (id: string) => [0, 1, 2].map((row) => textAt(data.dimension(id), row));

  it('settings are looked up by run; where components differ, their values are joined', () => {
    expect(texts('setting.block-size')).toEqual(['16 | 64', '64', null]);
    expect(texts('setting.seed')).toEqual(['1', null, null]);
    expect(texts('setting.none')).toEqual([null, null, null]);
  });

  it('are columns of missing values where no point has one', () => {
    expect([texts('label.x'), texts('isl')]).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
    expect([data.dimension('isl').kind, data.dimension('label.x').kind]).toEqual(['number', 'text']);
  });

  it('those of the points, and none of the columns that hold the catalog together', () => {
    expect(data.dimensionIds).toEqual(expect.arrayContaining(['model', 'config', 'workload', 'path']));
    expect(data.dimensionIds.filter((id) => ['dir', 'run_key'].includes(id) || id.startsWith('setting.'))).toEqual([]);
  });
});
