import { ArrowError } from '../model/arrow';
import { EMPTY_CATALOG, tableNames, unopened, type Catalog } from '../model/catalog';
import type { Config } from '../model/config';
import { catalogOfManifest, INDEX_DIRECTORY, MANIFEST_BYTES, MANIFEST_NAME, parseManifest } from '../model/manifest';
import { isSafePath, join } from '../model/path';
import type { Issue } from '../model/record';
import type { Answer, Context, Task } from '../model/request';
import { storeOf } from '../stores/index';
import { settingsFingerprint } from './scan';
import { withProgress } from './steps';
import { openTables, TableError } from './tables';

/** What a scan may start from, and what is to be said of it. */
export interface Published {
  /** EMPTY_CATALOG where there is none that can be used. */
  readonly catalog: Catalog;
  readonly issues: readonly Issue[];
}

const NOTHING: Published = { catalog: EMPTY_CATALOG, issues: [] };

function unused(path: string, why: string): Published {
  const message = `The published index is not used, the results are read instead: ${why}`;
  return { catalog: EMPTY_CATALOG, issues: [{ severity: 'warning', rule: 'index-unused', path, message }] };
}

/** The catalog of a manifest with nothing opened, or why there is none; an answer without an object is no index. */
function manifestOf(answer: Answer, path: string, base: string, settings: string): Published {
  if (answer.kind === 'failure') {
    return answer.reason === 'malformed' || answer.reason === 'too-large' ? unused(path, answer.message) : NOTHING;
  }
  if (answer.kind !== 'http' || answer.status !== 200) {
    return NOTHING;
  }
  const manifest = answer.body.as === 'json' ? parseManifest(answer.body.documents[0]) : null;
  if (manifest === null) {
    return unused(path, 'it is of another version, or no index. Write it anew with "prism index".');
  }
  if (manifest.settings !== settings) {
    return unused(
      path,
      'it was written with other settings (root, globs, limits, rules), or by another version. Write it anew with "prism index" and the settings of the data source.'
    );
  }
  const catalog = catalogOfManifest(manifest, base);
  return { catalog: { ...catalog, state: { ...catalog.state, complete: false } }, issues: [] };
}

/**
 * The index that `prism index` left in the directory `prism-index` of a store of objects: shown at once, and what a scan starts from,
 * which then reads what changed since. It is not complete until that scan is. All its tables are opened, so that one that is broken is
 * found here: then, and where the index is of other settings or of another version, issues say why it is not used.
 */
export function* published(config: Config, context: Context): Task<Published, Catalog> {
  const store = storeOf(config.store);
  if (store.kind === 'indexed' || config.store.kind === 'sample') {
    return NOTHING;
  }
  const base = join(store.root(config.store), `${INDEX_DIRECTORY}/`);
  if (!isSafePath(base)) {
    return NOTHING;
  }
  const path = base + MANIFEST_NAME;
  const progress = { step: 'opening', done: 0, total: null } as const;
  const [answer] = yield {
    requests: [{ kind: 'http', method: 'GET', path, want: { as: 'json', drop: [] }, sizeLimit: MANIFEST_BYTES }],
    progress,
  };
  const found = manifestOf(answer, path, base, settingsFingerprint(config));
  const opening = openTables(unopened(found.catalog, tableNames(found.catalog)), context.limits);
  try {
    yield* withProgress(opening, progress);
  } catch (error) {
    if (error instanceof TableError || error instanceof ArrowError) {
      return unused(path, error.message);
    }
    throw error;
  }
  if (found.catalog !== EMPTY_CATALOG) {
    yield { requests: [], progress, partial: () => found.catalog };
  }
  return found;
}
