import * as v from 'valibot';
import { membersOf } from '../../analysis/codes';
import { BUILD_DIMENSIONS } from '../../model/identity';
import { textAt, type Column } from '../../model/table';
import { parseInstant } from '../../model/time';
import { metricSign } from '../common';
import type { Data } from '../data';
import { filterSchema, select } from '../filters';
import { groupMeans, groupRows, numbersAt } from '../group';
import { metricOf } from '../names';
import { once } from '../once';
import { runTime } from '../run-order';

/** Builds that the rule `as-of` takes together when the query does not say. */
const AS_OF_BUILDS = 10;

export const RULES = ['newest', 'previous', 'as-of', 'best', 'best-aggregated'] as const;

const instant = v.pipe(
  v.string(),
  v.check((text) => parseInstant(text) !== null, 'a time as ISO 8601, such as 2026-11-01T00:00:00Z'),
  v.transform((text) => parseInstant(text)?.ms ?? NaN)
);

/** A number, or the text that a variable of a dashboard put in its place. */
const countSchema = v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]);

/** A side of a comparison: what filters select, or what a rule picks. */
export const sideSchema = v.union([
  v.object({ filters: v.pipe(v.array(filterSchema), v.maxLength(100)) }),
  v.object({
    rule: v.picklist(RULES),
    /** Builds before the candidate's that are taken together: 1 of `previous`, 10 of `as-of` when left out. */
    n: v.optional(v.pipe(countSchema, v.integer(), v.minValue(1), v.maxValue(1000))),
    /** Oldest start of a run that `previous` and `as-of` take: ms since the epoch, or ISO 8601. */
    since: v.optional(v.union([v.number(), instant])),
  }),
]);

export type Side = v.InferOutput<typeof sideSchema>;

/** Selected rows of both sides. */
export interface Sides {
  readonly baseline: Int32Array;
  readonly candidate: Int32Array;
}

/** Builds of every configuration by their place, 0 the newest. */
interface Ranks {
  /** Place of the build of each row, by the position of the row; NaN without a time. */
  readonly rank: Float64Array;
  /** Configuration, workload and kind of load of each row, as a number below `count`. */
  readonly configOf: Int32Array;
  readonly count: number;
}

function buildRanks(data: Data, rows: Int32Array): Ranks {
  const columns = (ids: readonly string[]): Column[] => ids.map((id) => data.dimension(id));
  const configs = groupRows(columns(['config', 'workload', 'load_type']), rows);
  const builds = groupRows(columns(BUILD_DIMENSIONS), rows, configs);
  const time = runTime(data);
  const newest = new Float64Array(builds.count).fill(NaN);
  const configOf = new Int32Array(builds.count);
  rows.forEach((row, index) => {
    const build = builds.groupOf[index];
    const at = time(row);
    newest[build] = newest[build] >= at ? newest[build] : at;
    configOf[build] = configs.groupOf[index];
  });
  const rank = new Float64Array(builds.count).fill(NaN);
  membersOf({ codes: configOf, count: configs.count }).forEach((own) =>
    own
      .filter((build) => !Number.isNaN(newest[build]))
      .sort((a, b) => newest[b] - newest[a])
      .forEach((build, place) => (rank[build] = place))
  );
  return {
    rank: numbersAt(rank, builds.groupOf),
    configOf: configs.groupOf,
    count: configs.count,
  };
}

/** By row of the points: 1 where a side has taken it. */
type Taken = Uint8Array;

function takenBy(data: Data, rows: Int32Array): Taken {
  const taken = new Uint8Array(data.rows);
  rows.forEach((row) => (taken[row] = 1));
  return taken;
}

