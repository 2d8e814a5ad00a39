import { signChanges } from './interpolate';
import { lastUpTo } from './order';

/** A measured curve: x ascending strictly, nothing missing; between neighbours it is the straight line. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The range of x that all curves were measured over; null where it is no stretch, or there is no curve. */
export function commonRange(curves: readonly Curve[]): Range | null {
  if (curves.length === 0 || curves.some(({ x }) => x.length === 0)) {
    return null;
  }
  const from = curves.reduce((most, { x }) => Math.max(most, x[0]), -Infinity);
  const to = curves.reduce((least, { x }) => Math.min(least, x[x.length - 1]), Infinity);
  return from < to ? { from, to } : null;
}

/** y at an x within the range of the curve. O(log n). */
function valueAt({ x, y }: Curve, target: number): number {
  const low = lastUpTo(x, target, x.length - 1);
  const high = Math.min(low + 1, x.length - 1);
  if (target === x[low] || low === high) {
    return y[low];
  }
  return target === x[high] ? y[high] : y[low] + ((target - x[low]) / (x[high] - x[low])) * (y[high] - y[low]);
}

function inside({ x }: Curve, { from, to }: Range): number[] {
  return Array.from(x).filter((value) => value > from && value < to);
}

/** Area between the curve and zero over a range that it was measured over, by trapezoids: exact for straight lines. */
export function areaUnder(curve: Curve, range: Range): number {
  const xs = [range.from, ...inside(curve, range), range.to];
  const ys = xs.map((x) => valueAt(curve, x));
  return xs.slice(1).reduce((sum, x, index) => sum + ((x - xs[index]) * (ys[index] + ys[index + 1])) / 2, 0);
}

/** Where two curves change places, and which of them lies above at smaller x. */
export interface Crossing {
  readonly x: number;
  readonly y: number;
  readonly above: 'first' | 'second';
}

/** Differences up to this share of the values are rounding, not a lead. */
const ROUNDING = 1e-12;

/**
 * Crossings of two curves over the range that both were measured over. Where they touch, or run together for a stretch, and
 * part on the other side, the crossing is where they first meet; where they part on the same side there is none.
 */
export function crossings(first: Curve, second: Curve): Crossing[] {
  const range = commonRange([first, second]);
  if (range === null) {
    return [];
  }
  const xs = Array.from(new Set([range.from, ...inside(first, range), ...inside(second, range), range.to])).sort(
    (a, b) => a - b
  );
  const differences = xs.map((x) => {
    const [a, b] = [valueAt(first, x), valueAt(second, x)];
    return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b;
  });
  return signChanges(differences).map(([before, after]): Crossing => {
    const share = differences[before] / (differences[before] - differences[after]);
    const x = after > before + 1 ? xs[before + 1] : xs[before] + share * (xs[after] - xs[before]);
    return { x, y: valueAt(first, x), above: differences[before] > 0 ? 'first' : 'second' };
  });
}
