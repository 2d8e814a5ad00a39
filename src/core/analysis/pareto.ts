/** +1 where more is better, -1 where less is. */
export type Sign = 1 | -1;

/** Indices of the points with both coordinates, the best x first, of equal x the best y, of equal points the first. */
function bestFirst(x: ArrayLike<number>, y: ArrayLike<number>, xSign: Sign, ySign: Sign): Int32Array {
  const order = new Int32Array(x.length);
  let count = 0;
  for (let index = 0; index < x.length; index++) {
    if (!Number.isNaN(x[index]) && !Number.isNaN(y[index])) {
      order[count++] = index;
    }
  }
  return order.subarray(0, count).sort((a, b) => (x[b] - x[a]) * xSign || (y[b] - y[a]) * ySign || a - b);
}

/**
 * Indices of the points that no other dominates, from the best x to the worst, so y improves along them. A point dominates
 * another when it is at least as good in both and better in one; of equal points the first is kept. Points with a missing
 * coordinate take no part. O(n log n): sort by x, sweep the best y.
 */
export function paretoFrontier(x: ArrayLike<number>, y: ArrayLike<number>, xSign: Sign, ySign: Sign): number[] {
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

/**
 * Rank of every point (non-dominated sorting): 1 on the frontier, 2 on the frontier of the rest, and so on; 0 for points with
 * a missing coordinate. One sweep from the best x on, in which a point stands on the first layer whose best y it beats.
 * O(n log n): Jensen, IEEE Trans. Evol. Comput. 7, 2003.
 */
export function paretoRanks(x: ArrayLike<number>, y: ArrayLike<number>, xSign: Sign, ySign: Sign): Int32Array {
  const ranks = new Int32Array(x.length);
  const best: number[] = [];
  bestFirst(x, y, xSign, ySign).forEach((index) => {
    const layer = layerOf(best, y[index] * ySign);
    best[layer] = y[index] * ySign;
    ranks[index] = layer + 1;
  });
  return ranks;
}
