import type { Requests, RequestTerm } from '../model/requests';

/** Limits in seconds on what single requests can be held to. */
export type RequestLimits = ReadonlyMap<RequestTerm, number>;

/** How the requests of a load point did under limits. */
export interface Attainment {
  /** Requests that were measured, failed ones included. */
  readonly requests: number;
  readonly failed: number;
  /** Requests within every limit. */
  readonly met: number;
  /** Answered requests over each limit, those included of which the figure is not known. */
  readonly missed: ReadonlyMap<RequestTerm, number>;
  /** Answered requests of which the figure is not known. */
  readonly unknown: ReadonlyMap<RequestTerm, number>;
}

/** Terms that need two tokens: an answer of one has no gap that could be too long. One of none meets no limit at all. */
const BETWEEN_TOKENS: ReadonlySet<RequestTerm> = new Set(['tpot', 'itl']);

/**
 * Counts the requests that were answered within every limit (goodput of DistServe, OSDI 2024, and of inference-perf
 * docs/goodput.md). A failed request meets none, and so does one whose figure is not known. O(requests x limits).
 */
export function attainment({ failed, terms, outputTokens }: Requests, limits: RequestLimits): Attainment {
  const missed = new Map<RequestTerm, number>();
  const unknown = new Map<RequestTerm, number>();
  const good = Uint8Array.from(failed, (one) => (one === 0 ? 1 : 0));
  limits.forEach((limit, term) => {
    const values = terms[term];
    let [over, lacking] = [0, 0];
    for (let index = 0; index < failed.length; index++) {
      const applies = failed[index] === 0 && !(BETWEEN_TOKENS.has(term) && outputTokens[index] === 1);
      if (applies && !(values[index] <= limit)) {
        over++;
        lacking += Number.isNaN(values[index]) ? 1 : 0;
        good[index] = 0;
      }
    }
    missed.set(term, over);
    unknown.set(term, lacking);
  });
  const sum = (flags: Uint8Array): number => flags.reduce((all, flag) => all + flag, 0);
  return { requests: failed.length, failed: sum(failed), met: sum(good), missed, unknown };
}

/** First start to last end in seconds; NaN where a request lacks one of them. */
export function windowOf({ starts, ends }: Requests): number {
  const first = starts.reduce((held, start) => Math.min(held, start), Infinity);
  const last = ends.reduce((held, end) => Math.max(held, end), -Infinity);
  return last > first ? last - first : NaN;
}
