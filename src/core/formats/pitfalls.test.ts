import { figuresOf, documentsOf } from '../../../tests/documents';
import { ask, catalogOf, column, config, storeOfDirectory, type FakeStore } from '../../../tests/fake-store';
import { describeSamples, sampleFiles, sampleText, SAMPLES } from '../../../tests/samples';
import { parseJson } from '../../host/json-scan';
import { parseYaml } from '../../host/yaml';
import { requestFor } from '../engine/documents';
import type { Fragment } from '../model/record';
import { canonicalStat } from '../model/percentile';
import { DROP_KEYS, recognise } from './index';

/** Traps of real files that catch every reader of many tools sooner or later, one test each. */

function readAll(path: string, content: string): Fragment[] {
  return documentsOf(path, content).flatMap((document, index) => {
    const found = recognise(document);
    return found?.format.read(document, { path, document: index }, { zoneOffsetMinutes: 0 }) ?? [];
  });
}
const figures = (path: string, content: object | string) =>
  figuresOf(readAll(path, typeof content === 'string' ? content : JSON.stringify(content))[0]);
const points = (store: FakeStore, metrics: string[], settings = config({ store: { kind: 'http' } })) => {
  const [frame] = ask(catalogOf(store, settings), { kind: 'points', metrics, dimensions: ['path', 'scope', 'stage'] });
  return (id: string) => column(frame, id);
};
/** Every text of every table of the catalog that a store gives. */
const textsOf = (store: FakeStore): string[] =>
  catalogOf(store).views.flatMap(({ segment }) =>
    Array.from(segment.tables.values()).flatMap((table) =>
      Array.from(table.columns.values()).flatMap((one) => (one.kind === 'text' ? one.values : []))
    )
  );
const SERVE = { model_id: 'm', num_prompts: 10, completed: 10, duration: 1, request_rate: 'inf' };
const lifecycle = (count: number, more: object = {}) => ({
  load_summary: { count, requested_rate: 1, ...more },
  successes: { count, latency: { request_latency: { mean: 2 } }, throughput: { requests_per_sec: 1 } },
  failures: { count: 0 },
});
const report = (tool: string, latency: object) => ({
  version: '0.2',
  run: {},
  scenario: { load: { standardized: { tool } } },
  results: { request_performance: { aggregate: { latency } } },
});

