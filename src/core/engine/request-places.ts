import { requestRowsOf } from '../formats/request-files';
import type { RequestRows } from '../formats/request-rows';
import { directoryOf, fileNameOf } from '../ingest/places';
import { numberAt, textAt, type Column } from '../model/table';
import type { Data } from '../query/data';

/** An object that may keep single requests. */
export interface RequestObject {
  readonly path: string;
  /** Bytes; NaN where the listing does not say. */
  readonly size: number;
  readonly rows: RequestRows;
}

/** The object for the requests of a point; null where there is none, a reason where nobody knows which of several it is. */
export type Place = RequestObject | string | null;

/** Candidates of one directory by their path. */
type Candidates = ReadonlyMap<string, RequestObject>;

/** Candidates in the given directories. O(objects). */
function candidates(data: Data, directories: ReadonlySet<string>): ReadonlyMap<string, Candidates> {
  const objects = data.table('objects');
  const [paths, formats, sizes] = ['path', 'format', 'size'].map((name) => objects.column(name));
  const text = (column: Column | undefined, row: number): string | null =>
    column === undefined ? null : textAt(column, row);
  const found = new Map<string, Map<string, RequestObject>>();
  for (let row = 0; row < objects.rows; row++) {
    const path = text(paths, row);
    const dir = path === null ? null : directoryOf(path);
    if (path !== null && dir !== null && directories.has(dir)) {
      const rows = requestRowsOf(path, text(formats, row));
      if (rows !== null) {
        const size = sizes === undefined ? NaN : numberAt(sizes, row);
        const own = found.get(dir) ?? new Map<string, RequestObject>();
        found.set(dir, own.set(path, { path, size, rows }));
      }
    }
  }
  return found;
}

/** The object itself, the one that a report names in its own name, or the only one of the directory. */
function choose(path: string, among: Candidates): Place {
  const itself = among.get(path);
  if (itself !== undefined) {
    return itself;
  }
  const name = fileNameOf(path);
  const all = Array.from(among.values());
  const named = all.find((object) => name.includes(fileNameOf(object.path)));
  if (named !== undefined || all.length === 1) {
    return named ?? all[0];
  }
  return all.length === 0
    ? null
    : `${all.length} files with single requests lie beside the result, and none is named like it`;
}

/** Where the requests of the given points are kept, and the points of each object in the order of the catalog. */
export function requestPlaces(
  data: Data,
  rows: Int32Array
): { readonly placeOf: (row: number) => Place; readonly rowsOf: (path: string) => readonly number[] } {
  const [paths, scope] = ['path', 'scope'].map((id) => data.dimension(id));
  const directories = new Set<string>();
  rows.forEach((row) => directories.add(directoryOf(textAt(paths, row) ?? '')));
  const among = candidates(data, directories);
  const places = new Map<number, Place>();
  const points = new Map<string, number[]>();
  for (let row = 0; row < data.rows; row++) {
    const path = textAt(paths, row);
    const own = path === null ? undefined : among.get(directoryOf(path));
    if (path !== null && own !== undefined && textAt(scope, row) === 'stage') {
      const place = choose(path, own);
      places.set(row, place);
      if (place !== null && typeof place !== 'string') {
        const held = points.get(place.path) ?? [];
        held.push(row);
        points.set(place.path, held);
      }
    }
  }
  return { placeOf: (row) => places.get(row) ?? null, rowsOf: (path) => points.get(path) ?? [] };
}
