import { metricConfig, deltaConfig, dimensionConfig, numberField, textField, timeField } from './field';
import { rowsOf, toJson, withNotices, type Frame } from './frame';
import { withLinks } from './links';
import { parseMetric, type Metric } from '../model/metric-id';
import { METRICS } from '../model/metrics';

const metric = (id: string): Metric => parseMetric(id) as Metric;
const frame = (fields: Frame['fields']): Frame => ({ name: 'f', meta: { type: 'table' }, fields });

describe('frame JSON', () => {
  it('has null for everything that is no number of JSON', () => {
    const json = toJson(
      frame([
        numberField('load', Float64Array.of(1, NaN, Infinity, -Infinity, -0)),
        numberField('gpus', [1, null, NaN, 2, 3]),
        textField('model', ['a', null, 'NaN', '', 'b']),
      ])
    );
    expect(json.data.values).toEqual([
      [1, null, null, null, -0],
      [1, null, null, 2, 3],
      ['a', null, 'NaN', '', 'b'],
    ]);
    expect(JSON.parse(JSON.stringify(json)).data.values[0]).toEqual([1, null, null, null, 0]);
  });

  it('carries name, meta, labels and the refId that it is given', () => {
    const field = { ...timeField('time', [5]), labels: { series: 's' } };
    expect(toJson(frame([field]), 'A')).toEqual({
      schema: {
        name: 'f',
        refId: 'A',
        meta: { type: 'table' },
        fields: [
          {
            name: 'time',
            type: 'time',
            typeInfo: { frame: 'time', nullable: false },
            labels: { series: 's' },
            config: field.config,
          },
        ],
      },
      data: { values: [[5]] },
    });
    expect(toJson(frame([])).schema).not.toHaveProperty('refId');
    expect(rowsOf(frame([]))).toBe(0);
  });

  it('says the types of the Go SDK: a time is nullable only where one is missing', () => {
    const { fields } = toJson(frame([textField('a', []), numberField('b', []), timeField('c', [1, null])])).schema;
    expect(fields.map(({ typeInfo }) => typeInfo)).toEqual([
      { frame: 'string', nullable: true },
      { frame: 'float64', nullable: true },
      { frame: 'time', nullable: true },
    ]);
  });

  it('notices come after its own', () => {
    const [own, more] = [
      { severity: 'info' as const, text: 'own' },
      { severity: 'warning' as const, text: 'more' },
    ];
    const given = { ...frame([]), meta: { notices: [own] } };
    expect(withNotices(given, [more]).meta.notices).toEqual([own, more]);
    expect(withNotices(given, [])).toBe(given);
    expect(given.meta.notices).toEqual([own]);
  });
});

describe('field config', () => {
  it.each<[string, object]>([
    ['ttft_p99', { displayNameFromDS: 'TTFT p99', unit: 's', min: 0, custom: { direction: 'lower' } }],
    [
      'output_token_throughput_per_gpu',
      { displayNameFromDS: 'Output throughput per GPU', unit: 'suffix:tok/s/GPU', custom: { direction: 'higher' } },
    ],
    ['error_rate', { unit: 'percentunit', min: 0, max: 1 }],
    ['input_tokens_mean', { unit: 'suffix:tok', custom: { direction: 'none' } }],
  ])('of %s comes from the table', (id, expected) => {
    expect(metricConfig(metric(id))).toMatchObject(expected);
  });

  it('a schedule delay may be negative, and a dash stands for null', () => {
    expect(metricConfig(metric('schedule_delay_mean'))).not.toHaveProperty('min');
    METRICS.forEach((base) => {
      const config = metricConfig({ id: base.id, base, stat: '', per: null });
      expect([base.id, config.description?.includes(base.definition), config.mappings?.length]).toEqual([
        base.id,
        true,
        1,
      ]);
    });
  });

  it('a change is green on the better side of zero', () => {
    const colors = (direction: 'lower' | 'higher' | 'none') =>
      deltaConfig('t', direction, 'd').thresholds?.steps.map(({ color }) => color);
    expect([colors('higher'), colors('lower'), colors('none')]).toEqual([
      ['red', 'green'],
      ['green', 'red'],
      ['text', 'text'],
    ]);
  });

  it('a free dimension is its own title', () => {
    expect(dimensionConfig('label.x')).toEqual({ displayNameFromDS: 'label.x' });
    expect(dimensionConfig('gpus')).toMatchObject({
      displayNameFromDS: 'GPUs',
      description: expect.stringContaining('Accelerators'),
    });
  });
});

describe('links of cells', () => {
  const given = frame([textField('path', ['a b/c.json']), textField('run', ['r']), textField('model', ['m'])]);
  const links = (targets: Parameters<typeof withLinks>[1]) =>
    withLinks(given, targets).fields.map(({ config }) => (config.links ?? []).map(({ url }) => url));

  it('lead to the object and to the dashboards of the run, where there are such places', () => {
    expect(links({ objects: 'https://store/x/', datasource: 'uid1' })).toEqual([
      ['https://store/x/${__value.raw}'],
      [
        '/d/prism-latency?var-datasource=uid1&var-experiment=$__all&var-run=${__value.raw:percentencode}',
        '/d/prism-throughput?var-datasource=uid1&var-experiment=$__all&var-run=${__value.raw:percentencode}',
        '',
      ],
      [],
    ]);
    expect(links({ objects: null, datasource: null })).toEqual([[], [], []]);
    expect(given.fields[0].config).not.toHaveProperty('links');
  });
});