describe('pitfalls of real files', () => {
  it('units are those that a file declares or its tool writes, never guessed by size', () => {
    expect(figures('a.json', { ...SERVE, mean_ttft_ms: 150000 })).toMatchObject({ ttft_mean: 150 });
    expect(figures('a.json', { ...SERVE, mean_ttft_ms: 0.05 })).toMatchObject({ ttft_mean: 0.00005 });
    const of = (units: string, mean: number) =>
      figures('r.json', report('x', { time_to_first_token: { units, mean } })).ttft_mean;
    expect([of('s', 150), of('ms', 90)]).toEqual([150, 0.09]);
  });

  it('names mean what the tool means: TPOT, ITL and NTPOT', () => {
    const latency = {
      time_per_output_token: { units: 's/token', mean: 3 },
      inter_token_latency: { units: 's/token', mean: 2 },
    };
    expect(figures('r.json', report('inference-perf', latency))).toEqual({ tpot_mean: 3, itl_mean: 2 });
    expect(figures('r.json', report('guidellm', latency))).toEqual({ ntpot_mean: 3, tpot_mean: 2 });
  });

  it('percentiles of every spelling are one', () => {
    const names = (given: string[]) => Array.from(new Set(given.map(canonicalStat)));
    expect(names(['p50', 'median', 'p50.00'])).toEqual(['p50']);
    expect(names(['p99.9', 'p99p9', 'p999', 'p99.90'])).toEqual(['p99_9']);
    expect(names(['p0.1', 'p001', 'p0p1'])).toEqual(['p0_1']);
    expect(canonicalStat('p01')).toBe('p1');
    const mlperf =
      '================\nMLPerf Results Summary\n================\nScenario : Server\nMode : PerformanceOnly\n50.00 percentile latency (ns) : 2000000000\nResult is : VALID\n';
    expect(figures('mlperf_log_summary.txt', mlperf)).toMatchObject({ e2e_p50: 2 });
    expect(figures('a.json', { ...SERVE, 'p99.9_ttft_ms': 5 })).toMatchObject({ ttft_p99_9: 0.005 });
  });

  it('JSON that is none is read: bare Infinity and NaN', () => {
    const bare = '{"model_id": "m", "num_prompts": 1, "request_rate": Infinity, "mean_ttft_ms": NaN, "mean_itl_ms": 4}';
    const [part] = readAll('a.json', bare);
    expect([part.dimensions.load_type, figuresOf(part)]).toEqual([
      'throughput',
      expect.objectContaining({ itl_mean: 0.004 }),
    ]);
    expect(figuresOf(part).ttft_mean).toBeUndefined();
  });

  it('several results in one file are several points', () => {
    const one = (rate: number) => JSON.stringify({ ...SERVE, mean_ttft_ms: 1, request_rate: rate });
    expect(
      points({ 'a/x.json': one(1) + one(2), 'a/y.json': `${one(3)}\n${one(4)}\n` }, ['ttft_mean'])('path')
    ).toHaveLength(4);
  });

  it('huge arrays and texts are dropped while reading, and what stands behind them is read', () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ ...SERVE, generated_texts: ['a secret'], ttfts: [1, 2], mean_ttft_ms: 7 })
    );
    const [document] = parseJson(bytes, new Set(DROP_KEYS));
    expect(document).toMatchObject({ generated_texts: null, ttfts: null, mean_ttft_ms: 7 });
    const { want } = requestFor({ path: 'a.json', size: 1, etag: null, modified: null } as never, 9);
    expect(want).toEqual({ as: 'json', drop: DROP_KEYS });
  });

  it('slips of a tool are known: request_goodput with a colon, total_throughput', () => {
    expect(figures('a.json', { ...SERVE, mean_ttft_ms: 1, 'request_goodput:': 3, total_throughput: 9 })).toMatchObject({
      goodput: 3,
      total_token_throughput: 9,
    });
  });

  it('failures are those that the tool counts, and no error rate where it counts none', () => {
    const store = {
      'a/x.json': JSON.stringify({ ...SERVE, mean_ttft_ms: 1, completed: 8 }),
      'b/x.jsonl': JSON.stringify({ backend: 'sglang', mean_e2e_latency_ms: 5, completed: 8, request_rate: 1 }),
    };
    const of = points(store, ['error_rate']);
    expect(of('path').map((path, row) => [path, of('error_rate')[row]])).toEqual([
      ['a/x.json', 0.2],
      ['b/x.jsonl', null],
    ]);
  });

  it('what is left of a run that stopped is read', () => {
    const store = {
      'r/stage_0_lifecycle_metrics.json': JSON.stringify(lifecycle(5)),
      'r/stage_1_lifecycle_metrics.json': '',
      'r/gpu_monitor.json': '[]',
      'r/status.txt': 'TIMED_OUT',
      'c40lmc/server_summary.txt': 'GPU KV cache usage: 12.3%',
    };
    expect(points(store, ['requests_total'])('path')).toEqual(['r/stage_0_lifecycle_metrics.json']);
    const [issues, formats] = ask(catalogOf(store), { kind: 'quality' });
    expect(column(issues, 'rule')).toEqual(['empty-file']);
    expect(
      column(formats, 'reason')
        .filter((reason) => reason !== null)
        .sort()
    ).toEqual(['empty', 'empty-file', 'log', 'status']);
  });

  it('a summary that pools all rates is no point of a curve', () => {
    const { load_summary: _, ...rest } = lifecycle(10);
    const store = {
      'r/stage_0_lifecycle_metrics.json': JSON.stringify(lifecycle(5)),
      'r/summary_lifecycle_metrics.json': JSON.stringify({ ...rest, load_summary: { count: 10 } }),
    };
    expect(points(store, ['requests_total'])('requests_total')).toEqual([5]);
  });

  it('a rate of inf with a concurrency is a closed loop, and no rate', () => {
    const of = (more: object) =>
      readAll('a.json', JSON.stringify({ ...SERVE, mean_ttft_ms: 1, ...more }))[0].dimensions;
    expect(of({ max_concurrency: 8 })).toMatchObject({ load_type: 'concurrency', concurrency: 8 });
    expect(of({ max_concurrency: 8 }).request_rate).toBeUndefined();
    expect(of({ max_concurrency: null })).toMatchObject({ load_type: 'throughput', concurrency: null });
  });

  it('no time is made up: not from the file, not from a clock that starts with the tool', () => {
    const of = (part: Fragment) => [part.dimensions.started_at ?? null, part.dimensions.ended_at ?? null];
    expect(of(readAll('stage_0_lifecycle_metrics.json', JSON.stringify(lifecycle(1)))[0])).toEqual([null, null]);
    const old = { ...report('x', {}), run: { time: { start: '1970-01-01T00:10:00Z', end: '1970-01-01T00:20:00Z' } } };
    const [part] = readAll('r.json', JSON.stringify(old));
    expect([of(part), part.issues.map(({ rule }) => rule)]).toEqual([
      [null, null],
      ['implausible-time', 'implausible-time'],
    ]);
    const [local] = readAll('a.json', JSON.stringify({ ...SERVE, mean_ttft_ms: 1, date: '20260102-030405' }));
    expect([of(local), local.issues.map(({ rule }) => rule)]).toEqual([
      [null, Date.UTC(2026, 0, 2, 3, 4, 5)],
      ['time-without-zone'],
    ]);
  });

  it('per GPU means per GPU of the whole run, prefill and decode alike', () => {
    const aggregate = {
      hw: 'h100', conc: 8, model: 'm', disagg: true, is_multinode: true, isl: 1024, osl: 1024,
      prefill_tp: 4, prefill_num_workers: 1, decode_tp: 4, decode_num_workers: 3,
      num_prefill_gpu: 4, num_decode_gpu: 12,
      tput_per_gpu: 20, output_tput_per_gpu: 16, input_tput_per_gpu: 32, mean_ttft: 1,
    }; // prettier-ignore
    const of = points({ 'a/agg.json': JSON.stringify(aggregate) }, [
      'output_token_throughput_per_gpu',
      'output_token_throughput_per_decode_gpu',
    ]);
    // 16 tok/s on each of 12 decode GPUs is 192 tok/s, over 16 GPUs 12.
    expect(of('output_token_throughput_per_gpu')).toEqual([12]);
    expect(of('output_token_throughput_per_decode_gpu')).toEqual([16]);
  });

  it('observed lengths are not taken for configured ones', () => {
    const [part] = readAll('a.json', JSON.stringify({ ...SERVE, mean_ttft_ms: 1, total_input_tokens: 5000 }));
    expect([part.dimensions.isl, figuresOf(part).input_tokens_mean]).toEqual([undefined, 500]);
  });

  it('percent and fraction: by tool, in spite of names', () => {
    const server = {
      load_summary: {},
      failures: {},
      successes: {
        count: 1,
        queue_len: { mean: 1 },
        kv_cache_usage_percentage: { mean: 0.6485 },
        prefix_cache_hit_percent: { mean: 50 },
      },
    };
    expect(figures('stage_0_prometheus_metrics.json', server)).toMatchObject({
      kv_cache_usage_mean: 0.6485,
      prefix_cache_hit_rate_mean: 0.5,
    });
    expect(figures('a.json', { ...SERVE, mean_ttft_ms: 1, spec_decode_acceptance_rate: 80 })).toMatchObject({
      spec_decode_acceptance_rate: 0.8,
    });
  });

  it('names with commas, spaces, = and # are read', () => {
    const path = 'SERVE--max_num_seqs=8,tp=2-BENCH--x=1/a b, #1.json';
    expect(points({ [path]: JSON.stringify({ ...SERVE, mean_ttft_ms: 1 }) }, ['ttft_mean'])('path')).toEqual([path]);
  });

  it('one model under several names is made one by an alias', () => {
    const model = '/models/models--openai--gpt-oss-120b/snapshots/b5c9';
    const aliases = [{ dimension: 'model', pattern: '.*gpt-oss-120b.*', value: 'openai/gpt-oss-120b' }];
    const catalog = catalogOf(
      { 'a/x.json': JSON.stringify({ ...SERVE, model_id: model, mean_ttft_ms: 1 }) },
      config({ store: { kind: 'http' }, aliases })
    );
    expect(column(ask(catalog, { kind: 'runs' })[0], 'model')).toEqual(['openai/gpt-oss-120b']);
  });

  it('YAML: versions are numbers, dates stay texts', () => {
    const yaml = ['version: 0.2', 'run: {time: {start: 2026-01-02T03:04:05Z}}', 'results: {}'].join('\n');
    expect(parseYaml('a: 2026-01-02T03:04:05Z')).toEqual([{ a: '2026-01-02T03:04:05Z' }]);
    const [part] = readAll('r.yaml', yaml);
    expect([part.formatVersion ?? '0.2', part.dimensions.started_at]).toEqual(['0.2', Date.UTC(2026, 0, 2, 3, 4, 5)]);
  });

  it('simulated data is marked where it says so', () => {
    const made = { ...report('x', {}), run: { keywords: ['Synthetic'] } };
    expect(readAll('r.json', JSON.stringify(made))[0].dimensions.synthetic).toBe('true');
  });

  it('artefacts are not read: the spread of a rate, the deviation of 1 / x', () => {
    const of = (stats: object) => ({ successful: { count: 2, ...stats } });
    const guide = {
      metadata: { version: 2, guidellm_version: '0.7' },
      benchmarks: [{ metrics: { requests_per_second: of({ mean: 2, std_dev: 217, max: 419430 }) } }],
    };
    expect(figures('benchmarks.json', guide)).toEqual({ request_throughput: 2 });
  });
});

