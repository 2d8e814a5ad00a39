import { distributionOf, PERCENTILES, type Sample } from '../distribution';
import type { Json, JsonObject } from './json';

/** Significant digits that are written: nobody measures more, and files stay small. */
export type Digits = number;

export function rounded(value: number, digits: Digits): number {
  return Number(value.toPrecision(digits));
}

/** A distribution as inference-perf writes it: 50 is named `median`, null for no values. */
export function nativeDistribution(sample: Sample, digits: Digits): Json {
  const found = distributionOf(sample);
  if (found === null) {
    return null;
  }
  const entries = PERCENTILES.map((percentile, index): [string, number] => [
    percentile === 50 ? 'median' : `p${percentile}`,
    rounded(found.percentiles[index], digits),
  ]);
  return {
    mean: rounded(found.mean, digits),
    min: rounded(found.min, digits),
    ...Object.fromEntries(entries),
    max: rounded(found.max, digits),
  };
}

/** A distribution as the Benchmark Report writes it: p0p1, p50, p99p9, with its unit. */
export function statistics(sample: Sample, units: string, digits: Digits): JsonObject | null {
  const found = distributionOf(sample);
  if (found === null) {
    return null;
  }
  const entries = PERCENTILES.map((percentile, index): [string, number] => [
    `p${String(percentile).replace('.', 'p')}`,
    rounded(found.percentiles[index], digits),
  ]);
  return {
    units,
    mean: rounded(found.mean, digits),
    min: rounded(found.min, digits),
    ...Object.fromEntries(entries),
    max: rounded(found.max, digits),
  };
}

/** A single figure in the form of a distribution. */
export function figure(value: number, units: string, digits: Digits): JsonObject {
  return { units, mean: rounded(value, digits) };
}
