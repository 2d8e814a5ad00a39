import { dimensionKind } from '../model/dimensions';
import { DIRECTORY, type Segment, type TableName } from '../model/catalog';
import type { Issue } from '../model/record';
import { numberBuilder, textBuilder, type Column, type ColumnBuilder, type Table } from '../model/table';
import type { AssembledPoint } from './assemble';

/** What became of one object of the store. */
export interface ObjectRecord {
  readonly path: string;
  readonly dir: string;
  readonly etag: string | null;
  readonly size: number | null;
  readonly modified: number | null;
  readonly format: string | null;
  readonly formatVersion: string | null;
  readonly points: number;
  readonly status: 'read' | 'context' | 'left-aside' | 'failed';
  /** Why it was left aside or failed. */
  readonly reason: string | null;
}

/** Everything that a scan found in one directory: the unit of replacement. */
export interface DirectoryContent {
  readonly dir: string;
  readonly objects: readonly ObjectRecord[];
  readonly points: readonly AssembledPoint[];
  readonly issues: readonly Issue[];
}

type Cell = string | number | null | undefined;

type Growing =
  | { readonly kind: 'text'; readonly builder: ColumnBuilder<string>; rows: number }
  | { readonly kind: 'number'; readonly builder: ColumnBuilder<number>; rows: number };

/** Collects rows column by column; a column that comes late is missing in the rows before. */
function tableBuilder(kindOf: (name: string) => 'text' | 'number') {
  const columns = new Map<string, Growing>();
  let rows = 0;
  const push = (name: string, value: string | number): void => {
    let column = columns.get(name);
    if (column === undefined) {
      column =
        kindOf(name) === 'text'
          ? { kind: 'text', builder: textBuilder(), rows: 0 }
          : { kind: 'number', builder: numberBuilder(), rows: 0 };
      columns.set(name, column);
    }
    fill(column, rows);
    column.rows++;
    if (column.kind === 'text') {
      column.builder.push(String(value));
    } else {
      column.builder.push(typeof value === 'number' ? value : null);
    }
  };
  const fill = (column: Growing, upTo: number): void => {
    for (; column.rows < upTo; column.rows++) {
      column.builder.push(null);
    }
  };
  const add = (values: { readonly [name: string]: Cell }): void => {
    for (const name in values) {
      const value = values[name];
      if (value !== null && value !== undefined) {
        push(name, value);
      }
    }
  };
  return {
    /** Adds one row out of parts that share no name. */
    row(...parts: ReadonlyArray<{ readonly [name: string]: Cell }>): void {
      parts.forEach(add);
      rows++;
    },
    build(total: number): Table {
      const built = new Map<string, Column>();
      columns.forEach((column, name) => {
        fill(column, total);
        built.set(name, column.builder.build());
      });
      return { rows: total, columns: built };
    },
  };
}

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  objects: ['size', 'modified', 'points'],
  components: ['replicas', 'accelerators_per_replica', 'tp', 'pp', 'dp', 'ep'],
  settings: [],
  issues: [],
};

function kindIn(table: keyof typeof NUMBERS): (name: string) => 'text' | 'number' {
  return (name) => (NUMBERS[table].includes(name) ? 'number' : 'text');
}

const pointKind = (name: string): 'text' | 'number' => (dimensionKind(name) === 'string' ? 'text' : 'number');

/** Column of a statistic in a metric table; a plain value stands under `value`. */
function metricColumn(stat: string): string {
  return stat === '' ? 'value' : stat;
}

function pointTables(contents: readonly DirectoryContent[], tables: Map<TableName, Table>): void {
  const points = tableBuilder(pointKind);
  const metrics = new Map<string, Array<{ row: number; stats: { readonly [stat: string]: number } }>>();
  let row = 0;
  contents.forEach(({ dir, points: found }) =>
    found.forEach((point) => {
      points.row(point.dimensions, { [DIRECTORY]: dir, run_key: point.runKey });
      Object.keys(point.metrics).forEach((base) => {
        const rows = metrics.get(base) ?? [];
        rows.push({ row, stats: point.metrics[base] });
        metrics.set(base, rows);
      });
      row++;
    })
  );
  tables.set('points', points.build(row));
  metrics.forEach((rows, base) => tables.set(`metrics/${base}`, metricTable(rows, row)));
}

