import { RATIO, type Scale } from './scale';
import { summarise, type Summary } from './summary';
import { NORMAL_DF, tQuantile, tTwoSided } from './student';

/**
 * How an effect was tested. `welch`: both sides have repeats. `prediction`: a side is a single run, judged by the spread of
 * earlier runs, or of the repeats of the other side. `pooled`: both are single runs, judged by the spread of other repeat
 * groups of the metric. `none`: no test.
 */
export type TestKind = 'welch' | 'prediction' | 'pooled' | 'none';

/**
 * An effect of a candidate against a baseline. `delta`, its interval and `p` come from one computation. For ratios delta is
 * candidate / baseline - 1 of geometric means, for fractions candidate - baseline. NaN: not to be had from this data.
 */
export interface Effect {
  readonly kind: TestKind;
  readonly delta: number;
  /** 95 % interval of delta. */
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /**
   * True where the 90 % interval lies between -least and least: the two one-sided tests of equivalence at 5 % (Schuirmann, J.
   * Pharmacokinet. Biopharm. 15, 1987). False without a test.
   */
  isWithin(least: number): boolean;
  readonly df: number;
  /** Standard error on the scale of the test: logs for ratios, the fraction itself for fractions. */
  readonly error: number;
  /** Deviations of a single run of the baseline and of the candidate that the error was made of, on the scale of the test. */
  readonly deviations: readonly [number, number];
}

export const UNTESTED: Effect = {
  kind: 'none',
  delta: NaN,
  low: NaN,
  high: NaN,
  p: NaN,
  isWithin: () => false,
  df: NaN,
  error: NaN,
  deviations: [NaN, NaN],
};

/** A tested difference on a scale. Intervals are computed when they are read: of many cells few are shown. */
class TestedEffect implements Effect {
  readonly delta: number;
  readonly p: number;
  /** Half of the 95 % interval, on the scale of the test. */
  private half = NaN;

  constructor(
    readonly kind: TestKind,
    private readonly difference: number,
    readonly error: number,
    readonly df: number,
    readonly deviations: readonly [number, number],
    private readonly scale: Scale
  ) {
    this.delta = scale.from(difference);
    this.p = error === 0 ? (difference === 0 ? 1 : 0) : tTwoSided(difference / error, df);
  }

  private halfInterval(): number {
    if (Number.isNaN(this.half)) {
      this.half = tQuantile(0.975, this.df) * this.error;
    }
    return this.half;
  }

  get low(): number {
    return this.scale.from(this.difference - this.halfInterval());
  }
  get high(): number {
    return this.scale.from(this.difference + this.halfInterval());
  }

  isWithin(least: number): boolean {
    const [lowest, highest] = [this.scale.difference(-least), this.scale.difference(least)];
    // No ratio falls by all of it or more: logs have no place for that.
    const room = Math.min(highest - this.difference, Number.isNaN(lowest) ? Infinity : this.difference - lowest);
    return room > 0 && tTwoSided(room / this.error, this.df) < 0.1;
  }
}

function tested(
  kind: TestKind,
  difference: number,
  error: number,
  df: number,
  deviations: readonly [number, number],
  scale: Scale
): Effect {
  return error >= 0 && df >= 1
    ? new TestedEffect(kind, difference, error, df, deviations, scale)
    : { ...UNTESTED, delta: scale.from(difference) };
}

/** The effect of a difference that was estimated on a scale, with its standard error there; every interval computed. */
export function estimated(kind: TestKind, difference: number, error: number, df: number, scale: Scale): Effect {
  const effect = tested(kind, difference, error, df, [NaN, NaN], scale);
  const { kind: by, delta, low, high, p, df: freedom, error: known } = effect;
  const isWithin = (least: number): boolean => effect.isWithin(least);
  return { ...UNTESTED, kind: by, delta, low, high, p, isWithin, df: freedom, error: known };
}

/** Welch's t of two summaries (Biometrika 34, 1947), degrees of freedom by Satterthwaite. */
function welch(baseline: Summary, candidate: Summary, scale: Scale): Effect {
  const [b, c] = [baseline.deviation ** 2 / baseline.n, candidate.deviation ** 2 / candidate.n];
  const df =
    b + c === 0
      ? baseline.n + candidate.n - 2
      : (b + c) ** 2 / (b ** 2 / (baseline.n - 1) + c ** 2 / (candidate.n - 1));
  const deviations = [baseline.deviation, candidate.deviation] as const;
  return tested('welch', candidate.mean - baseline.mean, Math.sqrt(b + c), df, deviations, scale);
}

/** Deviation of single runs, on the scale of the test, and the degrees of freedom with which it is known. */
export interface Spread {
  readonly deviation: number;
  readonly df: number;
}

/** Earlier runs from which on their spread is trusted. */
export const LEAST_HISTORY = 5;

/** Spread of earlier runs of one configuration, workload and load; null below five. */
export function historySpread(values: ArrayLike<number>, scale: Scale = RATIO): Spread | null {
  const { n, deviation } = summarise(scale.to(values));
  return n < LEAST_HISTORY || !Number.isFinite(deviation) ? null : { deviation, df: n - 1 };
}

/** Deviation of single runs around the mean of their repeat group, pooled over groups. */
export interface PooledSpread extends Spread {
  readonly groups: number;
}

/** Groups from which on a pooled spread is trusted. */
export const LEAST_GROUPS = 5;

