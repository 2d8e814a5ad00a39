/** +1 where more is better, -1 where less is. */
export type Sign = 1 | -1;

/**
 * Indices of the points that no other dominates, from the best x to the worst, so y improves along them. A point dominates
 * another when it is at least as good in both and better in one; of equal points the first is kept. Points with a missing
 * coordinate take no part. O(n log n): sort by x, sweep the best y.
 */
export function paretoFrontier(x: ArrayLike<number>, y: ArrayLike<number>, xSign: Sign, ySign: Sign): number[] {
  const order: number[] = [];
  for (let index = 0; index < x.length; index++) {
    if (!Number.isNaN(x[index]) && !Number.isNaN(y[index])) {
      order.push(index);
    }
  }
  order.sort((a, b) => (x[b] - x[a]) * xSign || (y[b] - y[a]) * ySign || a - b);
  const frontier: number[] = [];
  let best = -Infinity;
  order.forEach((index) => {
    const value = y[index] * ySign;
    if (value > best) {
      best = value;
      frontier.push(index);
    }
  });
  return frontier;
}

/**
 * Rank of every point: 1 on the frontier, 2 on the frontier of the rest, and so on up to `layers`; 0 beyond and for points
 * with a missing coordinate. Peeling costs O(layers x n log n).
 */
export function paretoRanks(x: ArrayLike<number>, y: ArrayLike<number>, xSign: Sign, ySign: Sign, layers = 10): Int32Array {
  const ranks = new Int32Array(x.length);
  const [xs, ys] = [Float64Array.from(x), Float64Array.from(y)];
  for (let layer = 1; layer <= layers; layer++) {
    const members = paretoFrontier(xs, ys, xSign, ySign);
    if (members.length === 0) {
      break;
    }
    members.forEach((index) => {
      ranks[index] = layer;
      xs[index] = NaN;
    });
  }
  return ranks;
}
