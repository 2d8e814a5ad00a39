import { combine, membersOf, type Codes } from '../../analysis/codes';
import type { Runs } from '../../analysis/matched';
import { dimensionsOf } from '../../model/dimensions';
import type { Metric } from '../../model/metric-id';
import { numberAt } from '../../model/table';
import type { Data } from '../data';
import { groupMeans, groupRows, type Grouping } from '../group';

/** What two configurations must share to be compared at all: these, and the load. */
const STUDY = ['model', 'precision', 'engine', 'workload', 'load_type', ...dimensionsOf('build')];

/** Load points by configuration and load, with the runs of each. */
export interface Measured {
  /** A row of each configuration of a build and workload. */
  readonly entities: Int32Array;
  /** Entities that may be compared with one another. */
  readonly studies: readonly number[][];
  /** Cells of an entity by their load. */
  cellsOf(entity: number): ReadonlyMap<number, number>;
  /** Sums of a cell over points that have both metrics, such as failed and sent requests. */
  totals(part: Metric, whole: Metric): (cell: number) => readonly [part: number, whole: number];
  /** Values of a metric in each cell on a scale, one a run that has one; null where one has no place on the scale, or none is there. */
  runs(metric: Metric, scale: (value: number) => number): (cell: number) => Runs | null;
}

const codesOf = ({ groupOf, count }: Grouping): Codes => ({ codes: groupOf, count });

/**
 * Rows whose load and number of accelerators are known. Where nobody states the accelerators of a run it may differ in
 * anything, so what differs alone is not known.
 */
export function describedRows(data: Data, selected: Int32Array): Int32Array {
  const [gpus, load] = [data.dimension('gpus'), data.dimension('load')];
  return selected.filter((row) => !Number.isNaN(numberAt(gpus, row)) && !Number.isNaN(numberAt(load, row)));
}

/** Described rows by configuration and load. O(rows). */
export function measuredOf(data: Data, rows: Int32Array): Measured {
  const load = data.dimension('load');
  const columns = (ids: readonly string[]) => ids.map((id) => data.dimension(id));
  // A router and its version come together, so the version is a part of the configuration here, not of the build.
  const entities = groupRows(
    columns(['config', 'router_version', 'workload', 'load_type', ...dimensionsOf('build')]),
    rows
  );
  const studies = groupRows(columns(STUDY), entities.first);
  const cells = combine(codesOf(entities), codesOf(groupRows([load], rows)));
  const runNames = codesOf(groupRows([data.dimension('run_key')], rows));
  const runCells = combine(cells, runNames);
  const runCount = runCells.count;
  const [cellOfRun, nameOfRun] = [new Int32Array(runCount), new Int32Array(runCount)];
  const entityOfCell = new Int32Array(cells.count);
  const loadOfCell = new Float64Array(cells.count);
  rows.forEach((row, index) => {
    const [cell, run] = [cells.codes[index], runCells.codes[index]];
    cellOfRun[run] = cell;
    nameOfRun[run] = runNames.codes[index];
    entityOfCell[cell] = entities.groupOf[index];
    loadOfCell[cell] = numberAt(load, row);
  });
  const cellsOfEntity: Array<Map<number, number>> = Array.from({ length: entities.count }, () => new Map());
  entityOfCell.forEach((entity, cell) => cellsOfEntity[entity].set(loadOfCell[cell], cell));
  const runsOfCell = membersOf({ codes: cellOfRun, count: cells.count });
  const namesOfCell = runsOfCell.map((runs) => runs.map((run) => nameOfRun[run]));
  const grouping: Grouping = { count: runCount, groupOf: runCells.codes, first: new Int32Array(0) };
  return {
    entities: entities.first,
    studies: membersOf(codesOf(studies)),
    cellsOf: (entity) => cellsOfEntity[entity],
    totals(part, whole) {
      const [parts, wholes] = [data.metric(part), data.metric(whole)];
      const sums = [new Float64Array(cells.count), new Float64Array(cells.count)];
      rows.forEach((row, index) => {
        if (!Number.isNaN(parts[row]) && !Number.isNaN(wholes[row])) {
          sums[0][cells.codes[index]] += parts[row];
          sums[1][cells.codes[index]] += wholes[row];
        }
      });
      return (cell) => [sums[0][cell], sums[1][cell]];
    },
    runs(metric, scale) {
      const { means } = groupMeans(grouping, rows, data.metric(metric));
      const kept: Array<Runs | null | undefined> = new Array(cells.count);
      const make = (cell: number): Runs | null => {
        const isMeasured = (run: number): boolean => !Number.isNaN(means[run]);
        const all = runsOfCell[cell];
        const isWhole = all.every(isMeasured);
        const own = isWhole ? all : all.filter(isMeasured);
        const values = own.map((run) => scale(means[run]));
        // Names are the same for all metrics, so cells share them.
        const runs = isWhole ? namesOfCell[cell] : own.map((run) => nameOfRun[run]);
        return own.length > 0 && values.every(Number.isFinite) ? { runs, values } : null;
      };
      return (cell) => {
        const found = kept[cell];
        return found === undefined ? (kept[cell] = make(cell)) : found;
      };
    },
  };
}
