import { BUILD_DIMENSIONS } from '../model/identity';
import { numberAt, type Column } from '../model/table';
import type { Data } from './data';
import { groupRows, type Grouping } from './group';

/** Dimensions that must agree for points to be compared with one another at all. */
export const GUARDED: readonly string[] = ['model', 'precision', 'hardware', 'workload', 'load_type'];

/**
 * The load of each point; one that has none gets a number of its own below zero, so that points without a load are never
 * taken for repeats of one another.
 */
function loadOrRow(data: Data): Column {
  const load = data.dimension('load');
  if (load.kind === 'number' && !load.values.includes(NaN)) {
    return load;
  }
  const values = new Float64Array(data.rows);
  for (let row = 0; row < data.rows; row++) {
    const value = numberAt(load, row);
    values[row] = Number.isNaN(value) ? -1 - row : value;
  }
  return { kind: 'number', values };
}

/** Columns whose equality makes two points repeats of one cell: config, build, workload and load. */
export function repeatColumns(data: Data): Column[] {
  return [...['config', ...BUILD_DIMENSIONS, 'workload', 'load_type'].map((id) => data.dimension(id)), loadOrRow(data)];
}

/** Groups points into cells of repeats, kept apart by further columns where a query groups by more. */
export function repeatCells(data: Data, rows: Int32Array, apart: readonly Column[] = []): Grouping {
  return groupRows([...repeatColumns(data), ...apart], rows);
}

/** Dimensions beyond which points at one load are not repeats, when a query groups by others. */
const APART = ['workload', 'load_type'];

/**
 * Cells of a drawn line. Without groups of the query these are repeats; else the points of one group, workload and load, which
 * may differ in what the query does not group by. `mixed` names those dimensions: their points are averaged, and that is said.
 */
export function drawnCells(
  data: Data,
  rows: Int32Array,
  groupBy: readonly string[] | undefined
): { cells: Grouping; mixed: readonly string[] } {
  if (groupBy === undefined) {
    return { cells: repeatCells(data, rows), mixed: [] };
  }
  const cells = groupRows([...[...groupBy, ...APART].map((id) => data.dimension(id)), loadOrRow(data)], rows);
  const differs = (id: string): boolean => groupRows([data.dimension(id)], rows, cells).count > cells.count;
  return { cells, mixed: ['config', ...BUILD_DIMENSIONS].filter((id) => !groupBy.includes(id) && differs(id)) };
}
