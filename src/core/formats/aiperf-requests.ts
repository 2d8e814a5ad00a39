import { fragment, type Fragment } from '../model/record';
import { aiperfMetrics, canonicalTag } from './aiperf-metrics';
import { at, fields, list, number, text } from './fields';
import type { Document, Format } from './format';
import { metricSet, quotient, sum } from './metric-set';
import { runName } from './run-name';
import { sampleStatistics } from './sample-statistics';

const ID = 'aiperf-requests';

function isRequest(document: Document): boolean {
  const value = document.kind === 'value' ? document.value : null;
  return (
    fields(at(value, 'metrics')) !== null &&
    (at(value, 'metadata', 'x_request_id') !== undefined || at(value, 'metadata', 'benchmark_phase') !== undefined)
  );
}

/** Requests of the warm-up stand among the others; versions up to 0.1 call the phase that of the credit. */
function isMeasured(line: unknown): boolean {
  return (at(line, 'metadata', 'benchmark_phase') ?? at(line, 'metadata', 'credit_phase')) === 'profiling';
}

const isFailed = (line: unknown): boolean => fields(at(line, 'error')) !== null;

interface Gathered {
  readonly unit: string;
  readonly values: number[];
}

/** Values of the requests by tag; gaps between chunks are pooled. A value in another unit than the others is left out. */
function gather(lines: readonly unknown[]): ReadonlyMap<string, Gathered> {
  const found = new Map<string, Gathered>();
  lines.forEach((line) => {
    const metrics = fields(at(line, 'metrics')) ?? {};
    Object.keys(metrics).forEach((key) => {
      const unit = text(at(metrics, key, 'unit')) ?? '';
      const tag = canonicalTag(key);
      const own = found.get(tag) ?? { unit, values: [] };
      found.set(tag, own);
      const value = at(metrics, key, 'value');
      (Array.isArray(value) ? list(value) : [value]).forEach((one) => {
        const figure = number(one);
        if (figure !== null && own.unit === unit) {
          own.values.push(figure);
        }
      });
    });
  });
  return found;
}

/** First start to last end, in seconds; null where a request lacks one of them. Nanoseconds are exact to some hundred. */
function windowOf(lines: readonly unknown[]): number | null {
  let [first, last] = [Infinity, -Infinity];
  for (const line of lines) {
    const [start, end] = ['request_start_ns', 'request_end_ns'].map((key) => number(at(line, 'metadata', key)));
    if (start === null || end === null) {
      return null;
    }
    first = Math.min(first, start);
    last = Math.max(last, end);
  }
  return last > first ? (last - first) / 1e9 : null;
}

const total = (gathered: Gathered | undefined): number | null =>
  gathered === undefined ? null : gathered.values.reduce((all, value) => all + value, 0);

/** The point that the requests of one file are. */
function pointOf(lines: readonly unknown[], source: Fragment['source']): Fragment {
  const measured = lines.filter(isMeasured);
  const answered = measured.filter((line) => !isFailed(line) && at(line, 'metadata', 'was_cancelled') !== true);
  const failed = measured.filter(isFailed).length;
  const byTag = gather(answered);
  const results: { [tag: string]: object } = {};
  byTag.forEach(({ unit, values }, tag) => {
    results[tag] = { unit, ...sampleStatistics(values) };
  });
  const { metrics, issues } = aiperfMetrics(results, source.path);
  const duration = windowOf(measured);
  const [input, output] = ['input_sequence_length', 'output_sequence_length'].map((tag) => total(byTag.get(tag)));
  const run = runName(source.path);
  return fragment({
    grain: 'stage',
    source: { ...source, document: 0 },
    format: ID,
    // The tool's own aggregate of the same requests has the last word.
    madeFrom: 'profile_export_aiperf.json#0',
    dimensions: { tool: 'aiperf', ...(run === undefined ? {} : { run }) },
    metrics: {
      ...metrics,
      ...metricSet(
        {},
        {
          requests_success: answered.length,
          requests_failed: failed,
          requests_total: answered.length + failed,
          duration,
          request_throughput: quotient(answered.length, duration),
          output_token_throughput: quotient(output, duration),
          input_token_throughput: quotient(input, duration),
          total_token_throughput: quotient(sum(input, output), duration),
          input_tokens_total: input,
          output_tokens_total: output,
        }
      ),
    },
    issues,
  });
}

/** A file whose requests were not measured: a warm-up alone, or lines that are none. */
const nothing = (source: Fragment['source']): Fragment => fragment({ grain: 'context', source, format: ID });

function read(documents: readonly Document[], source: Fragment['source']): readonly Fragment[] {
  const lines = documents.filter(isRequest).map((document) => (document.kind === 'value' ? document.value : null));
  return [lines.some(isMeasured) ? pointOf(lines, source) : nothing(source)];
}

/** One request a line, aggregated in profile_export_aiperf.json beside it. */
export const aiperfRequests: Format = {
  id: ID,
  title: 'AIPerf requests',
  files: 'profile_export.jsonl',
  traps: [
    'Requests of the warm-up stand among the others; only those of the phase profiling were measured.',
    'The tool aggregates the lines in its JSON export, which has the last word; without it the lines are the point.',
    'inter_token_latency is TPOT, one figure a request; inter_chunk_latency is a list of gaps a request, pooled to ITL.',
    'Failed and cancelled requests have no latency.',
  ],
  drop: [],
  detect: (document) => (isRequest(document) ? { version: null } : null),
  read: (document, source) => (isRequest(document) ? read([document], source) : []),
  readLines: read,
};
