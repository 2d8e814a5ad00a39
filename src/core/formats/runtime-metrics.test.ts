import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { runtimeMetrics } from './runtime-metrics';

const read = (lines: readonly string[]) =>
  runtimeMetrics.read(
    { kind: 'text', text: lines.join('\n') },
    { path: 'metrics.prom', document: 0 },
    { zoneOffsetMinutes: 0 }
  )[0];

const VLLM = [
  '# TYPE vllm:kv_cache_usage_perc gauge',
  'vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25',
  'vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75',
  'vllm:gpu_cache_usage_perc{engine="0",model_name="m"} 0.9',
  'vllm:num_requests_waiting{engine="0",model_name="m"} 0',
  'vllm:time_to_first_token_seconds_bucket{le="+Inf",engine="0"} 4',
  'vllm:time_to_first_token_seconds_sum{engine="0"} 2',
  'vllm:time_to_first_token_seconds_count{engine="0"} 4',
  'vllm:time_to_first_token_seconds_sum{engine="1"} 4',
  'vllm:time_to_first_token_seconds_count{engine="1"} 1',
  'vllm:time_per_output_token_seconds_sum 3',
  'vllm:time_per_output_token_seconds_count 300',
  'vllm:e2e_request_latency_seconds_sum 0',
  'vllm:e2e_request_latency_seconds_count 0',
  'vllm:prefix_cache_hits_total 30',
  'vllm:prefix_cache_queries_total 120',
  'vllm:num_preemptions_total{engine="0"} 2',
  'vllm:num_preemptions_total{engine="1"} 3',
  'vllm:spec_decode_num_drafts_total 10',
  'vllm:spec_decode_num_draft_tokens_total 40',
  'vllm:spec_decode_num_accepted_tokens_total 20',
  'vllm:nixl_bytes_transferred_sum 1000',
  'vllm:nixl_xfer_time_seconds_sum 2',
  'vllm:nixl_xfer_time_seconds_count 4',
  'vllm:cache_config_info{block_size="16",enable_prefix_caching="True",gpu_memory_utilization="0.9",num_gpu_blocks="10"} 1',
];

describe('runtime metrics', () => {
  it('reads vLLM: gauges, means of histograms, quotients of counters', () => {
    const part = read(VLLM);
    expect(figuresOf(part)).toEqual({
      kv_cache_usage_mean: 0.5,
      kv_cache_usage_min: 0.25,
      kv_cache_usage_max: 0.75,
      requests_waiting_mean: 0,
      server_ttft_mean: 1.2,
      server_itl_mean: 0.01,
      prefix_cache_hit_rate_mean: 0.25,
      preemptions: 5,
      spec_decode_acceptance_rate: 0.5,
      spec_decode_acceptance_length: 3,
      kv_transfer_time_mean: 0.5,
      kv_transfer_bandwidth: 500,
    });
    expect(part.grain).toBe('context');
    expect(part.dimensions).toEqual({
      engine: 'vllm',
      model: 'm',
      block_size: 16,
      gpu_memory_utilization: 0.9,
      prefix_caching: 'true',
    });
    expect(part.settings).toEqual([{ component: 'engine', key: 'num_gpu_blocks', value: '10' }]);
  });

  it.each([
    ['sglang:token_usage 0.5', 'kv_cache_usage_mean', 0.5],
    ['sglang:num_running_reqs{tp_rank="0"} 3', 'requests_running_mean', 3],
    ['sglang:cache_hit_rate 0.2', 'prefix_cache_hit_rate_mean', 0.2],
    ['trtllm_kv_cache_utilization 0.1', 'kv_cache_usage_mean', 0.1],
    ['trtllm_kv_cache_max_blocks 100\ntrtllm_kv_cache_free_blocks 75', 'kv_cache_usage_mean', 0.25],
    ['inference_pool_average_queue_size{name="p"} 4', 'requests_waiting_mean', 4],
    [
      'llm_d_epp_average_queue_size{name="p"} 5\ninference_pool_average_queue_size{name="p"} 4',
      'requests_waiting_mean',
      5,
    ],
    [
      'inference_model_request_duration_seconds_sum 6\ninference_model_request_duration_seconds_count 3',
      'server_e2e_mean',
      2,
    ],
    [
      'llm_d_epp_scheduler_e2e_duration_seconds_sum 0.5\nllm_d_epp_scheduler_e2e_duration_seconds_count 1000',
      'routing_time_mean',
      0.0005,
    ],
  ])('%s', (text, id, value) => {
    expect(runtimeMetrics.detect({ kind: 'text', text })).not.toBeNull();
    expect(figuresOf(read([text]))).toEqual({ [id]: value });
  });

  it('a scrape of something else is known, and says that it tells nothing', () => {
    const part = read(['# TYPE node_load1 gauge', 'node_load1 0.4']);
    expect([part.metrics, part.issues.map(({ rule }) => rule)]).toEqual([{}, ['server-metrics-empty']]);
  });

  it('never throws and never lets a number through that is none', () => {
    const whole = VLLM.join('\n');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(40), fc.string(), (start, length, filling) => {
        const text = whole.slice(0, start) + filling + whole.slice(start + length);
        expect(unsound([read([text])].filter((part) => part !== undefined))).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});

describeSamples('runtime metrics on real scrapes', () => {
  it('every scrape is claimed once; a list of names is none', () => {
    const files = sampleFiles('runtime-prometheus');
    expect(files).toHaveLength(10);
    files.forEach((path) =>
      expect([path, documentsOf(path, sampleText(path)).map(claims)]).toEqual([
        path,
        [path.includes('vllm_metric_families') ? [] : ['runtime-metrics']],
      ])
    );
  });

  it('values as written', () => {
    const file = (name: string) => sampleFiles('runtime-prometheus', (path) => path.endsWith(name))[0];
    const raw = (name: string, line: RegExp) =>
      sampleText(file(name))
        .split('\n')
        .filter((text) => line.test(text))
        .map((text) => Number(text.slice(text.lastIndexOf(' '))));
    const mock = figuresOf(readSample(file('metrics.txt'))[0]);
    expect(mock.kv_cache_usage_mean).toBe(raw('metrics.txt', /^vllm:gpu_cache_usage_perc/)[0]);
    expect(mock.requests_waiting_mean).toBe(2.5);
    expect(mock.requests_running_mean).toBe(3);
    const [sum] = raw('metrics.txt', /^vllm:time_to_first_token_seconds_sum/);
    const [count] = raw('metrics.txt', /^vllm:time_to_first_token_seconds_count/);
    expect(mock.server_ttft_mean).toBe(sum / count);
    expect(figuresOf(readSample(file('trtllm-legacy.prom'))[0])).toEqual({ kv_cache_usage_mean: 0.055374130342183726 });
    expect(figuresOf(readSample(file('sglang-new.prom'))[0])).toEqual({
      kv_cache_usage_mean: 0,
      requests_waiting_mean: 0,
    });
    expect(readSample(file('vllm-none.prom'))[0].dimensions).toMatchObject({
      engine: 'vllm',
      model: 'Qwen/Qwen3-0.6B',
      gpu_memory_utilization: 0.92,
    });
  });
});
