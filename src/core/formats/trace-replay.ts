import { fragment, type Fragment } from '../model/record';
import { Checked } from './checked';
import { number } from './fields';
import type { Document, Format } from './format';
import { mean, measured, metricSet, quotient, sum } from './metric-set';
import { sampleStatistics } from './sample-statistics';
import { stackedTables, type CsvTable } from './stacked-csv';

const ID = 'trace-replay';
const SERVER = 'trace-replay-server';

type Row = CsvTable['rows'][number];
type Text = Extract<Document, { kind: 'text' }>;

const REQUESTS = /^[^\n]*\bsuccess\b[^\n]*\brequest_start_time\b[^\n]*\brequest_complete_time\b/;
const METRICS = /^\ufeff?timestamp_sec,relative_time_sec,kv_cache_usage_pct,/;

function isRequests(document: Document): document is Text {
  return document.kind === 'text' && REQUESTS.test(document.text.slice(0, 2000));
}

function isMetrics(document: Document): document is Text {
  return document.kind === 'text' && METRICS.test(document.text.slice(0, 200));
}

/** A number of a column that cannot be below zero. */
function column(rows: readonly Row[], name: string): Array<number | null> {
  return rows.map((row) => {
    const value = number(row[name]);
    return value !== null && value >= 0 ? value : null;
  });
}

const known = (values: ReadonlyArray<number | null>): number[] =>
  values.filter((value): value is number => value !== null);

function total(values: ReadonlyArray<number | null>): number | null {
  return values.length > 0 && values.every((value) => value !== null)
    ? known(values).reduce((all, one) => all + one, 0)
    : null;
}

function requestMetrics(rows: readonly Row[]) {
  const answered = rows.filter((row) => /^(true|1)$/i.test((row.success ?? '').trim()));
  const [start, end] = [column(answered, 'request_start_time'), column(answered, 'request_complete_time')];
  const e2e = start.map((from, index) => {
    const to = end[index];
    return from === null || to === null || to < from ? null : to - from;
  });
  const first = known(start).reduce((least, value) => Math.min(least, value), Infinity);
  const last = known(end).reduce((most, value) => Math.max(most, value), -Infinity);
  const duration = last > first && Number.isFinite(last - first) ? last - first : null;
  const [input, output] = [column(answered, 'input_tokens'), column(answered, 'output_tokens_actual')];
  const [inputTotal, outputTotal] = [total(input), total(output)];
  return metricSet(
    {
      ttft: sampleStatistics(column(answered, 'ttft')),
      tpot: sampleStatistics(column(answered, 'itl')),
      e2e: sampleStatistics(e2e),
      input_tokens: sampleStatistics(input),
      output_tokens: sampleStatistics(output),
    },
    {
      request_throughput: quotient(answered.length, duration),
      input_token_throughput: quotient(inputTotal, duration),
      output_token_throughput: quotient(outputTotal, duration),
      total_token_throughput: quotient(sum(inputTotal, outputTotal), duration),
      requests_total: rows.length,
      requests_success: answered.length,
      requests_failed: rows.length - answered.length,
      duration,
      input_tokens_total: inputTotal,
      output_tokens_total: outputTotal,
    }
  );
}

function readRequests(text: string, source: Fragment['source']): Fragment {
  const [table] = stackedTables(text);
  const rows = table === undefined ? [] : table.rows;
  const doc = new Checked(null, source.path);
  if (rows.length === 0) {
    doc.report('warning', 'no-requests', 'The file holds no request, so there is no point.');
    return fragment({ grain: 'context', source, format: ID, issues: doc.issues });
  }
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: `${source.path}#${source.document}`,
    dimensions: { tool: ID, load_type: 'trace' },
    metrics: requestMetrics(rows),
    issues: doc.issues,
  });
}

/** Requests of InferenceX's trace replayer, aggregated here into a point. */
export const traceReplay: Format = {
  id: ID,
  title: 'Trace replay',
  files: 'trace_replay/detailed_results.csv: one request a row',
  traps: [
    'The file holds single requests; mean and percentiles are computed here, linear between neighbours as numpy does.',
    'itl is one figure a request, so it is TPOT; the harness takes it for that as well.',
    'Statistics are of successful requests, over the time from the first start to the last end of them.',
    'Users and offloading are in the name of the directory alone.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (isRequests(document) ? { version: null } : null),
  read: (document, source) => (isRequests(document) ? [readRequests(document.text, source)] : []),
};

/** Growth of a counter from its first to its last sample; null where it fell, for then the server was started anew. */
function growth(rows: readonly Row[], name: string): number | null {
  const values = known(column(rows, name));
  const grown = values.length < 2 ? null : values[values.length - 1] - values[0];
  return grown === null || grown < 0 ? null : grown;
}

function serverMetrics(rows: readonly Row[]) {
  const percent = column(rows, 'kv_cache_usage_pct').map((value) => quotient(value, 100));
  const hits = growth(rows, 'prefix_cache_hits');
  return metricSet(
    {
      kv_cache_usage: measured(sampleStatistics(percent)),
      requests_running: measured(sampleStatistics(column(rows, 'num_requests_running'))),
      requests_waiting: sampleStatistics(column(rows, 'num_requests_waiting')),
      prefix_cache_hit_rate: mean(quotient(hits, growth(rows, 'prefix_cache_queries'))),
      external_prefix_cache_hit_rate: mean(
        quotient(growth(rows, 'cpu_prefix_cache_hits'), growth(rows, 'cpu_prefix_cache_queries'))
      ),
    },
    { preemptions: growth(rows, 'num_preemptions_total') }
  );
}

/** What the replayer read from /metrics once a second: context of the point of its directory. */
export const traceReplayServer: Format = {
  id: SERVER,
  title: 'Trace replay, server metrics',
  files: 'metrics_server_metrics.csv: one second a row',
  traps: [
    'kv_cache_usage_pct is 0..100 here, other than in the aggregate of the same harness.',
    'Hits, queries and preemptions are counters; their growth over the file is read.',
    'A gauge that the server does not export is written as 0.',
    'It lies one directory above the requests, so it completes only points of its own directory.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (isMetrics(document) ? { version: null } : null),
  read(document, source) {
    if (!isMetrics(document)) {
      return [];
    }
    const [table] = stackedTables(document.text);
    const rows = table === undefined ? [] : table.rows;
    return [fragment({ grain: 'context', source, format: SERVER, metrics: serverMetrics(rows) })];
  },
};
