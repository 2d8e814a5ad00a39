import * as fc from 'fast-check';
import { whole } from '../../../tests/dimensions';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { parseYaml } from '../../host/yaml';
import type { Fragment } from '../model/record';
import { topology } from '../model/topology';
import { benchmarkReport } from './benchmark-report';

const CONTEXT = { zoneOffsetMinutes: 0 };
const CONVERTED = 'llm-d-benchmark-report/converted';

function read(value: unknown, path = 'run/report.yaml', context = CONTEXT): Fragment {
  return benchmarkReport.read({ kind: 'value', value }, { path, document: 0 }, context)[0];
}

function sample(path: string): Fragment {
  return read(parseYaml(sampleText(path))[0], path);
}

const engine = (standardized: object, args: unknown = {}) => ({
  metadata: { label: '' },
  standardized: { kind: 'inference_engine', tool: 'vllm', tool_version: '0.9.0', role: 'replica', ...standardized },
  native: { args },
});
const report = (given: {
  readonly stack?: readonly unknown[];
  readonly load?: object;
  readonly run?: object;
  readonly results?: unknown;
}) => ({
  version: '0.2',
  run: given.run ?? {},
  scenario: { stack: given.stack ?? [], load: { standardized: given.load ?? {} } },
  results: given.results ?? {},
});
const aggregate = (given: object) => ({ request_performance: { aggregate: given } });

// Figures typed in from the files.
describeSamples('reports of other load tools', () => {
  it('GuideLLM: its TPOT is NTPOT, its ITL is TPOT, and an unknown stack stays unknown', () => {
    const found = sample(
      sampleFiles(`${CONVERTED}/guidellm-v2-fixture`, (path) => path.includes('benchmark_report_v0.2'))[0]
    );
    expect(found).toMatchObject({
      runKey: '73c90f17-b13f-5da3-8a98-b4402ec229de',
      stage: 0,
      madeFrom: 'results.json#0',
      issues: [],
    });
    expect(found.metrics.ntpot.mean).toBeCloseTo(0.0024421364068984985, 15);
    expect(found.metrics.tpot.p99).toBeCloseTo(0.0012557165963309151, 15);
    expect(found.metrics.itl).toBeUndefined();
    expect(found.metrics.ttft.mean).toBeCloseTo(0.011481165885925293, 15);
    expect(found.metrics.e2e.mean).toBe(0.01978909969329834);
    expect(found.metrics.output_token_throughput).toMatchObject({ '': 3.1950675815128577, p99_9: 955.8577939835916 });
    expect(found.metrics.duration['']).toBe(5.01964807510376);
    expect(found.metrics.requests_success['']).toBe(2);
    expect(whole(found.dimensions)).toMatchObject({
      isl: 32,
      osl: 8,
      prefix_len: 16,
      prefix_groups: 1,
      turns: 2,
      request_rate: 2,
      concurrency: null,
      load_type: 'rate',
      namespace: 'bench',
      tool_version: '0.8.0.dev18',
    });
    expect(topology(found.dimensions, found.components)).toMatchObject({
      gpus: null,
      tp: null,
      replicas: null,
      hardware: null,
      model: null,
    });
  });

  it('AIPerf: its ITL is TPOT, and its failures are kinds of errors', () => {
    const [path] = sampleFiles(
      `${CONVERTED}/aiperf-agentic`,
      (name) => name.includes('conc16') && name.includes('benchmark_report_v0.2')
    );
    const found = sample(path);
    expect(found.issues.map(({ rule, severity }) => [rule, severity])).toEqual([['failures-not-counted', 'info']]);
    expect(Object.keys(found.metrics)).toEqual(expect.arrayContaining(['tpot', 'ttft', 'e2e', 'requests_total']));
    ['itl', 'requests_failed', 'requests_success'].forEach((base) => expect(found.metrics[base]).toBeUndefined());
    expect(found.metrics.duration['']).toBe(3626.6550551040004);
    // 88564.3 and 875.7 are observed means, though the report calls them fixed.
    expect(whole(found.dimensions)).toMatchObject({
      isl: null,
      osl: null,
      concurrency: 16,
      request_rate: null,
      load_type: 'concurrency',
    });
    expect(topology(found.dimensions, found.components)).toMatchObject({
      gpus: 4,
      tp: 4,
      replicas: 1,
      hardware: 'AMD-Instinct-MI355X',
      model: 'amd/Kimi-K2.7-Code-MXFP4',
    });
  });

  it('every sample report is read without a warning', () => {
    const paths = sampleFiles('llm-d-benchmark-report', (path) =>
      /benchmark_report[^/]*\.yaml$|_example\.yaml$/.test(path)
    );
    const noted = paths.reduce<string[]>(
      (all, path) =>
        all.concat(
          sample(path)
            .issues.filter(({ severity, rule }) => severity !== 'info' && rule !== 'failed-replicas')
            .map(({ message }) => `${path}: ${message}`)
        ),
      []
    );
    expect([paths.length > 100, noted]).toEqual([true, []]);
  });
});

