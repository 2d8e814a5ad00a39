import { numberAt, textAt } from '../../../model/table';
import type { Data } from '../../data';
import { loadText, type Check, type Rule } from '../rule';
import { FIGURE_BASES, type Twins } from '../twins';

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

function check(data: Data, found: Twins, wanted: (row: number, other: number) => boolean): Check {
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
  bases: FIGURE_BASES,
  open: (data, _, twins) => check(data, twins(), (row, other) => !differs(data, row, other)),
};

export const identical: Rule = {
  id: 'identical-across-configurations',
  severity: 'warning',
  title: 'Identical figures of different configurations or loads',
  advice: 'One of the files lies under the wrong name, or its configuration was not deployed: run it again',
  bases: FIGURE_BASES,
  open: (data, _, twins) => check(data, twins(), (row, other) => differs(data, row, other)),
};
