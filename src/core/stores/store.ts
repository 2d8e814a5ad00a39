import type { StoreConfig } from '../model/config';
import type { Issue } from '../model/record';
import type { Batch, Answer, Context, Task } from '../model/request';
import type { Catalog } from '../model/catalog';

/** One object of a store. Null: the listing does not say. */
export interface StoreObject {
  /** Relative to the root of the store, unencoded, `/` between segments, without a leading one. */
  readonly path: string;
  readonly size: number | null;
  readonly etag: string | null;
  /** ms since the epoch. */
  readonly modified: number | null;
}

export interface Listing {
  readonly objects: readonly StoreObject[];
  /** What was not listed, and why: limits, loops, unreadable directories, refused names. */
  readonly issues: readonly Issue[];
}

/** Ends an entry point: the store cannot be used at all. `step` is the one of a health check that failed. */
export class StoreError extends Error {
  constructor(
    readonly step: 'address' | 'reachability' | 'credentials' | 'listing' | 'recognition',
    message: string
  ) {
    super(message);
    this.name = 'StoreError';
  }
}

/** A store that is read object by object. */
export interface ListedStore<C extends StoreConfig = StoreConfig> {
  readonly kind: 'listed';
  /** Path before those of its objects: empty, or with a slash at its end. Not checked. */
  root(config: C): string;
  list(config: C, context: Context): Task<Listing>;
}

/** A store that publishes a catalog of its own. */
export interface IndexedStore<C extends StoreConfig = StoreConfig> {
  readonly kind: 'indexed';
  open(config: C, previous: Catalog, context: Context): Generator<Batch, Catalog, readonly Answer[]>;
}
