import { fragment, type Fragment, type Issue } from '../model/record';
import { Checked } from './checked';
import { at, fields, list, number } from './fields';
import type { Format } from './format';
import { metricSet, quotient } from './metric-set';
import { sampleStatistics } from './sample-statistics';

const ID = 'fmperf';

function isRecord(value: unknown): boolean {
  return ['response_idx', 'request_idx', 'worker_idx', 'exp_num_users', 'duration_ms'].every(
    (key) => number(at(value, key)) !== null
  );
}

const isResult = (value: unknown): boolean => isRecord(list(at(value, 'results'))[0]);

interface Request {
  ttft: number | null;
  /** Seconds between tokens, in order. */
  readonly gaps: number[];
  tokens: number;
  failed: boolean;
  late: boolean;
}

interface Level {
  readonly requests: Map<string, Request>;
  /** Seconds that requests were sent. */
  duration: number | null;
}

/** A record is a token, or a chunk of them; records of one worker and one request are one request. */
function levels(records: readonly unknown[]): Map<number, Level> {
  const found = new Map<number, Level>();
  records.filter(isRecord).forEach((record) => {
    const of = (key: string): number => number(at(record, key)) ?? NaN;
    const level = found.get(of('exp_num_users')) ?? { requests: new Map<string, Request>(), duration: null };
    found.set(of('exp_num_users'), level);
    level.duration = level.duration ?? number(at(record, 'exp_duration'));
    const key = `${of('worker_idx')}/${of('request_idx')}`;
    const request = level.requests.get(key) ?? { ttft: null, gaps: [], tokens: 0, failed: false, late: false };
    level.requests.set(key, request);
    const seconds = of('duration_ms') / 1000;
    if (at(record, 'ok') !== true) {
      request.failed = true;
    } else if (at(record, 'exclude') === true) {
      request.late = true;
    } else if (seconds >= 0) {
      const tokens = number(at(record, 'n_tokens'));
      request.tokens += tokens !== null && tokens > 0 ? tokens : 0;
      if (of('response_idx') === 0) {
        request.ttft = seconds;
      } else {
        request.gaps.push(seconds);
      }
    }
  });
  return found;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function metrics({ requests, duration }: Level) {
  const all = Array.from(requests.values());
  const answered = all.filter((request) => !request.failed && !request.late && request.ttft !== null);
  const e2e = answered.map((request) => (request.ttft ?? NaN) + total(request.gaps));
  // The tool counts the tokens of every request within the time, as its own summary does.
  const tokens = total(all.map((request) => request.tokens));
  const window = duration !== null && duration > 0 ? duration : null;
  return metricSet(
    {
      ttft: sampleStatistics(answered.map(({ ttft }) => ttft)),
      itl: sampleStatistics(answered.reduce<number[]>((gaps, request) => gaps.concat(request.gaps), [])),
      tpot: sampleStatistics(
        answered.map((request) => (request.tokens >= 2 ? total(request.gaps) / (request.tokens - 1) : null))
      ),
      ntpot: sampleStatistics(answered.map((request, index) => quotient(e2e[index], request.tokens))),
      e2e: sampleStatistics(e2e),
      output_tokens: sampleStatistics(answered.map((request) => request.tokens)),
    },
    {
      request_throughput: quotient(answered.length, window),
      output_token_throughput: quotient(tokens, window),
      requests_total: all.length,
      requests_success: answered.length,
      requests_failed: all.filter(({ failed }) => failed).length,
      requests_incomplete: all.filter(({ failed, late }) => late && !failed).length,
      duration: window,
    }
  );
}

function read(value: unknown, source: Fragment['source']): readonly Fragment[] {
  const records = list(at(value, 'results'));
  const doc = new Checked(null, source.path);
  const odd = records.length - records.filter(isRecord).length;
  if (odd > 0) {
    doc.report('warning', 'wrong-type', `${odd} records are no tokens of a request and are left out.`);
  }
  const issues: readonly Issue[] = doc.issues;
  return Array.from(levels(records), ([users, level]) => ({ users, level })).map(({ users, level }, index) =>
    fragment({
      grain: 'stage',
      source,
      format: ID,
      runKey: `${source.path}#${source.document}`,
      stage: index,
      dimensions: {
        tool: ID,
        load_type: users > 0 ? 'concurrency' : null,
        concurrency: users > 0 ? users : null,
      },
      metrics: metrics(level),
      issues: index === 0 ? issues : [],
    })
  );
}

export const fmperf: Format = {
  id: ID,
  title: 'fmperf',
  files: 'result JSON with one record a token',
  traps: [
    'A record is one token of one request; points are computed here, percentiles linear between neighbours as numpy does.',
    'duration_ms is the time since the record before: of the first record TTFT, of the others the gap between tokens.',
    'Tokens of one chunk follow each other in no time, so ITL can be near 0 where TPOT is not.',
    'Requests that ran past the end of the experiment are incomplete, not failed.',
    'Throughput divides by the configured duration.',
    'Energy is kept by number of users in another unit of time and is left out.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) =>
    document.kind === 'value' && fields(document.value) !== null && isResult(document.value) ? { version: null } : null,
  read: (document, source) =>
    document.kind === 'value' && isResult(document.value) ? read(document.value, source) : [],
};
