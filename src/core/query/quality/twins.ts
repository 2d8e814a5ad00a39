import type { Data } from '../data';
import { metricOf } from '../names';

/** Figures that two measurements never share by chance, once several of them are there. */
const FIGURES: ReadonlyArray<readonly [base: string, id: string]> = [
  ['ttft', 'ttft_mean'],
  ['ttft', 'ttft_p99'],
  ['tpot', 'tpot_mean'],
  ['itl', 'itl_mean'],
  ['e2e', 'e2e_mean'],
  ['e2e', 'e2e_p99'],
  ['request_throughput', 'request_throughput'],
  ['output_token_throughput', 'output_token_throughput'],
  ['total_token_throughput', 'total_token_throughput'],
];

/** Equal figures that make a coincidence out of the question. */
const ENOUGH = 4;

/** Bases that `twinsIn` reads. */
export const FIGURE_BASES: readonly string[] = Array.from(new Set(FIGURES.map(([base]) => base)));

/** For a row the first other one with the same figures. */
export type Twins = ReadonlyMap<number, number>;

/** The figures of each row as a weighted sum, equal where all of them are; NaN where too few are there. */
function sumsOf(figures: readonly Float64Array[], rows: Int32Array): Float64Array {
  const sums = new Float64Array(rows.length);
  const measured = new Int32Array(rows.length);
  figures.forEach((values, at) => {
    const weight = Math.sqrt(at + 2);
    for (let index = 0; index < rows.length; index++) {
      const value = values[rows[index]];
      if (value > 0) {
        measured[index]++;
        sums[index] += value * weight;
      }
    }
  });
  return sums.map((sum, index) => (measured[index] >= ENOUGH ? sum : NaN));
}

/** Values that stand in a column more than once. */
function repeatedIn(values: Float64Array): ReadonlySet<number> {
  const sorted = values.slice().sort();
  const found = new Set<number>();
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index] === sorted[index - 1]) {
      found.add(sorted[index]);
    }
  }
  return found;
}

/** Rows are found by a sum of their figures, and then compared figure by figure. O(rows log rows), the sort of one column. */
export function twinsIn(data: Data, rows: Int32Array): Twins {
  const figures = FIGURES.map(([, id]) => data.metric(metricOf(id)));
  const isSame = (a: number, b: number): boolean => figures.every((values) => Object.is(values[a], values[b]));
  const sums = sumsOf(figures, rows);
  const repeated = repeatedIn(sums);
  const firstOf = new Map<number, number>();
  const found = new Map<number, number>();
  for (let index = 0; index < rows.length; index++) {
    const [row, sum] = [rows[index], sums[index]];
    if (repeated.has(sum)) {
      const other = firstOf.get(sum);
      if (other === undefined) {
        firstOf.set(sum, row);
      } else if (isSame(row, other)) {
        found.set(row, other);
        found.set(other, found.get(other) ?? row);
      }
    }
  }
  return found;
}
