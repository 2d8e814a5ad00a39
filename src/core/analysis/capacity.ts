/** A limit of an SLO over the load points of one configuration. */
export interface Limit {
  readonly metric: string;
  /** Largest value that meets the limit; of a metric of which more is better, the smallest. */
  readonly limit: number;
  readonly sign: 1 | -1;
  /** Values at the loads, NaN where missing. */
  readonly values: ArrayLike<number>;
}

/**
 * Most load within all limits. `within`: the limit is crossed between two measured loads. `all`: every measured load meets
 * the SLO, so the most is not known. `none`: the first already misses it. `unmeasured`: a metric of the SLO is missing.
 */
export type Capacity =
  | { readonly kind: 'within'; readonly load: number; readonly binding: string }
  | { readonly kind: 'all'; readonly load: number }
  | { readonly kind: 'none'; readonly binding: string; readonly load: number; readonly value: number }
  | { readonly kind: 'unmeasured'; readonly metric: string };

interface Crossing {
  readonly load: number;
  readonly limit: Limit;
  /** Position of the first load that misses the limit. */
  readonly position: number;
}

/** Where a curve first crosses a limit, linear between the neighbouring loads; null where it never does. */
function crossing(loads: ArrayLike<number>, limit: Limit): Crossing | null {
  let before = -1;
  for (let index = 0; index < loads.length; index++) {
    const value = limit.values[index];
    if (Number.isNaN(value)) {
      continue;
    }
    if ((value - limit.limit) * limit.sign < 0) {
      if (before < 0) {
        return { load: NaN, limit, position: index };
      }
      const share = (limit.limit - limit.values[before]) / (value - limit.values[before]);
      return { load: loads[before] + share * (loads[index] - loads[before]), limit, position: index };
    }
    before = index;
  }
  return null;
}

/**
 * Most load within an SLO. `loads` ascend. A curve that is not monotone counts by its first crossing; nothing is extrapolated
 * beyond the measured loads.
 */
export function mostLoad(loads: ArrayLike<number>, limits: readonly Limit[]): Capacity {
  const missing = limits.find((limit) => Array.from(limit.values).every((value) => Number.isNaN(value)));
  if (missing !== undefined) {
    return { kind: 'unmeasured', metric: missing.metric };
  }
  const crossings = limits.map((limit) => crossing(loads, limit)).filter((found): found is Crossing => found !== null);
  const infeasible = crossings.find(({ load }) => Number.isNaN(load));
  if (infeasible !== undefined) {
    const { limit, position } = infeasible;
    return { kind: 'none', binding: limit.metric, load: loads[position], value: limit.values[position] };
  }
  if (crossings.length === 0) {
    return { kind: 'all', load: loads[loads.length - 1] };
  }
  const first = crossings.reduce((least, one) => (one.load < least.load ? one : least));
  return { kind: 'within', load: first.load, binding: first.limit.metric };
}
