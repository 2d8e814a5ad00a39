import fc from 'fast-check';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleText } from '../../../tests/samples';
import { topology } from '../model/topology';
import type { Fragment } from '../model/record';
import { prismArchive } from './prism-archive';

const FOLDER = 'prism-archive/llm-d__llm-d-prism/public/data/archive/llmd_results';

function read(value: unknown, path = 'archive.json'): readonly Fragment[] {
  return prismArchive.read({ kind: 'value', value }, { path, document: 0 }, { zoneOffsetMinutes: 0 });
}

const entry = () => ({
  id: 'a',
  model_name: 'Llama',
  hardware: 'H100',
  accelerator_count: 16,
  timestamp: '20250923-201033',
  architecture: 'disaggregated',
  configuration: '4: 1P-TP4 3D-TP4',
  prefill_node_count: 1,
  decode_node_count: 3,
  prefill_tp: 4,
  decode_tp: 4,
  metrics: {
    throughput: 22,
    request_rate: 2,
    latency: { mean: 50000, p50: 40000, p99: 0 },
    ttft: { mean: 6000, p50: 2000 },
    tpot: 50,
    itl: 51,
    error_count: 0,
  },
  workload: { input_tokens: 10, output_tokens: 1, target_qps: 2, concurrency: 128 },
  source_info: {
    origin: 'llm-d:pd-disaggregation.setup_modelservice_1',
    file_identifier: 'vllm-infqps-concurrency128-x.json',
  },
  metadata: { precision: 'Unknown', backend: 'vllm', tensor_parallelism: 4 },
});

