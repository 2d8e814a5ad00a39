import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { aiperf } from './aiperf';

const ROOT = 'aiperf';
const CONTEXT = { zoneOffsetMinutes: 0 };
const FIRST = `${ROOT}/ai-dynamo__aiperf/examples/artifacts/run1`;
const SWEEP = `${ROOT}/SemiAnalysisAI__InferenceX/tp4_sweep_29003473063`;

const readAll = (value: unknown, path = 'run/profile_export_aiperf.json') =>
  aiperf.read({ kind: 'value', value }, { path, document: 0 }, CONTEXT);
const read = (value: unknown, path?: string): Fragment => readAll(value, path)[0];
const spread = (unit: string, avg: number) => ({
  unit,
  avg,
  p1: avg / 2,
  p50: avg,
  p99: avg * 2,
  min: avg / 2,
  max: avg * 2,
  std: avg / 10,
  count: 10,
  sum: avg * 10,
});

const run = (more: object = {}) => ({
  schema_version: '1.2',
  aiperf_version: '0.8.0',
  benchmark_id: 'b-1',
  request_throughput: { unit: 'requests/sec', avg: 2 },
  request_count: { unit: 'requests', avg: 90 },
  good_request_count: { unit: 'requests', avg: 45 },
  goodput: { unit: 'requests/sec', avg: 1 },
  request_latency: spread('ms', 4000),
  time_to_first_token: spread('ms', 100),
  inter_token_latency: spread('ms', 20),
  inter_chunk_latency: spread('ms', 25),
  output_token_throughput: { unit: 'tokens/sec', avg: 256 },
  output_token_throughput_per_user: spread('tokens/sec/user', 50),
  output_sequence_length: spread('tokens', 128),
  input_sequence_length: spread('tokens', 512),
  total_isl: { unit: 'tokens', avg: 46080 },
  total_osl: { unit: 'tokens', avg: 11520 },
  benchmark_duration: { unit: 'sec', avg: 45 },
  effective_concurrency: { unit: 'requests', avg: 7.5, p99: 8 },
  input_config: {
    endpoint: { model_names: ['m'], type: 'chat', streaming: true, urls: ['http://hidden'], api_key: 'hidden' },
    input: {
      prompt: {
        input_tokens: { mean: 512, stddev: 0 },
        output_tokens: { mean: 128 },
        prefix_prompt: { length: 64, pool_size: 4 },
      },
      random_seed: 42,
      extra: [['hidden', true]],
      headers: [['Authorization', 'hidden']],
    },
    loadgen: { concurrency: 8, request_count: 100 },
    cli_command: 'aiperf --api-key hidden',
  },
  was_cancelled: false,
  error_summary: [{ error_details: { code: 500, type: 'ServerError', message: 'hidden prompt' }, count: 10 }],
  start_time: '2026-07-09T09:15:47.824596',
  end_time: '2026-07-09T10:16:17.827349',
  telemetry_data: {
    endpoints: {
      a: {
        gpus: {
          gpu_0: {
            gpu_name: 'H100',
            metrics: { gpu_power_usage: { unit: 'W', avg: 300 }, gpu_utilization: { unit: '%', avg: 40 } },
          },
        },
      },
      b: {
        gpus: {
          gpu_0: {
            gpu_name: 'H100',
            metrics: { gpu_power_usage: { unit: 'W', avg: 500 }, gpu_utilization: { unit: '%', avg: 60 } },
          },
        },
      },
    },
  },
  ...more,
});

