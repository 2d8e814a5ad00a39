import fc from 'fast-check';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { inferencePerfPrometheus } from './inference-perf-prometheus';

const CONTEXT = { zoneOffsetMinutes: 0 };
const ROOT = 'inference-perf';

function read(value: unknown, path: string): Fragment {
  return inferencePerfPrometheus.read({ kind: 'value', value }, { path, document: 0 }, CONTEXT)[0];
}

const server = () => ({
  benchmark_time_seconds: 0,
  load_summary: {},
  failures: {},
  successes: {
    count: 100,
    rate: 2,
    queue_len: { mean: 0 },
    request_latency: { mean: 4, median: 3, p90: 6, p99: 9 },
    time_to_first_token: { mean: 1, median: 0.9, p90: 2, p99: 3 },
    time_per_output_token: { mean: 0, median: 0, p90: 0, p99: 0 },
    request_queue_time: { mean: 0.5, median: 0, p90: 1, p99: 2 },
    kv_cache_usage_percentage: { mean: 0.5, median: 0.5, p90: 0.75, p99: 1 },
    num_requests_swapped: { mean: 0 },
    num_preemptions_total: { mean: 7 },
    prefix_cache_hit_percent: { mean: 25 },
    external_prefix_cache_hit_percent: { mean: 0 },
    num_requests_running: { mean: 12.5 },
    prompt_tokens_cached: 0,
  },
});

describe('inference-perf server metrics', () => {
  it('reads a share named percentage as a fraction and one named percent as percent', () => {
    const { metrics } = read(server(), 'r/stage_2_prometheus_metrics.json');
    expect(metrics.kv_cache_usage).toEqual({ mean: 0.5, p50: 0.5, p90: 0.75, p99: 1 });
    expect(metrics.prefix_cache_hit_rate).toEqual({ mean: 0.25 });
    expect(metrics.preemptions).toEqual({ '': 7 });
    expect(metrics.requests_running).toEqual({ mean: 12.5 });
    expect(metrics.queue_time).toEqual({ mean: 0.5, p50: 0, p90: 1, p99: 2 });
  });

  it('keeps the latencies of the server apart from those of the client', () => {
    const { metrics } = read(server(), 'r/stage_2_prometheus_metrics.json');
    expect(metrics.server_ttft.mean).toBe(1);
    expect(metrics.server_e2e.p99).toBe(9);
    expect(metrics.ttft).toBeUndefined();
    expect(metrics.e2e).toBeUndefined();
  });

  it('leaves out the 0 of a query without an answer', () => {
    const { metrics } = read(server(), 'r/stage_2_prometheus_metrics.json');
    ['server_tpot', 'server_itl', 'requests_swapped', 'external_prefix_cache_hit_rate', 'cached_tokens_total'].forEach(
      (base) => expect(metrics[base]).toBeUndefined()
    );
    expect(metrics.requests_waiting).toEqual({ mean: 0 });
    const silent = server();
    const empty = read(
      { ...silent, successes: { count: 0, queue_len: { mean: 0 }, num_preemptions_total: { mean: 0 } } },
      'r/stage_0_prometheus_metrics.json'
    );
    expect(empty.metrics).toEqual({});
    expect(empty.issues.map((issue) => issue.rule)).toEqual(['server-metrics-empty']);
  });

  it('belongs to a stage by its name, else to the pooled summary alone', () => {
    expect(read(server(), 'r/stage_2_prometheus_metrics.json')).toMatchObject({
      grain: 'context',
      stage: 2,
      dimensions: {},
    });
    expect(read(server(), 'r/summary_prometheus_metrics.json')).toMatchObject({
      grain: 'context',
      stage: null,
      dimensions: { scope: 'pooled' },
    });
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(server()), (value) => {
        const parts = inferencePerfPrometheus.read(
          { kind: 'value', value },
          { path: 'stage_1_x', document: 0 },
          CONTEXT
        );
        expect(unsound(parts)).toEqual([]);
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('inference-perf server metrics on real files', () => {
  it('reads all 120 files', () => {
    const files = sampleFiles(ROOT, (path) => path.endsWith('_prometheus_metrics.json'));
    const parts = files.map((path) => read(JSON.parse(sampleText(path)), path));
    expect(parts).toHaveLength(120);
    expect(unsound(parts)).toEqual([]);
    expect(parts.filter((part) => part.dimensions.scope === 'pooled')).toHaveLength(10);
    // 76 of them were taken from servers without the metric that the tool asked for.
    expect(parts.filter((part) => part.metrics.kv_cache_usage !== undefined)).toHaveLength(44);
    expect(parts.filter((part) => part.metrics.prefix_cache_hit_rate !== undefined)).toHaveLength(72);
  });

  it('takes the figures of a stage', () => {
    const path = `${ROOT}/zetxqx__inference-perf/lmcache/llmd-lmcache-20251008-072853/stage_0_prometheus_metrics.json`;
    const { metrics } = read(JSON.parse(sampleText(path)), path);
    expect(metrics.kv_cache_usage).toEqual({ mean: 0.732905, p50: 0.974354, p90: 0.995617, p99: 0.998263 });
    expect(metrics.prefix_cache_hit_rate.mean).toBeCloseTo(0.50601657688919374, 15);
    expect(metrics.server_ttft).toEqual({ mean: 65.493418, p50: 70.687831, p90: 141.885886, p99: 158.188589 });
    expect(metrics.server_tpot.p99).toBe(0.607765);
    expect(metrics.requests_waiting.mean).toBe(63);
    expect(metrics.preemptions['']).toBe(101);
  });
});
