import { historySpread, pooledSpread, type Spread } from '../../analysis/effect';
import type { Scale } from '../../analysis/scale';
import { numberAt, textAt } from '../../model/table';
import { runsOfCells, type CellRuns } from '../cell-runs';
import type { Data } from '../data';
import { groupMeans, groupRows } from '../group';
import { once } from '../once';
import { repeatColumns } from '../repeats';
import { RESETS, runTime, stretches } from '../run-order';

/** What single runs are judged by. */
export interface Spreads {
  /**
   * Spread of earlier runs of the configuration, workload and load of a row, older builds included, since the last reset:
   * runs that started no later than `until` and are none of the rows in `except`.
   */
  history(row: number, until: number, except: Int32Array): (values: Float64Array, scale: Scale) => Spread | null;
  /** Variation of the repeat groups of a metric at a load, pooled. */
  pooled(values: Float64Array, scale: Scale, loadType: string | null, load: number): Spread | null;
}

/** Rows of each configuration, workload and load, and where a row belongs. */
function seriesIn(data: Data, universe: Int32Array): (row: number) => readonly number[] {
  const groups = groupRows(
    ['config', 'workload', 'load_type', 'load'].map((id) => data.dimension(id)),
    universe
  );
  const groupOf = new Int32Array(data.rows).fill(-1);
  const members: number[][] = Array.from({ length: groups.count }, () => []);
  universe.forEach((row, index) => {
    groupOf[row] = groups.groupOf[index];
    members[groupOf[row]].push(row);
  });
  return (row) => (groupOf[row] < 0 ? [] : members[groupOf[row]]);
}

/** Runs of each repeat group, the groups by their load. */
interface Repeats extends CellRuns {
  readonly groupsAt: ReadonlyMap<string, readonly number[]>;
}

function repeatsIn(data: Data, universe: Int32Array): Repeats {
  const groups = groupRows(repeatColumns(data), universe);
  const groupsAt = new Map<string, number[]>();
  const [loadType, load] = [data.dimension('load_type'), data.dimension('load')];
  groups.first.forEach((row, group) => {
    const key = loadKey(textAt(loadType, row), numberAt(load, row));
    const held = groupsAt.get(key);
    if (held === undefined) {
      groupsAt.set(key, [group]);
    } else {
      held.push(group);
    }
  });
  return { ...runsOfCells(data, universe, { codes: groups.groupOf, count: groups.count }), groupsAt };
}

type Pooled = ReadonlyMap<string, Spread | null>;

/** Pooled variation at every load. O(points). */
function pooledByLoad({ starts, means, groupsAt }: Repeats, values: Float64Array, scale: Scale): Pooled {
  const scaled = scale.to(values);
  const usable = values.map((value, row) => (Number.isFinite(scaled[row]) ? value : NaN));
  const known = means(usable);
  const groupAt = (group: number): Float64Array => known.subarray(starts[group], starts[group + 1]);
  return new Map(
    Array.from(groupsAt, ([key, groups]): [string, Spread | null] => [key, pooledSpread(groups.map(groupAt), scale)])
  );
}

const loadKey = (loadType: string | null, load: number): string => `${loadType ?? ''} ${load}`;

export function spreadsOf(data: Data, universe: Int32Array): Spreads {
  const runs = data.dimension('run_key');
  const series = once(() => seriesIn(data, universe));
  const resets = RESETS.map((id) => data.dimension(id));
  const time = runTime(data);
  const repeats = once(() => repeatsIn(data, universe));
  const pooled = new Map<Float64Array, Pooled>();
  return {
    history(row, until, except) {
      const rows = series()(row)
        .filter((other) => time(other) <= until && !except.includes(other))
        .sort((a, b) => time(a) - time(b));
      const starts = stretches(rows, resets);
      const since = Int32Array.from(rows.slice(starts[starts.length - 1] ?? 0));
      const inRun = groupRows([runs], since);
      return (values, scale) => historySpread(groupMeans(inRun, since, values).means, scale);
    },
    pooled(values, scale, loadType, load) {
      const own = pooled.get(values) ?? pooledByLoad(repeats(), values, scale);
      pooled.set(values, own);
      return own.get(loadKey(loadType, load)) ?? null;
    },
  };
}
