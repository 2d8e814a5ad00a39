/** What a producer's files are known to hold, for documentation; a test holds it against every real file. */
export interface Coverage {
  /** Versions and generations that are told apart or were tried. Empty: the files name none. */
  readonly versions: string;
  /** Ids of the metrics that its reader can fill, by spaces. Empty: configuration, or known and left alone. */
  readonly metrics: string;
}

/** By the id of the format. */
export const COVERAGE: { readonly [format: string]: Coverage | undefined } = {
  'llm-d-benchmark-report': {
    versions: '0.1, 0.2, 0.2.1',
    metrics:
      'ttft tpot itl ntpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput image_throughput video_throughput audio_throughput requests_total requests_success requests_failed requests_incomplete duration send_duration input_tokens output_tokens request_size sessions_total sessions_succeeded sessions_failed session_rate session_duration session_events kv_cache_usage requests_running requests_waiting gpu_utilization gpu_memory_usage batch_size startup_time events_total events_completed events_cancelled session_events_cancelled session_input_tokens session_output_tokens image_count image_pixels image_bytes video_count video_frames video_pixels video_duration video_bytes audio_count audio_duration audio_bytes prefix_cache_hit_rate external_prefix_cache_hit_rate routing_time drop_rate ready_replicas restarts power cpu_utilization cpu_memory_usage requests_swapped prefill_kv_cache_usage prefill_prefix_cache_hit_rate prefill_requests_running prefill_requests_waiting prefill_gpu_utilization prefill_gpu_memory_usage decode_kv_cache_usage decode_prefix_cache_hit_rate decode_requests_running decode_requests_waiting decode_gpu_utilization decode_gpu_memory_usage kv_transfer_time',
  },
  'inference-perf': {
    versions: 'to 0.5 and later',
    metrics:
      'ttft tpot itl ntpot e2e schedule_delay request_throughput output_token_throughput input_token_throughput total_token_throughput offered_rate achieved_rate goodput token_goodput goodput_ratio ttft_attainment tpot_attainment itl_attainment ntpot_attainment e2e_attainment image_throughput video_throughput audio_throughput image_count image_pixels image_bytes video_count video_frames video_pixels video_bytes audio_count audio_duration audio_bytes requests_total requests_success requests_failed duration send_duration achieved_concurrency input_tokens output_tokens request_size input_tokens_total output_tokens_total cached_tokens_total',
  },
  'inference-perf-prometheus': {
    versions: '',
    metrics:
      'queue_time kv_cache_usage prefix_cache_hit_rate requests_running requests_waiting server_ttft server_tpot server_e2e preemptions',
  },
  'inference-perf-sessions': {
    versions: '0.5 and later',
    metrics:
      'sessions_total sessions_succeeded sessions_failed session_rate session_duration session_events prefix_cache_hit_rate events_total events_completed events_cancelled session_events_cancelled session_input_tokens session_output_tokens',
  },
  'inference-perf-validation': { versions: '0.5 and later', metrics: '' },
  'inference-perf-config': { versions: '', metrics: '' },
  'llm-d-run-metadata': { versions: '', metrics: '' },
  'prism-archive': {
    versions: '',
    metrics:
      'ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput requests_total input_tokens output_tokens',
  },
  'prism-results-store': {
    versions: 'v1, Benchmark Reports 0.2',
    metrics:
      'ttft tpot itl ntpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput image_throughput video_throughput audio_throughput requests_total requests_success requests_failed requests_incomplete duration send_duration input_tokens output_tokens request_size sessions_total sessions_succeeded sessions_failed session_rate session_duration session_events kv_cache_usage requests_running requests_waiting gpu_utilization gpu_memory_usage batch_size startup_time events_total events_completed events_cancelled session_events_cancelled session_input_tokens session_output_tokens image_count image_pixels image_bytes video_count video_frames video_pixels video_duration video_bytes audio_count audio_duration audio_bytes prefix_cache_hit_rate external_prefix_cache_hit_rate routing_time drop_rate ready_replicas restarts power cpu_utilization cpu_memory_usage requests_swapped prefill_kv_cache_usage prefill_prefix_cache_hit_rate prefill_requests_running prefill_requests_waiting prefill_gpu_utilization prefill_gpu_memory_usage decode_kv_cache_usage decode_prefix_cache_hit_rate decode_requests_running decode_requests_waiting decode_gpu_utilization decode_gpu_memory_usage',
  },
  guidellm: {
    versions: '0, 1, 2, reduced arrays',
    metrics:
      'ttft tpot ntpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput requests_total requests_success requests_failed requests_incomplete duration achieved_concurrency input_tokens output_tokens input_tokens_total output_tokens_total',
  },
  'aiperf-server-metrics': {
    versions: '',
    metrics:
      'queue_time prefill_time decode_time inference_time kv_cache_usage prefix_cache_hit_rate external_prefix_cache_hit_rate requests_running requests_waiting server_ttft server_tpot server_itl server_e2e kv_transfer_time routing_time requests_swapped multimodal_cache_hit_rate preemptions',
  },
  'aiperf-requests': {
    versions: '0.1, 1.x',
    metrics:
      'ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput goodput_ratio interactivity_reported requests_total requests_success requests_failed duration input_tokens output_tokens reasoning_tokens cached_tokens input_tokens_total output_tokens_total',
  },
  'aiperf-gpu-telemetry': { versions: '', metrics: '' },
  aiperf: {
    versions: '0.1, 1.x',
    metrics:
      'ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput goodput goodput_ratio interactivity_reported requests_total requests_success requests_failed duration achieved_concurrency input_tokens output_tokens reasoning_tokens input_tokens_total output_tokens_total gpu_utilization power',
  },
  'aiperf-timeslices': { versions: '', metrics: '' },
  'aiperf-csv': {
    versions: '',
    metrics:
      'ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput interactivity_reported requests_total requests_success requests_failed duration achieved_concurrency input_tokens output_tokens reasoning_tokens input_tokens_total output_tokens_total',
  },
  'genai-perf': {
    versions: '',
    metrics:
      'ttft tpot e2e request_throughput output_token_throughput goodput interactivity_reported requests_success input_tokens output_tokens power',
  },
  'perf-analyzer': { versions: 'JSON and CSV', metrics: 'e2e request_throughput' },
  'genai-bench': {
    versions: 'older and current',
    metrics:
      'ttft tpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput interactivity_reported requests_total requests_success requests_failed duration input_tokens output_tokens input_tokens_total output_tokens_total',
  },
  'sglang-bench-serving': {
    versions: 'all',
    metrics:
      'ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput peak_output_token_throughput requests_success duration achieved_concurrency peak_concurrency input_tokens output_tokens input_tokens_total output_tokens_total cached_tokens_total spec_decode_acceptance_length prefix_cache_hit_rate',
  },
  inferencex: {
    versions: 'fixed lengths, agentic (flat and nested), database rows',
    metrics:
      'energy ttft tpot itl e2e request_throughput output_token_throughput input_token_throughput total_token_throughput requests_success duration input_tokens output_tokens kv_cache_usage prefix_cache_hit_rate external_prefix_cache_hit_rate power joules_per_output_token joules_per_total_token',
  },
  llmperf: {
    versions: '2023-08-31',
    metrics:
      'ttft ntpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput interactivity_reported requests_total requests_success requests_failed duration input_tokens output_tokens',
  },
  lmbenchmark: {
    versions: '',
    metrics:
      'ttft tpot ntpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput requests_success duration achieved_concurrency input_tokens output_tokens input_tokens_total output_tokens_total',
  },
  fmperf: {
    versions: '',
    metrics:
      'ttft tpot itl ntpot e2e request_throughput output_token_throughput requests_total requests_success requests_failed requests_incomplete duration output_tokens',
  },
  'hf-inference-benchmarker': {
    versions: '',
    metrics:
      'ttft tpot request_throughput output_token_throughput input_token_throughput total_token_throughput requests_total requests_success requests_failed duration input_tokens output_tokens input_tokens_total output_tokens_total',
  },
  'trace-replay': {
    versions: '',
    metrics:
      'ttft tpot e2e request_throughput output_token_throughput input_token_throughput total_token_throughput requests_total requests_success requests_failed duration input_tokens output_tokens input_tokens_total output_tokens_total',
  },
  'trace-replay-server': {
    versions: '',
    metrics:
      'kv_cache_usage prefix_cache_hit_rate external_prefix_cache_hit_rate requests_running requests_waiting preemptions',
  },
  'otlp-spans': { versions: '', metrics: '' },
  mlperf: { versions: '', metrics: 'ttft tpot e2e request_throughput output_token_throughput offered_rate' },
  'mlperf-system': { versions: '', metrics: '' },
  'runtime-metrics': {
    versions: '',
    metrics:
      'queue_time prefill_time decode_time inference_time kv_transfer_time spec_decode_acceptance_rate spec_decode_acceptance_length kv_cache_usage prefix_cache_hit_rate external_prefix_cache_hit_rate multimodal_cache_hit_rate requests_running requests_waiting requests_swapped routing_time server_ttft server_tpot server_itl server_e2e preemptions kv_transfer_bandwidth',
  },
  'pytorch-benchmark': {
    versions: '3',
    metrics:
      'ttft tpot itl e2e client_queue_time request_throughput output_token_throughput input_token_throughput total_token_throughput goodput peak_output_token_throughput requests_total requests_success requests_failed duration peak_concurrency input_tokens output_tokens input_tokens_total output_tokens_total spec_decode_acceptance_rate spec_decode_acceptance_length',
  },
  'vllm-bench-serve': {
    versions: 'all, in ms and in s',
    metrics:
      'ttft tpot itl e2e client_queue_time request_throughput output_token_throughput input_token_throughput total_token_throughput goodput peak_output_token_throughput requests_total requests_success requests_failed duration peak_concurrency input_tokens output_tokens input_tokens_total output_tokens_total spec_decode_acceptance_rate spec_decode_acceptance_length',
  },
  'vllm-bench-throughput': {
    versions: '',
    metrics: 'request_throughput total_token_throughput requests_total duration',
  },
  'vllm-bench-latency': { versions: '', metrics: 'e2e' },
};
