import { summarise, type Summary } from './summary';
import { tQuantile, tTwoSided } from './student';

/**
 * How an effect was tested. `welch`: both sides have repeats. `prediction`: one side is a single run, judged by the spread of
 * the other. `pooled`: both are single runs, judged by the spread of other repeat groups of the metric. `none`: no test.
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
  /** 90 % interval, for the two one-sided tests of equivalence (Schuirmann, J. Pharmacokinet. Biopharm. 15, 1987). */
  readonly low90: number;
  readonly high90: number;
  readonly df: number;
  /** Standard error on the scale of the test: logs for ratios, the fraction itself for fractions. */
  readonly error: number;
}

const UNTESTED = { kind: 'none' as const, low: NaN, high: NaN, p: NaN, low90: NaN, high90: NaN, df: NaN, error: NaN };

interface Scale {
  to(value: number): number;
  /** A difference on the scale of the test as an effect. */
  from(difference: number): number;
}

const LOGARITHM: Scale = { to: Math.log, from: Math.expm1 };

/** `ratio`: differences of logs, as candidate / baseline - 1. `difference`: as they are, for fractions. */
export type ScaleName = 'ratio' | 'difference';

const SCALES: Readonly<Record<ScaleName, Scale>> = {
  ratio: LOGARITHM,
  difference: { to: (value) => value, from: (value) => value },
};

function tested(kind: TestKind, difference: number, error: number, df: number, scale: Scale): Effect {
  if (!(error >= 0) || !(df >= 1)) {
    return { ...UNTESTED, delta: scale.from(difference) };
  }
  const [wide, narrow] = [tQuantile(0.975, df) * error, tQuantile(0.95, df) * error];
  const p = error === 0 ? (difference === 0 ? 1 : 0) : tTwoSided(difference / error, df);
  return {
    kind,
    delta: scale.from(difference),
    low: scale.from(difference - wide),
    high: scale.from(difference + wide),
    p,
    low90: scale.from(difference - narrow),
    high90: scale.from(difference + narrow),
    df,
    error,
  };
}

/** The effect of a difference that was estimated on a scale, with its standard error there. */
export function estimated(kind: TestKind, difference: number, error: number, df: number, scale: ScaleName): Effect {
  return tested(kind, difference, error, df, SCALES[scale]);
}

/** Welch's t of two summaries (Biometrika 34, 1947), degrees of freedom by Satterthwaite. */
function welch(baseline: Summary, candidate: Summary, scale: Scale): Effect {
  const [b, c] = [baseline.deviation ** 2 / baseline.n, candidate.deviation ** 2 / candidate.n];
  const df =
    b + c === 0
      ? baseline.n + candidate.n - 2
      : (b + c) ** 2 / (b ** 2 / (baseline.n - 1) + c ** 2 / (candidate.n - 1));
  return tested('welch', candidate.mean - baseline.mean, Math.sqrt(b + c), df, scale);
}

/** Deviation of single runs around the mean of their repeat group, pooled over groups, on logs. */
export interface PooledSpread {
  readonly deviation: number;
  readonly df: number;
  readonly groups: number;
}

/** Groups from which on a pooled spread is trusted. */
export const LEAST_GROUPS = 5;

/** Pools the variation of repeat groups on logs; null below five groups with at least two runs each. */
export function pooledSpread(groups: ReadonlyArray<ArrayLike<number>>): PooledSpread | null {
  const usable = groups
    .map((group) => summarise(Array.from(group, Math.log)))
    .filter(({ n, deviation }) => n >= 2 && Number.isFinite(deviation));
  const df = usable.reduce((sum, { n }) => sum + n - 1, 0);
  if (usable.length < LEAST_GROUPS) {
    return null;
  }
  const squares = usable.reduce((sum, { n, deviation }) => sum + (n - 1) * deviation ** 2, 0);
  return { deviation: Math.sqrt(squares / df), df, groups: usable.length };
}

function effect(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  scale: Scale,
  pooled: PooledSpread | null
): Effect {
  const [b, c] = [summarise(Array.from(baseline, scale.to)), summarise(Array.from(candidate, scale.to))];
  const difference = c.mean - b.mean;
  if (b.n === 0 || c.n === 0 || !Number.isFinite(difference)) {
    return { ...UNTESTED, delta: NaN };
  }
  if (b.n >= 2 && c.n >= 2) {
    return welch(b, c, scale);
  }
  const many = b.n >= 2 ? b : c.n >= 2 ? c : null;
  if (many !== null) {
    // A single run against n repeats: prediction interval, sd sqrt(1 + 1/n) with n - 1 degrees of freedom.
    return tested('prediction', difference, many.deviation * Math.sqrt(1 + 1 / many.n), many.n - 1, scale);
  }
  return pooled === null
    ? { ...UNTESTED, delta: scale.from(difference) }
    : tested('pooled', difference, pooled.deviation * Math.SQRT2, pooled.df, scale);
}

/** Effect as a ratio of geometric means, tested on logs. Values that are not above zero make it NaN. */
export function ratioEffect(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  pooled: PooledSpread | null = null
): Effect {
  return effect(baseline, candidate, LOGARITHM, pooled);
}

/** Counts of a fraction: how many of how many. */
export interface Share {
  readonly count: number;
  readonly total: number;
}

/**
 * Effect on a fraction such as an error rate: the difference, with Newcombe's interval out of two Wilson intervals (Statist.
 * Med. 17, 1998, method 10) and a pooled z test. Never on logs: a fraction may be zero.
 */
export function shareEffect(baseline: Share, candidate: Share): Effect {
  if (!(baseline.total > 0) || !(candidate.total > 0)) {
    return { ...UNTESTED, delta: NaN };
  }
  const [p, q] = [baseline.count / baseline.total, candidate.count / candidate.total];
  const together = (baseline.count + candidate.count) / (baseline.total + candidate.total);
  const error = Math.sqrt(together * (1 - together) * (1 / baseline.total + 1 / candidate.total));
  const interval = (z: number): readonly [number, number] => {
    const [b, c] = [wilson(p, baseline.total, z), wilson(q, candidate.total, z)];
    return [q - p - Math.hypot(q - c[0], b[1] - p), q - p + Math.hypot(c[1] - q, p - b[0])];
  };
  const [wide, narrow] = [interval(1.959963984540054), interval(1.6448536269514722)];
  const many = 1e9;
  return {
    kind: 'welch',
    delta: q - p,
    low: wide[0],
    high: wide[1],
    p: error === 0 ? 1 : tTwoSided((q - p) / error, many),
    low90: narrow[0],
    high90: narrow[1],
    df: many,
    error,
  };
}

/** Wilson's score interval (J. Am. Stat. Assoc. 22, 1927). */
function wilson(p: number, n: number, z: number): readonly [number, number] {
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z / (1 + square / n)) * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n));
  return [centre - half, centre + half];
}
