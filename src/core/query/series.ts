import { BUILD_DIMENSIONS, CONFIG_DIMENSIONS } from '../model/identity';
import { dimensionKind, dimensionTitle } from '../model/dimensions';
import { KERNELS } from '../model/kernels';
import { textAt, type Column } from '../model/table';
import type { Notice } from '../frames/frame';
import { info, warning } from './common';
import type { Data } from './data';
import { groupRows, type Grouping } from './group';
import { dimensionOf } from './names';

/** Lines of a chart: groups of points with the dimensions that name them. */
export interface Series {
  readonly grouping: Grouping;
  readonly names: readonly string[];
  /** Dimensions that tell the series apart, in the order in which they stand in the names. */
  readonly namedBy: readonly string[];
  /** Values of `namedBy` a series. */
  readonly labels: ReadonlyArray<Readonly<Record<string, string>>>;
}

const NAMING_ORDER: readonly string[] = [
  'serving_mode',
  'topology',
  'model',
  'hardware',
  'gpus',
  'precision',
  'engine',
  'scheduler',
  'router',
  ...CONFIG_DIMENSIONS,
  'engine_version',
  'build',
  ...BUILD_DIMENSIONS,
  'workload',
];

/** What keeps series apart when the query does not say: configuration, build and workload. */
const AUTOMATIC = ['config', ...BUILD_DIMENSIONS, 'workload'];

/**
 * The fewest dimensions, in order of preference, that tell the groups apart: one joins only where it splits groups that
 * were still together. Dimensions on which all agree never join.
 */
export function distinguishing(data: Data, firstRows: Int32Array, candidates: readonly string[]): string[] {
  const chosen: string[] = [];
  const columns: Column[] = [];
  let apart = firstRows.length === 0 ? 0 : 1;
  for (const id of candidates) {
    if (apart === firstRows.length) {
      break;
    }
    const column = data.dimension(id);
    const { count } = groupRows([...columns, column], firstRows);
    if (count > apart) {
      chosen.push(id);
      columns.push(column);
      apart = count;
    }
  }
  return withoutRedundant(data, firstRows, chosen);
}

/** Leaves out what later choices made needless, the least preferred first; the serving mode before all, since a topology says it. */
function withoutRedundant(data: Data, firstRows: Int32Array, chosen: readonly string[]): string[] {
  const count = (ids: readonly string[]): number =>
    groupRows(
      ids.map((id) => data.dimension(id)),
      firstRows
    ).count;
  const apart = count(chosen);
  const order = [
    ...chosen.filter((id) => id === 'serving_mode'),
    ...chosen.filter((id) => id !== 'serving_mode').reverse(),
  ];
  return order.reduce<string[]>((kept, id) => {
    const rest = kept.filter((other) => other !== id);
    return rest.length > 0 && count(rest) === apart ? rest : kept;
  }, chosen.slice());
}

/**
 * For each group the fewest of the naming dimensions that tell it from all others, in their order: those at which fewer groups
 * are still like it than before. O(groups x dimensions).
 */
function shortest(data: Data, firstRows: Int32Array, namedBy: readonly string[]): string[][] {
  const names = Array.from(firstRows, (): string[] => []);
  let alike = new Float64Array(firstRows.length).fill(firstRows.length);
  namedBy.forEach((id, index) => {
    const column = data.dimension(id);
    const groups = groupRows(
      namedBy.slice(0, index + 1).map((name) => data.dimension(name)),
      firstRows
    );
    const sizes = new Float64Array(groups.count);
    groups.groupOf.forEach((group) => sizes[group]++);
    const rest = Float64Array.from(groups.groupOf, (group) => sizes[group]);
    firstRows.forEach((row, group) => {
      if (rest[group] < alike[group] && textAt(column, row) !== null) {
        names[group].push(id);
      }
    });
    alike = rest;
  });
  return names;
}

/** Names of groups, each by the fewest of some dimensions that tell it from all others; empty where none does. */
export function shortNames(data: Data, firstRows: Int32Array, namedBy: readonly string[]): string[] {
  const own = shortest(data, firstRows, namedBy);
  return Array.from(firstRows, (row, group) => nameBy(data, row, own[group]));
}

function labelText(id: string, value: string): string {
  return dimensionKind(id) === 'number' ? `${dimensionTitle(id)} ${value}` : value;
}

/** Name of one row by some dimensions: numbers with their title, texts alone, missing ones left out. */
export function nameBy(data: Data, row: number, ids: readonly string[]): string {
  const parts = ids
    .map((id): [string, string | null] => [id, textAt(data.dimension(id), row)])
    .filter((part): part is [string, string] => part[1] !== null)
    .map(([id, value]) => labelText(id, value));
  return parts.join(', ');
}

