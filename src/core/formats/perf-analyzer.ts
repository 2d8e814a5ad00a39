import { fragment, type Dimensions, type Fragment } from '../model/record';
import { canonicalStat } from '../model/percentile';
import { at, fields, list, text } from './fields';
import type { Document, Format } from './format';
import { aboveZero, measured, metricSet } from './metric-set';
import { runName } from './run-name';
import { groupedNumber, stackedTables } from './stacked-csv';

const ID = 'perf-analyzer';

/** `p99 latency`, `Avg latency`: 1 statistic. Microseconds. */
const LATENCY = /^(p\d+|avg) latency$/i;

function isCsv(document: Document): boolean {
  return (
    document.kind === 'text' &&
    /^\ufeff?((Concurrency|Request Rate),)?Inferences\/Second,Client Send,/.test(document.text.slice(0, 80))
  );
}

/** perf_analyzer's own export: single requests, which are aggregated by genai-perf beside it. */
function isProfile(document: Document): boolean {
  return (
    document.kind === 'value' && text(at(list(at(document.value, 'experiments'))[0], 'experiment', 'mode')) !== null
  );
}

function readRow(row: { readonly [column: string]: string }, index: number, source: Fragment['source']): Fragment {
  const latency: { [stat: string]: number } = {};
  Object.keys(row).forEach((column) => {
    const found = LATENCY.exec(column);
    const stat = found === null ? null : canonicalStat(found[1]);
    const value = groupedNumber(row[column]);
    if (stat !== null && value !== null && value >= 0) {
      latency[stat] = value / 1e6;
    }
  });
  const rate = aboveZero(groupedNumber(row['Request Rate']));
  const concurrency = aboveZero(groupedNumber(row.Concurrency));
  const throughput = groupedNumber(row['Inferences/Second']);
  const load: Dimensions =
    rate !== null
      ? { load_type: 'rate', request_rate: rate }
      : { load_type: concurrency === null ? null : 'concurrency', concurrency };
  const run = runName(source.path);
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: source.path,
    stage: index,
    dimensions: { tool: ID, ...load, ...(run === undefined ? {} : { run }) },
    metrics: metricSet(
      { e2e: measured(latency) },
      { request_throughput: throughput !== null && throughput >= 0 ? throughput : null }
    ),
  });
}

/** Triton's perf_analyzer. */
export const perfAnalyzer: Format = {
  id: ID,
  title: 'perf_analyzer',
  files: 'the CSV given as -f, one load level a row; profile_export.json',
  traps: [
    'Latencies of the CSV are in microseconds, times of the JSON in nanoseconds.',
    'Rows are in the order of throughput, not of load. With a batch size an inference is not a request.',
    'The JSON holds single requests, aggregated in <prefix>_genai_perf.json, so it is no point of its own.',
    'Failures are not accounted for.',
  ],
  drop: ['requests', 'window_boundaries'],
  detect(document) {
    if (isCsv(document)) {
      return { version: null };
    }
    return document.kind === 'value' && isProfile(document)
      ? { version: text(at(fields(document.value), 'version')) }
      : null;
  },
  read(document, source) {
    if (document.kind === 'text') {
      const tables = isCsv(document) ? stackedTables(document.text) : [];
      return tables.length === 0 ? [] : tables[0].rows.map((row, index) => readRow(row, index, source));
    }
    return isProfile(document) ? [fragment({ grain: 'context', source, format: ID })] : [];
  },
};
