import { conversionFactor, type Unit } from '../model/units';
import type { Issue, Metrics } from '../model/record';
import { Checked, type Statistics } from './checked';
import { fields, text, type Fields } from './fields';
import { measured, metricSet, product, quotient, sum } from './metric-set';
import { declaredStatistics } from './statistics';

/** Results by tag, each with its unit and statistics. AIPerf and genai-perf name them alike. */
export type Results = Fields;

type Mapping = readonly [base: string, tag: string, unit: Unit];

/** inter_token_latency is (E2E - TTFT) / (n - 1) a request, TPOT; inter_chunk_latency is every gap, ITL. */
const LATENCIES: readonly Mapping[] = [
  ['ttft', 'time_to_first_token', 'seconds'],
  ['tpot', 'inter_token_latency', 'seconds'],
  ['itl', 'inter_chunk_latency', 'seconds'],
  ['e2e', 'request_latency', 'seconds'],
];

const DISTRIBUTIONS: readonly Mapping[] = [
  ['interactivity_reported', 'output_token_throughput_per_user', 'tokens_per_second'],
  ['input_tokens', 'input_sequence_length', 'tokens'],
  ['output_tokens', 'output_sequence_length', 'tokens'],
  ['reasoning_tokens', 'reasoning_token_count', 'tokens'],
  ['cached_tokens', 'usage_prompt_cache_read_tokens', 'tokens'],
];

const VALUES: readonly Mapping[] = [
  ['request_throughput', 'request_throughput', 'requests_per_second'],
  ['output_token_throughput', 'output_token_throughput', 'tokens_per_second'],
  ['input_token_throughput', 'input_token_throughput', 'tokens_per_second'],
  ['total_token_throughput', 'total_token_throughput', 'tokens_per_second'],
  ['goodput', 'goodput', 'requests_per_second'],
  ['duration', 'benchmark_duration', 'seconds'],
  ['achieved_concurrency', 'effective_concurrency', 'count'],
  ['requests_success', 'request_count', 'count'],
  ['requests_failed', 'error_request_count', 'count'],
  ['input_tokens_total', 'total_isl', 'tokens'],
  ['output_tokens_total', 'total_osl', 'tokens'],
  ['cached_tokens_total', 'total_usage_prompt_cache_read_tokens', 'tokens'],
];

/** Names of other versions and of the CSV exports. */
const ALIASES: Readonly<Record<string, string>> = {
  ttft: 'time_to_first_token',
  ttst: 'time_to_second_token',
  request_goodput: 'goodput',
  total_input_sequence_length: 'total_isl',
  total_output_sequence_length: 'total_osl',
  num_input_token: 'input_sequence_length',
  num_output_token: 'output_sequence_length',
};

export function canonicalTag(tag: string): string {
  return Object.prototype.hasOwnProperty.call(ALIASES, tag) ? ALIASES[tag] : tag;
}

/** `per sec` of early genai-perf says what of by the name of the metric alone. */
function unitOf(value: Fields, wanted: Unit): string | null {
  const unit = text(value.unit);
  return unit === 'per sec' && (wanted === 'requests_per_second' || wanted === 'tokens_per_second')
    ? wanted.replace('_per_second', '/s')
    : unit;
}

/** Metrics of one run out of its results, in base units by the unit that each declares. */
export function aiperfMetrics(results: Results, path: string): { metrics: Metrics; issues: readonly Issue[] } {
  const byTag: { [tag: string]: Fields } = {};
  Object.keys(results).forEach((tag) => {
    const value = fields(results[tag]);
    if (value !== null) {
      byTag[canonicalTag(tag)] = value;
    }
  });
  const { report, issues } = new Checked(results, path);
  const read = (tag: string, unit: Unit): Statistics | null =>
    Object.prototype.hasOwnProperty.call(byTag, tag)
      ? declaredStatistics({ ...byTag[tag], units: unitOf(byTag[tag], unit) }, unit, tag, report)
      : null;
  const distributions: { [base: string]: Statistics | null } = {};
  LATENCIES.forEach(([base, tag, unit]) => (distributions[base] = measured(read(tag, unit))));
  DISTRIBUTIONS.forEach(([base, tag, unit]) => (distributions[base] = read(tag, unit)));
  const values: { [base: string]: number | null } = {};
  VALUES.forEach(([base, tag, unit]) => (values[base] = read(tag, unit)?.mean ?? null));
  // All rates are over one window, which need not be the duration: so a rate and its total give every other.
  const perRequest = quotient(values.request_throughput, values.requests_success);
  const input = values.input_token_throughput ?? product(values.input_tokens_total, perRequest);
  return {
    metrics: metricSet(distributions, {
      ...values,
      input_token_throughput: input,
      total_token_throughput: values.total_token_throughput ?? sum(input, values.output_token_throughput),
      goodput_ratio: quotient(read('good_request_count', 'count')?.mean ?? null, values.requests_success),
    }),
    issues,
  };
}

/** True for an object with a unit and a mean, as every result is. */
export function isResult(value: unknown): boolean {
  const object = fields(value);
  return object !== null && text(object.unit) !== null && object.avg !== undefined;
}

/** The factor to a base unit, for callers that read a single figure. */
export function inUnit(value: number | null, declared: unknown, wanted: Unit): number | null {
  const unit = text(declared);
  return product(value, unit === null ? null : conversionFactor(unit, wanted));
}