/** Pools the variation of repeat groups; null below five groups with at least two runs each. */
export function pooledSpread(groups: ReadonlyArray<ArrayLike<number>>, scale: Scale = RATIO): PooledSpread | null {
  const usable = groups
    .map((group) => summarise(scale.to(group)))
    .filter(({ n, deviation }) => n >= 2 && Number.isFinite(deviation));
  const df = usable.reduce((sum, { n }) => sum + n - 1, 0);
  if (usable.length < LEAST_GROUPS) {
    return null;
  }
  const squares = usable.reduce((sum, { n, deviation }) => sum + (n - 1) * deviation ** 2, 0);
  return { deviation: Math.sqrt(squares / df), df, groups: usable.length };
}

/** What single runs are judged by where their own side cannot: null where it is not to be had. */
export interface Borrowed {
  readonly history: Spread | null;
  readonly pooled: Spread | null;
}

const NOTHING: Borrowed = { history: null, pooled: null };

/**
 * Effect between two samples that were summarised on the scale. Repeats on both sides are tested by Welch's t; a single run
 * against n others by a prediction interval, s sqrt(1/n + 1/m) with the degrees of freedom of s (for m = 1 and the others' own
 * deviation it is s sqrt(1 + 1/n) with n - 1).
 */
export function effectOf(b: Summary, c: Summary, scale: Scale, { history, pooled }: Borrowed = NOTHING): Effect {
  const difference = c.mean - b.mean;
  if (b.n === 0 || c.n === 0 || !Number.isFinite(difference)) {
    return UNTESTED;
  }
  if (b.n >= 2 && c.n >= 2) {
    return welch(b, c, scale);
  }
  const by = (kind: TestKind, { deviation, df }: Spread): Effect =>
    tested(kind, difference, deviation * Math.sqrt(1 / b.n + 1 / c.n), df, [deviation, deviation], scale);
  const many = b.n >= 2 ? b : c;
  const own = many.n >= 2 ? { deviation: many.deviation, df: many.n - 1 } : null;
  if (history !== null && (own === null || history.df > own.df)) {
    return by('prediction', history);
  }
  if (own !== null) {
    return by('prediction', own);
  }
  return pooled === null ? { ...UNTESTED, delta: scale.from(difference) } : by('pooled', pooled);
}

/** Effect as a ratio of geometric means, tested on logs. Values that are not above zero make it NaN. */
export function ratioEffect(baseline: ArrayLike<number>, candidate: ArrayLike<number>, borrowed?: Borrowed): Effect {
  const [b, c] = [baseline, candidate].map((values) => summarise(RATIO.to(values)));
  return effectOf(b, c, RATIO, borrowed);
}

/** Counts of a fraction: how many of how many, in so many runs. */
export interface Share {
  readonly count: number;
  readonly total: number;
  readonly runs: number;
}

/** Deviation of the share that a run of the usual size shows, by the binomial distribution. */
function runDeviation({ count, total, runs }: Share): number {
  const p = count / total;
  return Math.sqrt((p * (1 - p) * runs) / total);
}

/**
 * Effect on a fraction such as an error rate: the difference, with Newcombe's interval out of two Wilson intervals (Statist.
 * Med. 17, 1998, method 10) and a pooled z test. Never on logs: a fraction may be zero.
 */
export function shareEffect(baseline: Share, candidate: Share): Effect {
  if (!(baseline.total > 0) || !(candidate.total > 0)) {
    return UNTESTED;
  }
  const [p, q] = [baseline.count / baseline.total, candidate.count / candidate.total];
  const together = (baseline.count + candidate.count) / (baseline.total + candidate.total);
  const error = Math.sqrt(together * (1 - together) * (1 / baseline.total + 1 / candidate.total));
  const [low, high] = shareInterval(baseline, candidate, 1.959963984540054);
  return {
    kind: 'welch',
    delta: q - p,
    low,
    high,
    p: error === 0 ? 1 : tTwoSided((q - p) / error, NORMAL_DF),
    isWithin(least) {
      const [lowest, highest] = shareInterval(baseline, candidate, 1.6448536269514722);
      return lowest > -least && highest < least;
    },
    df: NORMAL_DF,
    error,
    deviations: [runDeviation(baseline), runDeviation(candidate)],
  };
}

/** Newcombe's interval of the difference of two shares, z standard deviations wide to each side. NaN without counts. */
export function shareInterval(baseline: Share, candidate: Share, z: number): readonly [number, number] {
  const [p, q] = [baseline.count / baseline.total, candidate.count / candidate.total];
  const [b, c] = [wilson(p, baseline.total, z), wilson(q, candidate.total, z)];
  return [q - p - Math.hypot(q - c[0], b[1] - p), q - p + Math.hypot(c[1] - q, p - b[0])];
}

/** The interval of an effect that t was taken of, with the given probability beyond each end. NaN where it was not tested. */
export function effectInterval({ delta, error, df }: Effect, scale: Scale, tail: number): readonly [number, number] {
  const [middle, half] = [scale.difference(delta), tQuantile(1 - tail, df) * error];
  return [scale.from(middle - half), scale.from(middle + half)];
}

/** Wilson's score interval (J. Am. Stat. Assoc. 22, 1927). */
function wilson(p: number, n: number, z: number): readonly [number, number] {
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n));
  return [centre - half, centre + half];
}
