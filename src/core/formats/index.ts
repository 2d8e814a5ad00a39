import type { Detection, Document, Format } from './format';
import { at, fields } from './fields';
import { aiperf } from './aiperf';
import { aiperfCsv } from './aiperf-csv';
import { aiperfServerMetrics } from './aiperf-server-metrics';
import { aiperfRequests, aiperfTelemetry, aiperfTimeslices } from './aiperf-side-files';
import { benchmarkReport } from './benchmark-report';
import { genaiBench } from './genai-bench';
import { genaiPerf } from './genai-perf';
import { guidellm } from './guidellm';
import { inferencePerf } from './inference-perf';
import { inferencePerfConfig } from './inference-perf-config';
import { inferencePerfPrometheus } from './inference-perf-prometheus';
import { perfAnalyzer } from './perf-analyzer';
import { prismArchive } from './prism-archive';
import { runMetadata } from './run-metadata';
import { sglangServing } from './sglang';
import { vllmLatency } from './vllm-latency';
import { vllmServe } from './vllm-serve';
import { vllmThroughput } from './vllm-throughput';

/** Every producer, in the order of detection: the first that recognises a document reads it. */
export const FORMATS: readonly Format[] = [
  benchmarkReport,
  inferencePerf,
  inferencePerfPrometheus,
  inferencePerfConfig,
  runMetadata,
  prismArchive,
  guidellm,
  aiperfServerMetrics,
  aiperfRequests,
  aiperfTelemetry,
  aiperf,
  aiperfTimeslices,
  aiperfCsv,
  genaiPerf,
  perfAnalyzer,
  genaiBench,
  sglangServing,
  vllmServe,
  vllmThroughput,
  vllmLatency,
];

/** Keys of per-request arrays and texts of all producers, dropped by the host while it reads. */
export const DROP_KEYS: readonly string[] = Array.from(
  new Set(FORMATS.reduce<string[]>((all, format) => all.concat(format.drop), []))
);

/** The producer of a document, or null where none recognises it. */
export function recognise(document: Document): { readonly format: Format; readonly detection: Detection } | null {
  for (const format of FORMATS) {
    const detection = format.detect(document);
    if (detection !== null) {
      return { format, detection };
    }
  }
  return null;
}

/** Why a document that no producer recognises holds no result. */
export function unrecognisedReason(document: Document): string {
  if (document.kind === 'text') {
    return 'not-a-result';
  }
  const value = document.value;
  if (Array.isArray(value)) {
    const first = fields(value[0]);
    if (value.length === 0) {
      return 'empty';
    }
    return first !== null &&
      (at(first, 'start_time') !== undefined ||
        at(first, 'session_id') !== undefined ||
        at(first, 'error_code') !== undefined)
      ? 'per-request'
      : 'not-a-result';
  }
  const object = fields(value);
  if (object === null) {
    return 'not-a-result';
  }
  if (at(object, '$schema') !== undefined || at(object, '$defs') !== undefined) {
    return 'schema';
  }
  if (at(object, 'apiVersion') !== undefined && at(object, 'kind') !== undefined) {
    return 'manifest';
  }
  if (at(object, 'num_sessions') !== undefined && at(object, 'session_duration_sec') !== undefined) {
    return 'sessions';
  }
  if (at(object, 'global', 'errors') !== undefined && at(object, 'reports') !== undefined) {
    return 'validation';
  }
  return 'not-a-result';
}
