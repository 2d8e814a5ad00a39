import * as v from 'valibot';
import { BUILD_DIMENSIONS, CONFIG_DIMENSIONS } from '../../model/identity';
import { numberAt, textAt, type Column } from '../../model/table';
import type { Data } from '../data';
import { filterSchema, select } from '../filters';
import { groupRows } from '../group';
import { metricOf } from '../names';
import { metricSign } from '../common';

/** A side of a comparison: what filters select, or what a rule picks. */
export const sideSchema = v.union([
  v.object({ filters: v.pipe(v.array(filterSchema), v.maxLength(100)) }),
  v.object({
    rule: v.picklist(['newest', 'previous', 'best', 'best-aggregated']),
    /** Builds that `previous` takes together. */
    n: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 1),
    /** Oldest start of a run that `previous` takes, ms since the epoch. */
    since: v.optional(v.number()),
  }),
]);

export type Side = v.InferOutput<typeof sideSchema>;

/** Selected rows of both sides. */
export interface Sides {
  readonly baseline: Int32Array;
  readonly candidate: Int32Array;
}

function timeOf(data: Data): (row: number) => number {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  return (row) => {
    const start = numberAt(started, row);
    return Number.isNaN(start) ? numberAt(ended, row) : start;
  };
}

/** Builds of every configuration, the newest first; `rank` of a row is the place of its build, NaN without a time. */
function buildRanks(data: Data, rows: Int32Array): Float64Array {
  const columns = (ids: readonly string[]): Column[] => ids.map((id) => data.dimension(id));
  const configs = groupRows(columns(['config', 'workload', 'load_type']), rows);
  const builds = groupRows(columns(['config', 'workload', 'load_type', ...BUILD_DIMENSIONS]), rows);
  const time = timeOf(data);
  const newest = new Float64Array(builds.count).fill(NaN);
  const configOf = new Int32Array(builds.count);
  rows.forEach((row, index) => {
    const build = builds.groupOf[index];
    const at = time(row);
    newest[build] = newest[build] >= at ? newest[build] : at;
    configOf[build] = configs.groupOf[index];
  });
  const byConfig: number[][] = Array.from({ length: configs.count }, () => []);
  configOf.forEach((config, build) => byConfig[config].push(build));
  const rank = new Float64Array(builds.count).fill(NaN);
  byConfig.forEach((own) =>
    own
      .filter((build) => !Number.isNaN(newest[build]))
      .sort((a, b) => newest[b] - newest[a])
      .forEach((build, place) => (rank[build] = place))
  );
  return Float64Array.from(rows, (_, index) => rank[builds.groupOf[index]]);
}

/** Rows of the best configuration at each load of each comparable class, by the mean of a metric. */
function bestRows(data: Data, rows: Int32Array, metricId: string, guarded: readonly string[]): Int32Array {
  const metric = metricOf(metricId);
  const values = data.metric(metric);
  const columns = (ids: readonly string[]): Column[] => ids.map((id) => data.dimension(id));
  const classes = groupRows(columns([...guarded, 'load_type', 'load']), rows);
  const cells = groupRows(columns([...guarded, 'load_type', 'load', 'config']), rows);
  const [sums, counts] = [new Float64Array(cells.count), new Int32Array(cells.count)];
  const classOf = new Int32Array(cells.count);
  rows.forEach((row, index) => {
    const cell = cells.groupOf[index];
    classOf[cell] = classes.groupOf[index];
    if (!Number.isNaN(values[row])) {
      sums[cell] += values[row];
      counts[cell]++;
    }
  });
  const best = new Int32Array(classes.count).fill(-1);
  sums.forEach((total, cell) => {
    const mean = total / counts[cell];
    const held = best[classOf[cell]];
    if (!Number.isNaN(mean) && (held < 0 || (mean - sums[held] / counts[held]) * metricSign(metric) > 0)) {
      best[classOf[cell]] = cell;
    }
  });
  return rows.filter((_, index) => best[classes.groupOf[index]] === cells.groupOf[index]);
}

/** Dimensions that a best baseline has to share with what it is compared with. */
const BEST_CLASS = ['model', 'precision', 'hardware', 'workload', 'gpus'];

/** Picks the rows of a side out of all selected rows. */
function pick(data: Data, rows: Int32Array, side: Side, metric: string): Int32Array {
  if ('filters' in side) {
    const selected = new Set(select(data, side.filters));
    return rows.filter((row) => selected.has(row));
  }
  switch (side.rule) {
    case 'best':
      return bestRows(data, rows, metric, BEST_CLASS);
    case 'best-aggregated': {
      const mode = data.dimension('serving_mode');
      return bestRows(
        data,
        rows.filter((row) => textAt(mode, row) === 'aggregated'),
        metric,
        BEST_CLASS
      );
    }
    case 'newest':
    case 'previous': {
      const ranks = buildRanks(data, rows);
      const time = timeOf(data);
      const { n, since } = side;
      return side.rule === 'newest'
        ? rows.filter((_, index) => ranks[index] === 0)
        : rows.filter(
            (row, index) => ranks[index] >= 1 && ranks[index] <= n && (since === undefined || time(row) >= since)
          );
    }
  }
}

/** Rows of both sides. A row that both would take belongs to the candidate alone. */
export function sidesOf(data: Data, rows: Int32Array, baseline: Side, candidate: Side, metric: string): Sides {
  const chosen = pick(data, rows, candidate, metric);
  const taken = new Set(chosen);
  return { candidate: chosen, baseline: pick(data, rows, baseline, metric).filter((row) => !taken.has(row)) };
}

/** Dimensions named by filters: what a comparison by filters is about. */
export function treatmentOf(side: Side): string[] {
  return 'filters' in side
    ? side.filters.map(({ key }) => key)
    : side.rule.startsWith('best')
      ? [...CONFIG_DIMENSIONS].filter((id) => !BEST_CLASS.includes(id))
      : [];
}