describe('the load', () => {
  it.each<readonly [string, object, object]>([
    ['a rate', { rate_qps: 5, concurrency: Infinity }, { request_rate: 5, concurrency: null, load_type: 'rate' }],
    ['a rate with a cap', { rate_qps: 5, concurrency: 64 }, { request_rate: 5, concurrency: 64, load_type: 'rate' }],
    ['a concurrency', { concurrency: 64 }, { request_rate: null, concurrency: 64, load_type: 'concurrency' }],
    [
      'a concurrency at any rate',
      { rate_qps: Infinity, concurrency: 64 },
      { request_rate: null, concurrency: 64, load_type: 'concurrency' },
    ],
    [
      'neither, in texts',
      { rate_qps: 'inf', concurrency: '.inf' },
      { request_rate: null, concurrency: null, load_type: 'throughput' },
    ],
    ['nothing said', {}, { request_rate: null, concurrency: null, load_type: null }],
    ['an observed mean', { input_seq_len: { distribution: 'other', value: 512.25 } }, { isl: null }],
    [
      'a target',
      { input_seq_len: { distribution: 'uniform', value: 512 }, source: 'sampled' },
      { isl: 512, dataset: 'sampled' },
    ],
    ['a source that is unknown', { source: 'unknown' }, { dataset: null }],
  ])('%s', (_, load, expected) => expect(whole(read(report({ load })).dimensions)).toMatchObject(expected));

  it.each([
    [3, 3],
    [0, 0],
    [1.5, null],
    [-1, null],
    ['x', null],
  ])('stage %p', (stage, expected) => expect(read(report({ load: { stage } })).stage).toBe(expected));
});

describe('the stack', () => {
  const sizes = (...stack: readonly unknown[]) => topology({}, read(report({ stack })).components);

  it('counts replicas by accelerators of one instance, by role', () => {
    const found = sizes(
      engine({ role: 'prefill', replicas: 3, accelerator: { model: 'H100', count: 2, parallelism: { tp: 2 } } }),
      engine({
        role: 'decode',
        replicas: 1,
        accelerator: { model: 'H100', count: 8, parallelism: { tp: 4, dp: 2, dp_local: 2 } },
      })
    );
    expect(found).toMatchObject({
      gpus: 14,
      prefill_gpus: 6,
      decode_gpus: 8,
      pd_ratio: '3:1',
      serving_mode: 'disaggregated',
      decode_dp: 2,
    });
  });

  it.each<readonly [string, object]>([
    ['a count of 0', { replicas: 2, accelerator: { model: 'H100', count: 0 } }],
    ['no replicas', { accelerator: { model: 'H100', count: 4 } }],
    ['impossible replicas', { replicas: -2, accelerator: { model: 'H100', count: 4 } }],
    ['half an accelerator', { replicas: 1, accelerator: { model: 'H100', count: 0.5 } }],
  ])('with %s does not know its GPUs', (_, standardized) => expect(sizes(engine(standardized)).gpus).toBeNull());

  it('takes parallelism from the arguments where the report has none', () => {
    expect(
      sizes(engine({ replicas: 2, accelerator: { model: 'H100', count: 4 } }, { 'tensor-parallel-size': '4' }))
    ).toMatchObject({ tp: 4, topology: '2 x TP4' });
  });

  it('a converter that knew nothing writes 1 of everything', () => {
    const blank = {
      tool: '',
      tool_version: '//:',
      replicas: 1,
      accelerator: { model: '', count: 1, parallelism: { tp: 1, dp: 1 } },
    };
    expect(sizes(engine(blank))).toMatchObject({ gpus: null, tp: null, replicas: null });
    expect(sizes(engine({ ...blank, tool: 'vllm' }))).toMatchObject({ gpus: 1, tp: 1 });
  });

  it.each([
    ['request_router', 'router'],
    ['llm-d-inference-scheduler', 'router'],
    ['envoy-gateway', 'router'],
    ['prometheus', 'other'],
  ])('a generic %s is a %s', (tool, role) =>
    expect(read(report({ stack: [{ standardized: { kind: 'generic', tool } }] })).components[0].role).toBe(role)
  );

  it('engines that differ set no dimension, and all of them settings', () => {
    const found = read(
      report({
        stack: [
          engine({ role: 'prefill' }, { 'max-num-seqs': 8, 'block-size': 16 }),
          engine({ role: 'decode' }, { 'max-num-seqs': 64, 'block-size': 16 }),
        ],
      })
    );
    expect(whole(found.dimensions)).toMatchObject({ max_num_seqs: null, block_size: 16 });
    expect(found.settings).toContainEqual({ component: 'decode', key: 'max_num_seqs', value: '64' });
  });
});

