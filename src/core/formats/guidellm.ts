import { fragment, type Fragment } from '../model/record';
import { Checked } from './checked';
import { at, fields, list, text } from './fields';
import { stem } from './file-name';
import type { Format } from './format';
import { benchmarkMetrics, type Generation } from './guidellm-metrics';
import { benchmarkSetup } from './guidellm-setup';
import { runName } from './run-name';

const ID = 'guidellm';

function generationOf(report: unknown): Generation {
  const version = text(at(report, 'metadata', 'version'));
  return version === '1' || version === '2' ? version : '0';
}

function hasMetrics(benchmark: unknown): boolean {
  return fields(at(benchmark, 'metrics')) !== null;
}

/** An array of nothing but the `metrics` of benchmarks, taken out of a report. */
function isReduced(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    fields(at(value[0], 'time_to_first_token_ms', 'successful')) !== null &&
    at(value[0], 'requests_per_second') !== undefined
  );
}

function versionOf(value: unknown): string | null {
  if (isReduced(value)) {
    return '0, metrics only';
  }
  const benchmarks = at(value, 'benchmarks');
  const written = text(at(value, 'metadata', 'guidellm_version'));
  const isReport =
    Array.isArray(benchmarks) &&
    (written !== null ||
      benchmarks.some(
        (one) =>
          hasMetrics(one) && (at(one, 'run_stats') !== undefined || text(at(one, 'type_')) === 'generative_benchmark')
      ));
  return isReport ? generationOf(value) : null;
}

/** The same benchmark as JSON and as YAML is one point: the YAML names the JSON. */
function madeFrom(path: string, index: number): string | null {
  return /\.ya?ml$/i.test(path) ? `${stem(path)}.json#${index}` : null;
}

function readBenchmark(report: unknown, benchmark: unknown, index: number, source: Fragment['source']): Fragment {
  const doc = new Checked(benchmark, source.path);
  const { dimensions, settings } = benchmarkSetup(report, benchmark);
  const metrics = benchmarkMetrics(benchmark, doc, generationOf(report));
  const run = runName(source.path);
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: text(at(benchmark, 'config', 'run_id')) ?? text(at(benchmark, 'run_id')) ?? source.path,
    stage: index,
    madeFrom: madeFrom(source.path, index),
    dimensions: {
      ...dimensions,
      tool: ID,
      tool_version: text(at(report, 'metadata', 'guidellm_version')),
      ...(run === undefined ? {} : { run }),
    },
    metrics,
    settings,
    issues: doc.issues,
  });
}

function read(value: unknown, source: Fragment['source']): readonly Fragment[] {
  const reduced = isReduced(value);
  const benchmarks = reduced ? list(value).map((metrics) => ({ metrics })) : list(at(value, 'benchmarks'));
  if (benchmarks.length === 0) {
    const issue = {
      severity: 'warning' as const,
      rule: 'no-benchmarks',
      path: source.path,
      message: 'The report holds no benchmark: it was stopped before the first one was over.',
    };
    return [fragment({ grain: 'context', source, format: ID, issues: [issue] })];
  }
  return benchmarks.map((benchmark, index) => readBenchmark(value, benchmark, index, source));
}

/** GuideLLM, all generations. One benchmark of a report is one load level. */
export const guidellm: Format = {
  id: ID,
  title: 'GuideLLM',
  files: 'benchmarks.json, benchmarks.yaml (llm-d-benchmark names it results.json)',
  traps: [
    'request_latency is in seconds, everything whose name ends in _ms in milliseconds.',
    'inter_token_latency_ms is TPOT; time_per_output_token_ms is NTPOT from report version 1 on, and before neither, so it is not read.',
    'From report version 1 on both are weighted by tokens: their percentiles are over tokens, not over requests. There is no ITL.',
    'Of rates only the mean is read: their percentiles and maxima are of single moments.',
    'tokens_per_second counts the prompt twice before report version 1; the total is computed as input + output.',
    'Requests made, measured and kept differ, since warm-up and cool-down are cut off; those measured are counted.',
    'p001 is the 0.1st, p01 the first and p999 the 99.9th percentile.',
  ],
  drop: ['successful', 'errored', 'incomplete', 'request_samples', 'cumulative_distribution_function', 'pdf'],
  detect(document) {
    const version = document.kind === 'value' ? versionOf(document.value) : null;
    return version === null ? null : { version };
  },
  read: (document, source) =>
    document.kind === 'value' && versionOf(document.value) !== null ? read(document.value, source) : [],
};
