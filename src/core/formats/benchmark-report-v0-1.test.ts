import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { parseYaml } from '../../host/yaml';
import type { Fragment } from '../model/record';
import { topology } from '../model/topology';
import { readFirstReport } from './benchmark-report-v0-1';

function read(value: unknown): Fragment {
  return readFirstReport(value, { path: 'run/report.yaml', document: 0 }, null);
}

const sample = (path: string): Fragment => read(parseYaml(sampleText(path))[0]);
const report = (scenario: object, metrics: object = {}) => ({ version: '0.1', scenario, metrics });

// Figures typed in from the files.
describeSamples('sample reports of version 0.1', () => {
  it('the official example: milliseconds, repeated instances, the service', () => {
    const [path] = sampleFiles('llm-d-benchmark-report', (name) => name.endsWith('br_v0_1_example.yaml'));
    const found = sample(path);
    expect(found.metrics.ttft.mean).toBeCloseTo(0.000800974442732916, 15);
    expect(found.metrics.ttft.p90).toBeCloseTo(0.00226959549135063, 15);
    expect(found.metrics.e2e.std).toBeCloseTo(1.98353456345e-6, 18);
    expect(found.metrics.itl.min).toBeCloseTo(7.129972800612e-9, 20);
    expect(found.metrics.output_token_throughput['']).toBe(32.544923821416);
    expect(found.metrics.requests_total['']).toBe(32);
    expect(found.metrics.requests_success['']).toBe(31);
    expect(found.metrics.batch_size.p50).toBe(533);
    expect(found.metrics.requests_waiting.max).toBe(753);
    // Of three accelerators, without weights.
    expect([found.metrics.power, found.issues.map(({ rule }) => rule)]).toEqual([undefined, ['several-components']]);
    expect(found.dimensions).toMatchObject({
      model: 'deepseek-ai/DeepSeek-R1-0528',
      precision: 'fp16',
      started_at: 1749570583571,
      ended_at: 1749570580103,
    });
    expect(
      found.components.map(({ role, acceleratorsPerReplica, tp, ep, engine, version }) => [
        role,
        acceleratorsPerReplica,
        tp,
        ep,
        engine,
        version,
      ])
    ).toEqual([
      ['prefill', 1, 1, 1, 'vllm', '0.9.0.1'],
      ['decode', 8, 8, 8, 'vllm', '0.9.0.1'],
      ['decode', 8, 8, 8, 'vllm', '0.9.0.1'],
    ]);
    expect(found.settings).toContainEqual({ component: 'decode-2', key: 'data_parallel_start_rank', value: '2' });
  });

  it('GuideLLM: NTPOT and TPOT by meaning, the rate out of its profile, no stack', () => {
    const [path] = sampleFiles('llm-d-benchmark-report/converted/guidellm-v2-fixture', (name) =>
      name.includes('benchmark_report,')
    );
    const found = sample(path);
    expect(found).toMatchObject({
      runKey: 'guidellm-guidellm-report-v2-1786678148-7b469a',
      stage: 0,
      components: [],
      issues: [],
    });
    expect(found.metrics.ntpot.mean).toBeCloseTo(0.0024421364068984985, 15);
    expect(found.metrics.tpot.mean).toBeCloseTo(0.0011508464813232422, 15);
    expect(found.metrics.itl).toBeUndefined();
    expect(found.metrics.duration['']).toBe(5.01964807510376);
    expect(found.dimensions).toMatchObject({
      request_rate: 2,
      load_type: 'rate',
      started_at: 1786678148253,
      model: 'e2e-mock-model',
    });
  });

  it('inference-perf: the stage in the metadata, its rate in the arguments, the length of sending', () => {
    const [path] = sampleFiles(
      'llm-d-benchmark-report/converted/inference-scheduling',
      (name) =>
        name.includes('approximate01-v051') && name.endsWith('benchmark_report,_stage_3_lifecycle_metrics.json.yaml')
    );
    const found = sample(path);
    expect(found).toMatchObject({
      stage: 3,
      dimensions: { request_rate: 15, load_type: 'rate', dataset: 'shared_prefix', model: null },
    });
    expect(found.metrics.ttft.p99).toBe(0.26376176846679295);
    // load_summary.send_duration of the native file beside it.
    expect([found.metrics.send_duration[''], found.metrics.duration]).toEqual([20.899655304965563, undefined]);
  });
});