describe('what never enters the catalog', () => {
  it('keys in the configuration of a server, prompts and answers', () => {
    const line = {
      backend: 'sglang',
      mean_e2e_latency_ms: 5,
      generated_texts: ['SECRET answer'],
      server_info: { tp_size: 2, api_key: 'SECRET', hf_token: 'SECRET', nested: { admin_api_key: 'SECRET' } },
    };
    const store = {
      'a/x.jsonl': JSON.stringify(line),
      'b/x.json': JSON.stringify({ ...SERVE, mean_ttft_ms: 1, api_key: 'SECRET', errors: ['SECRET prompt'] }),
      'c/stage_0_lifecycle_metrics.json': JSON.stringify({
        ...lifecycle(1),
        failures: { count: 1, by_label: { '500 - x': { count: 1, messages: [{ message: 'SECRET prompt' }] } } },
      }),
    };
    const [points] = ask(catalogOf(store), { kind: 'points', metrics: ['e2e_mean'] });
    expect(points.data.values[0]).toHaveLength(3);
    expect(JSON.stringify(textsOf(store))).not.toContain('SECRET');
  });
});

describeSamples('pitfalls in the samples', () => {
  it('lines of SGLang with a bare Infinity are read one by one', () => {
    const files = sampleFiles('sglang-bench-serving', (path) => path.endsWith('.jsonl'));
    const bare = files.filter((path) => /: Infinity\b/.test(sampleText(path)));
    expect(bare.length).toBeGreaterThan(0);
    bare.forEach((path) => {
      const lines = sampleText(path)
        .split('\n')
        .filter((line) => line.trim() !== '');
      expect([path, readAll(path, sampleText(path)).length]).toEqual([path, lines.length]);
    });
  });

  it('no prompt, no answer and no key of any of them is in the catalog', () => {
    const store = storeOfDirectory(`${SAMPLES ?? ''}/sglang-bench-serving`);
    const texts = textsOf(store);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => /^sk-|api_key|hf_[A-Za-z0-9]{20}/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.length > 2000)).toEqual([]);
  });
});
