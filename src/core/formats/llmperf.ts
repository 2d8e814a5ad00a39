import { canonicalStat } from '../model/percentile';
import { fragment, type Dimensions, type Fragment } from '../model/record';
import { Checked, type Statistics } from './checked';
import { fields, meaningful, number, text, type Fields } from './fields';
import type { Format, ReadContext } from './format';
import { aboveZero, measured, metricSet, product, quotient, sum } from './metric-set';
import { readMetadata } from './vllm-metadata';

const ID = 'llmperf';

/** 1 metric, 2 statistic. */
const RESULT =
  /^results_(inter_token_latency_s|ttft_s|end_to_end_latency_s|request_output_throughput_token_per_s|number_input_tokens|number_output_tokens)_(?:quantiles_)?([a-z]+\d*)$/;

const BASE: { readonly [name: string]: string } = {
  // E2E / output tokens of a request, in spite of its name.
  inter_token_latency_s: 'ntpot',
  ttft_s: 'ttft',
  end_to_end_latency_s: 'e2e',
  request_output_throughput_token_per_s: 'interactivity_reported',
  number_input_tokens: 'input_tokens',
  number_output_tokens: 'output_tokens',
};

/** What the tool itself writes beside its results; everything else is metadata of the user. */
const OWN = [
  'version',
  'name',
  'model',
  'timestamp',
  'mean_input_tokens',
  'stddev_input_tokens',
  'mean_output_tokens',
  'stddev_output_tokens',
  'num_concurrent_requests',
];

function isSummary(value: unknown): value is Fields {
  return Object.keys(fields(value) ?? {}).some((key) => /^results_(inter_token_latency|ttft)_s_/.test(key));
}

function distributions(document: Fields, doc: Checked) {
  const found: { [base: string]: { [stat: string]: number } } = {};
  Object.keys(document).forEach((key) => {
    const parts = RESULT.exec(key);
    const stat = parts === null ? null : canonicalStat(parts[2]);
    const value = stat === null ? null : doc.amount(key);
    if (parts !== null && stat !== null && value !== null) {
      const base = BASE[parts[1]];
      found[base] = { ...found[base], [stat]: value };
    }
  });
  const kept: { [base: string]: Statistics | null } = {};
  Object.keys(found).forEach((base) => (kept[base] = measured(found[base])));
  return kept;
}

function metrics(document: Fields, doc: Checked) {
  const stats = distributions(document, doc);
  const completed = doc.amount('results_num_completed_requests');
  const requests = quotient(doc.rate('results_num_completed_requests_per_min'), 60);
  const output = doc.rate('results_mean_output_throughput_token_per_s');
  const input = product(requests, stats.input_tokens?.mean ?? null);
  return metricSet(stats, {
    request_throughput: requests,
    output_token_throughput: output,
    input_token_throughput: input,
    total_token_throughput: sum(input, output),
    requests_total: doc.amount('results_num_requests_started'),
    requests_success: completed,
    requests_failed: doc.amount('results_number_errors'),
    // The tool divides by this very window.
    duration: quotient(aboveZero(completed), requests),
  });
}

/** A dictionary as Python prints it: `{429: 3}`. */
function reportErrors(document: Fields, doc: Checked): void {
  const written = text(document.results_error_code_frequency)?.slice(0, 200) ?? '';
  const found = /^\{([-\d\s:,.]+)\}$/.exec(written);
  if (found !== null && found[1].trim() !== '') {
    doc.report('info', 'failed-requests', `Failed requests by code: ${found[1].trim()}.`);
  }
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  if (!isSummary(value)) {
    return [];
  }
  const doc = new Checked(value, source.path);
  const seconds = number(value.timestamp);
  const free = Object.keys(value).filter((key) => !OWN.includes(key) && !key.startsWith('results_'));
  const metadata = readMetadata(value, free, context.zoneOffsetMinutes);
  const concurrency = aboveZero(doc.amount('num_concurrent_requests'));
  const found = metrics(value, doc);
  reportErrors(value, doc);
  const dimensions: Dimensions = {
    ...metadata.dimensions,
    model: meaningful(value.model),
    tool: ID,
    isl: aboveZero(doc.amount('mean_input_tokens')),
    osl: aboveZero(doc.amount('mean_output_tokens')),
    load_type: concurrency === null ? null : 'concurrency',
    concurrency,
    // Written when the results are saved.
    ended_at: seconds !== null && seconds > 0 && seconds < 1e11 ? Math.round(seconds * 1000) : null,
  };
  return [
    fragment({
      grain: 'stage',
      source,
      format: ID,
      formatVersion: text(value.version),
      runKey: `${source.path}#${source.document}`,
      dimensions,
      metrics: found,
      settings: metadata.settings,
      issues: doc.issues,
    }),
  ];
}

export const llmperf: Format = {
  id: ID,
  title: 'llmperf',
  files: '<model>_<input>_<output>_summary.json; _individual_responses.json holds its single requests',
  traps: [
    'inter_token_latency_s is E2E / output tokens of a request: NTPOT, not ITL; there is no TPOT.',
    'Completed requests are a rate per minute.',
    'Smallest and largest lengths are texts ("550"), the frequency of error codes is a Python dictionary in a text.',
    'request_output_throughput_token_per_s is tokens per second of one request, the first token included.',
    'Input throughput is not written; it is mean input length x completed requests per second.',
    'timestamp is the time of saving, the end of the run.',
    'Files <model>_cur_<N>.json are a selection in other units, derived from the summary, and are left aside.',
  ],
  drop: [],
  detect: (document) => (document.kind === 'value' && isSummary(document.value) ? { version: null } : null),
  read: (document, source, context) => (document.kind === 'value' ? read(document.value, source, context) : []),
};
