import { statTitle } from '../../../model/metric-id';
import { COUNTS, ladder, successes, type Rule } from '../rule';

/** Requests beyond a percentile that make it more than the luck of a few (reference: order statistics, n (1 - p) >= 10). */
const LEAST_BEYOND = 10;

const BASES: readonly string[] = ['ttft', 'tpot', 'itl', 'ntpot', 'e2e'];

/** Requests that a percentile needs, 1000 for p99. Decimals of the share make no fraction of a request. */
export function requestsNeeded(share: number): number {
  return Math.ceil(Number((LEAST_BEYOND / (1 - share / 100)).toPrecision(9)));
}

export const fewRequests: Rule = {
  id: 'few-requests-for-percentile',
  severity: 'info',
  title: 'Too few requests for a percentile',
  advice: 'Compare a lower percentile, or run longer',
  bases: [...BASES, ...COUNTS],
  open(data) {
    const n = successes(data);
    // ITL pools the gaps of all requests, so requests do not count it; the others have one figure a request.
    const rungs = BASES.filter((base) => base !== 'itl')
      .reduce<ReturnType<typeof ladder>>((all, base) => all.concat(ladder(data, base)), [])
      .filter(({ share }) => share >= 50 && share < 100)
      .map((rung) => ({ ...rung, needed: requestsNeeded(rung.share) }))
      .sort((a, b) => b.share - a.share);
    const odd = (row: number): (typeof rungs)[number] | undefined => {
      const requests = n(row);
      return rungs.find(({ values, needed }) => requests < needed && !Number.isNaN(values[row]));
    };
    return {
      suspicious: (row) => n(row) > 0 && odd(row) !== undefined,
      say(row) {
        const rung = odd(row);
        const stands = rungs.find(({ values, needed }) => !Number.isNaN(values[row]) && n(row) >= needed);
        return rung === undefined
          ? ''
          : `${statTitle(rung.metric.stat)} over ${n(row)} requests, which takes ${rung.needed}; ${
              stands === undefined ? 'none of its percentiles stands' : `${statTitle(stands.metric.stat)} stands`
            }`;
      },
    };
  },
};
