import { scan } from '../core/engine';
import { EMPTY_CATALOG, type Catalog } from '../core/model/catalog';
import type { Config } from '../core/model/config';
import { DEFAULT_LIMITS, type Context } from '../core/model/request';
import { openData, type Data } from '../core/query/data';
import { Cancelled, drive, type Perform } from './drive';

/**
 * Brings a catalog up to date: `partial` gets what is good enough to show meanwhile. Rejects with Cancelled when the signal is
 * given, and with the reason where there is no catalog to be had.
 */
export type Load = (previous: Catalog, partial: (catalog: Catalog) => void, signal: AbortSignal) => Promise<Catalog>;

/** A catalog with its opened columns. `complete` is false while the store is still being read. */
export interface Opened {
  readonly catalog: Catalog;
  readonly data: Data;
  readonly complete: boolean;
}

export interface CatalogSource {
  /**
   * Follows the catalog: `next` gets what there is, partial ones included, the last complete; then `done` is called, or
   * `failed`. Returns how to stop following. Identical scans are shared: one goes on as long as anybody follows it.
   */
  follow(follower: Follower): () => void;
  /** What is held counts as too old from now on. */
  expire(): void;
}

export interface Follower {
  next(opened: Opened): void;
  done(): void;
  failed(error: unknown): void;
}

interface Flight {
  readonly followers: Set<Follower>;
  readonly abort: AbortController;
}

function opened(catalog: Catalog): Opened {
  return { catalog, data: openData(catalog), complete: catalog.state.complete };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the store cannot be read';
}

export function contextNow(now = Date.now()): Context {
  return { now, range: null, limits: DEFAULT_LIMITS };
}

/** Reads the store itself. */
export function scanned(config: Config, perform: Perform, clock: () => number = Date.now): Load {
  return (previous, partial, signal) =>
    drive(scan(config, previous, contextNow(clock())), perform, { signal, onPartial: partial });
}

/**
 * Keeps the catalog of one store. It is refreshed when it is asked for and older than `maxAge` ms. When the last follower
 * leaves, the scan ends and what it had found is kept; the next one starts from there.
 */
export function catalogSource(load: Load, maxAge: number, clock: () => number = Date.now): CatalogSource {
  let held: Opened | null = null;
  let checkedAt = -Infinity;
  let flight: Flight | null = null;

  const hold = (catalog: Catalog): Opened => {
    held =
      held !== null && held.catalog.id === catalog.id && held.complete === catalog.state.complete
        ? { ...held, catalog }
        : opened(catalog);
    return held;
  };

  function start(): Flight {
    const started: Flight = { followers: new Set(), abort: new AbortController() };
    const tell = (what: (follower: Follower) => void): void => Array.from(started.followers).forEach(what);
    const partial = (catalog: Catalog): void => {
      const now = hold(catalog);
      tell((follower) => follower.next(now));
    };
    load(held?.catalog ?? EMPTY_CATALOG, partial, started.abort.signal).then(
      (catalog) => {
        const now = hold(catalog);
        checkedAt = clock();
        flight = flight === started ? null : flight;
        tell((follower) => {
          follower.next(now);
          follower.done();
        });
      },
      (error: unknown) => {
        flight = flight === started ? null : flight;
        if (error instanceof Cancelled) {
          return;
        }
        if (held === null || !held.complete) {
          tell((follower) => follower.failed(error));
          return;
        }
        // What was known is better than nothing, if it is said.
        const stale = {
          ...held,
          catalog: { ...held.catalog, state: { ...held.catalog.state, error: messageOf(error) } },
        };
        tell((follower) => {
          follower.next(stale);
          follower.done();
        });
      }
    );
    return started;
  }

  return {
    expire: () => void (checkedAt = -Infinity),
    follow(follower) {
      if (held !== null && held.complete && clock() - checkedAt < maxAge) {
        follower.next(held);
        follower.done();
        return () => undefined;
      }
      if (flight === null) {
        flight = start();
      }
      const joined = flight;
      joined.followers.add(follower);
      // What is known is shown at once; the refresh follows.
      if (held !== null) {
        follower.next({ ...held, complete: false });
      }
      return () => {
        joined.followers.delete(follower);
        if (joined.followers.size === 0) {
          joined.abort.abort();
          flight = flight === joined ? null : flight;
        }
      };
    },
  };
}
