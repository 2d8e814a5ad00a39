import type { Detection, Document, Format } from './format';
import { aiperf } from './aiperf';
import { aiperfCsv } from './aiperf-csv';
import { aiperfServerMetrics } from './aiperf-server-metrics';
import { aiperfRequests } from './aiperf-requests';
import { aiperfTelemetry, aiperfTimeslices } from './aiperf-side-files';
import { benchmarkReport } from './benchmark-report';
import { fmperf } from './fmperf';
import { genaiBench } from './genai-bench';
import { genaiPerf } from './genai-perf';
import { guidellm } from './guidellm';
import { hfBenchmarker } from './hf-benchmarker';
import { inferencePerf } from './inference-perf';
import { inferencePerfConfig } from './inference-perf-config';
import { inferencePerfPrometheus } from './inference-perf-prometheus';
import { inferencePerfSessions, inferencePerfValidation } from './inference-perf-sessions';
import { inferencex } from './inferencex';
import { llmperf } from './llmperf';
import { lmbenchmark } from './lmbenchmark';
import { mlperf } from './mlperf';
import { mlperfSystem } from './mlperf-system';
import { otlp } from './otlp';
import { perfAnalyzer } from './perf-analyzer';
import { prismArchive } from './prism-archive';
import { prismResultsStore } from './prism-results-store';
import { runMetadata } from './run-metadata';
import { runtimeMetrics } from './runtime-metrics';
import { sglangServing } from './sglang';
import { traceReplay, traceReplayServer } from './trace-replay';
import { vllmLatency } from './vllm-latency';
import { vllmPytorch } from './vllm-pytorch';
import { vllmServe } from './vllm-serve';
import { vllmThroughput } from './vllm-throughput';

export { reasonOfName } from './by-name';
export { unrecognisedReason } from './unrecognised';

/** Every producer, in the order of detection: the first that recognises a document reads it. */
export const FORMATS: readonly Format[] = [
  benchmarkReport,
  inferencePerf,
  inferencePerfPrometheus,
  inferencePerfSessions,
  inferencePerfValidation,
  inferencePerfConfig,
  runMetadata,
  prismArchive,
  prismResultsStore,
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
  inferencex,
  llmperf,
  lmbenchmark,
  fmperf,
  hfBenchmarker,
  traceReplay,
  traceReplayServer,
  otlp,
  mlperf,
  mlperfSystem,
  runtimeMetrics,
  vllmPytorch,
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
