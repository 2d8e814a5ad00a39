import { estimated, type Effect, type PooledSpread } from './effect';
import type { Scale } from './scale';
import { summarise } from './summary';

/** Values of one side at one load, one a run, on the scale of the test; runs are named so that their other loads are known. */
export interface Runs {
  readonly runs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Two configurations at their common loads: `from[i]` and `to[i]` are at the same load. Every side has a run or more. */
export interface Match {
  readonly from: readonly Runs[];
  readonly to: readonly Runs[];
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

interface Side {
  /** Sum over the loads of the mean over runs. */
  readonly sum: number;
  readonly parts: readonly Part[];
}

/** Sums of each run over its loads; null where the runs are not the same at every load. */
function sumsOfRuns(loads: readonly Runs[]): Float64Array | null {
  const [{ runs }] = loads;
  const sums = new Float64Array(runs.length);
  for (const load of loads) {
    if (load.runs.length !== runs.length) {
      return null;
    }
    for (let index = 0; index < runs.length; index++) {
      if (load.runs[index] !== runs[index]) {
        return null;
      }
      sums[index] += load.values[index];
    }
  }
  return sums;
}

/**
 * Sum of the means at several loads, with its variance. The loads of one run share its luck, so a run counts as a whole: its
 * contribution is the sum of its deviations, each weighted 1 / n and corrected by n / (n - 1) (the cluster-robust variance of
 * Liang and Zeger, Biometrika 73, 1986). Where every run has every load this is Welch's variance of the runs' sums; where every
 * load has runs of its own, the sum of theirs. Runs that share loads make one part with one degree of freedom less than runs.
 */
function sideOf(loads: readonly Runs[]): Side {
  const sums = loads.length === 0 ? null : sumsOfRuns(loads);
  if (sums !== null) {
    const { n, mean, deviation } = summarise(sums);
    return { sum: mean, parts: [{ variance: deviation ** 2 / n, df: n - 1 }] };
  }
  const contributions = new Map<number, number>();
  const above = new Map<number, number>();
  const root = (run: number): number => {
    let at = run;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) {
      at = next;
    }
    return at;
  };
  let sum = 0;
  loads.forEach(({ runs, values }) => {
    const { n, mean } = summarise(values);
    sum += mean;
    const weight = Math.sqrt(n / (n - 1)) / n;
    for (let index = 0; index < runs.length; index++) {
      const run = runs[index];
      contributions.set(run, (contributions.get(run) ?? 0) + weight * (values[index] - mean));
      const [a, b] = [root(run), root(runs[0])];
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
  return { sum, parts: Array.from(parts.values()) };
}

const sumOf = (loads: readonly Runs[]): number => loads.reduce((sum, { values }) => sum + summarise(values).mean, 0);

/** Satterthwaite's degrees of freedom of a sum of variances (Biometrics 2, 1946). */
function degrees(parts: readonly Part[]): number {
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  return total === 0
    ? parts.reduce((sum, { df }) => sum + df, 0)
    : total ** 2 / parts.reduce((sum, { variance, df }) => sum + variance ** 2 / df, 0);
}

/** What repeats a load has: 2 on both sides, 1 on one, 0 on none. */
function repeated(from: Runs, to: Runs): number {
  return Number(from.runs.length > 1) + Number(to.runs.length > 1);
}

function only({ from, to }: Match, wanted: (from: Runs, to: Runs) => boolean): Match {
  const kept = from.map((runs, load) => wanted(runs, to[load]));
  return kept.every(Boolean)
    ? { from, to }
    : { from: from.filter((_, load) => kept[load]), to: to.filter((_, load) => kept[load]) };
}

/** A single run against n repeats has their variance of one run: n times that of their mean, beside that of the mean. */
function predicted({ parts }: Side): Part[] {
  return parts.map(({ variance, df }) => ({ variance: variance * (df + 2), df }));
}

/**
 * Mean difference over the common loads of pairs of configurations, tested by Welch over their repeats. Where no load has
 * repeats on both sides, those with repeats on one count with a prediction interval; where none has any, `pooled` says how runs
 * vary, and all loads of a pair count as one. The best such loads alone make the effect. NaN without a load.
 */
export function matchedEffect(matches: readonly Match[], scale: Scale, pooled: PooledSpread | null): MatchedEffect {
  const best = matches.reduce(
    (most, { from, to }) => from.reduce((held, runs, load) => Math.max(held, repeated(runs, to[load])), most),
    -1
  );
  const usable = matches.map((match) => only(match, (from, to) => repeated(from, to) === best));
  const pairs = usable.reduce((sum, { from }) => sum + from.length, 0);
  const difference = usable.reduce((sum, { from, to }) => sum + sumOf(to) - sumOf(from), 0) / pairs;
  const effect = (kind: Effect['kind'], parts: readonly Part[], df: number): MatchedEffect => {
    const variance = parts.reduce((sum, part) => sum + part.variance, 0);
    return { ...estimated(kind, difference, Math.sqrt(variance) / pairs, df, scale), pairs };
  };
  const partsOf = (pick: (match: Match) => readonly Part[]): Part[] => {
    const parts: Part[] = [];
    usable.forEach((match) => parts.push(...pick(match)));
    return parts;
  };
  if (best === 2) {
    const parts = partsOf(({ from, to }) => [...sideOf(from).parts, ...sideOf(to).parts]);
    return effect('welch', parts, degrees(parts));
  }
  if (best === 1) {
    const parts = partsOf((match) => [
      ...predicted(sideOf(only(match, ({ runs }) => runs.length > 1).from)),
      ...predicted(sideOf(only(match, (_, { runs }) => runs.length > 1).to)),
    ]);
    return effect('prediction', parts, degrees(parts));
  }
  if (pooled === null || pairs === 0) {
    return { ...estimated('none', difference, NaN, NaN, scale), pairs };
  }
  const parts = usable.map(({ from }) => ({ variance: 2 * (pooled.deviation * from.length) ** 2, df: pooled.df }));
  return effect('pooled', parts, pooled.df);
}