describe('the run', () => {
  it('reads times without a zone in that of the settings, and says so', () => {
    const value = report({
      run: { time: { start: '2026-01-02T03:04:05', end: '2026-01-02T03:05:05Z', duration: 'PT60S' } },
    });
    const found = read(value, 'a.yaml', { zoneOffsetMinutes: 120 });
    expect(whole(found.dimensions)).toMatchObject({
      started_at: Date.UTC(2026, 0, 2, 1, 4, 5),
      ended_at: Date.UTC(2026, 0, 2, 3, 5, 5),
    });
    expect(found.issues.map(({ rule }) => rule)).toEqual(['time-without-zone']);
    expect(found.metrics.duration['']).toBe(60);
  });

  it('leaves out a clock that counts from the start of the tool, and says so', () => {
    const found = read(report({ run: { time: { start: '1970-01-02T20:00:46Z', end: '2026-01-02T03:05:05Z' } } }));
    expect(whole(found.dimensions)).toMatchObject({ started_at: null, ended_at: Date.UTC(2026, 0, 2, 3, 5, 5) });
    expect(found.issues.map(({ rule }) => rule)).toEqual(['implausible-time']);
  });

  it.each(['-PT5S', 'P1Y', '60', '', null, 60])('duration %p is none', (duration) =>
    expect(read(report({ run: { time: { duration } } })).metrics.duration).toBeUndefined()
  );
});

describe('units', () => {
  it('are honoured, mixed as they are', () => {
    const latency = { time_to_first_token: { units: 'ms', mean: 150000 }, request_latency: { units: 's', mean: 0.09 } };
    const { metrics } = read(report({ results: aggregate({ latency }) }));
    expect([metrics.ttft.mean, metrics.e2e.mean]).toEqual([150, 0.09]);
  });

  it('that are unknown leave the numbers out', () => {
    const found = read(
      report({ results: aggregate({ latency: { time_to_first_token: { units: 'jiffies', mean: 3 } } }) })
    );
    expect([found.metrics.ttft, found.issues[0].rule]).toEqual([undefined, 'unknown-unit']);
  });
});

describe('a report that is only partly one', () => {
  it.each([null, 'x', 3, [], true])('results %p are an issue', (results) => {
    const found = read({ version: 0.2, results });
    expect([found.grain, found.formatVersion, found.metrics]).toEqual(['stage', '0.2', {}]);
    expect(found.issues.map(({ rule }) => rule)).toEqual(['wrong-type']);
  });

  it('an aggregate of another type is an issue', () =>
    expect(read(report({ results: aggregate([]) })).issues.map(({ rule }) => rule)).toEqual(['wrong-type']));

  it('without a scenario keeps its metrics', () => {
    const found = read({ version: '0.2.1', results: aggregate({ requests: { total: 4, failures: 1 } }) });
    expect(found).toMatchObject({
      grain: 'stage',
      metrics: { requests_total: { '': 4 }, requests_failed: { '': 1 }, requests_success: { '': 3 } },
      components: [],
    });
  });
});

describeSamples('damaged examples', () => {
  it('never throw, and give sound metrics, dimensions and components', () => {
    const examples = sampleFiles('llm-d-benchmark-report/llm-d__llm-d-benchmark', (path) =>
      path.endsWith('_example.yaml')
    ).map((path) => parseYaml(sampleText(path))[0]);
    fc.assert(
      fc.property(fc.oneof(...examples.map((example) => mutations(example))), (value) => {
        const document = { kind: 'value' as const, value };
        if (benchmarkReport.detect(document) === null) {
          return;
        }
        const found = benchmarkReport.read(document, { path: 'a/b.yaml', document: 0 }, CONTEXT);
        expect(unsound(found)).toEqual([]);
        found[0].components.forEach(({ role: _role, ...rest }) =>
          Object.values(rest).forEach((part) =>
            expect(
              part === null || (typeof part === 'string' && part !== '') || (Number.isInteger(part) && Number(part) > 0)
            ).toBe(true)
          )
        );
      }),
      { numRuns: 400 }
    );
  });
});
