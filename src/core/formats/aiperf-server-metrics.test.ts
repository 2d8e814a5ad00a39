import fc from 'fast-check';
import { figuresOf, readSample } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Document } from './format';
import { aiperfServerMetrics } from './aiperf-server-metrics';

const read = (document: Document) =>
  aiperfServerMetrics.read(document, { path: 'run/server_metrics_export.json', document: 0 }, { zoneOffsetMinutes: 0 });

const series = (stats: object, endpoint_url = 'http://a/metrics', labels: object = { model_name: 'm' }) => ({
  endpoint_url,
  labels,
  stats,
  timeslices: null,
});

const EXPORT = () => ({
  schema_version: '1.0',
  aiperf_version: '0.8.0',
  summary: { endpoints_configured: ['http://a/metrics'] },
  metrics: {
    'vllm:kv_cache_usage_perc': {
      type: 'gauge',
      unit: 'ratio',
      series: [series({ avg: 0.5, min: 0, max: 0.9, p99: 0.8 })],
    },
    'vllm:num_requests_waiting': { type: 'gauge', unit: 'requests', series: [series({ avg: 0, p99: 0 })] },
    'vllm:num_preemptions': { type: 'counter', unit: null, series: [series({ total: 3, rate: 0.1 })] },
    'vllm:prefix_cache_hits': { type: 'counter', unit: null, series: [series({ total: 90 })] },
    'vllm:prefix_cache_queries_total': { type: 'counter', unit: null, series: [series({ total: 120 })] },
    'vllm:time_to_first_token_seconds': {
      type: 'histogram',
      unit: 'seconds',
      series: [series({ count: 5, sum: 1, avg: 0.2, p50_estimate: 0.1, p99_estimate: 0.9 })],
    },
    'vllm:e2e_request_latency_seconds': {
      type: 'histogram',
      unit: 'seconds',
      series: [series({ count: 0, sum: 0, avg: 0, p50_estimate: 0 })],
    },
    'vllm:cache_config_info': {
      type: 'gauge',
      unit: null,
      series: [
        series({ avg: 1 }, 'http://a/metrics', {
          block_size: '16',
          enable_prefix_caching: 'True',
          gpu_memory_utilization: '0.9',
        }),
      ],
    },
  },
  input_config: {},
});

describe('AIPerf server metrics', () => {
  it('are context: gauges, counters and histograms of the one server', () => {
    const [part] = read({ kind: 'value', value: EXPORT() });
    expect(part.grain).toBe('context');
    expect(figuresOf(part)).toEqual({
      kv_cache_usage_mean: 0.5,
      kv_cache_usage_min: 0,
      kv_cache_usage_max: 0.9,
      kv_cache_usage_p99: 0.8,
      requests_waiting_mean: 0,
      requests_waiting_p99: 0,
      preemptions: 3,
      prefix_cache_hit_rate_mean: 0.75,
      server_ttft_mean: 0.2,
      server_ttft_p50: 0.1,
      server_ttft_p99: 0.9,
    });
    expect(part.dimensions).toEqual({
      engine: 'vllm',
      model: 'm',
      block_size: 16,
      gpu_memory_utilization: 0.9,
      prefix_caching: 'true',
      tool_version: '0.8.0',
    });
  });

  it('several endpoints are left out, and said', () => {
    const two = EXPORT();
    two.metrics['vllm:kv_cache_usage_perc'].series.push(
      series({ avg: 0.1, min: 0, max: 1, p99: 1 }, 'http://b/metrics')
    );
    const [part] = read({ kind: 'value', value: two });
    expect(part.metrics.kv_cache_usage).toBeUndefined();
    expect(part.issues.map(({ rule }) => rule)).toEqual(['several-components']);
  });

  it('a unit that is none of the metric leaves it out', () => {
    const odd = EXPORT();
    odd.metrics['vllm:kv_cache_usage_perc'].unit = 'bytes';
    expect(read({ kind: 'value', value: odd })[0].metrics.kv_cache_usage).toBeUndefined();
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(EXPORT()), (value) => {
        expect(unsound(read({ kind: 'value', value }))).toEqual([]);
      }),
      { numRuns: 600 }
    );
  });
});

describeSamples('AIPerf server metrics on real files', () => {
  it('the CSV of every run with the figures of its lines', () => {
    const files = sampleFiles('aiperf', (path) => path.endsWith('server_metrics_export.csv'));
    expect(files).toHaveLength(5);
    files.forEach((path) => {
      const lines = sampleText(path).split(/\r?\n/);
      const cells = (name: string): string[] => (lines.find((line) => line.includes(`,${name},`)) ?? '').split(',');
      const [part] = readSample(path);
      expect(unsound([part])).toEqual([]);
      const figures = figuresOf(part);
      const gauge = (base: string, name: string): void =>
        expect([figures[`${base}_mean`], figures[`${base}_max`], figures[`${base}_p99`]]).toEqual(
          [4, 6, 16].map((index) => Number(cells(name)[index]))
        );
      gauge('kv_cache_usage', 'vllm:kv_cache_usage_perc');
      gauge('requests_running', 'vllm:num_requests_running');
      gauge('requests_waiting', 'vllm:num_requests_waiting');
      const counter = (name: string): number => Number(cells(name)[4]);
      expect(figures.preemptions).toBe(counter('vllm:num_preemptions'));
      expect(figures.prefix_cache_hit_rate_mean).toBeCloseTo(
        counter('vllm:prefix_cache_hits') / counter('vllm:prefix_cache_queries'),
        12
      );
      const histogram = (base: string, name: string): void =>
        expect([figures[`${base}_mean`], figures[`${base}_p50`], figures[`${base}_p99`]]).toEqual(
          [8, 13, 17].map((index) => Number(cells(name)[index]))
        );
      histogram('server_ttft', 'vllm:time_to_first_token_seconds');
      histogram('server_e2e', 'vllm:e2e_request_latency_seconds');
      histogram('server_itl', 'vllm:inter_token_latency_seconds');
      histogram('server_tpot', 'vllm:request_time_per_output_token_seconds');
      histogram('queue_time', 'vllm:request_queue_time_seconds');
      histogram('prefill_time', 'vllm:request_prefill_time_seconds');
      histogram('decode_time', 'vllm:request_decode_time_seconds');
      expect(part.dimensions).toMatchObject({
        engine: 'vllm',
        model: 'amd/Kimi-K2.7-Code-MXFP4',
        block_size: 1,
        gpu_memory_utilization: 0.9,
        prefix_caching: 'true',
        tool_version: '0.8.0',
      });
    });
  });
});
