import { sortBy } from './order';

/** +1 where more is better, -1 where less is. */
export type Sign = 1 | -1;

/** Indices of the points with both coordinates, the best x first, of equal x the best y, of equal points the first. */
function bestFirst(x: Float64Array, y: Float64Array, xSign: Sign, ySign: Sign): Int32Array {
  const order = new Int32Array(x.length);
  let count = 0;
  for (let index = 0; index < x.length; index++) {
    if (!Number.isNaN(x[index]) && !Number.isNaN(y[index])) {
      order[count++] = index;
    }
  }
  return sortBy(order.subarray(0, count), [
    [x, xSign === 1 ? -1 : 1],
    [y, ySign === 1 ? -1 : 1],
  ]);
}

/**
 * Indices of the points that no other dominates, from the best x to the worst, so y improves along them. A point dominates
 * another when it is at least as good in both and better in one; of equal points the first is kept. Points with a missing
 * coordinate take no part. O(n log n): sort by x, sweep the best y.
 */
export function paretoFrontier(x: Float64Array, y: Float64Array, xSign: Sign, ySign: Sign): number[] {
  const frontier: number[] = [];
  let best = -Infinity;
  bestFirst(x, y, xSign, ySign).forEach((index) => {
    const value = y[index] * ySign;
    if (value > best) {
      best = value;
      frontier.push(index);
    }
  });
  return frontier;
}

/** The first layer whose best y a value beats; the best y fall from layer to layer. */
function layerOf(best: readonly number[], value: number): number {
  let [low, high] = [0, best.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > best[middle]) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Points by how good they are. */
export interface Layers {
  /** Rank of every point: 1 on the frontier, 2 on the frontier of the rest, and so on; 0 for points with a missing coordinate. */
  readonly ranks: Float64Array;
  /** Indices of the points of rank 1, from the best x to the worst. */
  readonly frontier: readonly number[];
}

/**
 * Non-dominated sorting. One sweep from the best x on, in which a point stands on the first layer whose best y it beats.
 * O(n log n): Jensen, IEEE Trans. Evol. Comput. 7, 2003.
 */
export function paretoLayers(x: Float64Array, y: Float64Array, xSign: Sign, ySign: Sign): Layers {
  const ranks = new Float64Array(x.length);
  const frontier: number[] = [];
  const best: number[] = [];
  const order = bestFirst(x, y, xSign, ySign);
  for (let at = 0; at < order.length; at++) {
    const index = order[at];
    const value = y[index] * ySign;
    const layer = layerOf(best, value);
    best[layer] = value;
    ranks[index] = layer + 1;
    if (layer === 0) {
      frontier.push(index);
    }
  }
  return { ranks, frontier };
}
