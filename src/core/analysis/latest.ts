import { median, medianAbsoluteDeviation } from './summary';

export interface LatestOptions {
  /** Values before the latest that are looked at. */
  readonly lookback: number;
  /** Fewest of them that make a judgement. */
  readonly least: number;
  readonly z: number;
  /** Least change that matters: a share of the median, by difference in the unit of the values. */
  readonly minEffect: number;
  /** Measure the change as latest - median: for fractions, whose median may be zero. */
  readonly byDifference?: boolean;
}

export const LATEST_DEFAULTS: LatestOptions = { lookback: 30, least: 8, z: 5, minEffect: 0.03 };

/** Judgement of the latest value. NaN: too little history. */
export interface Latest {
  readonly z: number;
  /** latest / median - 1, or latest - median. */
  readonly delta: number;
  readonly alarm: boolean;
}

/** Factor that makes the median absolute deviation of normal data its standard deviation. */
const CONSISTENCY = 1.4826;

/** Least deviation, as a share of the median: quieter histories would alarm at nothing. */
const FLOOR = 0.005;

/** Decimals beyond which values are taken for unrounded. */
const MOST_DECIMALS = 9;

/** Different values from which on a step can be told from chance. */
const LEAST_DISTINCT = 3;

/**
 * The decimal step in which values were recorded, such as 0.01 for 1.25, 3.5 and 4; 0 where they were not rounded, or are too
 * few to tell.
 */
export function recordedStep(values: ArrayLike<number>): number {
  if (new Set(Array.from(values).filter((value) => value !== 0)).size < LEAST_DISTINCT) {
    return 0;
  }
  let decimals = 0;
  for (let index = 0; index < values.length; index++) {
    const isWhole = (scaled: number): boolean => Math.abs(scaled - Math.round(scaled)) <= 1e-12 * Math.abs(scaled);
    while (decimals <= MOST_DECIMALS && !isWhole(values[index] * Math.pow(10, decimals))) {
      decimals++;
    }
  }
  return decimals > MOST_DECIMALS ? 0 : Math.pow(10, -decimals);
}

/**
 * Robust z of the last value against the values before it: (x - median) / (1.4826 max(MAD, 0.5 % of the median,
 * step in which the values were recorded, resolution)). It finds a jump at once, but not a shift that has become the median: change points do.
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
  const spread = Math.max(
    medianAbsoluteDeviation(history),
    FLOOR * Math.abs(middle),
    resolution,
    recordedStep([...history, latest])
  );
  const z = spread === 0 ? 0 : (latest - middle) / (CONSISTENCY * spread);
  const delta = options.byDifference === true ? latest - middle : middle === 0 ? NaN : latest / middle - 1;
  return { z, delta, alarm: Math.abs(z) > options.z && Math.abs(delta) >= options.minEffect };
}
