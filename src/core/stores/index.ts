import type { StoreConfig } from '../model/config';
import { httpStore } from './http';
import { publishedIndex } from './published-index';
import { s3Store } from './s3';
import { sampleStore } from './sample';
import type { IndexedStore, ListedStore } from './store';

/** Every kind of store. */
const STORES = { sample: sampleStore, http: httpStore, s3: s3Store, index: publishedIndex } as const;

/** The store of a configuration. Its type follows from the kind, so the cast loses nothing. */
export function storeOf(config: StoreConfig): ListedStore | IndexedStore {
  return STORES[config.kind] as ListedStore | IndexedStore;
}
