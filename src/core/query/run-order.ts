import { MISSING_CODE, numberAt, type Column } from '../model/table';
import type { Data } from './data';

/** Dimensions a change of which makes older runs incomparable: another machine, or another ruler. */
export const RESETS: readonly string[] = ['hardware', 'driver', 'tool_version'];

/** When the run of a point started, or ended where nobody says its start: ms since the epoch, NaN where unknown. */
export function runTime(data: Data): (row: number) => number {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  return (row) => {
    const start = numberAt(started, row);
    return Number.isNaN(start) ? numberAt(ended, row) : start;
  };
}

/** True where two rows state different values. A run that does not say takes nothing back. */
function differs(column: Column, before: number, after: number): boolean {
  if (column.kind === 'text') {
    const [left, right] = [column.codes[before], column.codes[after]];
    return left !== right && left !== MISSING_CODE && right !== MISSING_CODE;
  }
  const [left, right] = [column.values[before], column.values[after]];
  return left !== right && !Number.isNaN(left) && !Number.isNaN(right);
}

/** Positions at which a new stretch starts, 0 first: where one of the columns changes from a row to the next. */
export function stretches(rows: readonly number[], columns: readonly Column[]): number[] {
  const starts: number[] = rows.length === 0 ? [] : [0];
  for (let index = 1; index < rows.length; index++) {
    if (columns.some((column) => differs(column, rows[index - 1], rows[index]))) {
      starts.push(index);
    }
  }
  return starts;
}
