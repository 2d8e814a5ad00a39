import { mergeViews } from './ingest/replace';
import { encodeTable } from './model/arrow';
import type { Catalog } from './model/catalog';
import { tablePath, type Manifest } from './model/manifest';

export interface IndexFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Name of the manifest in the directory of an index. */
export const MANIFEST_NAME = 'prism-index.json';

/**
 * A catalog as files to publish next to a store: one merged Arrow file a table, and the manifest. All tables have to be
 * opened. `encode` turns text into UTF-8, since the core has no TextEncoder everywhere.
 */
export function indexFiles(catalog: Catalog, encode: (text: string) => Uint8Array): IndexFile[] {
  const segment = mergeViews(catalog.views, catalog.id);
  const files: IndexFile[] = [];
  const tables: Manifest['segments'][number]['tables'] = [];
  segment.tables.forEach((table, name) => {
    const bytes = encodeTable(table);
    if (bytes !== null) {
      const path = tablePath(segment.id, name);
      files.push({ path, bytes });
      tables.push({ name, path, rows: table.rows, bytes: bytes.length });
    }
  });
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