describe('Prism archive', () => {
  it('reads milliseconds as seconds and leaves out the 0 of what was not measured', () => {
    const { metrics } = read([entry()])[0];
    expect(metrics.e2e).toEqual({ mean: 50, p50: 40 });
    expect(metrics.ttft).toEqual({ mean: 6, p50: 2 });
    expect(metrics.tpot).toEqual({ mean: 0.05 });
    expect(metrics.itl).toEqual({ mean: 0.051 });
    expect(metrics.requests_failed).toBeUndefined();
  });

  it('says once a file which statistics are 0 for want of a measurement', () => {
    const [first, second] = read([entry(), { ...entry(), id: 'b' }]);
    expect(first.issues.filter(({ rule }) => rule === 'percentile-zero')).toEqual([
      expect.objectContaining({ message: expect.stringContaining('metrics.latency.p99 in 2 of 2 entries') }),
    ]);
    expect(second.issues).toEqual([]);
    const whole = entry();
    whole.metrics.latency.p99 = 60000;
    expect(read([whole])[0].issues.map(({ rule }) => rule)).toEqual(['time-without-zone']);
  });

  it('takes throughput as input and output together, and checks that it is', () => {
    const { metrics, issues } = read([entry()])[0];
    expect(metrics.total_token_throughput).toEqual({ '': 22 });
    expect(metrics.output_token_throughput).toEqual({ '': 2 });
    expect(metrics.input_token_throughput).toEqual({ '': 20 });
    expect(issues.map((issue) => issue.rule)).toEqual(['percentile-zero', 'time-without-zone']);
    const other = entry();
    other.metrics.throughput = 15;
    expect(read([other])[0].issues.map((issue) => issue.rule)).toContain('ambiguous-throughput');
  });

  it('reads topology, load and provenance', () => {
    const part = read([entry()])[0];
    expect(part).toMatchObject({ grain: 'stage', stage: null, runKey: 'llm-d:pd-disaggregation.setup_modelservice_1' });
    expect(part.dimensions).toEqual({
      tool: 'vllm-bench',
      model: 'Llama',
      precision: null,
      engine: 'vllm',
      experiment: 'pd-disaggregation',
      run: 'setup_modelservice_1',
      scheduler: null,
      hardware: 'H100',
      gpus: 16,
      prefill_replicas: 1,
      decode_replicas: 3,
      prefill_tp: 4,
      decode_tp: 4,
      load_type: 'concurrency',
      concurrency: 128,
      isl: 10,
      osl: 1,
      ended_at: 1758658233000,
    });
    expect(topology(part.dimensions, part.components)).toMatchObject({
      gpus: 16,
      prefill_gpus: 4,
      decode_gpus: 12,
      pd_ratio: '1:3',
    });
  });

  it('reads an aggregated configuration', () => {
    const aggregated = {
      ...entry(),
      configuration: '4 TP4',
      prefill_node_count: 0,
      decode_node_count: 0,
      prefill_tp: null,
    };
    const part = read([aggregated])[0];
    expect(part.dimensions).toMatchObject({ replicas: 4, tp: 4, gpus: 16 });
    expect(topology(part.dimensions, part.components)).toMatchObject({
      serving_mode: 'aggregated',
      topology: '4 x TP4',
      prefill_replicas: null,
    });
  });

  it('is an array of entries and no other', () => {
    const detected = (value: unknown): boolean => prismArchive.detect({ kind: 'value', value }) !== null;
    expect(detected([entry()])).toBe(true);
    expect(detected(entry())).toBe(false);
    expect(detected([])).toBe(false);
    expect(detected([{ start_time: 1, end_time: 2, request: '', info: {} }])).toBe(false);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations([entry(), { ...entry(), configuration: '2 TP8', prefill_node_count: 0 }]), (value) => {
        prismArchive.detect({ kind: 'value', value });
        expect(unsound(read(value))).toEqual([]);
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('Prism archive on real files', () => {
  const file = (name: string): readonly Fragment[] =>
    read(JSON.parse(sampleText(`${FOLDER}/${name}`)), `${FOLDER}/${name}`);

  it('reads 114 points of 19 set-ups', () => {
    const parts = file('llm-d-benchmarks.json');
    expect(parts).toHaveLength(114);
    expect(new Set(parts.map((part) => part.runKey)).size).toBe(19);
    expect(parts.filter((part) => part.dimensions.gpus === 16)).toHaveLength(48);
    expect(unsound(parts)).toEqual([]);
    expect(parts.map((part) => part.issues.map((issue) => issue.rule)).filter((found) => found.length > 0)).toEqual([
      ['percentile-zero', 'time-without-zone'],
    ]);
    expect(parts.every((part) => part.dimensions.request_rate === undefined)).toBe(true);
  });

  // The tables of the golden file, as (concurrency, tok/s/user, output tok/s per GPU).
  it.each([
    [
      '4 x TP4',
      [
        [1, 49.99, 3.01],
        [8, 45.39, 21.51],
        [32, 34.13, 63.34],
        [64, 26.37, 97.93],
        [128, 18.74, 139.45],
        [256, 14.98, 160.5],
      ],
    ],
    [
      '1P1D TP8',
      [
        [1, 82.94, 5],
        [8, 66.94, 29.92],
        [32, 45.19, 76.36],
        [64, 32.86, 119.1],
        [128, 20.26, 148.8],
        [256, 10.98, 152.46],
      ],
    ],
    [
      '2P2D TP4',
      [
        [128, 20.55, 137.7],
        [256, 16.59, 151.9],
      ],
    ],
    ['3P1D TP4', [[128, 20.4, 138.02]]],
  ])('gives the frontier of %s', (name, expected) => {
    const parts = file('llm-d-benchmarks.json').filter(
      (part) => topology(part.dimensions, part.components).topology === name
    );
    const of16 = parts.filter((part) => part.dimensions.gpus === 16);
    expected.forEach(([concurrency, interactivity, perGpu]) => {
      const [point, ...more] = of16.filter((part) => part.dimensions.concurrency === concurrency);
      expect(more).toEqual([]);
      expect(1 / point.metrics.tpot.mean).toBeCloseTo(interactivity, 2);
      expect(point.metrics.output_token_throughput[''] / 16).toBeCloseTo(perGpu, 2);
    });
  });

  it('takes the figures of one entry', () => {
    const part = file('llm-d-benchmarks.json')[0];
    expect(part.metrics.ttft.mean).toBeCloseTo(6.863319998192674, 14);
    expect(part.metrics.ttft.p50).toBeCloseTo(2.648146854015067, 14);
    expect(part.metrics.tpot.mean).toBeCloseTo(0.04912957354867252, 15);
    expect(part.metrics.total_token_throughput['']).toBe(24275.673515613435);
    expect(part.metrics.output_token_throughput['']).toBeCloseTo(2207.0800541515987, 9);
    expect(part.metrics.request_throughput['']).toBe(2.2070800541515987);
    expect(part.dimensions).toMatchObject({ isl: 9999, osl: 1000, run: 'setup_modelservice_NA_NA_1_4_3_4' });
  });

  it('reads the request logs of the scheduler study, with observed lengths and no time', () => {
    const parts = file('archived_drive_data.json');
    expect(parts).toHaveLength(63);
    expect(new Set(parts.map((part) => part.runKey)).size).toBe(63);
    expect(new Set(parts.map((part) => part.dimensions.scheduler)).size).toBe(7);
    expect(unsound(parts)).toEqual([]);
    const [first] = parts;
    expect(first.dimensions).toMatchObject({
      tool: 'inference-perf',
      model: 'Qwen3-0.6B',
      experiment: 'Inference_Scheduling',
      scheduler: 'inference-scheduling-kv-scorer',
      ended_at: null,
      load_type: null,
    });
    expect(first.dimensions.isl).toBeUndefined();
    expect(first.metrics.input_tokens.mean).toBe(3209.2194444444444);
    expect(first.metrics.output_token_throughput['']).toBe(6086.6426581357955);
    expect(first.metrics.input_token_throughput['']).toBe(22933.85041743566);
    expect(first.metrics.total_token_throughput['']).toBeCloseTo(6086.6426581357955 + 22933.85041743566, 9);
    expect(first.metrics.e2e).toEqual({ mean: 27.25209005484445 });
    expect(first.metrics.tpot.mean).toBeCloseTo(0.19264717267172077, 15);
    expect(first.metrics.requests_total['']).toBe(3600);
    expect(first.metrics.ttft).toBeUndefined();
    expect(first.issues.map((issue) => issue.rule)).toEqual(['percentile-zero', 'implausible-tpot']);
    expect(first.issues[1].message).toContain('63 of 63');
  });
});
