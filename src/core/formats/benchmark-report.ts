import { readFirstReport } from './benchmark-report-v0-1';
import { readReport } from './benchmark-report-v0-2';
import { at, fields, text } from './fields';
import { baseName } from './file-name';
import type { Format } from './format';

/** 1: name of the native file, 2: number of its result where it holds several. */
const MADE_FROM = /^benchmark_report(?:_v[\d.]+)?,_(.+?\.(?:json|jsonl|csv|ya?ml))(?:_(\d+))?\.(?:ya?ml|json)$/i;

/** The reports that inference-perf writes itself while it runs, without a scenario. 1: stage. */
const PARTIAL = /^inference-perf\.partial\.stage_(\d+)\.ya?ml$/i;

/** `<native file>#<n>` out of the name that the converter gives a report; null where it has another name. */
export function madeFromOf(path: string): string | null {
  const partial = PARTIAL.exec(baseName(path));
  if (partial !== null) {
    return `stage_${Number(partial[1])}_lifecycle_metrics.json#0`;
  }
  const found = MADE_FROM.exec(baseName(path));
  return found === null ? null : `${found[1]}#${Number(found[2] ?? 0)}`;
}

/** The version as text: unquoted in YAML it is a number. */
function versionOf(value: unknown): string | null {
  return text(at(value, 'version'));
}

/** llm-d's Benchmark Report, all versions. One report is one load level. */
export const benchmarkReport: Format = {
  id: 'llm-d-benchmark-report',
  title: 'llm-d Benchmark Report',
  files: 'benchmark_report*.yaml, *.json',
  traps: [
    'Units are declared a statistic and differ between harnesses.',
    'accelerator.count 0 means unknown, so everything per GPU is empty.',
    'Reports made from GuideLLM name NTPOT time_per_output_token and TPOT inter_token_latency.',
    'Reports made from AIPerf give kinds of errors, not failed requests.',
    'Version 0.1 repeats host entries instead of counting replicas.',
  ],
  drop: [],
  detect(document) {
    const value = document.kind === 'value' ? fields(document.value) : null;
    const version = versionOf(value);
    if (value === null || version === null) {
      return null;
    }
    const first =
      version.startsWith('0.1') && at(value, 'scenario') !== undefined && at(value, 'metrics') !== undefined;
    const later = version.startsWith('0.2') && at(value, 'results') !== undefined;
    return first || later ? { version } : null;
  },
  read(document, source, context) {
    const value = document.kind === 'value' ? document.value : null;
    const version = versionOf(value) ?? '';
    const madeFrom = madeFromOf(source.path);
    return [
      version.startsWith('0.1')
        ? readFirstReport(value, source, madeFrom)
        : readReport(value, source, madeFrom, version, context),
    ];
  },
};
