/** Mean and deviation of a sample. Missing values (NaN) take no part. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); NaN for n < 2: one value has none. */
  readonly deviation: number;
}

/** Mean of the values from `start` up to `end`, none of them missing; NaN of none. */
export function mean(values: ArrayLike<number>, start: number, end: number): number {
  let total = 0;
  for (let index = start; index < end; index++) {
    total += values[index];
  }
  return total / (end - start);
}

/**
 * Of the values from `start` up to `end`. Two passes, the second correcting the first's rounding (Chan, Golub and LeVeque, Am.
 * Stat. 37, 1983).
 */
export function summarise(values: ArrayLike<number>, start = 0, end = values.length): Summary {
  let n = 0;
  let total = 0;
  for (let index = start; index < end; index++) {
    if (!Number.isNaN(values[index])) {
      total += values[index];
      n++;
    }
  }
  if (n === 0) {
    return { n: 0, mean: NaN, deviation: NaN };
  }
  const rough = total / n;
  let squares = 0;
  let rest = 0;
  for (let index = start; index < end; index++) {
    if (!Number.isNaN(values[index])) {
      const difference = values[index] - rough;
      squares += difference * difference;
      rest += difference;
    }
  }
  const mean = rough + rest / n;
  return { n, mean, deviation: n < 2 ? NaN : Math.sqrt(Math.max(0, squares - (rest * rest) / n) / (n - 1)) };
}

/** Middle value, or the mean of the two middle ones; NaN of an empty sample. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const half = sorted.length >> 1;
  return sorted.length === 0 ? NaN : sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median absolute deviation from the median, unscaled. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const middle = median(values);
  return median(Float64Array.from(values, (value) => Math.abs(value - middle)));
}
