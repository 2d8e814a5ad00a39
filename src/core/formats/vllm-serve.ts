import { canonicalStat } from '../model/percentile';
import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { parseInstant } from '../model/time';
import { Checked, type Statistics } from './checked';
import { fields, isInfinite, number, text, type Fields } from './fields';
import { parentName, stem } from './file-name';
import type { Format, ReadContext } from './format';
import { timeWithoutZone } from './local-time';
import { aboveZero, mean, measured, metricSet, quotient, sum } from './metric-set';
import { setting } from './settings';
import { isMetadata, LATENCY_KEY, OPTIONS, PER_REQUEST } from './vllm-keys';
import { readMetadata } from './vllm-metadata';

const ID = 'vllm-bench-serve';

const BASE: { readonly [name: string]: string } = {
  ttft: 'ttft',
  tpot: 'tpot',
  itl: 'itl',
  e2el: 'e2e',
  client_queue_time: 'client_queue_time',
};

function isServe(value: unknown): value is Fields {
  const keys = Object.keys(fields(value) ?? {});
  const has = (key: string): boolean => keys.includes(key);
  return (
    (has('model_id') || has('num_prompts')) &&
    keys.some((key) => LATENCY_KEY.test(key)) &&
    !keys.some((key) => /_e2e_latency_ms$/.test(key)) &&
    !(has('hw') && has('tput_per_gpu'))
  );
}

/** Latencies in seconds. With nothing to measure the tool writes 0 everywhere, which is no latency. */
function latencies(document: Fields, doc: Checked, completed: number | null) {
  const found: { [base: string]: { [stat: string]: number } } = {};
  Object.keys(document).forEach((key) => {
    const parts = LATENCY_KEY.exec(key);
    const stat = parts === null ? null : canonicalStat(parts[1]);
    const value = parts === null || completed === 0 ? null : doc.amount(key);
    if (parts !== null && stat !== null && value !== null) {
      const base = BASE[parts[2]];
      found[base] = { ...found[base], [stat]: parts[3] === undefined ? value : value / 1000 };
    }
  });
  const kept: { [base: string]: Statistics | null } = {};
  Object.keys(found).forEach((base) => (kept[base] = measured(found[base])));
  return kept;
}

/** Requests that failed: as counted, else those that did not complete; null where neither is known. */
function failures(doc: Checked, completed: number | null): number | null {
  const counted = doc.amount('failed');
  const sent = doc.amount('num_prompts');
  if (counted !== null || completed === null || sent === null) {
    return counted;
  }
  if (completed > sent) {
    doc.report(
      'warning',
      'count-mismatch',
      `completed is ${completed}, more than num_prompts, ${sent}; failures are left out.`
    );
    return null;
  }
  return sent - completed;
}

function metrics(document: Fields, doc: Checked) {
  const [completed, duration] = [doc.amount('completed'), doc.amount('duration')];
  const [input, output] = [doc.amount('total_input_tokens'), doc.amount('total_output_tokens')];
  const failed = failures(doc, completed);
  return metricSet(
    {
      ...latencies(document, doc, completed),
      input_tokens: mean(quotient(input, completed)),
      output_tokens: mean(quotient(output, completed)),
    },
    {
      request_throughput: doc.rate('request_throughput'),
      output_token_throughput: doc.rate('output_throughput'),
      input_token_throughput: doc.rate('input_throughput') ?? quotient(input, duration),
      total_token_throughput:
        doc.rate('total_token_throughput') ?? doc.rate('total_throughput') ?? quotient(sum(input, output), duration),
      peak_output_token_throughput: aboveZero(doc.rate('max_output_tokens_per_s')),
      goodput: doc.rate('request_goodput') ?? doc.rate('request_goodput:'),
      requests_total: completed !== null && failed !== null ? completed + failed : doc.amount('num_prompts'),
      requests_success: completed,
      requests_failed: failed,
      duration,
      peak_concurrency: aboveZero(doc.amount('max_concurrent_requests')),
      input_tokens_total: input,
      output_tokens_total: output,
      spec_decode_acceptance_rate: quotient(doc.amount('spec_decode_acceptance_rate'), 100),
      spec_decode_acceptance_length: doc.amount('spec_decode_acceptance_length'),
    }
  );
}

