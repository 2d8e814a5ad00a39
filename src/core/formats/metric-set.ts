import { finite } from '../model/finite';
import type { Metrics } from '../model/record';
import type { Statistics } from './checked';

/**
 * Metrics of a fragment out of distributions and plain values. Null and everything that is not finite is left out, so a
 * reader may compute first and need not ask. Values are in base units.
 */
export function metricSet(
  distributions: { readonly [base: string]: Statistics | null },
  values: { readonly [base: string]: number | null }
): Metrics {
  const found: { [base: string]: { [stat: string]: number } } = {};
  Object.keys(distributions).forEach((base) => {
    const stats = distributions[base] ?? {};
    const kept = Object.keys(stats).filter((stat) => Number.isFinite(stats[stat]));
    if (kept.length > 0) {
      found[base] = {};
      kept.forEach((stat) => {
        found[base][stat] = stats[stat];
      });
    }
  });
  for (const base in values) {
    const value = values[base];
    if (value !== null && Number.isFinite(value)) {
      found[base] = { '': value };
    }
  }
  return found;
}

/**
 * Null where every statistic is 0: so some tools write that nothing was measured, for no latency and no gauge of a server
 * under load is 0 at its mean and at its highest percentile alike.
 */
export function measured(statistics: Statistics | null): Statistics | null {
  return statistics !== null && Object.keys(statistics).some((stat) => statistics[stat] !== 0) ? statistics : null;
}

/** The one statistic `mean`, or null. */
export function mean(value: number | null): Statistics | null {
  return value === null ? null : { mean: value };
}

/** Quotient of two amounts; null where one is missing or nothing is to be divided by. */
export function quotient(dividend: number | null, divisor: number | null): number | null {
  return dividend === null || divisor === null || divisor <= 0 ? null : finite(dividend / divisor);
}

/** Sum, null where one part is missing. */
export function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : finite(a + b);
}

/** Product, null where one factor is missing. */
export function product(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : finite(a * b);
}

/** Null for 0, where a tool writes 0 for what it does not know. */
export function aboveZero(value: number | null): number | null {
  return value === 0 ? null : value;
}
