import { axisValues, type Axis } from '../axis';
import { counted, info } from '../common';
import type { Data } from '../data';
import { selectStages, type Filter } from '../filters';
import { groupMeans, groupRows } from '../group';
import { BUILD_DIMENSIONS } from '../../model/identity';
import { GUARDED, repeatCells } from '../repeats';
import { distinguishing, nameBy } from '../series';
import type { Notice } from '../../frames/frame';
import { numberAt, textAt } from '../../model/table';

const CONFIG_NAMING = ['topology', 'engine', 'router', 'scheduler', 'engine_version', 'config'];

/** Cells of repeats at one number of GPUs and of one comparable class, both sides present. */
export interface Budget {
  /** Names the class where there is more than one, else null. */
  readonly group: string | null;
  readonly gpus: number;
  readonly aggregated: readonly number[];
  readonly disaggregated: readonly number[];
}

/** Everything that the frames of `pd` are made from. Cells are means over repeats. */
export interface Sides {
  readonly budgets: readonly Budget[];
  readonly notices: readonly Notice[];
  /** True where the budgets fall into several comparable classes. */
  readonly grouped: boolean;
  /** First point of each cell, for its dimensions. */
  readonly first: Int32Array;
  /** Mean of a metric or numeric dimension a cell. */
  mean(id: string): Float64Array;
  /** Values of the repeats of a cell, missing ones left out. */
  samples(id: string, cell: number): number[];
  axis(id: string): Axis;
  /** Cells of one configuration and build together, by their first: what a curve over the load is made of. */
  lines(cells: readonly number[]): number[][];
  /** Of the cells of one configuration at one load, which differ in their build, the one that ran last. */
  newest(cells: readonly number[]): number[];
  /** Short name of the configuration of a cell, unique among the cells compared. */
  configName(cell: number): string;
}

interface Split {
  aggregated: number[];
  disaggregated: number[];
  group: number;
  gpus: number;
}

/** Numbers of GPUs that one side alone has, a notice a comparable class where there are several. */
function leftOut(splits: readonly Split[], side: string, className: (group: number) => string): Notice[] {
  return Array.from(
    gather(splits, ({ group }) => group),
    ([group, some]) => {
      const name = className(group);
      const list = Array.from(new Set(some.map(({ gpus }) => gpus))).sort((a, b) => a - b);
      return info(
        `Left out, no ${side} counterpart with as many GPUs: ${list.join(', ')} GPUs${name === '' ? '' : ` (${name})`}.`
      );
    }
  );
}

/**
 * Sorts the selected points into sides at equal GPUs. A number of GPUs with one side alone is left out and said, as are
 * points whose GPUs or serving mode nobody states.
 */
