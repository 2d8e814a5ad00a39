import { KERNELS } from '../model/kernels';

/**
 * Student's t distribution. The two-sided p value is the regularised incomplete beta function I_x(df/2, 1/2) at
 * x = df / (df + t^2) (Abramowitz and Stegun 26.7.1), by its continued fraction (ibid. 26.5.8, evaluated by Lentz's
 * method); quantiles start at Hill's algorithm 396 (CACM 13, 1970) and are polished by Halley's steps.
 */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(1/2). */
const LOG_GAMMA_HALF = 0.5 * Math.log(Math.PI);
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** ln Γ(x) for x > 0 by Lanczos' approximation (g = 7, n = 9), about 15 digits. */
export function logGamma(x: number): number {
  const shifted = x - 1;
  const base = shifted + 7.5;
  let series = LANCZOS[0];
  for (let index = 1; index < LANCZOS.length; index++) {
    series += LANCZOS[index] / (shifted + index);
  }
  return HALF_LOG_TWO_PI + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/** The number stands here itself: with a name of the module in its place V8 boxes every value that passes. */
const awayFromZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);

/** Continued fraction of the incomplete beta function. */
function betaFraction(x: number, a: number, b: number): number {
  if (KERNELS !== null) {
    return KERNELS.betaFraction(x, a, b);
  }
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-15) {
      break;
    }
  }
  return h;
}

/**
 * Regularised incomplete beta function I_x(a, b), 0 <= x <= 1; `y` is 1 - x, given apart since it may be tiny, and so is
 * ln B(a, b), which calls of equal a and b share.
 */
export function incompleteBeta(
  x: number,
  y: number,
  a: number,
  b: number,
  logB = logGamma(a) + logGamma(b) - logGamma(a + b)
): number {
  if (x <= 0) {
    return 0;
  }
  if (y <= 0) {
    return 1;
  }
  const front = Math.exp(a * Math.log(x) + b * Math.log(y) - logB);
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(y, b, a)) / b;
}

/**
 * ln B(a, 1/2). From a = 1,000 by the asymptotic series of Γ(a + 1/2) / Γ(a) (Tricomi and Erdélyi, Pacific J. Math. 1, 1951),
 * since there the difference of two large logarithms loses digits.
 */
function logBetaHalf(a: number): number {
  return a < 1000
    ? logGamma(a) + LOG_GAMMA_HALF - logGamma(a + 0.5)
    : 0.5 * Math.log(Math.PI / a) + 1 / (8 * a) - 1 / (192 * a * a * a);
}

function twoSided(t: number, df: number, logB: number): number {
  const square = t * t;
  return incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5, logB);
}

/** Two-sided p value of t with `df` degrees of freedom (need not be whole). NaN for df <= 0. */
export function tTwoSided(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) {
    return NaN;
  }
  return Number.isFinite(t) ? twoSided(t, df, logBetaHalf(df / 2)) : 0;
}

/** P(T <= t). */
export function tCdf(t: number, df: number): number {
  const tail = tTwoSided(t, df) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** Hill's approximation of the t with two-sided probability p. */
function hill(p: number, df: number): number {
  if (df === 1) {
    return 1 / Math.tan((p * Math.PI) / 2);
  }
  if (df === 2) {
    return Math.sqrt(2 / (p * (2 - p)) - 2);
  }
  const a = 1 / (df - 0.5);
  const b = (48 / a) * (1 / a);
  let c = (((20700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * df;
  let y = Math.pow(d * p, 2 / df);
  if (y > 0.05 + a) {
    const x = normalQuantile(p / 2);
    const square = x * x;
    c += df < 5 ? 0.3 * (df - 4.5) * (x + 0.6) : 0;
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * square + 6.3) * square + 36) * square + 94.5) / c - square - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y = (1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1;
    y = (y * (df + 1)) / (df + 2) + 1 / Math.pow(d * p, 2 / df);
  }
  return Math.sqrt(df * Math.abs(y));
}

/** Normal quantile by Abramowitz and Stegun 26.2.23, good to 4.5e-4: a start for Halley's steps. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return -(
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  );
}

/** Degrees of freedom at which t is the normal distribution to nine digits. */
export const NORMAL_DF = 1e9;

/** The t with P(T <= t) = p, 0 < p < 1 and df >= 1 (Welch's degrees of freedom are never fewer). NaN outside. */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1) || !(df >= 1)) {
    return NaN;
  }
  if (p === 0.5) {
    return 0;
  }
  const wanted = 2 * Math.min(p, 1 - p);
  const logB = logBetaHalf(df / 2);
  let t = Math.max(hill(wanted, df), 1e-12);
  for (let step = 0; step < 60; step++) {
    const density = Math.exp(-((df + 1) / 2) * Math.log1p((t * t) / df) - logB) / Math.sqrt(df);
    const newton = (twoSided(t, df, logB) - wanted) / (2 * density);
    // Halley: the density falls by (df + 1) t / (df + t^2) of itself.
    const change = newton / (1 + (newton * (df + 1) * t) / (2 * (df + t * t)));
    const next = Number.isFinite(change) && t + change > 0 ? t + change : newton > 0 ? t * 2 : t / 2;
    // Its error is cubed at each step.
    const done = Math.abs(next - t) <= 1e-6 * next;
    t = next;
    if (done) {
      break;
    }
  }
  return p < 0.5 ? -t : t;
}
