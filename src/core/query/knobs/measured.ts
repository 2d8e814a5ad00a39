import { combine, membersOf, type Codes } from '../../analysis/codes';
import type { Samples } from '../../analysis/matched';
import type { Scale } from '../../analysis/scale';
import { dimensionsOf } from '../../model/dimensions';
import type { Metric } from '../../model/metric-id';
import { numberAt } from '../../model/table';
import { runsOfCells } from '../cell-runs';
import type { Data } from '../data';
import { groupRows, type Grouping } from '../group';

/** What two configurations must share to be compared at all: these, and the load. */
const STUDY = ['model', 'precision', 'engine', 'workload', 'load_type', ...dimensionsOf('build')];

/** Sums by cell. */
interface Totals {
  readonly part: Float64Array;
  readonly whole: Float64Array;
}

/** Load points by configuration and load, with the runs of each. */
export interface Measured {
  /** A row of each configuration of a build and workload. */
  readonly entities: Int32Array;
  /** Entities that may be compared with one another. */
  readonly studies: readonly number[][];
  /** Cells of an entity by their load. */
  cellsOf(entity: number): ReadonlyMap<number, number>;
  /** Sums of a cell over points that have both metrics, such as failed and sent requests. */
  totals(part: Metric, whole: Metric): Totals;
  /** Values of a metric in each cell on a scale, one a run that has one; none where one of them has no place on the scale. */
  samples(metric: Metric, scale: Scale): Samples;
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
  const { starts, runs, means } = runsOfCells(data, rows, cells);
  const entityOfCell = new Int32Array(cells.count);
  const loadOfCell = new Float64Array(cells.count);
  for (let index = 0; index < rows.length; index++) {
    const cell = cells.codes[index];
    entityOfCell[cell] = entities.groupOf[index];
    loadOfCell[cell] = numberAt(load, rows[index]);
  }
  const cellsOfEntity: Array<Map<number, number>> = Array.from({ length: entities.count }, () => new Map());
  entityOfCell.forEach((entity, cell) => cellsOfEntity[entity].set(loadOfCell[cell], cell));
  return {
    entities: entities.first,
    studies: membersOf(codesOf(studies)),
    cellsOf: (entity) => cellsOfEntity[entity],
    totals(part, whole) {
      const [parts, wholes] = [data.metric(part), data.metric(whole)];
      const sums = { part: new Float64Array(cells.count), whole: new Float64Array(cells.count) };
      rows.forEach((row, index) => {
        if (!Number.isNaN(parts[row]) && !Number.isNaN(wholes[row])) {
          sums.part[cells.codes[index]] += parts[row];
          sums.whole[cells.codes[index]] += wholes[row];
        }
      });
      return sums;
    },
    samples: (metric, scale) => measuredSamples(starts, runs, means(data.metric(metric)), scale),
  };
}

/** Samples of what was measured: missing values (NaN) are no part of them, and a cell with a value off the scale has none. */
function measuredSamples(starts: Int32Array, runs: Int32Array, means: Float64Array, scale: Scale): Samples {
  const scaled = scale.to(means);
  if (scaled.every(Number.isFinite)) {
    return { starts, runs, values: scaled };
  }
  const kept: Samples = {
    starts: new Int32Array(starts.length),
    runs: new Int32Array(runs.length),
    values: new Float64Array(runs.length),
  };
  let next = 0;
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    let isOnScale = true;
    kept.starts[cell] = next;
    for (let run = starts[cell]; run < starts[cell + 1]; run++) {
      if (!Number.isNaN(means[run])) {
        isOnScale = isOnScale && Number.isFinite(scaled[run]);
        kept.runs[next] = runs[run];
        kept.values[next++] = scaled[run];
      }
    }
    next = isOnScale ? next : kept.starts[cell];
  }
  kept.starts[starts.length - 1] = next;
  return kept;
}
