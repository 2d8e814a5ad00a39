import { interpolateAt } from '../../analysis/interpolate';
import { summarise } from '../../analysis/summary';
import { numberAt, type TextColumn } from '../../model/table';
import type { Part } from './pairs';
import type { Data } from '../data';

/** Points of a part at one load, and the runs that they belong to. */
export interface Level {
  readonly rows: readonly number[];
  /** Codes of the runs, each once. */
  readonly runs: readonly number[];
  /** Which of `runs` a row belongs to, by the position of the row. */
  readonly runOf: readonly number[];
}

export function levelOf(runs: TextColumn, rows: readonly number[]): Level {
  const distinct: number[] = [];
  const place = new Map<number, number>();
  const runOf = rows.map((row) => {
    const code = runs.codes[row];
    const held = place.get(code) ?? distinct.push(code) - 1;
    place.set(code, held);
    return held;
  });
  return { rows, runs: distinct, runOf };
}

/** Levels by their load, in the order of the loads. */
export type Loads = ReadonlyMap<number, Level>;

export function loadsOf(data: Data, runs: TextColumn, { rows }: Part): Loads {
  const load = data.dimension('load');
  const found = new Map<number, number[]>();
  rows.forEach((row) => {
    const value = numberAt(load, row);
    const held = found.get(value);
    if (held !== undefined) {
      held.push(row);
    } else if (!Number.isNaN(value)) {
      found.set(value, [row]);
    }
  });
  return new Map(
    Array.from(found)
      .sort(([a], [b]) => a - b)
      .map(([at, own]): [number, Level] => [at, levelOf(runs, own)])
  );
}

/** The mean of the points of each run of a level, NaN where a run lacks the metric. */
function meansOf({ rows, runs, runOf }: Level, values: Float64Array): Float64Array {
  const [means, counts] = [new Float64Array(runs.length), new Float64Array(runs.length)];
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index]];
    if (!Number.isNaN(value)) {
      means[runOf[index]] += value;
      counts[runOf[index]]++;
    }
  }
  // Nothing by nothing is NaN.
  return means.map((sum, run) => sum / counts[run]);
}

/** One value a run that has the metric. */
export function perRun(level: Level, values: Float64Array): Float64Array {
  return meansOf(level, values).filter((value) => !Number.isNaN(value));
}

/** Values of a side at a load; `between` are the measured loads that they were interpolated from, null where measured. */
export interface AtLoad {
  readonly values: Float64Array;
  readonly rows: readonly number[];
  readonly between: readonly [number, number] | null;
}

/**
 * Values of a side at a load that it has not measured, by linear interpolation between its neighbouring loads with the metric:
 * of each run that has both; where runs hold one load each, of the means over runs, which is one value. Null outside of what
 * was measured: nothing is extrapolated.
 */
export function interpolatedAt(loads: Loads, load: number, values: Float64Array): AtLoad | null {
  const measured = Array.from(loads, ([at, level]) => ({ at, level, means: meansOf(level, values) })).filter(
    ({ means }) => means.some((value) => !Number.isNaN(value))
  );
  const left = measured.filter(({ at }) => at < load).pop();
  const right = measured.find(({ at }) => at > load);
  if (left === undefined || right === undefined) {
    return null;
  }
  const line = (a: number, b: number): number => interpolateAt([left.at, right.at], [a, b], load)?.value ?? NaN;
  const inRun = left.level.runs
    .map((run, index) => line(left.means[index], right.means[right.level.runs.indexOf(run)] ?? NaN))
    .filter((value) => !Number.isNaN(value));
  const found = inRun.length > 0 ? inRun : [line(summarise(left.means).mean, summarise(right.means).mean)];
  return {
    values: Float64Array.from(found),
    rows: [...left.level.rows, ...right.level.rows],
    between: [left.at, right.at],
  };
}
