import { tTwoSided } from './student';

/**
 * Change points by the algorithm of Apache Otava (formerly Hunter): windowed E-divisive splits, a pooled t test on every
 * split, and a bottom-up merge. Matteson and James, arXiv 1306.4933; Fleming et al., arXiv 2301.03034. Reproduces Otava's
 * results exactly, its merge step included, which recomputes the neighbours at the place of a removed point and after it,
 * not the one before.
 */
export interface OtavaOptions {
  /** Points that are looked at together. */
  readonly window: number;
  /** Largest p value of a change point. */
  readonly maxP: number;
  /** Least relative change of the mean. */
  readonly minMagnitude: number;
}

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  readonly p: number;
  readonly before: number;
  readonly after: number;
  /** Larger of the relative changes in either direction. */
  readonly magnitude: number;
}

function compare(values: Float64Array, from: number, at: number, to: number): ChangePoint {
  const stretch = (start: number, end: number) => {
    const n = end - start;
    let sum = 0;
    for (let index = start; index < end; index++) {
      sum += values[index];
    }
    const mean = sum / n;
    let squares = 0;
    for (let index = start; index < end; index++) {
      squares += (values[index] - mean) * (values[index] - mean);
    }
    return { n, mean, variance: squares / n };
  };
  const [left, right] = [stretch(from, at), stretch(at, to)];
  const df = left.n + right.n - 2;
  // Otava passes population deviations to a test that takes them for sample ones.
  const pooled = ((left.n - 1) * left.variance + (right.n - 1) * right.variance) / df;
  const error = Math.sqrt(pooled * (1 / left.n + 1 / right.n));
  const p =
    df <= 0 ? 1 : error === 0 ? (left.mean === right.mean ? 1 : 0) : tTwoSided((left.mean - right.mean) / error, df);
  return {
    index: at,
    p,
    before: left.mean,
    after: right.mean,
    magnitude: Math.max(Math.abs(right.mean / left.mean - 1), Math.abs(left.mean / right.mean - 1)),
  };
}

/**
 * The split (tau, kappa) of [from, to) with the largest statistic Q, kappa free. Sums of absolute differences within and
 * between both sides are kept up to date while kappa grows, so that an interval of n values costs O(n^2) additions.
 */
function bestSplit(values: Float64Array, from: number, to: number): { at: number; q: number } | null {
  const n = to - from;
  if (n < 2) {
    return null;
  }
  // cumulative[i][j]: sum of |x_a - x_b| for a < i, b < j, both counted from `from`.
  const width = n + 1;
  const cumulative = new Float64Array(width * width);
  for (let i = 1; i <= n; i++) {
    let row = 0;
    for (let j = 1; j <= n; j++) {
      row += Math.abs(values[from + i - 1] - values[from + j - 1]);
      cumulative[i * width + j] = cumulative[(i - 1) * width + j] + row;
    }
  }
  let best: { at: number; q: number } | null = null;
  for (let tau = 1; tau < n; tau++) {
    const within = cumulative[tau * width + tau] / 2;
    for (let kappa = tau + 1; kappa <= n; kappa++) {
      const m = kappa - tau;
      const between = cumulative[tau * width + kappa] - cumulative[tau * width + tau];
      const right =
        (cumulative[kappa * width + kappa] - 2 * cumulative[tau * width + kappa] + cumulative[tau * width + tau]) / 2;
      const left = tau > 1 ? (2 * m * within) / ((m + tau) * (tau - 1)) : 0;
      const rest = m > 1 ? (2 * tau * right) / ((m + tau) * (m - 1)) : 0;
      const q = (2 / (m + tau)) * between - left - rest;
      if (best === null || q > best.q) {
        best = { at: from + tau, q };
      }
    }
  }
  return best;
}

/** Splits one window until no split passes the test; the interval with the largest Q is tried first. */
function detect(values: Float64Array, from: number, to: number, maxP: number): number[] {
  let bounds = [from, to];
  const cache = new Map<string, { at: number; q: number } | null>();
  const split = (a: number, b: number): { at: number; q: number } | null => {
    const key = `${a} ${b}`;
    if (!cache.has(key)) {
      cache.set(key, bestSplit(values, a, b));
    }
    return cache.get(key) ?? null;
  };
  for (;;) {
    let chosen: { at: number; q: number; a: number; b: number } | null = null;
    for (let index = 0; index + 1 < bounds.length; index++) {
      const [a, b] = [bounds[index], bounds[index + 1]];
      const found = split(a, b);
      if (found !== null && (chosen === null || found.q > chosen.q)) {
        chosen = { ...found, a, b };
      }
    }
    if (chosen === null || compare(values, chosen.a, chosen.at, chosen.b).p > maxP) {
      return bounds.slice(1, -1);
    }
    bounds = [...bounds, chosen.at].sort((a, b) => a - b);
  }
}

/** Missing values take the value before them, leading ones the first that is there. */
function filled(series: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(series);
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) {
    return new Float64Array(0);
  }
  values.fill(values[first], 0, first);
  for (let index = first + 1; index < values.length; index++) {
    values[index] = Number.isNaN(values[index]) ? values[index - 1] : values[index];
  }
  return values;
}

/** The looser limit of the first pass: points that do not stand are merged away later. */
function firstPass(maxP: number): number {
  return maxP < 0.05 ? maxP * 10 : maxP < 0.5 ? maxP * 2 : maxP;
}

/** Removes the weakest point until all pass, as Otava does. */
function merge(values: Float64Array, indices: readonly number[], options: OtavaOptions): ChangePoint[] {
  const points = indices.map((index, position) =>
    compare(values, indices[position - 1] ?? 0, index, indices[position + 1] ?? values.length)
  );
  const again = (position: number): void => {
    if (position >= 0 && position < points.length) {
      points[position] = compare(
        values,
        position === 0 ? 0 : points[position - 1].index,
        points[position].index,
        points[position + 1]?.index ?? values.length
      );
    }
  };
  while (points.length > 0) {
    let weakest = points.reduce((found, point, position) => (point.p > points[found].p ? position : found), 0);
    if (points[weakest].p < options.maxP) {
      weakest = points.reduce(
        (found, point, position) => (point.magnitude < points[found].magnitude ? position : found),
        0
      );
      if (points[weakest].magnitude > options.minMagnitude) {
        break;
      }
    }
    points.splice(weakest, 1);
    again(weakest);
    again(weakest + 1);
  }
  return points;
}

/** Change points of a series, oldest first. Missing values are NaN. */
export function changePoints(series: ArrayLike<number>, options: OtavaOptions): ChangePoint[] {
  const values = filled(series);
  const loose = firstPass(options.maxP);
  const found = new Set<number>();
  for (let start = 0; start < values.length;) {
    const inside = detect(values, start, Math.min(start + options.window, values.length), loose);
    inside.forEach((index) => found.add(index));
    const last = inside.length === 0 ? 0 : inside[inside.length - 1];
    start = Math.max(last, start + Math.floor(options.window / 2));
  }
  return merge(
    values,
    Array.from(found).sort((a, b) => a - b),
    options
  );
}
