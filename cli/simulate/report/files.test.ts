import { load } from 'js-yaml';
import { benchmarkReport } from '../../../src/core/formats/benchmark-report';
import { inferencePerf } from '../../../src/core/formats/inference-perf';
import { inferencePerfConfig } from '../../../src/core/formats/inference-perf-config';
import { runMetadata } from '../../../src/core/formats/run-metadata';
import { aggregated, disaggregated } from '../engine/setup';
import type { RunPlan } from '../plan';
import { simulate } from '../run';
import { RELEASE } from '../scenarios/builds';
import { reportFiles, runFiles, type StoreFile } from './files';

const PLAN: RunPlan = {
  experiment: 'test',
  treatment: 'small',
  repeat: 1,
  description: 'simulated run of a test',
  setup: disaggregated({ instances: 2, tp: 4 }, { instances: 1, tp: 8 }),
  workload: { input: { mean: 500, std: 50 }, output: { mean: 40, std: 4 }, prefix: null },
  stages: [4, 16].map((concurrency) => ({ load: { kind: 'concurrency', concurrency }, requests: 4 * concurrency })),
  timeout: 60,
  build: RELEASE,
  startedAt: Date.UTC(2026, 10, 1),
  slow: { prompts: 1, decode: 1 },
  seed: 'files',
  requestsSeed: 'files',
  slo: { ttft: 1, tpot: 0.05 },
  perRequest: true,
  timeSeries: true,
};

const parse = ({ path, text }: StoreFile): unknown => (path.endsWith('.json') ? JSON.parse(text) : load(text));

function named(files: readonly StoreFile[], name: string): StoreFile {
  const found = files.find(({ path }) => path.endsWith(`/${name}`));
  if (found === undefined) {
    throw new Error(`no ${name} in ${files.map(({ path }) => path).join()}`);
  }
  return found;
}

const files = runFiles(simulate(PLAN), 'yaml');
const report = named(files, 'benchmark_report_v0.2,_stage_1_lifecycle_metrics.json.yaml');
const native = named(files, 'stage_1_lifecycle_metrics.json');
const at = (path: string) => ({ path, document: 0 });
const context = { zoneOffsetMinutes: 0 };

test('a run leaves the files of the harness behind', () => {
  const names = files.map(({ path }) =>
    path.replace(/^test\/results\/inference-perf-small-\d{10,}-[0-9a-f]{6}_1\//, '')
  );
  expect(names.sort()).toEqual([
    'benchmark_report_v0.2,_stage_0_lifecycle_metrics.json.yaml',
    'benchmark_report_v0.2,_stage_1_lifecycle_metrics.json.yaml',
    'config.yaml',
    'per_request_lifecycle_metrics.json',
    'run_metadata.yaml',
    'stage_0_lifecycle_metrics.json',
    'stage_1_lifecycle_metrics.json',
    'summary_lifecycle_metrics.json',
  ]);
});

test('writes the same bytes every time', () => {
  expect(runFiles(simulate(PLAN), 'yaml')).toEqual(files);
});

test('a report says what the schema requires, and that it is synthetic', () => {
  expect(parse(report)).toMatchObject({
    version: '0.2',
    run: {
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      eid: expect.any(String),
      description: expect.stringMatching(/^synthetic: simulated/),
      keywords: expect.arrayContaining(['synthetic']),
      time: { start: '2026-11-01T00:00:00Z', duration: expect.stringMatching(/^PT[\d.]+S$/) },
    },
    scenario: {
      stack: [
        {
          metadata: { label: 'sim-prefill', cfg_id: expect.any(String) },
          standardized: { role: 'prefill', replicas: 2, accelerator: { count: 4 } },
          native: {},
        },
        { metadata: { label: 'sim-decode' }, standardized: { role: 'decode', replicas: 1, accelerator: { count: 8 } } },
        { standardized: { kind: 'generic' } },
      ],
      load: {
        metadata: {},
        native: {},
        standardized: {
          tool: 'inference-perf',
          stage: 1,
          concurrency: 16,
          source: 'random',
          input_seq_len: { value: 500 },
        },
      },
    },
    results: {
      request_performance: {
        aggregate: {
          requests: { total: 64, failures: 0, input_length: { units: 'count' } },
          latency: {
            time_to_first_token: { units: 's', p99: expect.any(Number), p99p9: expect.any(Number) },
            time_per_output_token: { units: 's/token' },
          },
          throughput: { output_token_rate: { units: 'tokens/s', mean: expect.any(Number) } },
        },
      },
    },
  });
});

test('report and native file are read back to the same numbers', () => {
  const [own] = benchmarkReport.read({ kind: 'value', value: parse(report) }, at(report.path), context);
  const [other] = inferencePerf.read({ kind: 'value', value: parse(native) }, at(native.path), context);
  ['ttft', 'tpot', 'itl', 'e2e', 'output_token_throughput', 'requests_total'].forEach((metric) => {
    expect(own.metrics[metric]).toEqual(other.metrics[metric]);
  });
  expect(own.dimensions).toMatchObject({ synthetic: 'true', isl: 500, osl: 40, concurrency: 16 });
  expect(own.madeFrom).toBe('stage_1_lifecycle_metrics.json#0');
  expect(own.issues.filter(({ severity }) => severity !== 'info')).toEqual([]);
  expect(other.issues).toEqual([]);
});

test('the files beside a report are recognised', () => {
  const detects = (name: string): boolean[] =>
    [runMetadata, inferencePerfConfig].map(
      (format) => format.detect({ kind: 'value', value: parse(named(files, name)) }) !== null
    );
  expect(detects('run_metadata.yaml')).toEqual([true, false]);
  expect(detects('config.yaml')).toEqual([false, true]);
});

test('single requests add up to the stages', () => {
  const rows = parse(named(files, 'per_request_lifecycle_metrics.json')) as Array<{
    start_time: number;
    end_time: number;
    info: { response_metrics: { output_tokens: number; output_token_times: number[] } };
  }>;
  expect(rows).toHaveLength(16 + 64);
  rows.forEach(({ start_time: start, end_time: end, info: { response_metrics: answer } }) => {
    expect(answer.output_token_times).toHaveLength(answer.output_tokens);
    expect(answer.output_token_times[0]).toBeGreaterThan(start);
    expect(answer.output_token_times[answer.output_tokens - 1]).toBeCloseTo(end, 3);
  });
});

test('failures are counted and named, and no statistic is made up for them', () => {
  const hopeless = { ...PLAN, setup: aggregated(1, 2), timeout: 0.01, perRequest: false };
  const all = runFiles(simulate(hopeless), 'json');
  const value = parse(named(all, 'benchmark_report_v0.2,_stage_0_lifecycle_metrics.json.json'));
  expect(value).toMatchObject({
    results: {
      request_performance: { aggregate: { requests: { total: 16, failures: 16 }, latency: {}, throughput: {} } },
    },
  });
  expect(parse(named(all, 'stage_0_lifecycle_metrics.json'))).toMatchObject({
    successes: { count: 0, latency: { time_to_first_token: null } },
    failures: { count: 16, by_label: { '504 - Gateway Timeout': { count: 16 } } },
  });
});

test('the short reports of the sample hold the same run', () => {
  const [short] = reportFiles(simulate(PLAN));
  expect(parse(short)).toMatchObject({ run: { keywords: expect.arrayContaining(['synthetic']) } });
  expect(short.text).not.toContain('\n');
});
