import type { Metrics } from '../model/record';
import type { Checked, Statistics } from './checked';
import { at, number } from './fields';
import { measured, metricSet, product, sum } from './metric-set';

/** `0`: up to 0.3, and the arrays of metrics taken out of such reports; `1` and `2`: the report with that version. */
export type Generation = '0' | '1' | '2';

/** A quantity over the successful requests; where there were none, the tool writes 0 everywhere. */
function successful(root: unknown, doc: Checked, name: string, factor: number): Statistics | null {
  const path = ['metrics', name, 'successful'];
  if (number(at(root, ...path, 'count')) === 0) {
    return null;
  }
  const found: { [stat: string]: number } = {
    ...doc.distribution(...path),
    ...doc.distribution(...path, 'percentiles'),
  };
  Object.keys(found).forEach((stat) => (found[stat] *= factor));
  return measured(Object.keys(found).length === 0 ? null : found);
}

/** Mean of a rate over the measured window. Its spread is that of single moments, up to 419,430 requests/s, and means nothing. */
function meanRate(root: unknown, doc: Checked, name: string): number | null {
  const none = number(at(root, 'metrics', name, 'successful', 'count')) === 0;
  return none ? null : doc.rate('metrics', name, 'successful', 'mean');
}

/**
 * Time between tokens by definition: inter_token_latency_ms is (last - first token) / (n - 1), TPOT. time_per_output_token_ms
 * is (last token - start) / n, NTPOT, from report version 1 on; before, (last - first token) / n, which is neither.
 */
function tokenTimes(generation: Generation, of: (name: string) => Statistics | null) {
  return { tpot: of('inter_token_latency_ms'), ntpot: generation === '0' ? null : of('time_per_output_token_ms') };
}

function requestCounts(root: unknown, doc: Checked) {
  const path = at(root, 'metrics', 'request_totals') === undefined ? ['request_totals'] : ['metrics', 'request_totals'];
  return {
    requests_total: doc.amount(...path, 'total'),
    // The arrays of metrics have no totals, but say how many latencies went in.
    requests_success:
      doc.amount(...path, 'successful') ?? doc.amount('metrics', 'request_latency', 'successful', 'count'),
    requests_failed: doc.amount(...path, 'errored'),
    requests_incomplete: doc.amount(...path, 'incomplete'),
  };
}

/** Metrics of one benchmark: an object with `metrics`, in version 0 with `request_totals` beside it. */
export function benchmarkMetrics(root: unknown, doc: Checked, generation: Generation): Metrics {
  const seconds = (name: string): Statistics | null => successful(root, doc, name, 1e-3);
  const plain = (name: string): Statistics | null => successful(root, doc, name, 1);
  const inputTokens = plain('prompt_token_count');
  const requests = meanRate(root, doc, 'requests_per_second');
  const output = meanRate(root, doc, 'output_tokens_per_second');
  const input = meanRate(root, doc, 'prompt_tokens_per_second') ?? product(requests, inputTokens?.mean ?? null);
  const total = generation === '0' ? null : meanRate(root, doc, 'tokens_per_second');
  return metricSet(
    {
      ttft: seconds('time_to_first_token_ms'),
      ...tokenTimes(generation, seconds),
      e2e: plain('request_latency'),
      input_tokens: inputTokens,
      output_tokens: plain('output_token_count'),
    },
    {
      request_throughput: requests,
      output_token_throughput: output,
      input_token_throughput: input,
      total_token_throughput: total ?? sum(input, output),
      ...requestCounts(root, doc),
      duration: doc.amount('duration'),
      achieved_concurrency: doc.amount('metrics', 'request_concurrency', 'total', 'mean'),
      input_tokens_total:
        inputTokens === null ? null : doc.amount('metrics', 'prompt_token_count', 'successful', 'total_sum'),
      output_tokens_total: doc.amount('metrics', 'output_token_count', 'successful', 'total_sum'),
    }
  );
}
