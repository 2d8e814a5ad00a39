/** Top-level keys of `vllm bench serve`, all generations (vllm/benchmarks/serve.py and benchmark_serving.py before it). */

/** 1 statistic, 2 metric, 3 `_ms`. Without `_ms` the value is in seconds: the tool itself always writes it. */
export const LATENCY_KEY = /^(mean|median|std|p\d[\d.]*)_(ttft|tpot|itl|e2el|client_queue_time)(_ms)?$/;

/** Options of the load generator, kept as settings. */
export const OPTIONS: readonly string[] = [
  'backend',
  'endpoint_type',
  'label',
  'tokenizer_id',
  'num_prompts',
  'best_of',
  'burstiness',
  'request_rate',
  'max_concurrency',
  'ramp_up_strategy',
  'ramp_up_start_rps',
  'ramp_up_end_rps',
];

/** Per-request arrays and texts of `--save-detailed`. */
export const PER_REQUEST: readonly string[] = [
  'input_lens',
  'output_lens',
  'ttfts',
  'itls',
  'latencies',
  'start_times',
  'queue_times',
  'generated_texts',
  'errors',
  'rps_change_events',
];

/** `request_goodput:` is no slip of ours: older versions write the colon. */
const MEASUREMENTS: readonly string[] = [
  'date',
  'model_id',
  'duration',
  'completed',
  'failed',
  'good_completed',
  'total_input_tokens',
  'total_output_tokens',
  'request_throughput',
  'request_goodput',
  'request_goodput:',
  'input_throughput',
  'output_throughput',
  'total_throughput',
  'total_token_throughput',
  'max_output_tokens_per_s',
  'max_concurrent_requests',
  'rtfx',
  'total_input_sequences',
  'input_sequence_throughput',
  'run_number',
];

const MEASUREMENT_KEY = /^(probe|spec_decode|diffusion)_|_ms$/;

const OWN: ReadonlySet<string> = new Set([...OPTIONS, ...PER_REQUEST, ...MEASUREMENTS]);

/** True for a key that the tool does not write itself: the user's `--metadata`, or an override of a sweep. */
export function isMetadata(key: string): boolean {
  return !OWN.has(key) && !MEASUREMENT_KEY.test(key) && !LATENCY_KEY.test(key);
}