describe('AIPerf', () => {
  it('reads every metric by its declared unit, and TPOT and ITL by definition', () => {
    expect(figuresOf(read(run()))).toMatchObject({
      ttft_mean: 0.1,
      ttft_p99: 0.2,
      tpot_mean: 0.02,
      itl_mean: 0.025,
      e2e_p1: 2,
      interactivity_reported_mean: 50,
      input_tokens_mean: 512,
      output_tokens_mean: 128,
      request_throughput: 2,
      output_token_throughput: 256,
      input_token_throughput: 1024,
      total_token_throughput: 1280,
      goodput: 1,
      goodput_ratio: 0.5,
      duration: 45,
      achieved_concurrency: 7.5,
      requests_success: 90,
      requests_failed: 10,
      requests_total: 100,
      power_mean: 800,
      gpu_utilization_mean: 0.5,
    });
    expect(
      read(run({ request_latency: spread('sec', 4), benchmark_duration: { unit: 'ns', avg: 45e9 } })).metrics
    ).toMatchObject({ e2e: { mean: 4 }, duration: { '': 45 } });
  });

  it('leaves out what declares no unit or another one', () => {
    const part = read(
      run({ time_to_first_token: { ...spread('ms', 1), unit: 'furlongs' }, request_latency: { avg: 3 } })
    );
    expect([part.metrics.ttft, part.metrics.e2e]).toEqual([undefined, undefined]);
    expect(part.issues.map(({ rule }) => rule)).toEqual([
      'unknown-unit',
      'unknown-unit',
      'failed-requests',
      'time-without-zone',
    ]);
  });

  it('describes model, data, load and time, and keeps no address, key, header or message', () => {
    const part = read(run());
    expect(part).toMatchObject({ runKey: 'b-1', stage: null, formatVersion: '1.2' });
    expect(part.dimensions).toEqual({
      hardware: 'H100',
      model: 'm',
      dataset: 'synthetic',
      isl: 512,
      osl: 128,
      prefix_len: 64,
      prefix_groups: 4,
      turns: null,
      seed: 42,
      load_type: 'concurrency',
      concurrency: 8,
      started_at: Date.UTC(2026, 6, 9, 9, 15, 47, 824),
      ended_at: Date.UTC(2026, 6, 9, 10, 16, 17, 827),
      tool: 'aiperf',
      tool_version: '0.8.0',
    });
    expect(JSON.stringify(part)).not.toContain('hidden');
  });

  it.each([
    [{ loadgen: { request_rate: 5, concurrency: 8 } }, { load_type: 'rate', request_rate: 5 }],
    [
      { input: { fixed_schedule: true, file: '/data/trace.jsonl' }, loadgen: {} },
      { load_type: 'trace', dataset: 'trace.jsonl' },
    ],
    [
      { input: { public_dataset: 'sharegpt' }, loadgen: {} },
      { load_type: null, dataset: 'sharegpt' },
    ],
    [{ endpoint: { model_names: ['a', 'b'] } }, { model: null }],
  ])('reads the configuration %j', (input_config, expected) => {
    expect(read(run({ input_config })).dimensions).toMatchObject(expected);
  });

  it('knows failures where the tool accounts for errors, and says where a run was cancelled', () => {
    expect(figuresOf(read(run({ error_summary: [] })))).toMatchObject({ requests_failed: 0, requests_total: 90 });
    const silent = read(run({ error_summary: undefined, was_cancelled: true }));
    expect([silent.metrics.requests_failed, silent.metrics.requests_total]).toEqual([undefined, undefined]);
    expect(silent.issues.map(({ rule }) => rule)).toContain('cancelled');
    expect(figuresOf(read(run({ error_request_count: { unit: 'requests', avg: 3 } }))).requests_failed).toBe(3);
  });

  it('never throws and never lets a number through that is none', () => {
    const { request_latency, time_to_first_token: ttft, input_config, error_summary } = run();
    [run(), { records: { request_latency, ttft }, input_config, error_summary }].forEach((whole) =>
      fc.assert(
        fc.property(mutations(whole), (value) => {
          expect(unsound(readAll(value))).toEqual([]);
        }),
        { numRuns: 600 }
      )
    );
  });
});

/** Figures of an export by metric id, from the raw results. */
function expectedOf(results: { readonly [tag: string]: { readonly [stat: string]: number | string | null } }): {
  [id: string]: number;
} {
  const figures: { [id: string]: number } = {};
  const take = (base: string, tag: string, unit: string, factor: number): void =>
    Object.entries(results[tag] ?? {}).forEach(([key, value]) => {
      expect(results[tag].unit).toBe(unit);
      if (typeof value === 'number' && /^(avg|min|max|std|p\d+)$/.test(key)) {
        figures[`${base}_${key === 'avg' ? 'mean' : key}`] = value * factor;
      }
    });
  take('ttft', 'ttft' in results ? 'ttft' : 'time_to_first_token', 'ms', 0.001);
  take('tpot', 'inter_token_latency', 'ms', 0.001);
  take('itl', 'inter_chunk_latency', 'ms', 0.001);
  take('e2e', 'request_latency', 'ms', 0.001);
  take('interactivity_reported', 'output_token_throughput_per_user', 'tokens/sec/user', 1);
  take('input_tokens', 'input_sequence_length', 'tokens', 1);
  take('output_tokens', 'output_sequence_length', 'tokens', 1);
  take('reasoning_tokens', 'reasoning_token_count', 'tokens', 1);
  const single = (id: string, tag: string): void => {
    if (tag in results) {
      figures[id] = results[tag].avg as number;
    }
  };
  ['request_throughput', 'output_token_throughput', 'input_token_throughput', 'total_token_throughput'].forEach((id) =>
    single(id, id)
  );
  Object.entries({
    duration: 'benchmark_duration',
    requests_success: 'request_count',
    input_tokens_total: 'total_isl',
    output_tokens_total: 'total_osl',
    achieved_concurrency: 'effective_concurrency',
  }).forEach(([id, tag]) => single(id, tag));
  return figures;
}

