import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { catalogOf, ask, column, storeOfDirectory } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { guidellm } from './guidellm';

const ROOT = 'guidellm';
const CONTEXT = { zoneOffsetMinutes: 0 };
const V2 = `${ROOT}/llm-d__llm-d-benchmark/tests/fixtures/guidellm_report_v2.json`;
const SWEEP = `${ROOT}/fmperf-project__fmperf/results/guidellm-evaluate-20250423-1820.json`;
const ASSETS = `${ROOT}/vllm-project__guidellm/tests/unit/entrypoints/assets`;

const readAll = (value: unknown, path = 'run/benchmarks.json') =>
  guidellm.read({ kind: 'value', value }, { path, document: 0 }, CONTEXT);
const read = (value: unknown, path?: string): Fragment => readAll(value, path)[0];

const summary = (mean: number, count = 10) => ({
  successful: {
    mean,
    median: mean,
    mode: mean,
    std_dev: mean / 10,
    min: mean / 2,
    max: mean * 2,
    count,
    total_sum: mean * count,
    percentiles: { p001: mean / 2, p01: mean / 2, p50: mean, p99: mean * 1.5, p999: mean * 2 },
  },
  errored: { mean: 0, count: 0, percentiles: {} },
  total: { mean: mean * 1.01, count },
});

const metrics = () => ({
  requests_per_second: summary(2),
  request_concurrency: summary(4),
  request_latency: summary(1.5),
  prompt_token_count: summary(256),
  output_token_count: summary(128),
  time_to_first_token_ms: summary(50),
  time_per_output_token_ms: summary(12),
  inter_token_latency_ms: summary(11),
  output_tokens_per_second: summary(256),
  tokens_per_second: summary(1300),
});

const older = (more: object = {}) => ({
  benchmarks: [
    {
      type_: 'generative_benchmark',
      id_: 'b',
      run_id: 'r',
      args: {
        profile: { type_: 'sweep', random_seed: 7 },
        strategy: { type_: 'constant', rate: 2.5 },
        max_duration: 30,
      },
      run_stats: { requests_made: { successful: 1, errored: 0, incomplete: 0, total: 1 } },
      worker: { backend_model: 'm', backend_target: 'http://hidden' },
      request_loader: { data: 'prompt_tokens=256,output_tokens=128' },
      start_time: 1745446900.5,
      end_time: 1745447000.5,
      duration: 100,
      request_totals: { successful: 90, errored: 3, incomplete: 7, total: 100 },
      metrics: metrics(),
      requests: { successful: [{ prompt: 'hidden', output: 'hidden' }] },
      ...more,
    },
  ],
});

const newer = (version: number) => ({
  metadata: { version, guidellm_version: '0.7.1' },
  ...(version === 1
    ? { args: { model: 'm', data: ['prompt_tokens=100,output_tokens=10'], random_seed: 42 } }
    : {
        config: {
          spec: {
            backend: { model: 'm', api_key: 'hidden' },
            data: [
              {
                kind: 'synthetic_text',
                prompt_tokens: 100,
                output_tokens: 10,
                turns: 2,
                prefix_buckets: [{ prefix_tokens: 16, prefix_count: 4 }],
              },
            ],
            seed: { kind: 'static', value: 42 },
          },
        },
      }),
  benchmarks: [
    {
      type_: 'generative_benchmark',
      config: { run_id: 'r', strategy: { type_: 'concurrent', streams: 8 } },
      duration: 10,
      metrics: {
        ...metrics(),
        prompt_tokens_per_second: summary(512),
        request_totals: { successful: 9, errored: 1, incomplete: 0, total: 10 },
      },
    },
  ],
});

