import { mergeViews } from './ingest/replace';
import { encodeTable } from './model/arrow';
import type { Catalog, Segment } from './model/catalog';
import { MANIFEST_NAME, tablePath, type Manifest } from './model/manifest';

export interface IndexFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type TableEntry = Manifest['segments'][number]['tables'][number];

/**
 * The opened tables of a segment as Arrow files, and what a manifest says of them. `sizeOf` tells the bytes of files that are
 * there already and need not be made again.
 */
function segmentFiles(
  segment: Segment,
  sizeOf: (path: string) => number | undefined = () => undefined
): { files: IndexFile[]; tables: TableEntry[] } {
  const files: IndexFile[] = [];
  const tables: TableEntry[] = [];
  segment.tables.forEach((table, name) => {
    const path = tablePath(segment.id, name);
    const known = sizeOf(path);
    const bytes = known === undefined ? encodeTable(table) : null;
    if (bytes !== null) {
      files.push({ path, bytes });
    }
    const size = known ?? bytes?.length;
    if (size !== undefined) {
      tables.push({ name, path, rows: table.rows, bytes: size });
    }
  });
  return { files, tables };
}

/**
 * A catalog as files to publish next to a store: one merged Arrow file a table, and the manifest. All tables have to be
 * opened. `encode` turns text into UTF-8, since the core has no TextEncoder everywhere.
 */
export function indexFiles(catalog: Catalog, encode: (text: string) => Uint8Array): IndexFile[] {
  const segment = mergeViews(catalog.views, catalog.id);
  const { files, tables } = segmentFiles(segment);
  const manifest: Manifest = {
    prismIndex: 1,
    id: catalog.id,
    settings: catalog.settings,
    scannedAt: catalog.scannedAt,
    objectsListed: catalog.state.objectsListed,
    segments: [{ id: segment.id, masked: [], tables }],
  };
  return [...files, { path: MANIFEST_NAME, bytes: encode(JSON.stringify(manifest, null, 2)) }];
}

/** A segment whose tables lie in files, by what the files are. */
function filedSegment({ remote }: Segment): TableEntry[] {
  return Array.from(remote, ([name, { path, rows, bytes }]): TableEntry => ({ name, path, rows, bytes }));
}

/**
 * A catalog as a host keeps it outside the engine that made it: segment by segment as it is, in any state. `files` are those
 * of new segments that are not in `known` (path to bytes); tables that came out of files stay where they are.
 */
export function catalogFiles(
  catalog: Catalog,
  known: ReadonlyMap<string, number>
): { readonly manifest: Manifest; readonly files: readonly IndexFile[] } {
  const files: IndexFile[] = [];
  const segments = catalog.views.map(({ segment, masked }) => {
    const made =
      segment.remote.size > 0
        ? { files: [], tables: filedSegment(segment) }
        : segmentFiles(segment, (path) => known.get(path));
    files.push(...made.files);
    return { id: segment.id, masked: Array.from(masked), tables: made.tables };
  });
  const { id, settings, scannedAt, state } = catalog;
  return {
    manifest: { prismIndex: 1, id, settings, scannedAt, objectsListed: state.objectsListed, state, segments },
    files,
  };
}