describeSamples('AIPerf on real files', (samples) => {
  type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

  it('every export is claimed by one format, commands, logs and summaries by none', () => {
    const byFormat = new Map<string, number>();
    sampleFiles(ROOT).forEach((path) => {
      const found = new Set(documentsOf(path, sampleText(path)).map((document) => claims(document).join(' + ')));
      expect([path, found.size]).toEqual([path, 1]);
      found.forEach((id) => byFormat.set(id, (byFormat.get(id) ?? 0) + 1));
    });
    const texts = sampleFiles(ROOT, (path) => path.endsWith('.txt')).length;
    expect(Object.fromEntries(byFormat)).toEqual({
      '': texts,
      aiperf: 6,
      'aiperf-csv': 15,
      'aiperf-requests': 2,
      'aiperf-server-metrics': 5,
      'aiperf-timeslices': 1,
    });
  });

  it('JSON exports: every statistic of every metric', () => {
    const files = sampleFiles(ROOT, (path) => path.endsWith('profile_export_aiperf.json'));
    expect(files).toHaveLength(6);
    files.forEach((path) => {
      const file = JSON.parse(sampleText(path)) as Json;
      const parts = readSample(path);
      expect([parts.length, unsound(parts)]).toEqual([1, []]);
      const figures = figuresOf(parts[0]);
      const expected = expectedOf(file.records ?? file);
      Object.keys(expected).forEach((id) =>
        expect([path, id, figures[id]]).toEqual([path, id, expect.closeTo(expected[id], 9)])
      );
      const failed = (file.error_summary as Json[]).reduce((all, one) => all + Number(one.count), 0);
      expect([figures.requests_failed, figures.requests_total]).toEqual([failed, expected.requests_success + failed]);
      expect(
        Object.keys(figures)
          .filter((id) => !(id in expected))
          .sort()
      ).toEqual(
        'input_token_throughput' in expected
          ? ['requests_failed', 'requests_total']
          : ['input_token_throughput', 'requests_failed', 'requests_total', 'total_token_throughput']
      );
    });
    const [oldest] = readSample(`${FIRST}/profile_export_aiperf.json`);
    expect(oldest.formatVersion).toBe('0.1');
    // Rates are over the duration here.
    expect(oldest.metrics.input_token_throughput['']).toBeCloseTo(48950 / 9.317788951, 9);
    expect(oldest.dimensions).toMatchObject({ model: 'openai/gpt-oss-20b', concurrency: 100, isl: null, osl: 250 });
    const [traces] = readSample(files.find((path) => path.includes('conc16_')) ?? '');
    expect(traces.dimensions).toMatchObject({
      model: 'amd/Kimi-K2.7-Code-MXFP4',
      dataset: 'semianalysis_cc_traces_weka_062126_256k',
      load_type: 'concurrency',
      concurrency: 16,
      seed: 42,
      tool_version: '0.8.0',
    });
  });

  it('an export as JSON and CSV, requests, slices and server metrics are one point', () => {
    const points = (folder: string) =>
      ask(catalogOf(storeOfDirectory(`${samples}/${folder}`)), {
        kind: 'points',
        metrics: ['ttft_mean', 'kv_cache_usage_mean', 'prefix_cache_hit_rate_mean'],
        dimensions: ['path', 'concurrency', 'engine'],
        limit: 100,
      })[0];
    const sweep = points(SWEEP);
    expect(
      column(sweep, 'path').every((path) => String(path).endsWith('aiperf_artifacts/profile_export_aiperf.json'))
    ).toBe(true);
    expect(
      column(sweep, 'concurrency')
        .slice()
        .sort((a, b) => Number(a) - Number(b))
    ).toEqual([1, 4, 8, 16, 32]);
    expect(column(sweep, 'engine')).toEqual(Array(5).fill('vllm'));
    const one = column(sweep, 'concurrency').indexOf(1);
    expect(column(sweep, 'ttft_mean')[one]).toBeCloseTo(10.259107215784614, 12);
    expect(column(sweep, 'kv_cache_usage_mean')[one]).toBe(0.0706);
    expect(column(sweep, 'prefix_cache_hit_rate_mean')[one]).toBeCloseTo(17690047 / 19129495, 12);
    expect(column(points(FIRST), 'path')).toEqual(['profile_export_aiperf.json']);
    expect(column(points('llm-d-benchmark-report/converted/aiperf-agentic'), 'path')).toHaveLength(5);
  });
});
