/**
 * The core for a process that embeds a JavaScript engine of its own. Settings, queries and manifests come in as JSON text,
 * tables as Arrow bytes; tasks are generators that the host steps with the answers to their requests. The host may hold what
 * it is given and give it back, and needs to look into nothing but requests, progress and the plain results named here.
 */
import { check, scan, type Health } from './engine';
import { answerFrames } from './engine/answer';
import { published } from './engine/published';
import { withProgress } from './engine/steps';
import { openTables } from './engine/tables';
import { schemaOf, type Field } from './frames/frame';
import { catalogFiles, type IndexFile } from './index-files';
import { tableNames, unify, unopened, type Catalog, type TableName } from './model/catalog';
import { parseConfig, type Config } from './model/config';
import { readPrices } from './model/prices';
import { readSignals } from './model/signals';
import { catalogOfManifest, parseManifest, type Manifest } from './model/manifest';
import { DEFAULT_LIMITS, type Context, type Task } from './model/request';
import { openData, type Data } from './query/data';
import { QueryError } from './query/definition';
import { storeOf } from './stores/index';

export { answer, check, healthOf, scan } from './engine';

/** A catalog with its opened columns, for a host to keep and give back. */
export interface Opened {
  readonly catalog: Catalog;
  readonly data: Data;
}

/** A catalog as it leaves the engine; `files` only what the host does not hold already. */
export interface Exported {
  readonly id: string;
  readonly complete: boolean;
  readonly scannedAt: number;
  readonly objects: number;
  readonly points: number;
  /** Why the last scan ended early; empty where it did not. */
  readonly error: string;
  readonly manifest: string;
  readonly paths: readonly string[];
  readonly files: readonly IndexFile[];
}

/** A frame whose values the host writes as JSON itself: null for NaN, for the infinities and for what is missing. */
export interface Answered {
  readonly schema: string;
  readonly values: ReadonlyArray<Field['values']>;
}

/** Settings or a manifest that cannot be used as they are. */
export class SettingsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsError(`${what} is not JSON`);
  }
}

function configOf(text: string): Config {
  const parsed = parseConfig(readJson(text, 'The configuration of the data source'));
  if (!parsed.ok) {
    throw new SettingsError(parsed.problems.map(({ at, message }) => `${at}: ${message}`).join('; '));
  }
  return parsed.value;
}

/** What a host says of the outside; `settings` are those of the data source, as Grafana keeps them. */
type Given = Omit<Context, 'limits' | 'prices'> & {
  readonly settings?: { readonly prices?: unknown; readonly links?: unknown };
};

/** The context of a task, with prices and places of metrics and logs out of the settings; limits are the usual ones. */
function contextOf(text: string): Context {
  const { settings, links, ...given } = readJson(text, 'The context') as Given;
  return {
    ...given,
    limits: DEFAULT_LIMITS,
    prices: readPrices(settings?.prices),
    ...(links === undefined ? {} : { links: { ...links, signals: readSignals(settings?.links) } }),
  };
}

function catalogOf(manifest: string): Catalog {
  const parsed = parseManifest(readJson(manifest, 'The manifest'));
  if (parsed === null) {
    throw new SettingsError('The manifest of the catalog cannot be read');
  }
  return catalogOfManifest(parsed, '');
}

/**
 * A catalog whose tables are opened when a query needs them: the host is asked for their paths. `held` is what it was opened
 * as before: where only the state differs, its columns are kept.
 */
export function open(manifest: string, held: Opened | null): Opened {
  const catalog = catalogOf(manifest);
  return held !== null && held.catalog.id === catalog.id
    ? { catalog: { ...catalog, views: held.catalog.views }, data: held.data }
    : { catalog, data: openData(catalog) };
}

function pointsOf({ segments }: Manifest, catalog: Catalog): number {
  const masked = segments.some((segment) => segment.masked.length > 0);
  const rows = segments.flatMap(({ tables }) => tables.filter(({ name }) => name === 'points'));
  return masked ? unify(catalog, 'points').rows : rows.reduce((sum, table) => sum + table.rows, 0);
}

/** A catalog as bytes. `known` are paths and sizes of files that the host holds. */
export function exported(catalog: Catalog, known: ReadonlyArray<readonly [string, number]>): Exported {
  const { manifest, files } = catalogFiles(catalog, new Map(known));
  return {
    id: catalog.id,
    complete: catalog.state.complete,
    scannedAt: catalog.scannedAt,
    objects: catalog.state.objectsListed,
    points: pointsOf(manifest, catalog),
    error: catalog.state.error ?? '',
    manifest: JSON.stringify(manifest),
    paths: manifest.segments.flatMap(({ tables }) => tables.map(({ path }) => path)),
    files,
  };
}

/** Opens the tables by which a scan tells what changed: all but the metrics. */
function openForScan(catalog: Catalog, context: Context): Task<void> {
  const names = Array.from(tableNames(catalog)).filter((name: TableName) => !name.startsWith('metrics/'));
  const missing = unopened(catalog, names);
  return withProgress(openTables(missing, context.limits), { step: 'opening', done: 0, total: missing.length });
}

/**
 * Scans from the manifest of the previous catalog; empty for none, then from the index of the store where there is one. Throws
 * SettingsError and what `scan` throws.
 */
export function* scanTask(config: string, previous: string, context: string): Task<Catalog, Catalog> {
  const [settings, outside] = [configOf(config), contextOf(context)];
  if (previous === '') {
    const { catalog, issues } = yield* published(settings, outside);
    return yield* scan(settings, catalog, outside, issues);
  }
  const before = catalogOf(previous);
  if (storeOf(settings.store).kind === 'listed') {
    yield* openForScan(before, outside);
  }
  return yield* scan(settings, before, outside);
}

/** Answers a query from an opened catalog. Throws QueryError and what `answer` throws. */
export function* answerTask(query: string, { catalog, data }: Opened, context: string): Task<readonly Answered[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(query);
  } catch {
    throw new QueryError('The query is not JSON.');
  }
  const frames = yield* answerFrames(parsed, catalog, contextOf(context), data);
  return frames.map((frame) => ({
    schema: JSON.stringify(schemaOf(frame)),
    values: frame.fields.map(({ values }) => values),
  }));
}

/** Tries a store. Throws SettingsError. */
export function* checkTask(config: string, context: string): Task<Health, Catalog> {
  return yield* check(configOf(config), contextOf(context));
}

/** Throws SettingsError, which says what is wrong. */
export function checkConfig(config: string): void {
  configOf(config);
}
