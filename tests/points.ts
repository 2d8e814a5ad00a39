import { assembleDirectory } from '../src/core/ingest/assemble';
import { directoryOf } from '../src/core/ingest/places';
import { makeCatalog } from '../src/core/ingest/replace';
import { compileRules, type Rules } from '../src/core/ingest/rules';
import { buildSegment, type DirectoryContent } from '../src/core/ingest/segment';
import type { Catalog } from '../src/core/model/catalog';
import { fragment, type Fragment } from '../src/core/model/record';

/** Catalogs of points that a test writes down, without files and readers. */

const STATE = { complete: true, objectsListed: 0, objectsRead: 0, error: null };

/** One load point: a fragment of a stage, in `path` where the test does not care. */
export function point(given: Partial<Fragment> & { readonly path?: string }): Fragment {
  const { path = 'results/run/stage.json', ...rest } = given;
  return fragment({ grain: 'stage', source: { path, document: 0 }, format: 'test', ...rest });
}

/** Contents of directories by the paths of the fragments, in the order of their first one. */
export function contentsOf(fragments: readonly Fragment[], rules: Rules = compileRules([], [])): DirectoryContent[] {
  const byDirectory = new Map<string, Fragment[]>();
  fragments.forEach((part) => {
    const dir = directoryOf(part.source.path);
    byDirectory.set(dir, [...(byDirectory.get(dir) ?? []), part]);
  });
  return Array.from(byDirectory, ([dir, parts]) => ({
    dir,
    objects: [],
    points: assembleDirectory(dir, parts, rules),
    issues: [],
  }));
}

/** The catalog that a scan would make of fragments. */
export function catalogOfPoints(fragments: readonly Fragment[], rules?: Rules): Catalog {
  const segment = buildSegment('points', contentsOf(fragments, rules));
  return makeCatalog([{ segment, masked: new Set() }], 'test', 0, STATE);
}

/** A run of its own for every point, so that no two are one run by chance: path and run key are numbered. */
export function points(given: ReadonlyArray<Partial<Fragment>>): Fragment[] {
  return given.map((one, index) => point({ path: `results/run-${index}/stage.json`, runKey: `run-${index}`, ...one }));
}