describe('instances', () => {
  const sizes = (scenario: object) => topology({}, read(report(scenario)).components);

  it('are counted by role', () => {
    const accelerator = { model: 'H100', count: 4, parallelism: { tp: 4 } };
    expect(
      sizes({ host: { type: ['prefill', 'prefill', 'decode'], accelerator: [accelerator, accelerator, accelerator] } })
    ).toMatchObject({ pd_ratio: '2:1', gpus: 12 });
    expect(sizes({ host: { type: ['replica', 'replica'], accelerator: [accelerator, accelerator] } })).toMatchObject({
      replicas: 2,
      gpus: 8,
      topology: '2 x TP4',
      serving_mode: 'aggregated',
    });
  });

  it('with -1 for what is not known do not know it', () => {
    expect(
      sizes({ host: { type: ['replica'], accelerator: [{ model: '', count: -1, parallelism: { tp: -1, dp: 1 } }] } })
    ).toMatchObject({ gpus: null, tp: null, hardware: null });
  });

  it('are named by their image where the converter writes it for the engine', () => {
    const [found] = read(
      report({
        host: { accelerator: [{ model: 'H100', count: 1 }] },
        platform: { engine: [{ name: 'ghcr.io/llm-d/llm-d-cuda:0.3.1', args: { '--tensor-parallel-size': 1 } }] },
      })
    ).components;
    expect(found).toMatchObject({ engine: 'llm-d', version: '0.3.1', image: 'ghcr.io/llm-d/llm-d-cuda:0.3.1', tp: 1 });
  });

  it('set the dimensions on which they agree', () => {
    const found = read(
      report({
        platform: {
          engine: [
            { args: { '--max-num-seqs': 8, '--block-size': 16 } },
            { args: { '--max-num-seqs': 64, '--block-size': 16 } },
          ],
        },
      })
    );
    expect(found.dimensions).toMatchObject({ max_num_seqs: null, block_size: 16 });
  });

  it('stand behind the scheduler of the platform', () => {
    const inferenceScheduler = {
      kind: 'EndpointPickerConfig',
      plugins: [{ type: 'queue-scorer' }],
      schedulingProfiles: [{ plugins: [{ pluginRef: 'queue-scorer', weight: 2 }] }],
    };
    expect(read(report({ platform: { metadata: { inferenceScheduler } } })).dimensions).toMatchObject({
      scheduler: 'queue-scorer=2',
      prefix_aware: 'false',
    });
  });
});

describe('metadata', () => {
  it.each<readonly [string, object]>([
    ['the report', { metadata: { eid: 'e', stage: 2 }, scenario: {}, metrics: {} }],
    ['the scenario', { scenario: { metadata: { eid: 'e', stage: 2 } }, metrics: {} }],
    ['the load', { scenario: { load: { metadata: { eid: 'e', stage: 2 } } }, metrics: {} }],
    ['the metrics', { scenario: {}, metrics: { metadata: { eid: 'e', stage: '2' } } }],
  ])('of %s', (_, value) => expect(read(value)).toMatchObject({ runKey: 'e', stage: 2 }));
});

describe('the load', () => {
  const load = (args: object, stage?: number) =>
    read(report({ load: { name: 'x', args, metadata: { stage } } })).dimensions;

  it.each<readonly [string, object, number | undefined, object]>([
    [
      'vLLM at a rate',
      { request_rate: 4, max_concurrency: 32 },
      undefined,
      { request_rate: 4, concurrency: 32, load_type: 'rate' },
    ],
    [
      'vLLM closed',
      { request_rate: 'inf', max_concurrency: 32 },
      undefined,
      { request_rate: null, concurrency: 32, load_type: 'concurrency' },
    ],
    [
      'vLLM open',
      { request_rate: 'inf', max_concurrency: null },
      undefined,
      { request_rate: null, concurrency: null, load_type: 'throughput' },
    ],
    [
      'inference-perf',
      { load: { stages: [{ rate: 1 }, { concurrency_level: 8 }] } },
      1,
      { request_rate: null, concurrency: 8, load_type: 'concurrency' },
    ],
    [
      'GuideLLM concurrent',
      { spec: { profile: { kind: 'concurrent', streams: [1, 16] } } },
      1,
      { concurrency: 16, load_type: 'concurrency' },
    ],
    [
      'GuideLLM throughput',
      { spec: { profile: { kind: 'throughput', max_concurrency: 512 } } },
      0,
      { request_rate: null, concurrency: null, load_type: 'throughput' },
    ],
    ['nothing said', {}, undefined, { request_rate: null, concurrency: null, load_type: null }],
  ])('%s', (_, args, stage, expected) => expect(load(args, stage)).toMatchObject(expected));
});

describe('metrics', () => {
  it('vLLM bench: the total is of completed requests, and failures are not counted', () => {
    const { metrics } = read(report({ load: { name: 'vllm-benchmark' } }, { requests: { total: 90 } }));
    expect([metrics.requests_success, metrics.requests_total, metrics.requests_failed]).toEqual([
      { '': 90 },
      undefined,
      undefined,
    ]);
  });

  it('one accelerator gives its figures in base units', () => {
    const accelerator = [
      {
        memory: { consumption: { units: 'MB', mean: 2 } },
        compute: { utilization: { units: 'percent', mean: 40 } },
        power: { units: 'Watts', mean: 410 },
      },
    ];
    expect(read(report({}, { resources: { accelerator } })).metrics).toEqual({
      gpu_memory_usage: { mean: 2e6 },
      gpu_utilization: { mean: 0.4 },
      power: { mean: 410 },
    });
  });

  it.each([null, 'x', 3, []])('that are %p are an issue', (metrics) => {
    const found = read({ version: '0.1', scenario: {}, metrics });
    expect([found.metrics, found.issues.map(({ rule }) => rule)]).toEqual([{}, ['wrong-type']]);
  });
});
