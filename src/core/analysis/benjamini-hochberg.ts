/**
 * Benjamini and Hochberg's adjusted p values (J. R. Statist. Soc. B 57, 1995): q_(i) = min over j >= i of p_(j) m / j.
 * NaN marks a cell without a test; it takes no part and stays NaN.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: p.length }, (_, index) => index)
    .filter((index) => !Number.isNaN(p[index]))
    .sort((a, b) => p[b] - p[a]);
  const q = new Float64Array(p.length).fill(NaN);
  let least = 1;
  order.forEach((index, position) => {
    least = Math.min(least, (p[index] * order.length) / (order.length - position));
    q[index] = least;
  });
  return q;
}