/** Rows of the builds next before the oldest that the candidate has of the same configuration. */
function earlierRows(
  data: Data,
  rows: Int32Array,
  { rank, configOf, count }: Ranks,
  candidate: Taken,
  builds: number,
  since: number
): Int32Array {
  const oldest = new Float64Array(count).fill(NaN);
  rows.forEach((row, index) => {
    const held = oldest[configOf[index]];
    if (candidate[row] === 1 && !Number.isNaN(rank[index]) && !(held >= rank[index])) {
      oldest[configOf[index]] = rank[index];
    }
  });
  const time = runTime(data);
  return rows.filter((row, index) => {
    const behind = rank[index] - oldest[configOf[index]];
    return behind >= 1 && behind <= builds && !(time(row) < since);
  });
}

/** Dimensions that a best baseline has to share with what it is compared with. */
export const BEST_CLASS = ['model', 'precision', 'hardware', 'workload', 'gpus'];

/** Rows of the best configuration at each load of each comparable class, by the mean of a metric. */
function bestRows(data: Data, rows: Int32Array, metricId: string): Int32Array {
  const metric = metricOf(metricId);
  const values = data.metric(metric);
  const columns = (ids: readonly string[]): Column[] => ids.map((id) => data.dimension(id));
  const classes = groupRows(columns([...BEST_CLASS, 'load_type', 'load']), rows);
  const cells = groupRows(columns(['config']), rows, classes);
  const { means } = groupMeans(cells, rows, values);
  const classOf = new Int32Array(cells.count);
  cells.groupOf.forEach((cell, index) => (classOf[cell] = classes.groupOf[index]));
  const best = new Int32Array(classes.count).fill(-1);
  means.forEach((mean, cell) => {
    const held = best[classOf[cell]];
    if (!Number.isNaN(mean) && (held < 0 || (mean - means[held]) * metricSign(metric) > 0)) {
      best[classOf[cell]] = cell;
    }
  });
  return rows.filter((_, index) => best[classes.groupOf[index]] === cells.groupOf[index]);
}

/** What the rules of a comparison pick from. */
interface Choice {
  readonly data: Data;
  /** All selected rows. */
  readonly rows: Int32Array;
  readonly ranks: () => Ranks;
  /** Metric by which the best is chosen. */
  readonly metric: string;
}

/** Rows of a side. `taken` are those of the other side, which this one never takes too. */
function pick({ data, rows, ranks, metric }: Choice, side: Side, taken: Taken): Int32Array {
  const rest = (): Int32Array => rows.filter((row) => taken[row] === 0);
  if ('filters' in side) {
    const selected = takenBy(data, select(data, side.filters));
    return rest().filter((row) => selected[row] === 1);
  }
  switch (side.rule) {
    case 'best':
      return bestRows(data, rest(), metric);
    case 'best-aggregated': {
      const mode = data.dimension('serving_mode');
      return bestRows(
        data,
        rest().filter((row) => textAt(mode, row) === 'aggregated'),
        metric
      );
    }
    case 'newest': {
      const { rank } = ranks();
      return rows.filter((row, index) => rank[index] === 0 && taken[row] === 0);
    }
    case 'previous':
    case 'as-of':
      return earlierRows(
        data,
        rows,
        ranks(),
        taken,
        side.n ?? (side.rule === 'as-of' ? AS_OF_BUILDS : 1),
        side.since ?? -Infinity
      );
  }
}

/**
 * Rows of both sides, none on both. A row that both would take belongs to the candidate; but the best are taken out of a
 * candidate that holds more than them, so that all the others can be held against the best.
 */
export function sidesOf(data: Data, rows: Int32Array, baseline: Side, candidate: Side, metric: string): Sides {
  const choice: Choice = { data, rows, metric, ranks: once(() => buildRanks(data, rows)) };
  const nothing = new Uint8Array(data.rows);
  const chosen = pick(choice, candidate, nothing);
  if ('rule' in baseline && baseline.rule.startsWith('best')) {
    const best = pick(choice, baseline, nothing);
    const taken = takenBy(data, best);
    const others = chosen.filter((row) => taken[row] === 0);
    if (others.length > 0) {
      return { candidate: others, baseline: best };
    }
  }
  return { candidate: chosen, baseline: pick(choice, baseline, takenBy(data, chosen)) };
}
