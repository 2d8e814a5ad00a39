/**
 * Benjamini and Hochberg's adjusted p values (J. R. Statist. Soc. B 57, 1995): q_(i) = min over j >= i of p_(j) m / j.
 * NaN marks a cell without a test; it takes no part and stays NaN.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(p)
    .filter((value) => !Number.isNaN(value))
    .sort();
  // Equal p have equal q: that of the last of them.
  const qOf = new Map<number, number>();
  let least = 1;
  for (let rank = sorted.length; rank > 0; rank--) {
    least = Math.min(least, (sorted[rank - 1] * sorted.length) / rank);
    qOf.set(sorted[rank - 1], least);
  }
  return Float64Array.from(p, (value) => qOf.get(value) ?? NaN);
}
