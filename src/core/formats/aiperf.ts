import { fragment, type Dimensions, type Fragment } from '../model/record';
import { parseInstant } from '../model/time';
import { aiperfMetrics, isResult, type Results } from './aiperf-metrics';
import { aiperfSetup } from './aiperf-setup';
import { telemetry } from './aiperf-telemetry';
import { Checked } from './checked';
import { at, fields, list, number, text, type Fields } from './fields';
import type { Format, ReadContext } from './format';
import { timeWithoutZone } from './local-time';
import { metricSet, sum } from './metric-set';
import { runName } from './run-name';

const ID = 'aiperf';

/** Results lie under `records` up to version 0.1, at the top level later. */
function resultsOf(value: unknown): Results | null {
  const object = fields(value);
  if (object === null || fields(object.input_config) === null) {
    return null;
  }
  const records = fields(object.records);
  if (records !== null) {
    return Object.keys(records).some((tag) => isResult(records[tag])) ? records : null;
  }
  // genai-perf, its predecessor, writes results alike, but neither its version nor an account of errors.
  const own =
    at(object, 'aiperf_version') !== undefined ||
    at(object, 'error_summary') !== undefined ||
    at(object, 'was_cancelled') !== undefined;
  return own && Object.keys(object).some((tag) => isResult(object[tag])) ? object : null;
}

function versionOf(value: Fields): string {
  return text(value.schema_version) ?? text(value.aiperf_version) ?? (value.records === undefined ? '0.2' : '0.1');
}

/** Failed requests: as counted, else what the account of errors adds up to; null where there is neither. */
function failures(value: Fields, doc: Checked): number | null {
  if (!Array.isArray(value.error_summary)) {
    return null;
  }
  const counts = list(value.error_summary).map((entry) => number(at(entry, 'count')));
  const total = counts.reduce<number | null>((all, count) => (count === null || count < 0 ? null : sum(all, count)), 0);
  if (counts.length > 0) {
    const causes = list(value.error_summary)
      .slice(0, 20)
      .map((entry, index) =>
        `${text(at(entry, 'error_details', 'code')) ?? ''} ${(text(at(entry, 'error_details', 'type')) ?? 'unknown').slice(0, 80)}: ${counts[index] ?? '?'}`.trim()
      );
    doc.report('info', 'failed-requests', `Failed requests by cause: ${causes.join('; ')}.`);
  }
  return total;
}

function times(value: Fields, doc: Checked, context: ReadContext): Dimensions {
  let zoneless = false;
  const time = (key: string): number | null => {
    const written = text(value[key]);
    const instant = written === null ? null : parseInstant(written, context.zoneOffsetMinutes);
    zoneless = zoneless || instant?.zoneless === true;
    return instant?.ms ?? null;
  };
  const found = { started_at: time('start_time'), ended_at: time('end_time') };
  if (zoneless) {
    const { severity, rule, message } = timeWithoutZone('', 'start_time');
    doc.report(severity, rule, message);
  }
  return found;
}

function read(value: Fields, results: Results, source: Fragment['source'], context: ReadContext): Fragment {
  const doc = new Checked(value, source.path);
  const { metrics, issues } = aiperfMetrics(results, source.path);
  const setup = aiperfSetup(value.input_config);
  const watched = telemetry(value.telemetry_data);
  const count = (base: string): number | null => metrics[base]?.[''] ?? null;
  const failed = count('requests_failed') ?? failures(value, doc);
  if (value.was_cancelled === true) {
    doc.report('warning', 'cancelled', 'The run was cancelled, so its figures are of the part before.');
  }
  const ended = times(value, doc, context);
  const run = runName(source.path);
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    formatVersion: versionOf(value),
    runKey: text(value.benchmark_id) ?? text(at(value, 'input_config', 'benchmark_id')),
    dimensions: {
      ...watched.dimensions,
      ...setup.dimensions,
      ...ended,
      tool: ID,
      tool_version: text(value.aiperf_version),
      ...(run === undefined ? {} : { run }),
    },
    metrics: {
      ...metrics,
      ...watched.metrics,
      ...metricSet({}, { requests_failed: failed, requests_total: sum(count('requests_success'), failed) }),
    },
    settings: setup.settings,
    issues: [...issues, ...doc.issues],
  });
}

/** AIPerf's aggregate of a run, all versions. */
export const aiperf: Format = {
  id: ID,
  title: 'AIPerf',
  files: 'profile_export_aiperf.json',
  traps: [
    'Every result declares its unit, and units differ within a file: ms, sec, ns.',
    'inter_token_latency is TPOT; inter_chunk_latency is ITL.',
    'request_count counts successful requests alone; failures are in error_request_count and error_summary.',
    'Up to 0.1 results lie under records, and TTFT has the tag ttft.',
    'start_time and end_time have no zone; the timestamps in ns are rounded and not read.',
    'Rates are over a window that may be longer than benchmark_duration.',
    'Hardware and parallelism are not in the file.',
  ],
  drop: ['timeslices'],
  detect(document) {
    const value = document.kind === 'value' ? fields(document.value) : null;
    return value !== null && resultsOf(value) !== null ? { version: versionOf(value) } : null;
  },
  read(document, source, context) {
    const value = document.kind === 'value' ? fields(document.value) : null;
    const results = resultsOf(value);
    return value === null || results === null ? [] : [read(value, results, source, context)];
  },
};
