import { aiperfRequestRows } from './aiperf-request-rows';
import { detailedRequestRows } from './detailed-request-rows';
import { guidellmRequestRows } from './guidellm-request-rows';
import { inferencePerfRequestRows } from './inference-perf-request-rows';
import type { RequestRows } from './request-rows';

const BY_FORMAT: ReadonlyMap<string, RequestRows> = new Map([
  ['aiperf-requests', aiperfRequestRows],
  ['vllm-bench-serve', detailedRequestRows],
  ['sglang-bench-serving', detailedRequestRows],
  ['guidellm', guidellmRequestRows],
]);

/** No producer's result, so a scan leaves it aside; it may be larger than a scan reads. */
const INFERENCE_PERF = /(?:^|[/_.-])per_request_lifecycle_metrics\.json$/i;

const JSON_NAME = /\.(json|jsonl|ndjson)$/i;

/** How the single requests in an object are read; null where it is none that may keep them. `format` as a scan found it. */
export function requestRowsOf(path: string, format: string | null): RequestRows | null {
  if (INFERENCE_PERF.test(path)) {
    return inferencePerfRequestRows;
  }
  return format === null || !JSON_NAME.test(path) ? null : (BY_FORMAT.get(format) ?? null);
}
