import { lastUpTo } from './order';

/**
 * Benjamini and Hochberg's adjusted p values (J. R. Statist. Soc. B 57, 1995): q_(i) = min over j >= i of p_(j) m / j.
 * NaN marks a cell without a test; it takes no part and stays NaN.
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const all = new Float64Array(p);
  // NaN sorts behind all numbers.
  const sorted = all.slice().sort();
  let tests = sorted.length;
  while (tests > 0 && Number.isNaN(sorted[tests - 1])) {
    tests--;
  }
  const adjusted = new Float64Array(tests);
  let least = 1;
  for (let rank = tests; rank > 0; rank--) {
    least = Math.min(least, (sorted[rank - 1] * tests) / rank);
    adjusted[rank - 1] = least;
  }
  // Equal p have equal q: that of the last of them.
  return all.map((value) => (Number.isNaN(value) ? NaN : adjusted[lastUpTo(sorted, value, tests)]));
}
