import * as v from 'valibot';
import type { Catalog, RemoteTable, Segment, SegmentView, TableName } from './catalog';

/** Name of the manifest in the directory of an index. */
export const MANIFEST_NAME = 'prism-index.json';

/** Directory below the root of a store in which its own index is looked for. */
export const INDEX_DIRECTORY = 'prism-index';

/** Bytes that a manifest may have. */
export const MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * The manifest of a published catalog: which segments there are, where their tables lie, and which directories newer
 * segments replace. Small, read first; tables are opened when a query needs them.
 */
const tableSchema = v.object({
  name: v.string(),
  path: v.string(),
  rows: v.pipe(v.number(), v.integer(), v.minValue(0)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

const manifestSchema = v.object({
  prismIndex: v.literal(1),
  id: v.string(),
  settings: v.string(),
  scannedAt: v.number(),
  objectsListed: v.number(),
  /** How far the scan had come; left out where it was complete. */
  state: v.optional(
    v.object({
      complete: v.boolean(),
      objectsListed: v.number(),
      objectsRead: v.number(),
      error: v.nullable(v.string()),
    })
  ),
  segments: v.array(v.object({ id: v.string(), masked: v.array(v.string()), tables: v.array(tableSchema) })),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

const TABLE_NAME = /^(points|components|settings|objects|issues|metrics\/[a-z0-9_]+)$/;

/** Reads a manifest; null where the value is none, or names tables or paths that cannot be. */
export function parseManifest(value: unknown): Manifest | null {
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) {
    return null;
  }
  const sound = result.output.segments.every((segment) =>
    segment.tables.every(
      ({ name, path }) =>
        TABLE_NAME.test(name) &&
        /^[A-Za-z0-9_./-]+$/.test(path) &&
        !path.split('/').includes('..') &&
        !path.startsWith('/')
    )
  );
  return sound ? result.output : null;
}

/** The catalog of a manifest, nothing opened yet. `base` is put before the path of each table. */
export function catalogOfManifest(manifest: Manifest, base: string): Catalog {
  const views = manifest.segments.map((segment): SegmentView => {
    const remote = new Map<TableName, RemoteTable>();
    segment.tables.forEach(({ name, path, rows, bytes }) =>
      remote.set(name as TableName, { path: base + path, rows, bytes })
    );
    const opened: Segment = { id: segment.id, tables: new Map(), remote };
    return { segment: opened, masked: new Set(segment.masked) };
  });
  return {
    id: manifest.id,
    settings: manifest.settings,
    scannedAt: manifest.scannedAt,
    state: manifest.state ?? {
      complete: true,
      objectsListed: manifest.objectsListed,
      objectsRead: manifest.objectsListed,
      error: null,
    },
    views,
  };
}

/** Path of a table's file below the directory of the index. */
export function tablePath(segment: string, name: TableName): string {
  return `${segment}/${name.replace('/', '-')}.arrow`;
}
