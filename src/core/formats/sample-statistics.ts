import type { Statistics } from './checked';

const PERCENTILES = [50, 90, 95, 99];

/**
 * The value below which a share of a sorted, non-empty sample lies, linear between neighbours as numpy's default
 * (Hyndman and Fan, type 7). `percentile` is 0..100.
 */
function percentile(sorted: readonly number[], percentile_: number): number {
  const position = ((sorted.length - 1) * percentile_) / 100;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** Mean, smallest, largest and the usual percentiles of single requests; null for none. Numbers that are none are left out. */
export function sampleStatistics(values: ReadonlyArray<number | null>): Statistics | null {
  const sorted = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (sorted.length === 0) {
    return null;
  }
  sorted.sort((a, b) => a - b);
  const found: { [stat: string]: number } = {
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
  PERCENTILES.forEach((each) => (found[`p${each}`] = percentile(sorted, each)));
  return found;
}
