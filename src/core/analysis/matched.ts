import { estimated, type Effect, type PooledSpread } from './effect';
import type { Scale } from './scale';
import { mean, summarise } from './summary';

/**
 * Values of a metric at load points, one a run, on the scale of the test. Those of point p stand from `starts[p]` up to
 * `starts[p + 1]`; none where it was not measured. Runs are numbered, so that their other loads are known.
 */
export interface Samples {
  readonly starts: Int32Array;
  readonly runs: Int32Array;
  readonly values: Float64Array;
}

/** Two configurations at their common loads: the points `from[i]` and `to[i]` are at the same load. */
export interface Match {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export interface MatchedEffect extends Effect {
  /** Loads of pairs of configurations that the effect is the mean of. */
  readonly pairs: number;
}

/** A part of a variance with its degrees of freedom. */
interface Part {
  readonly variance: number;
  readonly df: number;
}

/** Sums of each run over its loads; null where the runs are not the same at every load. */
function sumsOfRuns({ starts, runs, values }: Samples, points: readonly number[]): Float64Array | null {
  const first = starts[points[0]];
  const sums = new Float64Array(starts[points[0] + 1] - first);
  for (const point of points) {
    const start = starts[point];
    if (starts[point + 1] - start !== sums.length) {
      return null;
    }
    for (let index = 0; index < sums.length; index++) {
      if (runs[start + index] !== runs[first + index]) {
        return null;
      }
      sums[index] += values[start + index];
    }
  }
  return sums;
}

/**
 * Variance of the sum of the means at several loads. The loads of one run share its luck, so a run counts as a whole: its
 * contribution is the sum of its deviations, each weighted 1 / n and corrected by n / (n - 1) (the cluster-robust variance of
 * Liang and Zeger, Biometrika 73, 1986). Where every run has every load this is Welch's variance of the runs' sums; where every
 * load has runs of its own, the sum of theirs. Runs that share loads make one part with one degree of freedom less than runs.
 */
function partsOf(samples: Samples, points: readonly number[]): Part[] {
  const sums = points.length === 0 ? null : sumsOfRuns(samples, points);
  if (sums !== null) {
    const { n, deviation } = summarise(sums);
    return [{ variance: deviation ** 2 / n, df: n - 1 }];
  }
  const { starts, runs, values } = samples;
  const contributions = new Map<number, number>();
  const above = new Map<number, number>();
  const root = (run: number): number => {
    let at = run;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) {
      at = next;
    }
    return at;
  };
  points.forEach((point) => {
    const [start, end] = [starts[point], starts[point + 1]];
    const middle = mean(values, start, end);
    const n = end - start;
    const weight = Math.sqrt(n / (n - 1)) / n;
    for (let index = start; index < end; index++) {
      const run = runs[index];
      contributions.set(run, (contributions.get(run) ?? 0) + weight * (values[index] - middle));
      const [a, b] = [root(run), root(runs[start])];
      if (a !== b) {
        above.set(a, b);
      }
    }
  });
  const parts = new Map<number, { variance: number; df: number }>();
  contributions.forEach((contribution, run) => {
    const at = root(run);
    const part = parts.get(at) ?? { variance: 0, df: -1 };
    parts.set(at, { variance: part.variance + contribution ** 2, df: part.df + 1 });
  });
  return Array.from(parts.values());
}

/** Sum of the means at several points. */
function sumOf({ starts, values }: Samples, points: readonly number[]): number {
  let sum = 0;
  for (const point of points) {
    sum += mean(values, starts[point], starts[point + 1]);
  }
  return sum;
}

/** Satterthwaite's degrees of freedom of a sum of variances (Biometrics 2, 1946). */
function degrees(parts: readonly Part[]): number {
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  return total === 0
    ? parts.reduce((sum, { df }) => sum + df, 0)
    : total ** 2 / parts.reduce((sum, { variance, df }) => sum + variance ** 2 / df, 0);
}

/** Loads of a match that are wanted. */
function only(match: Match, isWanted: (from: number, to: number) => boolean): Match {
  const kept: number[] = [];
  for (let load = 0; load < match.from.length; load++) {
    if (isWanted(match.from[load], match.to[load])) {
      kept.push(load);
    }
  }
  const pick = (points: readonly number[]): number[] => kept.map((load) => points[load]);
  return kept.length === match.from.length ? match : { from: pick(match.from), to: pick(match.to) };
}

/** A single run against n repeats has their variance of one run: n times that of their mean, beside that of the mean. */
function predicted(parts: readonly Part[]): Part[] {
  return parts.map(({ variance, df }) => ({ variance: variance * (df + 2), df }));
}

/**
 * Mean difference over the common loads of pairs of configurations, tested by Welch over their repeats. Where no load has
 * repeats on both sides, those with repeats on one count with a prediction interval; where none has any, `pooled` says how runs
 * vary, and all loads of a pair count as one. The best such loads alone make the effect. NaN without a load.
 */
export function matchedEffect(
  samples: Samples,
  matches: readonly Match[],
  scale: Scale,
  pooled: PooledSpread | null
): MatchedEffect {
  const sizeOf = (point: number): number => samples.starts[point + 1] - samples.starts[point];
  /** What repeats a load has: 2 on both sides, 1 on one, 0 on none; -1 where a side was not measured. */
  const repeated = (from: number, to: number): number => {
    const a = sizeOf(from);
    const b = sizeOf(to);
    return a === 0 || b === 0 ? -1 : Number(a > 1) + Number(b > 1);
  };
  let best = -1;
  matches.forEach(({ from, to }) => from.forEach((point, load) => (best = Math.max(best, repeated(point, to[load])))));
  const usable = best < 0 ? [] : matches.map((match) => only(match, (from, to) => repeated(from, to) === best));
  const pairs = usable.reduce((sum, { from }) => sum + from.length, 0);
  const difference = usable.reduce((sum, { from, to }) => sum + sumOf(samples, to) - sumOf(samples, from), 0) / pairs;
  const effect = (kind: Effect['kind'], parts: readonly Part[], df: number): MatchedEffect => {
    const variance = parts.reduce((sum, part) => sum + part.variance, 0);
    return { ...estimated(kind, difference, Math.sqrt(variance) / pairs, df, scale), pairs };
  };
  const partsOfAll = (pick: (match: Match) => readonly Part[]): Part[] => {
    const parts: Part[] = [];
    usable.forEach((match) => parts.push(...pick(match)));
    return parts;
  };
  if (best === 2) {
    const parts = partsOfAll(({ from, to }) => [...partsOf(samples, from), ...partsOf(samples, to)]);
    return effect('welch', parts, degrees(parts));
  }
  if (best === 1) {
    const parts = partsOfAll((match) => [
      ...predicted(partsOf(samples, only(match, (from) => sizeOf(from) > 1).from)),
      ...predicted(partsOf(samples, only(match, (_, to) => sizeOf(to) > 1).to)),
    ]);
    return effect('prediction', parts, degrees(parts));
  }
  if (pooled === null || pairs === 0) {
    return { ...estimated('none', difference, NaN, NaN, scale), pairs };
  }
  const parts = usable.map(({ from }) => ({ variance: 2 * (pooled.deviation * from.length) ** 2, df: pooled.df }));
  return effect('pooled', parts, pooled.df);
}
