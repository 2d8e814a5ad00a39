/** Where an interpolated value comes from: the neighbouring measured points, equal where one was hit exactly. */
export interface Interpolated {
  readonly value: number;
  readonly left: number;
  readonly right: number;
}

/**
 * y at a given x by linear interpolation between neighbouring measured points; null outside the measured range, since
 * nothing is extrapolated. `x` need not be sorted; equal x give the mean of their y. Missing values take no part.
 */
export function interpolateAt(x: ArrayLike<number>, y: ArrayLike<number>, target: number): Interpolated | null {
  let left = -1;
  let right = -1;
  let exact: number[] = [];
  for (let index = 0; index < x.length; index++) {
    const at = x[index];
    if (Number.isNaN(at) || Number.isNaN(y[index])) {
      continue;
    }
    if (at === target) {
      exact = exact.concat(index);
    } else if (at < target && (left < 0 || at > x[left])) {
      left = index;
    } else if (at > target && (right < 0 || at < x[right])) {
      right = index;
    }
  }
  if (exact.length > 0) {
    return { value: exact.reduce((sum, index) => sum + y[index], 0) / exact.length, left: exact[0], right: exact[0] };
  }
  if (left < 0 || right < 0) {
    return null;
  }
  const share = (target - x[left]) / (x[right] - x[left]);
  const value = y[left] + share * (y[right] - y[left]);
  // Rounding must not lead out of what was measured.
  return { value: Math.min(Math.max(y[left], y[right]), Math.max(Math.min(y[left], y[right]), value)), left, right };
}

/** Positions between which the sign of a series of differences changes; zero and missing differences are stepped over. */
export function signChanges(differences: ArrayLike<number>): Array<readonly [number, number]> {
  const changes: Array<readonly [number, number]> = [];
  let previous = -1;
  for (let index = 0; index < differences.length; index++) {
    const difference = differences[index];
    if (Number.isNaN(difference) || difference === 0) {
      continue;
    }
    if (previous >= 0 && differences[previous] > 0 !== difference > 0) {
      changes.push([previous, index]);
    }
    previous = index;
  }
  return changes;
}
