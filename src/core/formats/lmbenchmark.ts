import { fragment, type Dimensions, type Fragment, type Metrics } from '../model/record';
import { Checked } from './checked';
import { number } from './fields';
import { baseName, parentName, stem } from './file-name';
import type { Document, Format } from './format';
import { metricSet, quotient, sum } from './metric-set';
import { sampleStatistics } from './sample-statistics';
import { stackedTables } from './stacked-csv';

const ID = 'lmbenchmark';

const HEAD = /^\ufeff?prompt_tokens,generation_tokens,ttft,generation_time,/;

/** 1 workload, 2 rate: `LMBench_short_input_qps5`, `LMBench_sharegpt_output_6.5`, `test_output_3`. */
const NAME = /^(?:LMBench(?:mark)?[-_])?(.*?)[-_]?(?:qps|output)[-_]?(\d+(?:\.\d+)?)$/i;

interface Request {
  readonly input: number;
  readonly output: number;
  readonly ttft: number;
  readonly generation: number;
  /** Seconds since the epoch. */
  readonly launch: number;
  readonly finish: number;
}

/** A row is a request that was answered; one without its numbers is none. */
function requestOf(row: { readonly [column: string]: string }): Request | null {
  const of = (name: string): number => number(row[name]) ?? NaN;
  const found = {
    input: of('prompt_tokens'),
    output: of('generation_tokens'),
    ttft: of('ttft'),
    generation: of('generation_time'),
    launch: of('launch_time'),
    finish: of('finish_time'),
  };
  const isWhole = [found.input, found.output, found.ttft, found.generation].every((value) => value >= 0);
  return isWhole && found.finish >= found.launch ? found : null;
}

function metrics(requests: readonly Request[]): Metrics {
  const start = requests.reduce((least, { launch }) => Math.min(least, launch), Infinity);
  const end = requests.reduce((most, { finish }) => Math.max(most, finish), -Infinity);
  const duration = end > start ? end - start : null;
  const input = requests.reduce((total, request) => total + request.input, 0);
  const output = requests.reduce((total, request) => total + request.output, 0);
  const each = (of: (request: Request) => number | null) => sampleStatistics(requests.map(of));
  return metricSet(
    {
      ttft: each(({ ttft }) => ttft),
      tpot: each((request) => (request.output >= 2 ? request.generation / (request.output - 1) : null)),
      ntpot: each(({ launch, finish, output: tokens }) => quotient(finish - launch, tokens)),
      e2e: each(({ launch, finish }) => finish - launch),
      input_tokens: each((request) => request.input),
      output_tokens: each((request) => request.output),
    },
    {
      request_throughput: quotient(requests.length, duration),
      input_token_throughput: quotient(input, duration),
      output_token_throughput: quotient(output, duration),
      total_token_throughput: quotient(sum(input, output), duration),
      requests_success: requests.length,
      duration,
      input_tokens_total: input,
      output_tokens_total: output,
      achieved_concurrency: quotient(
        requests.reduce((total, { launch, finish }) => total + (finish - launch), 0),
        duration
      ),
    }
  );
}

/** Milliseconds of a time since the epoch; null for a clock that starts elsewhere. */
function instant(seconds: number): number | null {
  return seconds > 1e9 && seconds < 1e11 ? Math.round(seconds * 1000) : null;
}

function dimensionsOf(requests: readonly Request[], path: string): Dimensions {
  const found = NAME.exec(stem(path));
  const rate = found === null ? null : number(found[2]);
  const workload = found === null || /^(test)?$/i.test(found[1]) ? null : found[1];
  return {
    tool: ID,
    dataset: workload,
    load_type: rate === null || rate === 0 ? null : 'rate',
    request_rate: rate === 0 ? null : rate,
    started_at: instant(requests.reduce((least, { launch }) => Math.min(least, launch), Infinity)),
    ended_at: instant(requests.reduce((most, { finish }) => Math.max(most, finish), -Infinity)),
    run: [parentName(path), workload ?? ''].filter((part) => part !== '').join('/') || stem(path),
  };
}

function report(doc: Checked, rows: number, requests: number): void {
  if (requests < rows) {
    doc.report('warning', 'wrong-type', `${rows - requests} rows are no answered requests and are left out.`);
  }
  if (requests === 0) {
    doc.report('warning', 'no-requests', 'The file holds no answered request, so there is no point.');
  }
}

function isRequests(document: Document): document is Extract<Document, { kind: 'text' }> {
  return document.kind === 'text' && HEAD.test(document.text.slice(0, 200));
}

function read(text: string, source: Fragment['source']): Fragment {
  const [table] = stackedTables(text);
  const rows = table === undefined ? [] : table.rows;
  const requests = rows.map(requestOf).filter((request): request is Request => request !== null);
  const doc = new Checked(null, source.path);
  report(doc, rows.length, requests.length);
  if (requests.length === 0) {
    return fragment({ grain: 'context', source, format: ID, issues: doc.issues });
  }
  const dimensions = dimensionsOf(requests, source.path);
  const directory = source.path.slice(0, source.path.length - baseName(source.path).length);
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    // The rates of one workload in one directory are one sweep of the script.
    runKey: `${ID}:${directory}${String(dimensions.dataset ?? '')}`,
    dimensions,
    metrics: metrics(requests),
    issues: doc.issues,
  });
}

/** Requests of one rate, aggregated here into a point. */
export const lmbenchmark: Format = {
  id: ID,
  title: 'LMBenchmark',
  files: 'LMBench_<workload>_qps<q>.csv, <name>_output_<q>.csv: one request a row',
  traps: [
    'The file holds single requests; mean and percentiles are computed here, linear between neighbours as numpy does.',
    'Rate and workload are in the file name alone, model and replicas at best in that of the directory.',
    'Only answered requests have a row, so failures are unknown.',
    'E2E is finish - launch; TPOT is generation time / (tokens - 1), of requests with two tokens and more.',
    'The window of a rate runs from the first launch to the last finish.',
    'Lengths may be written as 76.0.',
  ],
  drop: [],
  detect: (document) => (isRequests(document) ? { version: null } : null),
  read: (document, source) => (isRequests(document) ? [read(document.text, source)] : []),
};
