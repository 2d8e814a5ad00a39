import { KERNELS } from '../model/kernels';

/** +1 the smallest first, -1 the largest. */
export type Ascent = 1 | -1;

/** Numbers to sort by, by position and without NaN, and which end comes first. */
export type SortKey = readonly [values: Float64Array, ascent: Ascent];

/** Sorts positions in place by keys, the first first; where all are equal the smaller position comes first. O(n log n). */
export function sortBy(positions: Int32Array, keys: readonly SortKey[]): Int32Array {
  if (KERNELS !== null) {
    KERNELS.sort(positions, keys);
    return positions;
  }
  return positions.sort((a, b) => {
    for (const [values, ascent] of keys) {
      if (values[a] !== values[b]) {
        return values[a] < values[b] ? -ascent : ascent;
      }
    }
    return a - b;
  });
}

/** 0, 1, 2 and so on. */
export function positions(count: number): Int32Array {
  const all = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    all[index] = index;
  }
  return all;
}

/** Place of the last of the first `count` values, which ascend, that is no greater than `value`; 0 where all are. O(log count). */
export function lastUpTo(values: ArrayLike<number>, value: number, count = values.length): number {
  let at = 0;
  let end = count;
  while (end - at > 1) {
    const middle = (at + end) >> 1;
    if (values[middle] <= value) {
      at = middle;
    } else {
      end = middle;
    }
  }
  return at;
}
