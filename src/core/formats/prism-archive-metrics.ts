import type { Metrics } from '../model/record';
import type { Checked, Statistics } from './checked';
import { aboveZero, mean, metricSet, product, sum } from './metric-set';

// Prism fills what it does not know with 0, so a statistic, a count or a length of 0 was not measured.

/** Milliseconds to seconds; statistics of 0 are left out. */
function milliseconds(statistics: Statistics | null): Statistics | null {
  const found: { [stat: string]: number } = {};
  Object.keys(statistics ?? {})
    .filter((stat) => statistics !== null && statistics[stat] !== 0)
    .forEach((stat) => (found[stat] = (statistics as Statistics)[stat] / 1000));
  return Object.keys(found).length === 0 ? null : found;
}

export interface Lengths {
  readonly input: number | null;
  readonly output: number | null;
  /** Whole numbers are the configured lengths, others means of what was observed. */
  readonly configured: boolean;
}

export function archiveLengths(doc: Checked): Lengths {
  const [input, output] = [
    aboveZero(doc.amount('workload', 'input_tokens')),
    aboveZero(doc.amount('workload', 'output_tokens')),
  ];
  return { input, output, configured: [input, output].every((length) => length === null || Number.isInteger(length)) };
}

/** Within 1 %: the figures come from one calculation, so what differs by more is another quantity. */
function agree(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= 0.01 * Math.abs(b);
}

/**
 * Token rates. `throughput` is input + output in entries without `output_tput`, and output alone in those with it; the
 * lengths of the entry, times its request rate, decide whether that holds.
 */
function tokenRates(doc: Checked, { input, output }: Lengths, requests: number | null) {
  const throughput = aboveZero(doc.rate('metrics', 'throughput'));
  const inputRate = aboveZero(doc.rate('metrics', 'input_tput')) ?? product(requests, input);
  const outputGiven = aboveZero(doc.rate('metrics', 'output_tput'));
  const outputRate = outputGiven ?? product(requests, output);
  const both = sum(inputRate, outputRate);
  const isKnown = agree(throughput, both) || agree(throughput, outputRate);
  if (throughput !== null && !isKnown) {
    doc.report(
      'warning',
      'ambiguous-throughput',
      `metrics.throughput is ${throughput}, neither the output rate nor the sum of input and output rate; it is left out.`
    );
  }
  return {
    output_token_throughput: outputRate,
    input_token_throughput: inputRate,
    total_token_throughput: outputGiven === null && agree(throughput, both) ? throughput : both,
  };
}

/** Metrics of one entry; its latencies are milliseconds by the format. */
export function archiveMetrics(doc: Checked, length: Lengths) {
  const requests = aboveZero(doc.rate('metrics', 'request_rate'));
  const total = aboveZero(doc.amount('workload', 'request_count'));
  const failed = aboveZero(doc.amount('metrics', 'error_count'));
  const single = (name: string): Statistics | null => milliseconds(mean(doc.amount('metrics', name)));
  return metricSet(
    {
      ttft: milliseconds(doc.distribution('metrics', 'ttft')),
      tpot: single('tpot'),
      itl: single('itl'),
      e2e: milliseconds(doc.distribution('metrics', 'latency')),
      ...(length.configured ? {} : { input_tokens: mean(length.input), output_tokens: mean(length.output) }),
    },
    {
      request_throughput: requests,
      ...tokenRates(doc, length, requests),
      requests_total: total,
      requests_failed: failed,
    }
  );
}

/** True where the gaps between the tokens of a request last clearly longer than the request. */
export function isTpotImplausible(found: Metrics, { output }: Lengths): boolean {
  const [tpot, e2e] = [found.tpot?.mean, found.e2e?.mean];
  return tpot !== undefined && e2e !== undefined && output !== null && tpot * (output - 1) > 1.5 * e2e;
}
