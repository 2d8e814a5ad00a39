import { historySpread, pooledSpread, type Spread } from '../../analysis/effect';
import type { Scale } from '../../analysis/scale';
import { numberAt, textAt, type Column, type TextColumn } from '../../model/table';
import type { Data } from '../data';
import { groupMeans, groupRows } from '../group';
import { once } from '../once';
import { repeatColumns } from '../repeats';
import { RESETS, runTime, stretches } from '../run-order';
import { levelOf, perRun } from './loads';

/** What single runs are judged by. */
export interface Spreads {
  /**
   * Spread of earlier runs of the configuration, workload and load of a row, older builds included, since the last reset:
   * runs that started no later than `until` and are none of the rows in `except`.
   */
  history(values: Float64Array, scale: Scale, row: number, until: number, except: ReadonlySet<number>): Spread | null;
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

type Pooled = ReadonlyMap<string, Spread | null>;

/** Pooled variation at every load, one pass over the points. */
function pooledByLoad(data: Data, universe: Int32Array, runs: Column, values: Float64Array, scale: Scale): Pooled {
  const present = universe.filter((row) => Number.isFinite(scale.to(values[row])));
  const inRun = groupRows([...repeatColumns(data), runs], present);
  const { means } = groupMeans(inRun, present, values);
  const cells = groupRows(repeatColumns(data), inRun.first);
  const groups: number[][] = Array.from({ length: cells.count }, () => []);
  cells.groupOf.forEach((cell, run) => groups[cell].push(means[run]));
  const byLoad = new Map<string, number[][]>();
  groups.forEach((group, cell) => {
    const key = loadKey(
      textAt(data.dimension('load_type'), cells.first[cell]),
      numberAt(data.dimension('load'), cells.first[cell])
    );
    const held = byLoad.get(key);
    if (held === undefined) {
      byLoad.set(key, [group]);
    } else {
      held.push(group);
    }
  });
  return new Map(Array.from(byLoad, ([key, own]): [string, Spread | null] => [key, pooledSpread(own, scale)]));
}

const loadKey = (loadType: string | null, load: number): string => `${loadType ?? ''} ${load}`;

export function spreadsOf(data: Data, universe: Int32Array, runs: TextColumn): Spreads {
  const series = once(() => seriesIn(data, universe));
  const resets = RESETS.map((id) => data.dimension(id));
  const time = runTime(data);
  const pooled = new Map<Float64Array, Pooled>();
  return {
    history(values, scale, row, until, except) {
      const rows = series()(row)
        .filter((other) => time(other) <= until && !except.has(other))
        .sort((a, b) => time(a) - time(b));
      const starts = stretches(rows, resets);
      const since = rows.slice(starts[starts.length - 1] ?? 0);
      return historySpread(perRun(levelOf(runs, since), values), scale);
    },
    pooled(values, scale, loadType, load) {
      const own = pooled.get(values) ?? pooledByLoad(data, universe, runs, values, scale);
      pooled.set(values, own);
      return own.get(loadKey(loadType, load)) ?? null;
    },
  };
}
