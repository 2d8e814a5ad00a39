import { numberAt, textAt } from '../../../model/table';
import type { Data } from '../../data';
import { loadText, valuesOf, type Check, type Rule } from '../rule';

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

const BASES = Array.from(new Set(FIGURES.map(([base]) => base)));

/**
 * The first other row with the same figures, by row. Rows are found by a weighted sum, equal where all figures are, and then
 * compared figure by figure. O(rows).
 */
function twins(data: Data, rows: Int32Array): Map<number, number> {
  const figures = FIGURES.map(([, id]) => valuesOf(data, id));
  const isSame = (a: number, b: number): boolean => figures.every((values) => Object.is(values[a], values[b]));
  const firstOf = new Map<number, number>();
  const found = new Map<number, number>();
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    let measured = 0;
    let sum = 0;
    for (let at = 0; at < figures.length; at++) {
      const value = figures[at][row];
      if (value > 0) {
        measured++;
        sum += value * Math.sqrt(at + 2);
      }
    }
    if (measured >= ENOUGH) {
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

const SAME: readonly string[] = ['workload', 'load_type', 'load'];

/**
 * True where two rows are known to be of different configurations or loads. Of a run whose accelerators nobody states the
 * configuration is not known.
 */
function differs(data: Data, row: number, other: number): boolean {
  const gpus = data.dimension('gpus');
  const known = !Number.isNaN(numberAt(gpus, row)) && !Number.isNaN(numberAt(gpus, other));
  return [...SAME, ...(known ? ['config'] : [])].some(
    (id) => textAt(data.dimension(id), row) !== textAt(data.dimension(id), other)
  );
}

function check(data: Data, rows: Int32Array, wanted: (row: number, other: number) => boolean): Check {
  const found = twins(data, rows);
  const text = (id: string, row: number): string => textAt(data.dimension(id), row) ?? '?';
  return {
    suspicious(row) {
      const other = found.get(row);
      return other !== undefined && wanted(row, other);
    },
    say(row) {
      const other = found.get(row) ?? row;
      const load = loadText(data, other);
      return `the very figures of ${text('config', other)}${load === '' ? '' : ` at ${load}`} in ${text('path', other)}`;
    },
  };
}

export const duplicated: Rule = {
  id: 'duplicated-result',
  severity: 'warning',
  title: 'The same result twice',
  advice: 'Remove or exclude one of them: counted as a repeat, a copy makes the noise look smaller than it is',
  bases: BASES,
  open: (data, rows) => check(data, rows, (row, other) => !differs(data, row, other)),
};

export const identical: Rule = {
  id: 'identical-across-configurations',
  severity: 'warning',
  title: 'Identical figures of different configurations or loads',
  advice: 'One of the files lies under the wrong name, or its configuration was not deployed: run it again',
  bases: BASES,
  open: (data, rows) => check(data, rows, (row, other) => differs(data, row, other)),
};
