import { combine, sorted, type Codes } from '../analysis/codes';
import type { Data } from './data';
import { groupMeans, groupRows, integersAt, numbersAt } from './group';

/** The runs of cells of points: those of cell c stand together, from `starts[c]` up to `starts[c + 1]`. */
export interface CellRuns {
  readonly starts: Int32Array;
  /** Which run it is, equal from cell to cell. */
  readonly runs: Int32Array;
  /** The mean of the points of each run of each cell, NaN where it lacks the metric. */
  means(values: Float64Array): Float64Array;
}

/** `cells` are those of the given rows, by position. O(rows). */
export function runsOfCells(data: Data, rows: Int32Array, cells: Codes): CellRuns {
  const { groupOf, count } = groupRows([data.dimension('run_key')], rows);
  const inCell = combine(cells, { codes: groupOf, count });
  const [cellOf, nameOf] = [new Int32Array(inCell.count), new Int32Array(inCell.count)];
  for (let index = 0; index < rows.length; index++) {
    const run = inCell.codes[index];
    cellOf[run] = cells.codes[index];
    nameOf[run] = groupOf[index];
  }
  const { starts, order } = sorted({ codes: cellOf, count: cells.count });
  const grouping = { count: inCell.count, groupOf: inCell.codes, first: new Int32Array(0) };
  return {
    starts,
    runs: integersAt(nameOf, order),
    means: (values) => numbersAt(groupMeans(grouping, rows, values).means, order),
  };
}
