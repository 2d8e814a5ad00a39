import type { StoreConfig } from '../model/config';
import { catalogOfManifest, MANIFEST_BYTES, MANIFEST_NAME, parseManifest } from '../model/manifest';
import { StoreError, type IndexedStore } from './store';

type IndexConfig = Extract<StoreConfig, { kind: 'index' }>;

function base(root: string): string {
  const trimmed = root.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `${trimmed}/`;
}

/**
 * A catalog that `prism index` wrote: the manifest is read, tables when a query needs them. An unchanged manifest keeps the
 * tables that are already open.
 */
export const publishedIndex: IndexedStore<IndexConfig> = {
  kind: 'indexed',
  *open(config, previous) {
    const path = base(config.root) + MANIFEST_NAME;
    const [answer] = yield {
      requests: [{ kind: 'http', method: 'GET', path, want: { as: 'json', drop: [] }, sizeLimit: MANIFEST_BYTES }],
      progress: { step: 'listing', done: 0, total: 1 },
    };
    if (answer.kind === 'failure' && (answer.reason === 'unreachable' || answer.reason === 'timeout')) {
      throw new StoreError('reachability', answer.message);
    }
    if (answer.kind === 'http' && (answer.status === 429 || answer.status >= 500)) {
      throw new StoreError(
        'reachability',
        `The server answers ${path} with status ${answer.status}. Try again when it is well.`
      );
    }
    if (answer.kind === 'http' && (answer.status === 401 || answer.status === 403)) {
      throw new StoreError(
        'credentials',
        `The server refuses ${path} (${answer.status}). Check the credentials of the data source.`
      );
    }
    if (answer.kind === 'http' && answer.status === 404) {
      throw new StoreError(
        'address',
        `There is no ${path} (404). Write it with "prism index --store … --out DIR" and serve that directory.`
      );
    }
    const manifest =
      answer.kind === 'http' && answer.status === 200 && answer.body.as === 'json'
        ? parseManifest(answer.body.documents[0])
        : null;
    if (manifest === null) {
      throw new StoreError(
        'recognition',
        `${path} is no index of Prism. Write it with "prism index --store … --out DIR".`
      );
    }
    return manifest.id === previous.id ? previous : catalogOfManifest(manifest, base(config.root));
  },
};
