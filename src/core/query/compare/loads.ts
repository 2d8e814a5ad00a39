import { interpolateAt } from '../../analysis/interpolate';
import { numberAt, type TextColumn } from '../../model/table';
import type { Part } from './pairs';
import type { Data } from '../data';

/** Rows by their load, in the order of the loads. */
export type Loads = ReadonlyMap<number, readonly number[]>;

export function loadsOf(data: Data, { rows }: Part): Loads {
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
  return new Map(Array.from(found).sort(([a], [b]) => a - b));
}

/** One value a run, by the code of the run: the mean of its points; runs without the metric are left out. */
export function perRun(runs: TextColumn, rows: readonly number[], values: Float64Array): Map<number, number> {
  const [sums, counts] = [new Map<number, number>(), new Map<number, number>()];
  rows.forEach((row) => {
    const value = values[row];
    if (!Number.isNaN(value)) {
      const run = runs.codes[row];
      sums.set(run, (sums.get(run) ?? 0) + value);
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }
  });
  sums.forEach((sum, run) => sums.set(run, sum / (counts.get(run) ?? 1)));
  return sums;
}

/** Values of a side at a load; `between` are the measured loads that they were interpolated from, null where measured. */
export interface AtLoad {
  readonly values: readonly number[];
  readonly rows: readonly number[];
  readonly between: readonly [number, number] | null;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Values of a side at a load that it has not measured, by linear interpolation between its neighbouring loads with the metric:
 * of each run that has both; where runs hold one load each, of the means over runs, which is one value. Null outside of what
 * was measured: nothing is extrapolated.
 */
export function interpolatedAt(runs: TextColumn, loads: Loads, load: number, values: Float64Array): AtLoad | null {
  const measured = Array.from(loads, ([at, rows]) => ({ at, rows, own: perRun(runs, rows, values) })).filter(
    ({ own }) => own.size > 0
  );
  const left = measured.filter(({ at }) => at < load).pop();
  const right = measured.find(({ at }) => at > load);
  if (left === undefined || right === undefined) {
    return null;
  }
  const line = (a: number, b: number): number => interpolateAt([left.at, right.at], [a, b], load)?.value ?? NaN;
  const both = Array.from(left.own).filter(([run]) => right.own.has(run));
  const found =
    both.length > 0
      ? both.map(([run, value]) => line(value, right.own.get(run) ?? NaN))
      : [line(mean(Array.from(left.own.values())), mean(Array.from(right.own.values())))];
  return { values: found, rows: [...left.rows, ...right.rows], between: [left.at, right.at] };
}
