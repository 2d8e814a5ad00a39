import { concatColumns, type Column, type Part, type Table } from './table';

/**
 * Tables of a segment. `points` holds dimensions, one row a load point; `metrics/<base>` the statistics of one metric,
 * rows as in points; the others have rows of their own and a `dir` column, the unit of replacement.
 */
export type TableName = 'points' | 'components' | 'settings' | 'objects' | 'issues' | `metrics/${string}`;

/** Column of every table that is not a metric: the directory whose re-reading replaces the row. */
export const DIRECTORY = 'dir';

/** Where a table lies that has not been opened yet, relative to the store. */
export interface RemoteTable {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * A complete set of tables, never changed once made. Tables may still lie in the store: `answer` opens those a query
 * needs and keeps them in `tables`.
 */
export interface Segment {
  readonly id: string;
  readonly tables: Map<TableName, Table>;
  readonly remote: ReadonlyMap<TableName, RemoteTable>;
}

/** A segment with the directories whose rows newer segments replace. */
export interface SegmentView {
  readonly segment: Segment;
  readonly masked: ReadonlySet<string>;
}

/** How far the scan that made a catalog had come. */
export interface CatalogState {
  readonly complete: boolean;
  readonly objectsListed: number;
  readonly objectsRead: number;
  /** Set when the last scan ended early, with the reason. */
  readonly error: string | null;
}

export interface Catalog {
  /** Changes with its contents: fingerprint of segments and masks. */
  readonly id: string;
  /** Fingerprint of the settings that made it; under other settings everything is read anew. */
  readonly settings: string;
  /** When the scan ran, ms since the epoch. */
  readonly scannedAt: number;
  readonly state: CatalogState;
  readonly views: readonly SegmentView[];
}

export const EMPTY_CATALOG: Catalog = {
  id: 'empty',
  settings: '',
  scannedAt: 0,
  state: { complete: false, objectsListed: 0, objectsRead: 0, error: null },
  views: [],
};

/** Rows of a table that no newer segment replaces, in order; null means all of them. */
export function visibleRows(view: SegmentView, table: TableName): Int32Array | null {
  const governing = view.segment.tables.get(table.startsWith('metrics/') ? 'points' : table);
  const directory = governing?.columns.get(DIRECTORY);
  if (view.masked.size === 0 || governing === undefined || directory === undefined || directory.kind !== 'text') {
    return null;
  }
  const hidden = directory.values.map((value) => view.masked.has(value));
  if (!hidden.some(Boolean)) {
    return null;
  }
  const rows: number[] = [];
  for (let row = 0; row < governing.rows; row++) {
    const code = directory.codes[row];
    if (code < 0 || !hidden[code]) {
      rows.push(row);
    }
  }
  return Int32Array.from(rows);
}

/** Names of the tables that any segment has, opened or not. */
export function tableNames(catalog: Catalog): Set<TableName> {
  const names = new Set<TableName>();
  catalog.views.forEach(({ segment }) => {
    segment.tables.forEach((_, name) => names.add(name));
    segment.remote.forEach((_, name) => names.add(name));
  });
  return names;
}

/** Tables of the given names that lie in the store and are not opened yet. */
export function unopened(
  catalog: Catalog,
  names: Iterable<TableName>
): Array<{ segment: Segment; name: TableName; remote: RemoteTable }> {
  const wanted = Array.from(new Set(names));
  const found: Array<{ segment: Segment; name: TableName; remote: RemoteTable }> = [];
  catalog.views.forEach(({ segment }) => {
    wanted.forEach((name) => {
      const remote = segment.remote.get(name);
      if (remote !== undefined && !segment.tables.has(name)) {
        found.push({ segment, name, remote });
      }
    });
  });
  return found;
}

/** One table over all segments, masked rows left out and dictionaries unified. */
export interface UnifiedTable {
  readonly rows: number;
  readonly columnNames: readonly string[];
  /** The column, unified on first use and then kept; undefined where no segment has it. */
  column(name: string): Column | undefined;
}

/** Rows that a segment shows of a table; where it lacks a metric's table these are the rows of its points. */
function rowCount(view: SegmentView, name: TableName): number {
  const own = view.segment.tables.get(name) ?? view.segment.tables.get(name.startsWith('metrics/') ? 'points' : name);
  return own === undefined ? 0 : own.rows;
}

/** Opens a table over all segments. Tables that lie in the store unopened count as missing values. */
export function unify(catalog: Catalog, name: TableName): UnifiedTable {
  const parts = catalog.views.map((view) => ({
    table: view.segment.tables.get(name),
    keep: visibleRows(view, name),
    rows: rowCount(view, name),
  }));
  const names = new Set<string>();
  parts.forEach((part) => part.table?.columns.forEach((_, column) => names.add(column)));
  const opened = new Map<string, Column>();
  return {
    rows: parts.reduce((total, part) => total + (part.keep === null ? part.rows : part.keep.length), 0),
    columnNames: Array.from(names),
    column(column) {
      if (!names.has(column)) {
        return undefined;
      }
      let found = opened.get(column);
      if (found === undefined) {
        found =
          parts.length === 1 && parts[0].keep === null && parts[0].table !== undefined
            ? (parts[0].table.columns.get(column) as Column)
            : concatColumns(
                parts.map((part): Part => ({
                  column: part.table?.columns.get(column),
                  keep: part.keep,
                  rows: part.rows,
                }))
              );
        opened.set(column, found);
      }
      return found;
    },
  };
}
