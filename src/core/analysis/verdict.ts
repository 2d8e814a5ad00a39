import { metricBase, type Direction } from '../model/metrics';
import { parseMetric } from '../model/metric-id';
import { percentileOf } from '../model/percentile';
import type { Effect } from './effect';
import { RATIO, type Scale } from './scale';
import { tQuantile } from './student';

export type Verdict = 'regression' | 'improvement' | 'unchanged' | 'noisy' | 'insufficient' | 'incomparable';

/** Largest q of an effect that is called one. */
export const ALPHA = 0.05;

/**
 * Least effect that matters, as a fraction: throughput 3 %, mean and median latency 5 %, tail latency (above p50) 10 %; for
 * error rates and other fractions 0.5 points.
 */
export function defaultMinEffect(metric: string): number {
  const parsed = parseMetric(metric);
  const base = parsed?.base ?? metricBase(metric);
  if (base === undefined) {
    return 0.05;
  }
  if (base.unit === 'fraction') {
    return 0.005;
  }
  if (base.group === 'throughput') {
    return 0.03;
  }
  const percentile = parsed === null ? null : percentileOf(parsed.stat);
  return (percentile !== null && percentile > 50) || parsed?.stat === 'max' ? 0.1 : 0.05;
}

/**
 * regression or improvement where q <= 0.05 and |delta| reaches the least effect, by the direction of the metric; unchanged
 * where the 90 % interval lies inside the least effect; else noisy. insufficient where nothing could be tested. A metric
 * without a direction has neither better nor worse: a change of it is noisy.
 */
export function verdictOf(effect: Effect, q: number, minEffect: number, direction: Direction): Verdict {
  if (effect.kind === 'none' || Number.isNaN(q)) {
    return 'insufficient';
  }
  if (direction !== 'none' && q <= ALPHA && Math.abs(effect.delta) >= minEffect) {
    return effect.delta > 0 === (direction === 'higher') ? 'improvement' : 'regression';
  }
  return effect.isWithin(minEffect) ? 'unchanged' : 'noisy';
}

/** Power at which detectable effects and needed repeats are stated. */
const POWER = 0.8;

/** Effect that a test with this error and these degrees of freedom finds with 80 % power; its size, above zero. */
export function minimumDetectable(error: number, df: number, scale: Scale = RATIO): number {
  return df >= 1 && error >= 0 ? scale.from((tQuantile(0.975, df) + tQuantile(POWER, df)) * error) : NaN;
}

/** Repeats beyond which nobody runs a benchmark. */
const MOST_REPEATS = 1000;

/**
 * The smallest n a side, with 2n - 2 degrees of freedom, at which the least effect is found with 80 % power, given the
 * deviations of single runs on the scale of the test. NaN where they are unknown or 1,000 would not do. Quantiles are kept
 * from call to call, since the answers of a query ask for few of them.
 */
export function repeatsTable(): (deviations: readonly [number, number], minEffect: number, scale?: Scale) => number {
  const known = new Map<number, number>();
  /** Standard errors of single runs, of both sides together, that n repeats make detectable. */
  const factor = (n: number): number => {
    const held = known.get(n) ?? (tQuantile(0.975, 2 * n - 2) + tQuantile(POWER, 2 * n - 2)) * Math.sqrt(1 / n);
    known.set(n, held);
    return held;
  };
  return ([baseline, candidate], minEffect, scale = RATIO) => {
    const spread = Math.hypot(baseline, candidate);
    const target = scale.difference(minEffect);
    if (!(spread >= 0) || !(minEffect > 0) || factor(MOST_REPEATS) * spread > target) {
      return NaN;
    }
    // What n repeats find, more find too: the smallest lies between one that does not and one that does.
    let [below, enough] = [1, MOST_REPEATS];
    while (enough - below > 1) {
      const middle = (below + enough) >> 1;
      if (factor(middle) * spread <= target) {
        enough = middle;
      } else {
        below = middle;
      }
    }
    return enough;
  };
}

/** As `repeatsTable`, for one question. */
export function neededRepeats(baseline: number, candidate: number, minEffect: number, scale: Scale = RATIO): number {
  return repeatsTable()([baseline, candidate], minEffect, scale);
}
