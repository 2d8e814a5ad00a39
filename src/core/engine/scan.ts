import { changesSince } from '../ingest/changes';
import { makeCatalog, MAX_SEGMENTS, mergeViews, replaceDirectories } from '../ingest/replace';
import { compileMappings } from '../formats/mapped-fields';
import type { Seen } from '../formats/format';
import { compileRules } from '../ingest/rules';
import { growingSegments, type Sourced } from '../ingest/growing-segments';
import type { DirectoryContent } from '../ingest/segment';
import {
  EMPTY_CATALOG,
  tableNames,
  unopened,
  type Catalog,
  type CatalogState,
  type Segment,
  type SegmentView,
} from '../model/catalog';
import type { Config } from '../model/config';
import { fingerprint } from '../model/fingerprint';
import type { Issue } from '../model/record';
import type { Context, Task } from '../model/request';
import { storeOf } from '../stores/index';
import type { Listing } from '../stores/store';
import { contentOf, sourceText } from './contents';
import { readDirectories, revalidate, type ReadDirectory } from './reading';
import { withProgress, type Steps } from './steps';
import { openTables } from './tables';

/** Objects after which a partial catalog is shown again, at the latest. */
const PARTIAL_OBJECTS = 2000;

/** Version of what readers and rules make of a file: catalogs of another one are read anew. */
const CATALOG_VERSION = 1;

/** Prices take part in answers alone: a new one makes no file be read again. */
export function settingsFingerprint({ prices: _, ...config }: Config): string {
  return fingerprint(JSON.stringify([CATALOG_VERSION, config]));
}

/** Directory name of issues that belong to no object: of the listing and of the rules. A scan replaces those of the last. */
const STORE_DIRECTORY = '\u0000store';

function storeContent(issues: readonly Issue[]): DirectoryContent {
  return { dir: STORE_DIRECTORY, objects: [], points: [], issues };
}

/** Brings the views under the segment limit: everything is opened and written as one. */
function* compact(views: readonly SegmentView[], catalog: Catalog, context: Context): Steps<Catalog> {
  if (views.length <= MAX_SEGMENTS) {
    return catalog;
  }
  yield* openTables(unopened(catalog, tableNames(catalog)), context.limits);
  const merged = { segment: mergeViews(views, catalog.id), masked: new Set<string>() };
  return makeCatalog([merged], catalog.settings, catalog.scannedAt, catalog.state);
}

function objectsOf(directories: readonly ReadDirectory[]): number {
  return directories.reduce((sum, { read }) => sum + read.length, 0);
}

/** Reads what changed in a listing and puts it in the place of what was known. */
function* refresh(
  listing: Listing,
  config: Config,
  before: Catalog,
  settings: string,
  context: Context,
  said: readonly Issue[]
): Task<Catalog, Catalog> {
  const rules = compileRules(config.rules, config.aliases, config.builtinRules.disabled);
  const { mappings, issues: mappingIssues } = compileMappings(config.mappings);
  const { dirty: certain, uncertain, gone, added } = changesSince(listing.objects, before);
  const asking = revalidate(uncertain, context);
  const changed = yield* withProgress(asking, { step: 'listing', done: 0, total: null });
  const dirty = new Map(certain);
  changed.forEach((directory) =>
    dirty.set(
      directory,
      (uncertain.get(directory) ?? []).map(({ object }) => object)
    )
  );
  const total = Array.from(dirty.values()).reduce((sum, objects) => sum + objects.length, 0);
  const unchanged = listing.objects.length - total;
  const growing = growingSegments(settings);
  const replaced = [...gone];
  let done = 0;
  let begun: readonly ReadDirectory[] = [];
  const sourced = (content: DirectoryContent): Sourced => ({ content, source: sourceText(content, context.now) });
  const add = (content: DirectoryContent): void => {
    growing.add(sourced(content));
    replaced.push(content.dir);
    done += content.objects.length;
  };
  add(storeContent([...said, ...listing.issues, ...rules.issues, ...mappingIssues]));
  const catalog = (shown: readonly Segment[], read: number, complete: boolean): Catalog => {
    const state: CatalogState = {
      complete,
      objectsListed: listing.objects.length,
      objectsRead: unchanged + read,
      error: null,
    };
    return makeCatalog(replaceDirectories(before.views, replaced, shown), settings, context.now, state);
  };
  /** What is read, with what is read so far of directories that are new: of known ones, what is known is more. */
  const partial = (fresh: readonly ReadDirectory[]): Catalog => {
    const parts = fresh.map((directory) => sourced(contentOf(directory, rules)));
    return catalog([...growing.segments(), growing.provisional(parts)], done + objectsOf(fresh), false);
  };
  const maxBytes = 'maxObjectBytes' in config.store ? config.store.maxObjectBytes : Number.MAX_SAFE_INTEGER;
  const reading = readDirectories(
    dirty,
    { maxBytes, reader: { zoneOffsetMinutes: config.zoneOffsetMinutes, mappings, seen: new Map<string, Seen[]>() } },
    context,
    (complete, open) => {
      complete.forEach((directory) => add(contentOf(directory, rules)));
      begun = Array.from(open, ([dir, read]) => ({ dir, read }));
    }
  );
  let shown = 0;
  let step = reading.next();
  while (step.done !== true) {
    const fresh = begun.filter(({ dir }) => added.has(dir));
    const unshown = done + objectsOf(fresh) - shown;
    // Shown after the first batch, then whenever as much again is read: soon on a slow store, and linear in all. What is read
    // of a directory that is not complete is put together anew each time, so no more of it than is new.
    const isDue = unshown > 0 && unshown >= Math.min(PARTIAL_OBJECTS, shown) && objectsOf(fresh) <= 2 * unshown;
    shown += isDue ? unshown : 0;
    step = reading.next(
      yield {
        requests: step.value.requests,
        progress: { step: 'reading', done: done + objectsOf(begun), total },
        ...(isDue ? { partial: () => partial(fresh) } : {}),
      }
    );
  }
  // One segment a refresh, so that many partial ones do not bring the merge closer.
  const whole = catalog([growing.joined()], done, true);
  return yield* withProgress(compact(whole.views, whole, context), { step: 'opening', done, total });
}

/**
 * Reads a store into a catalog. Directories in which nothing changed since `previous` are not read again; the others become
 * one new segment that masks what it replaces. Yields partial catalogs on the way. Throws StoreError where the store cannot
 * be used at all; an object that cannot be read becomes an issue. `said` are issues of what the scan starts from.
 */
export function* scan(
  config: Config,
  previous: Catalog,
  context: Context,
  said: readonly Issue[] = []
): Task<Catalog, Catalog> {
  const settings = settingsFingerprint(config);
  const before = previous.settings === settings ? previous : EMPTY_CATALOG;
  const store = storeOf(config.store);
  if (store.kind === 'indexed') {
    return { ...(yield* store.open(config.store, before, context)), settings };
  }
  const listing = yield* store.list(config.store, context);
  return yield* refresh(listing, config, before, settings, context, said);
}