describe('GuideLLM', () => {
  it('maps time between tokens by definition, in every generation', () => {
    expect(read(older()).metrics.tpot.mean).toBe(0.011);
    expect(read(older()).metrics.ntpot).toBeUndefined();
    [1, 2].forEach((version) => {
      expect(read(newer(version)).metrics.tpot.mean).toBe(0.011);
      expect(read(newer(version)).metrics.ntpot.mean).toBe(0.012);
    });
    expect(read(newer(2)).metrics.itl).toBeUndefined();
  });

  it('reads seconds and milliseconds side by side and every name of a percentile', () => {
    const part = read(older());
    expect(part.metrics.e2e.mean).toBe(1.5);
    expect(part.metrics.ttft).toEqual({
      mean: 0.05,
      p50: 0.05,
      std: 0.005,
      min: 0.025,
      max: 0.1,
      p0_1: 0.025,
      p1: 0.025,
      p99: 0.075,
      p99_9: 0.1,
    });
  });

  it('never takes the total rate of the older generation, and of rates the mean alone', () => {
    const part = read(older());
    expect(part.metrics.total_token_throughput).toEqual({ '': 2 * 256 + 256 });
    expect(part.metrics.request_throughput).toEqual({ '': 2 });
    expect(read(newer(2)).metrics.total_token_throughput).toEqual({ '': 1300 });
    expect(read(newer(2)).metrics.input_token_throughput).toEqual({ '': 512 });
  });

  it('counts the requests that were measured', () => {
    expect(figuresOf(read(older()))).toMatchObject({
      requests_total: 100,
      requests_success: 90,
      requests_failed: 3,
      requests_incomplete: 7,
    });
    expect(figuresOf(read(newer(1)))).toMatchObject({ requests_total: 10, requests_success: 9, requests_failed: 1 });
  });

  it('has no figure where no request succeeded, although the tool writes 0', () => {
    const nothing = Object.fromEntries(Object.keys(metrics()).map((key) => [key, summary(0, 0)]));
    const part = read(
      older({ metrics: nothing, request_totals: { successful: 0, errored: 5, incomplete: 0, total: 5 } })
    );
    expect(Object.keys(part.metrics).sort()).toEqual([
      'achieved_concurrency',
      'duration',
      'output_tokens_total',
      'requests_failed',
      'requests_incomplete',
      'requests_success',
      'requests_total',
    ]);
  });

  it('describes load, data, model and time, and keeps no prompt, target or key', () => {
    const part = read(older());
    expect(part).toMatchObject({ runKey: 'r', stage: 0, madeFrom: null, grain: 'stage' });
    expect(part.dimensions).toEqual({
      model: 'm',
      dataset: 'synthetic',
      isl: 256,
      osl: 128,
      prefix_len: null,
      prefix_groups: null,
      turns: null,
      load_type: 'rate',
      request_rate: 2.5,
      seed: 7,
      started_at: 1745446900500,
      ended_at: 1745447000500,
      tool: 'guidellm',
      tool_version: null,
    });
    expect(read(newer(2)).dimensions).toMatchObject({
      model: 'm',
      isl: 100,
      osl: 10,
      turns: 2,
      prefix_len: 16,
      prefix_groups: 4,
      load_type: 'concurrency',
      concurrency: 8,
      seed: 42,
      tool_version: '0.7.1',
    });
    expect(JSON.stringify([part, read(newer(2))])).not.toContain('hidden');
  });

  it.each([
    [{ type_: 'synchronous' }, { load_type: 'concurrency', concurrency: 1 }],
    [{ type_: 'throughput', max_concurrency: 512 }, { load_type: 'throughput' }],
    [
      { kind: 'poisson', rate: 3 },
      { load_type: 'rate', request_rate: 3 },
    ],
    [{ type_: 'trace' }, { load_type: 'trace' }],
    [
      { type_: 'concurrent', streams: 'many' },
      { load_type: 'concurrency', concurrency: null },
    ],
  ])('reads the strategy %j', (strategy, expected) => {
    expect(read(older({ args: { strategy } })).dimensions).toMatchObject(expected);
  });

  it.each([
    ['{"prompt_tokens":550,"output_tokens":150}', { dataset: 'synthetic', isl: 550, osl: 150 }],
    ['org/dataset-name', { dataset: 'org/dataset-name' }],
    ['Tell me a story about a dog', { dataset: null }],
    ['{"broken', { dataset: null }],
    [['a', 'b'], { dataset: 'several' }],
  ])('reads the data %j', (data, expected) => {
    expect(read(older({ request_loader: { data } })).dimensions).toMatchObject(expected);
  });

  it('reads arrays that hold nothing but metrics', () => {
    const parts = readAll([metrics(), metrics()], 'x/reduced.json');
    expect(parts.map(({ stage, runKey }) => [stage, runKey])).toEqual([
      [0, 'x/reduced.json'],
      [1, 'x/reduced.json'],
    ]);
    expect(figuresOf(parts[1])).toMatchObject({ ttft_mean: 0.05, requests_success: 10, total_token_throughput: 768 });
    expect(parts[1].metrics.requests_failed).toBeUndefined();
  });

  it('a report without a benchmark is said to be one', () => {
    const parts = readAll({ metadata: { version: 1, guidellm_version: '0.5.0' }, benchmarks: [] });
    expect(parts.map(({ grain, issues }) => [grain, issues[0].rule])).toEqual([['context', 'no-benchmarks']]);
  });

  it('names the JSON that a YAML repeats', () => {
    expect(read(older(), 'run/benchmarks.yaml').madeFrom).toBe('benchmarks.json#0');
  });

  it('never throws and never lets a number through that is none', () => {
    [older(), newer(1), newer(2), [metrics()]].forEach((whole) =>
      fc.assert(
        fc.property(mutations(whole), (value) => {
          expect(unsound(readAll(value))).toEqual([]);
        }),
        { numRuns: 400 }
      )
    );
  });
});

