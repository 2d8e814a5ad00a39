import {
  DIRECTORY,
  unify,
  tableNames,
  type Catalog,
  type CatalogState,
  type Segment,
  type SegmentView,
  type TableName,
} from '../model/catalog';
import { fingerprint } from '../model/fingerprint';
import type { Column, Table } from '../model/table';

/** Segments beyond which a catalog is merged into one. */
export const MAX_SEGMENTS = 32;

/** Directories that a segment shows anything of. */
function directoriesOf(segment: Segment): string[] {
  const found = new Set<string>();
  segment.tables.forEach((table) => {
    const column = table.columns.get(DIRECTORY);
    if (column !== undefined && column.kind === 'text') {
      column.values.forEach((value) => found.add(value));
    }
  });
  return Array.from(found);
}

/** A catalog out of views, its id a fingerprint of what it shows. */
export function makeCatalog(
  views: readonly SegmentView[],
  settings: string,
  scannedAt: number,
  state: CatalogState
): Catalog {
  const text = views
    .map((view) => `${view.segment.id}:${Array.from(view.masked).sort().join('\u0000')}`)
    .join('\u0001');
  return { id: fingerprint(text), settings, scannedAt, state, views };
}

/**
 * The views with the given directories masked and the new segments behind them. A segment of which there is nothing to see
 * is dropped, so that a refresh that finds nothing new leaves the catalog as it was, its id too.
 */
export function replaceDirectories(
  views: readonly SegmentView[],
  replaced: Iterable<string>,
  added: readonly Segment[]
): SegmentView[] {
  const names = Array.from(replaced);
  const kept = views
    .map((view) => ({ ...view, masked: new Set([...Array.from(view.masked), ...names]) }))
    .map((view) => {
      const own = directoriesOf(view.segment);
      return {
        view: { ...view, masked: new Set(own.filter((directory) => view.masked.has(directory))) },
        left: own.length,
      };
    })
    .filter(({ view, left }) => left > view.masked.size)
    .map(({ view }) => view);
  const shown = added.filter((segment) => directoriesOf(segment).length > 0);
  return [...kept, ...shown.map((segment) => ({ segment, masked: new Set<string>() }))];
}

/** One segment out of all views, masked rows gone and dictionaries unified. All tables have to be opened. */
export function mergeViews(views: readonly SegmentView[], id: string): Segment {
  const catalog: Catalog = {
    id,
    settings: '',
    scannedAt: 0,
    state: { complete: true, objectsListed: 0, objectsRead: 0, error: null },
    views,
  };
  const tables = new Map<TableName, Table>();
  tableNames(catalog).forEach((name) => {
    const table = unify(catalog, name);
    tables.set(name, {
      rows: table.rows,
      columns: new Map(table.columnNames.map((column) => [column, table.column(column) as Column])),
    });
  });
  return { id, tables, remote: new Map() };
}