/** Fills `{{dimension}}` of a legend template; a missing value leaves nothing. */
export function fillLegend(data: Data, row: number, template: string): string {
  return template
    .replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_, id: string) => textAt(data.dimension(dimensionOf(id)), row) ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

function labelsOf(data: Data, row: number, ids: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  ids.forEach((id) => {
    const value = textAt(data.dimension(id), row);
    if (value !== null) {
      labels[id] = value;
    }
  });
  return labels;
}

/** Leaves the fingerprint of a configuration out of the names where they stay different without it. */
export function withoutMarks(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => name.replace(/ #[0-9a-z]{8}$/, ''));
  return new Set(plain).size === new Set(names).size ? plain : names;
}

/** Numbers equal names from the second on, so that every name is one series. */
function unique(names: readonly string[]): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let count = 2; seen.has(own) || (own !== name && taken.has(own)); count++) {
      own = `${name} (${count})`;
    }
    seen.add(own);
    return own;
  });
}

export interface SeriesOptions {
  /** Dimensions to group by; left out: what differs among the rows. */
  readonly groupBy?: readonly string[];
  readonly legend?: string;
}

/** Sorts the selected rows into named series. */
export function seriesOf(data: Data, rows: Int32Array, options: SeriesOptions): Series {
  const automatic = options.groupBy === undefined;
  const by = (options.groupBy ?? AUTOMATIC).map(dimensionOf);
  const grouping = groupRows(
    by.map((id) => data.dimension(id)),
    rows
  );
  const readable = automatic ? [...NAMING_ORDER, 'experiment', 'config'] : namingOf(by);
  const namedBy = distinguishing(data, grouping.first, readable);
  const legend = options.legend ?? '';
  const own = legend !== '' ? [] : shortest(data, grouping.first, namedBy);
  const names = Array.from(grouping.first, (row, index) => {
    const name = legend !== '' ? fillLegend(data, row, legend) : nameBy(data, row, own[index]);
    return name !== ''
      ? name
      : grouping.count > 1
        ? '(none)'
        : automatic || by.includes('config')
          ? fallbackName(data, row)
          : nameBy(data, row, by) || 'all points';
  });

  return {
    grouping,
    names: unique(withoutMarks(names)),
    namedBy,
    labels: Array.from(grouping.first, (row) => labelsOf(data, row, namedBy)),
  };
}

/** Dimensions that may name groups: those grouped by, and for a configuration the dimensions that it is made of. */
function namingOf(by: readonly string[]): readonly string[] {
  if (!by.includes('config')) {
    return by;
  }
  const versions = new Set([...BUILD_DIMENSIONS, 'workload']);
  return [
    ...NAMING_ORDER.filter((id) => !versions.has(id)),
    ...by.filter((id) => id !== 'config'),
    'experiment',
    'config',
  ];
}

/** A single series of a configuration is named by what it is. */
function fallbackName(data: Data, row: number): string {
  return (
    ['topology', 'config', 'run'].map((id) => textAt(data.dimension(id), row)).find((name) => name !== null) ??
    'all points'
  );
}

/** Lines of one panel; more cannot be told apart. */
export const MAX_SERIES = 100;

/** Series beyond what one panel can show are cut, with a notice. */
export function seriesNotices(series: Series): Notice[] {
  return series.names.length <= MAX_SERIES
    ? []
    : [
        warning(
          `Shows the first ${MAX_SERIES} of ${series.names.length} series: group by fewer dimensions or narrow the filters.`
        ),
      ];
}

/** Says that points which differ in what the query does not group by are averaged. */
export function mixedNotices(mixed: readonly string[]): Notice[] {
  return mixed.length === 0
    ? []
    : [
        info(
          `Averages points of different ${mixed.join(', ')} at the same load: group by ${mixed.length === 1 ? 'it' : 'them'} to tell them apart.`
        ),
      ];
}

/** Cells of repeats, sorted into series: `cells[s]` are the cells of series s. */
export function cellsOfSeries(series: Series, rows: Int32Array, cellOf: Int32Array, cellCount: number): number[][] {
  const seriesOfCell = new Int32Array(cellCount).fill(-1);
  if (KERNELS !== null) {
    KERNELS.scatter(cellOf, series.grouping.groupOf, seriesOfCell);
  } else {
    for (let index = 0; index < rows.length; index++) {
      seriesOfCell[cellOf[index]] = series.grouping.groupOf[index];
    }
  }
  const cells: number[][] = series.names.map(() => []);
  for (let cell = 0; cell < cellCount; cell++) {
    cells[seriesOfCell[cell]].push(cell);
  }
  return cells;
}
