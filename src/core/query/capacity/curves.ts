import { mostLoad, type Capacity } from '../../analysis/capacity';
import { BUILD_DIMENSIONS } from '../../model/identity';
import { numberAt, textAt } from '../../model/table';
import { axisValues } from '../axis';
import { metricSign } from '../common';
import type { Data } from '../data';
import { groupMeans, groupRows, type Grouping } from '../group';
import { metricOf } from '../names';
import { repeatCells } from '../repeats';
import type { Slo } from '../slo';
import { naturally } from '../values';

/** Load points of one build of one configuration under one workload, with repeats averaged. */
export interface Curve {
  /** A row of its points, for its dimensions. */
  readonly row: number;
  /** Cells of repeats by ascending load; those without a load are left out. */
  readonly cells: readonly number[];
  readonly loads: readonly number[];
  readonly gpus: number;
  /** Null where no point says its load. */
  readonly capacity: Capacity | null;
}

/** Curves of one configuration and workload, the newest build first. */
export type Builds = readonly Curve[];

const FAMILY = ['config', 'workload', 'load_type'];

/** Orders builds by their last start, the newest first; those without a time come last, by the order of their versions. */
function newestFirst(data: Data, rows: Int32Array, builds: Grouping): (a: number, b: number) => number {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  const newest = new Float64Array(builds.count).fill(-Infinity);
  rows.forEach((row, index) => {
    const start = numberAt(started, row);
    const time = Number.isNaN(start) ? numberAt(ended, row) : start;
    const build = builds.groupOf[index];
    newest[build] = time > newest[build] ? time : newest[build];
  });
  const version = (build: number): string =>
    BUILD_DIMENSIONS.map((id) => textAt(data.dimension(id), builds.first[build]) ?? '').join(' ');
  return (a, b) => (newest[a] === newest[b] ? naturally(version(b), version(a)) : newest[b] - newest[a]);
}

/** The curves of the selected rows with the most load within the SLO of each, on means over repeats. */
export function capacityCurves(
  data: Data,
  rows: Int32Array,
  slo: Slo
): { readonly families: readonly Builds[]; readonly cells: Grouping; mean(id: string): Float64Array } {
  const columns = (ids: readonly string[]) => ids.map((id) => data.dimension(id));
  const cells = repeatCells(data, rows);
  const builds = groupRows(columns([...FAMILY, ...BUILD_DIMENSIONS]), rows);
  const families = groupRows(columns(FAMILY), rows);
  const mean = (id: string): Float64Array => groupMeans(cells, rows, axisValues(data, id).values).means;
  const [loads, gpus] = ['load', 'gpus'].map(mean);
  const limits = Object.keys(slo).map((id) => {
    const metric = metricOf(id);
    return { metric: id, limit: slo[id], sign: metricSign(metric), means: mean(id) };
  });
  const buildOfCell = new Int32Array(cells.count);
  const familyOfBuild = new Int32Array(builds.count);
  rows.forEach((_, index) => {
    buildOfCell[cells.groupOf[index]] = builds.groupOf[index];
    familyOfBuild[builds.groupOf[index]] = families.groupOf[index];
  });
  const cellsOf: number[][] = Array.from({ length: builds.count }, () => []);
  buildOfCell.forEach((build, cell) => cellsOf[build].push(cell));
  const curves = cellsOf.map((own, build): Curve => {
    const order = own.filter((cell) => !Number.isNaN(loads[cell])).sort((a, b) => loads[a] - loads[b]);
    const at = order.map((cell) => loads[cell]);
    return {
      row: builds.first[build],
      cells: order,
      loads: at,
      gpus: gpus[own[0]],
      capacity:
        order.length === 0
          ? null
          : mostLoad(
              at,
              limits.map(({ means, ...limit }) => ({ ...limit, values: order.map((cell) => means[cell]) }))
            ),
    };
  });
  const ofFamily: number[][] = Array.from({ length: families.count }, () => []);
  familyOfBuild.forEach((family, build) => ofFamily[family].push(build));
  const order = newestFirst(data, rows, builds);
  return { families: ofFamily.map((own) => own.sort(order).map((build) => curves[build])), cells, mean };
}
