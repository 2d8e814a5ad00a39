import { combine, sorted } from '../../analysis/codes';
import { interpolateAt } from '../../analysis/interpolate';
import type { Scale } from '../../analysis/scale';
import { summarise, type Summary } from '../../analysis/summary';
import { numberAt } from '../../model/table';
import { runsOfCells, type CellRuns } from '../cell-runs';
import type { Data } from '../data';
import { groupRows, integersAt } from '../group';
import type { Part } from './pairs';

/** Levels of a part by their load, in the order of the loads. */
export type Loads = ReadonlyMap<number, number>;

/** The points of some parts by part and load, a level, with the runs of each. */
export interface Levels extends CellRuns {
  readonly count: number;
  loadsOf(part: Part): Loads;
  rowsAt(level: number): Int32Array;
}

/** The points of the parts that have a load. O(points). */
export function levelsOf(data: Data, parts: readonly Part[]): Levels {
  const load = data.dimension('load');
  const most = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const [allRows, allParts] = [new Int32Array(most), new Int32Array(most)];
  let count = 0;
  parts.forEach((part, index) => {
    for (const row of part.rows) {
      if (!Number.isNaN(numberAt(load, row))) {
        allRows[count] = row;
        allParts[count++] = index;
      }
    }
  });
  const [rows, partOf] = [allRows.subarray(0, count), allParts.subarray(0, count)];
  const { groupOf, count: loadCount } = groupRows([load], rows);
  const levels = combine({ codes: partOf, count: parts.length }, { codes: groupOf, count: loadCount });
  const byLevel = sorted(levels);
  const rowsByLevel = integersAt(rows, byLevel.order);
  const levelsOfPart: number[][] = parts.map(() => []);
  const loadOf = new Float64Array(levels.count);
  for (let level = 0; level < levels.count; level++) {
    const first = byLevel.order[byLevel.starts[level]];
    levelsOfPart[partOf[first]].push(level);
    loadOf[level] = numberAt(load, rows[first]);
  }
  const loads = new Map(
    parts.map((part, index): [Part, Loads] => [
      part,
      new Map(
        levelsOfPart[index]
          .sort((a, b) => loadOf[a] - loadOf[b])
          .map((level): [number, number] => [loadOf[level], level])
      ),
    ])
  );
  return {
    count: levels.count,
    loadsOf: (part) => loads.get(part) ?? new Map<number, number>(),
    rowsAt: (level) => rowsByLevel.subarray(byLevel.starts[level], byLevel.starts[level + 1]),
    ...runsOfCells(data, rows, levels),
  };
}

/** A metric at all levels: one value a run of a level, NaN where it lacks the metric; and these on the scale of the test. */
export interface Measured {
  readonly levels: Levels;
  readonly scale: Scale;
  readonly means: Float64Array;
  readonly scaled: Float64Array;
}

export function measuredOf(levels: Levels, values: Float64Array, scale: Scale): Measured {
  const means = levels.means(values);
  return { levels, scale, means, scaled: scale.to(means) };
}

/** A side of a comparison at a load. */
export interface AtLoad {
  /** Runs that have the metric, or what was interpolated. */
  readonly n: number;
  /** On the scale of the test. */
  readonly summary: Summary;
  /** The `n` values, as measured. */
  readonly values: Float64Array;
  readonly rows: Int32Array;
  /** The measured loads that the values were interpolated from, null where measured. */
  readonly between: readonly [number, number] | null;
}

/** Everything but its count is looked up when it is read: of many cells few are shown. */
class MeasuredAt implements AtLoad {
  readonly between = null;

  constructor(
    private readonly measured: Measured,
    private readonly level: number,
    readonly n: number
  ) {}

  get summary(): Summary {
    const { scaled, levels } = this.measured;
    return summarise(scaled, levels.starts[this.level], levels.starts[this.level + 1]);
  }
  get values(): Float64Array {
    const { means, levels } = this.measured;
    return means
      .subarray(levels.starts[this.level], levels.starts[this.level + 1])
      .filter((value) => !Number.isNaN(value));
  }
  get rows(): Int32Array {
    return this.measured.levels.rowsAt(this.level);
  }
}

/** What was measured at a level; null where no run has the metric. */
export function measuredAt(measured: Measured, level: number): AtLoad | null {
  const { means, levels } = measured;
  let n = 0;
  for (let run = levels.starts[level]; run < levels.starts[level + 1]; run++) {
    n += Number.isNaN(means[run]) ? 0 : 1;
  }
  return n === 0 ? null : new MeasuredAt(measured, level, n);
}

/**
 * Values of a side at a load that it has not measured, by linear interpolation between its neighbouring loads with the metric:
 * of each run that has both; where runs hold one load each, of the means over runs, which is one value. Null outside of what
 * was measured: nothing is extrapolated.
 */
export function interpolatedAt(measured: Measured, loads: Loads, load: number): AtLoad | null {
  const { levels, means, scale } = measured;
  const known = Array.from(loads, ([at, level]) => ({
    at,
    level,
    means: means.subarray(levels.starts[level], levels.starts[level + 1]),
    runs: levels.runs.subarray(levels.starts[level], levels.starts[level + 1]),
  })).filter((one) => one.means.some((value) => !Number.isNaN(value)));
  const left = known.filter(({ at }) => at < load).pop();
  const right = known.find(({ at }) => at > load);
  if (left === undefined || right === undefined) {
    return null;
  }
  const line = (a: number, b: number): number => interpolateAt([left.at, right.at], [a, b], load)?.value ?? NaN;
  const inRun = Array.from(left.runs, (run, index) =>
    line(left.means[index], right.means[right.runs.indexOf(run)] ?? NaN)
  ).filter((value) => !Number.isNaN(value));
  const values = Float64Array.from(
    inRun.length > 0 ? inRun : [line(summarise(left.means).mean, summarise(right.means).mean)]
  );
  return {
    n: values.length,
    summary: summarise(scale.to(values)),
    values,
    rows: Int32Array.of(...levels.rowsAt(left.level), ...levels.rowsAt(right.level)),
    between: [left.at, right.at],
  };
}
