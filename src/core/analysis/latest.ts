import { median, medianAbsoluteDeviation } from './summary';

export interface LatestOptions {
  /** Values before the latest that are looked at. */
  readonly lookback: number;
  /** Fewest of them that make a judgement. */
  readonly least: number;
  readonly z: number;
  /** Least relative change that matters. */
  readonly minEffect: number;
}

export const LATEST_DEFAULTS: LatestOptions = { lookback: 30, least: 8, z: 5, minEffect: 0.03 };

/** Judgement of the latest value. NaN: too little history. */
export interface Latest {
  readonly z: number;
  /** latest / median - 1. */
  readonly delta: number;
  readonly alarm: boolean;
}

/** Factor that makes the median absolute deviation of normal data its standard deviation. */
const CONSISTENCY = 1.4826;

/** Least deviation, as a share of the median: quieter histories would alarm at nothing. */
const FLOOR = 0.005;

/**
 * Robust z of the last value against the values before it: (x - median) / (1.4826 max(MAD, 0.5 % of the median,
 * resolution)). It finds a jump at once, but not a shift that has become the median: change points do.
 */
export function latestPoint(
  values: ArrayLike<number>,
  options: LatestOptions = LATEST_DEFAULTS,
  resolution = 0
): Latest {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  const history = present.slice(0, -1).slice(-options.lookback);
  if (history.length < options.least) {
    return { z: NaN, delta: NaN, alarm: false };
  }
  const middle = median(history);
  const latest = present[present.length - 1];
  const spread = Math.max(medianAbsoluteDeviation(history), FLOOR * Math.abs(middle), resolution);
  const z = spread === 0 ? 0 : (latest - middle) / (CONSISTENCY * spread);
  const delta = middle === 0 ? NaN : latest / middle - 1;
  return { z, delta, alarm: Math.abs(z) > options.z && Math.abs(delta) >= options.minEffect };
}
