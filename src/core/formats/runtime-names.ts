/**
 * Names under which engines and routers export the quantities of the metric table, the one in use today first. Where a
 * scrape has several of a row, the first is read: old names go on beside the new ones.
 */

type Names = readonly [base: string, ...names: string[]];

/** Values at the moment of the scrape. `_perc` of vLLM is a fraction. */
export const GAUGES: readonly Names[] = [
  [
    'kv_cache_usage',
    'vllm:kv_cache_usage_perc',
    'vllm:gpu_cache_usage_perc',
    'sglang:token_usage',
    'trtllm_kv_cache_utilization',
    'llm_d_epp_average_kv_cache_utilization',
    'inference_pool_average_kv_cache_utilization',
  ],
  [
    'requests_running',
    'vllm:num_requests_running',
    'sglang:num_running_reqs',
    'llm_d_epp_average_running_requests',
    'inference_pool_average_running_requests',
  ],
  [
    'requests_waiting',
    'vllm:num_requests_waiting',
    'sglang:num_queue_reqs',
    'llm_d_epp_average_queue_size',
    'inference_pool_average_queue_size',
  ],
  ['requests_swapped', 'vllm:num_requests_swapped'],
  ['prefix_cache_hit_rate', 'sglang:cache_hit_rate', 'trtllm_kv_cache_hit_rate', 'vllm:gpu_prefix_cache_hit_rate'],
];

/** Histograms in seconds; their mean is sum / count, and nothing else is known exactly. */
export const HISTOGRAMS: readonly Names[] = [
  [
    'server_ttft',
    'vllm:time_to_first_token_seconds',
    'sglang:time_to_first_token_seconds',
    'trtllm_time_to_first_token_seconds',
    'llm_d_epp_request_ttft_seconds',
    'inference_objective_request_ttft_seconds',
    'inference_model_request_ttft_seconds',
  ],
  [
    'server_itl',
    'vllm:inter_token_latency_seconds',
    'vllm:time_per_output_token_seconds',
    'sglang:inter_token_latency_seconds',
    'sglang:time_per_output_token_seconds',
    'llm_d_epp_request_streaming_itl_seconds',
  ],
  [
    'server_tpot',
    'vllm:request_time_per_output_token_seconds',
    'trtllm_time_per_output_token_seconds',
    'llm_d_epp_request_streaming_tpot_seconds',
  ],
  [
    'server_e2e',
    'vllm:e2e_request_latency_seconds',
    'sglang:e2e_request_latency_seconds',
    'trtllm_e2e_request_latency_seconds',
    'llm_d_epp_request_duration_seconds',
    'inference_objective_request_duration_seconds',
    'inference_model_request_duration_seconds',
  ],
  ['queue_time', 'vllm:request_queue_time_seconds', 'sglang:queue_time_seconds', 'trtllm_request_queue_time_seconds'],
  ['prefill_time', 'vllm:request_prefill_time_seconds'],
  ['decode_time', 'vllm:request_decode_time_seconds'],
  ['inference_time', 'vllm:request_inference_time_seconds'],
  ['kv_transfer_time', 'vllm:nixl_xfer_time_seconds'],
  [
    'routing_time',
    'llm_d_epp_scheduler_e2e_duration_seconds',
    'inference_extension_scheduler_e2e_duration_seconds',
    'llm_d_inference_scheduler_e2e_duration_seconds',
  ],
];

/** Quotients of counters since the start of the process. */
export const RATIOS: ReadonlyArray<readonly [base: string, part: string, whole: string]> = [
  ['prefix_cache_hit_rate', 'vllm:prefix_cache_hits_total', 'vllm:prefix_cache_queries_total'],
  ['prefix_cache_hit_rate', 'vllm:gpu_prefix_cache_hits_total', 'vllm:gpu_prefix_cache_queries_total'],
  [
    'external_prefix_cache_hit_rate',
    'vllm:external_prefix_cache_hits_total',
    'vllm:external_prefix_cache_queries_total',
  ],
  ['multimodal_cache_hit_rate', 'vllm:mm_cache_hits_total', 'vllm:mm_cache_queries_total'],
];

export const ENGINES: ReadonlyArray<readonly [prefix: string, engine: string]> = [
  ['vllm:', 'vllm'],
  ['sglang:', 'sglang'],
  ['trtllm_', 'tensorrt-llm'],
];

/** A name of any of them, at the beginning of a line. */
export const KNOWN_LINE =
  /^(?:vllm:|sglang:|trtllm_|llm_d_epp_|inference_(?:pool|objective|model|extension)_|llm_d_inference_scheduler_)\w+(?:\{[^\n]{0,2000}\})? +[-+]?(?:[\d.]|NaN|Inf)/m;