export function sidesOf(data: Data, filters: readonly Filter[]): Sides {
  const rows = selectStages(data, filters);
  const cells = repeatCells(data, rows);
  const { first } = cells;
  const classes = groupRows(
    GUARDED.map((id) => data.dimension(id)),
    first
  );
  const [gpusColumn, modeColumn] = [data.dimension('gpus'), data.dimension('serving_mode')];
  const splits = new Map<string, Split>();
  let unknown = 0;
  for (let cell = 0; cell < cells.count; cell++) {
    const gpus = numberAt(gpusColumn, first[cell]);
    const mode = textAt(modeColumn, first[cell]);
    if (Number.isNaN(gpus) || mode === null) {
      unknown++;
      continue;
    }
    const key = `${classes.groupOf[cell]} ${gpus}`;
    const split = splits.get(key) ?? { aggregated: [], disaggregated: [], group: classes.groupOf[cell], gpus };
    (mode === 'disaggregated' ? split.disaggregated : split.aggregated).push(cell);
    splits.set(key, split);
  }
  const all = Array.from(splits.values());
  const both = all
    .filter((split) => split.aggregated.length > 0 && split.disaggregated.length > 0)
    .sort((a, b) => a.group - b.group || a.gpus - b.gpus);
  const allIds = distinguishing(data, classes.first, GUARDED);
  const className = (group: number): string => (classes.count > 1 ? nameBy(data, classes.first[group], allIds) : '');
  const notices: Notice[] = [
    ...leftOut(
      all.filter((split) => split.disaggregated.length === 0),
      'prefill/decode',
      className
    ),
    ...leftOut(
      all.filter((split) => split.aggregated.length === 0),
      'aggregated',
      className
    ),
    ...(unknown === 0
      ? []
      : [
          info(
            `${counted(unknown, 'point')} left out: the files do not say how many GPUs or which roles they used. A path rule can set them.`
          ),
        ]),
  ];
  const usedClasses = Array.from(new Set(both.map((split) => split.group)));
  const classRows = Int32Array.from(usedClasses, (group) => classes.first[group]);
  const classIds = distinguishing(data, classRows, GUARDED);
  const compared: number[] = [];
  both.forEach((split) =>
    [split.aggregated, split.disaggregated].forEach((side) => side.forEach((cell) => compared.push(cell)))
  );
  const naming = configNaming(data, first, compared);
  const means = new Map<string, Float64Array>();
  const mean = (id: string): Float64Array => {
    const found = means.get(id) ?? groupMeans(cells, rows, axisValues(data, id).values).means;
    means.set(id, found);
    return found;
  };
  const rowsOfCells = once(() => {
    const lists: number[][] = Array.from(first, () => []);
    rows.forEach((row, index) => lists[cells.groupOf[index]].push(row));
    return lists;
  });
  const lineOf = once(
    () =>
      groupRows(
        ['config', ...BUILD_DIMENSIONS].map((id) => data.dimension(id)),
        first
      ).groupOf
  );
  const configOf = once(() => groupRows([data.dimension('config')], first).groupOf);
  return {
    budgets: both.map((split) => ({
      group: usedClasses.length > 1 ? nameBy(data, classes.first[split.group], classIds) : null,
      gpus: split.gpus,
      aggregated: split.aggregated,
      disaggregated: split.disaggregated,
    })),
    notices,
    grouped: usedClasses.length > 1,
    first,
    mean,
    samples(id, cell) {
      const { values } = axisValues(data, id);
      return rowsOfCells()
        [cell].map((row) => values[row])
        .filter((value) => !Number.isNaN(value));
    },
    axis: (id) => axisValues(data, id),
    lines: (some) => Array.from(gather(some, (cell) => lineOf()[cell]).values()),
    newest(some) {
      const [started, loads] = [mean('started_at'), mean('load')];
      const later = (a: number, b: number): boolean => started[b] >= started[a] || Number.isNaN(started[a]);
      return Array.from(gather(some, (cell) => `${configOf()[cell]} ${loads[cell]}`).values(), (list) =>
        list.reduce((last, cell) => (later(last, cell) ? cell : last))
      );
    },
    configName: (cell) => nameBy(data, first[cell], naming) || (textAt(data.dimension('config'), first[cell]) ?? '?'),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Values by a key, keys in the order in which they first come. */
export function gather<K, T>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const lists = new Map<K, T[]>();
  values.forEach((value) => {
    const key = keyOf(value);
    const list = lists.get(key);
    if (list === undefined) {
      lists.set(key, [value]);
    } else {
      list.push(value);
    }
  });
  return lists;
}

/** The fewest dimensions that tell the compared configurations apart. */
function configNaming(data: Data, first: Int32Array, cells: readonly number[]): string[] {
  const rows = Int32Array.from(cells, (cell) => first[cell]);
  const configs = groupRows([data.dimension('config')], rows);
  const named = distinguishing(data, configs.first, CONFIG_NAMING);
  return named.length === 0 ? ['topology'] : named;
}

/** The cell with the best value of a metric; null where none has a value. */
export function best(cells: readonly number[], values: Float64Array, sign: 1 | -1): number | null {
  return cells.reduce<number | null>((found, cell) => {
    if (Number.isNaN(values[cell])) {
      return found;
    }
    return found === null || (values[cell] - values[found]) * sign > 0 ? cell : found;
  }, null);
}
