import * as v from 'valibot';
import type { StoreConfig } from '../model/config';
import { StoreError, type ListedStore } from './store';

type SampleConfig = Extract<StoreConfig, { kind: 'sample' }>;

/** Name of the list of objects beside the bundled sample results. */
export const SAMPLE_LIST = 'index.json';

const listSchema = v.object({ objects: v.array(v.object({ path: v.string(), size: v.number() })) });

const LIST_BYTES = 1024 * 1024;

/** The results that ship with the plugin: simulated, and marked so. */
export const sampleStore: ListedStore<SampleConfig> = {
  kind: 'listed',
  root: () => '',
  *list() {
    const [answer] = yield {
      requests: [
        { kind: 'http', method: 'GET', path: SAMPLE_LIST, want: { as: 'json', drop: [] }, sizeLimit: LIST_BYTES },
      ],
      progress: { step: 'listing', done: 0, total: 1 },
    };
    const parsed =
      answer.kind === 'http' && answer.body.as === 'json' ? v.safeParse(listSchema, answer.body.documents[0]) : null;
    if (parsed === null || !parsed.success) {
      throw new StoreError(
        'listing',
        'The sample results of the plugin cannot be listed: its installation is incomplete. Install the plugin anew.'
      );
    }
    // Bundled files never change: the size is a good enough validator.
    return {
      objects: parsed.output.objects.map(({ path, size }) => ({ path, size, etag: `sample-${size}`, modified: null })),
      issues: [],
    };
  },
};
