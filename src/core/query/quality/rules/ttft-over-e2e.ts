import { metricId, statTitle } from '../../../model/metric-id';
import { figure, isAbove, ladder, valuesOf, type Rule } from '../rule';

/** The first token comes no later than the last one; both are rounded, and may be taken over slightly different requests. */
const TOLERANCE = 0.01;

export const ttftOverE2e: Rule = {
  id: 'ttft-over-e2e',
  severity: 'warning',
  title: 'TTFT longer than the request',
  advice: 'The two may be swapped, of different units, or of different requests: look them up in the raw file',
  bases: ['ttft', 'e2e'],
  open(data) {
    const stats = ['mean', ...ladder(data, 'ttft').map(({ metric }) => metric.stat)];
    const pairs = stats.map((stat) => ({
      stat,
      ttft: valuesOf(data, metricId('ttft', stat)),
      e2e: valuesOf(data, metricId('e2e', stat)),
    }));
    // A 0 stands for what was not measured.
    const odd = (row: number) =>
      pairs.find(({ ttft, e2e }) => e2e[row] !== 0 && isAbove(ttft[row], e2e[row], TOLERANCE));
    return {
      suspicious: (row) => odd(row) !== undefined,
      say(row) {
        const pair = odd(row);
        return pair === undefined
          ? ''
          : `${statTitle(pair.stat)} TTFT of ${figure(pair.ttft[row], 'seconds')} over ${statTitle(pair.stat)} E2E latency of ${figure(pair.e2e[row], 'seconds')}`;
      },
    };
  },
};