/** A closed loop has no request rate; below a finite rate, max_concurrency is a cap and stays a setting. */
function load(document: Fields, doc: Checked): Dimensions {
  if (text(document.ramp_up_strategy) !== null) {
    doc.report('info', 'ramp-up', 'The request rate was raised during the run, so the point has no one rate.');
    return { load_type: 'rate' };
  }
  const concurrency = aboveZero(doc.amount('max_concurrency'));
  if (isInfinite(document.request_rate) || document.request_rate === undefined || document.request_rate === null) {
    const open = isInfinite(document.request_rate) ? 'throughput' : null;
    return { load_type: concurrency === null ? open : 'concurrency', concurrency };
  }
  const rate = aboveZero(doc.rate('request_rate'));
  return { load_type: rate === null ? null : 'rate', request_rate: rate };
}

/** `date` is local time without a zone, written when the run is over. */
function endedAt(document: Fields, doc: Checked, path: string, context: ReadContext) {
  const written = text(document.date);
  const instant = written === null ? null : parseInstant(written, context.zoneOffsetMinutes);
  if (written !== null && instant === null) {
    doc.report('warning', 'unreadable-time', `date is ${written.slice(0, 40)}, which is no date; it is left out.`);
  }
  return { ended: instant?.ms ?? null, issues: instant?.zoneless === true ? [timeWithoutZone(path, 'date')] : [] };
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  if (!isServe(value)) {
    return [];
  }
  const doc = new Checked(value, source.path);
  const sweep = number(value.run_number);
  if (sweep !== null && sweep < 0) {
    doc.report('info', 'warm-up', 'A warm-up of a sweep is no measurement; it is left out.');
    return [fragment({ grain: 'context', source, format: ID, issues: doc.issues })];
  }
  const name = (sweep === null ? '' : `${parentName(source.path)}/`) + stem(source.path);
  const { ended, issues } = endedAt(value, doc, source.path, context);
  const metadata = readMetadata(value, Object.keys(value).filter(isMetadata), context.zoneOffsetMinutes);
  const options = OPTIONS.reduce<Setting[]>((all, key) => all.concat(setting('load', key, value[key])), []);
  const model = text(value.model_id);
  const found = metrics(value, doc);
  const dimensions: Dimensions = {
    ...metadata.dimensions,
    ...(model === null ? {} : { model }),
    ...(ended === null ? {} : { ended_at: ended }),
    ...load(value, doc),
    tool: 'vllm-bench',
    run: source.document === 0 ? name : `${name} #${source.document}`,
  };
  return [
    fragment({
      grain: 'stage',
      source,
      format: ID,
      runKey: `${source.path}#${source.document}`,
      dimensions,
      metrics: found,
      settings: [...options, ...metadata.settings],
      issues: [...doc.issues, ...issues],
    }),
  ];
}

export const vllmServe: Format = {
  id: ID,
  title: 'vLLM bench serve',
  files:
    '<label>-<rate>qps-<model>-<date>.json, run=<i>.json of a sweep; several documents in one file with --append-result',
  traps: [
    'Latencies are in milliseconds where the key ends in _ms; a variant without the suffix is in seconds.',
    'The server need not be vLLM: backend names the protocol, and the engine is known from metadata alone.',
    'date is the end of the run, local time without a zone; a start is not written and not computed.',
    'request_rate inf with max_concurrency is a closed loop, without it everything is sent at once.',
    'Older files do not count failures: they are num_prompts - completed. The key request_goodput once had a colon in it.',
    'Request latency is there only with --percentile-metrics e2el; hardware and parallelism only with --metadata.',
    'Where nothing was measured the tool writes 0; a latency that is 0 throughout is left out.',
    'An answer without a token counts as completed with a TTFT of 0, which pulls the mean down; counted one by one it meets no limit.',
  ],
  // Not `errors`: under this key inference-perf keeps findings of its own, and here it is never read.
  drop: PER_REQUEST.filter((key) => key !== 'errors'),
  detect: (document) => (document.kind === 'value' && isServe(document.value) ? { version: null } : null),
  read: (document, source, context) => (document.kind === 'value' ? read(document.value, source, context) : []),
};