describeSamples('GuideLLM on real files', (samples) => {
  type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any
  const raw = (path: string): Json =>
    documentsOf(path.replace(/ya?ml$/, path.endsWith('json') ? 'json' : 'yaml'), sampleText(path)).map((document) =>
      document.kind === 'value' ? document.value : null
    )[0] as Json;

  it('every report and nothing else is claimed, by this format alone', () => {
    const found = sampleFiles(ROOT).map((path) => [path, documentsOf(path, sampleText(path)).flatMap(claims)] as const);
    expect(found.filter(([, ids]) => ids.length > 0)).toHaveLength(found.length - 1);
    found.forEach(([path, ids]) => expect([path, ids]).toEqual([path, path.endsWith('.txt') ? [] : ['guidellm']]));
  });

  it('every benchmark is one point with the figures of the file', () => {
    let points = 0;
    sampleFiles(ROOT, (path) => !path.endsWith('.txt')).forEach((path) => {
      const file = raw(path);
      const benchmarks: Json[] = Array.isArray(file) ? file.map((one: Json) => ({ metrics: one })) : file.benchmarks;
      const second = file.metadata?.version === 2;
      const parts = readSample(path);
      expect(parts).toHaveLength(benchmarks.length);
      expect(unsound(parts)).toEqual([]);
      benchmarks.forEach((benchmark, index) => {
        const figures = figuresOf(parts[index]);
        const check = (id: string, value: number): void =>
          expect([path, index, id, figures[id]]).toEqual([path, index, id, expect.closeTo(value, 9)]);
        const latency = (base: string, name: string, factor: number): void => {
          const given = benchmark.metrics[name].successful;
          check(`${base}_mean`, given.mean * factor);
          check(`${base}_p50`, given.median * factor);
          check(`${base}_std`, given.std_dev * factor);
          check(`${base}_max`, given.max * factor);
          Object.entries({
            p001: 'p0_1',
            p01: 'p1',
            p05: 'p5',
            p25: 'p25',
            p90: 'p90',
            p95: 'p95',
            p99: 'p99',
            p999: 'p99_9',
          }).forEach(([key, stat]) => check(`${base}_${stat}`, given.percentiles[key] * factor));
        };
        latency('ttft', 'time_to_first_token_ms', 0.001);
        latency('tpot', 'inter_token_latency_ms', 0.001);
        latency('e2e', 'request_latency', 1);
        latency('input_tokens', 'prompt_token_count', 1);
        latency('output_tokens', 'output_token_count', 1);
        if (second) {
          latency('ntpot', 'time_per_output_token_ms', 0.001);
          check('input_token_throughput', benchmark.metrics.prompt_tokens_per_second.successful.mean);
          check('total_token_throughput', benchmark.metrics.tokens_per_second.successful.mean);
        } else {
          expect(parts[index].metrics.ntpot).toBeUndefined();
          const {
            requests_per_second: rate,
            prompt_token_count: prompt,
            output_tokens_per_second: output,
          } = benchmark.metrics;
          check('input_token_throughput', rate.successful.mean * prompt.successful.mean);
          check('total_token_throughput', rate.successful.mean * prompt.successful.mean + output.successful.mean);
        }
        check('request_throughput', benchmark.metrics.requests_per_second.successful.mean);
        check('output_token_throughput', benchmark.metrics.output_tokens_per_second.successful.mean);
        check('achieved_concurrency', benchmark.metrics.request_concurrency.total.mean);
        const totals = benchmark.request_totals ?? benchmark.metrics.request_totals;
        check('requests_success', totals?.successful ?? benchmark.metrics.request_latency.successful.count);
        expect([
          figures.requests_total,
          figures.requests_failed,
          figures.requests_incomplete,
          figures.duration,
        ]).toEqual([totals?.total, totals?.errored, totals?.incomplete, benchmark.duration]);
        points++;
      });
    });
    expect(points).toBe(10 + 2 + 10 + 2 + 30);
  });

  it('tells what a sweep and a second-generation run were about', () => {
    const sweep = readSample(SWEEP);
    expect(sweep.map(({ dimensions }) => dimensions.load_type)).toEqual([
      'concurrency',
      'throughput',
      ...Array<string>(8).fill('rate'),
    ]);
    expect(sweep[2].dimensions).toMatchObject({
      model: 'mistralai/Mistral-7B-Instruct-v0.2',
      isl: 256,
      osl: 128,
      request_rate: 2.2964914421093634,
    });
    expect(JSON.stringify(sweep).length).toBeLessThan(30000);
    expect(readSample(V2)[0].dimensions).toMatchObject({
      model: 'e2e-mock-model',
      isl: 32,
      osl: 8,
      turns: 2,
      prefix_len: 16,
      prefix_groups: 4,
      request_rate: 2,
      seed: 42,
      tool_version: '0.8.0.dev18',
    });
  });

  it('JSON and YAML of one run are one point, reports and their native file too', () => {
    const pointsOf = (folder: string): unknown[] =>
      column(
        ask(catalogOf(storeOfDirectory(`${samples}/${folder}`)), {
          kind: 'points',
          metrics: ['ttft_p99'],
          dimensions: ['path'],
          limit: 1000,
        })[0],
        'path'
      );
    expect(pointsOf(ASSETS)).toEqual(['benchmarks_stripped.json']);
    expect(pointsOf('llm-d-benchmark-report/converted/guidellm-v2-fixture')).toHaveLength(2);
  });
});