function metricTable(
  rows: ReadonlyArray<{ row: number; stats: { readonly [stat: string]: number } }>,
  total: number
): Table {
  const columns = new Map<string, Float64Array>();
  rows.forEach(({ row, stats }) => {
    for (const stat in stats) {
      const name = metricColumn(stat);
      let values = columns.get(name);
      if (values === undefined) {
        values = new Float64Array(total).fill(NaN);
        columns.set(name, values);
      }
      values[row] = Number.isFinite(stats[stat]) ? stats[stat] : NaN;
    }
  });
  return {
    rows: total,
    columns: new Map(Array.from(columns, ([name, values]) => [name, { kind: 'number' as const, values }])),
  };
}

function rowTable(
  table: 'objects' | 'components' | 'settings' | 'issues',
  rows: ReadonlyArray<{ readonly [name: string]: Cell }>
): Table {
  const builder = tableBuilder(kindIn(table));
  rows.forEach((row) => builder.row(row));
  return builder.build(rows.length);
}

/** Rows that hang on runs, once a run: points of one run repeat them. */
function runRows(
  contents: readonly DirectoryContent[],
  table: 'components' | 'settings'
): Array<{ readonly [name: string]: Cell }> {
  const rows: Array<{ readonly [name: string]: Cell }> = [];
  contents.forEach(({ dir, points }) => {
    const byRun = new Map<string, Set<unknown>>();
    points.forEach(({ runKey, dimensions: { run }, components, settings }) => {
      const seen = byRun.get(runKey) ?? new Set<unknown>();
      byRun.set(runKey, seen);
      const add = (key: unknown): boolean => seen.size < seen.add(key).size;
      // Points of one run mostly share the very objects, which are told apart sooner than their texts.
      const isNew = <T>(part: T, textOf: (part: T) => string): boolean => add(part) && add(textOf(part));
      if (table === 'settings') {
        settings
          .filter((setting) => isNew(setting, ({ component, key, value }) => `${component}\u0000${key}\u0000${value}`))
          .forEach((setting) => rows.push({ ...setting, [DIRECTORY]: dir, run_key: runKey, run }));
      } else {
        components
          .filter((part) => isNew(part, JSON.stringify))
          .forEach(({ acceleratorsPerReplica, ...rest }) =>
            rows.push({
              ...rest,
              accelerators_per_replica: acceleratorsPerReplica,
              [DIRECTORY]: dir,
              run_key: runKey,
              run,
            })
          );
      }
    });
  });
  return rows;
}

/** Writes the contents of directories as one segment. `id` names it. */
export function buildSegment(id: string, contents: readonly DirectoryContent[]): Segment {
  const tables = new Map<TableName, Table>();
  pointTables(contents, tables);
  tables.set('components', rowTable('components', runRows(contents, 'components')));
  tables.set('settings', rowTable('settings', runRows(contents, 'settings')));
  const flat = <T>(pick: (content: DirectoryContent) => readonly T[]): Array<{ dir: string; item: T }> =>
    contents.reduce<Array<{ dir: string; item: T }>>((all, content) => {
      pick(content).forEach((item) => all.push({ dir: content.dir, item }));
      return all;
    }, []);
  tables.set(
    'objects',
    rowTable(
      'objects',
      flat((content) => content.objects).map(({ item: { formatVersion, ...rest } }) => ({
        ...rest,
        format_version: formatVersion,
      }))
    )
  );
  tables.set(
    'issues',
    rowTable(
      'issues',
      flat((content) => [
        ...content.issues,
        ...content.points.reduce<Issue[]>((all, point) => all.concat(point.issues), []),
      ]).map(({ dir, item }) => ({ ...item, dir }))
    )
  );
  return { id, tables, remote: new Map() };
}
