import { createStore, delMany, get, keys, set, type UseStore } from 'idb-keyval';
import type { Manifest } from '../../core/model/manifest';

/** The manifest that a scope showed last, with its validator. */
export interface KeptManifest {
  readonly etag: string | null;
  readonly manifest: Manifest;
  /** ms since the epoch. */
  readonly usedAt: number;
}

/**
 * Copies of catalogs that outlive the page. A scope is a data source with its settings, as one user sees it; the text before its
 * last dot is the data source and the user alone. Never rejects: what cannot be kept is fetched again.
 */
export interface Kept {
  manifest(scope: string): Promise<KeptManifest | null>;
  table(scope: string, path: string): Promise<Uint8Array | null>;
  /** Keeps a manifest, and drops tables that it does not name, other settings of its data source, and what is beyond the bounds. */
  keepManifest(scope: string, kept: KeptManifest): Promise<void>;
  keepTable(scope: string, path: string, bytes: Uint8Array): Promise<void>;
}

/** Where nothing outlives the page. Opened tables stay in memory with their catalog anyhow. */
export const NOTHING_KEPT: Kept = {
  manifest: async () => null,
  table: async () => null,
  keepManifest: async () => undefined,
  keepTable: async () => undefined,
};

const MAX_SCOPES = 16;
/** Bytes of all tables together. */
const MAX_BYTES = 256 * 1024 * 1024;
/** A database that takes longer than this, in ms, is slower than the server. */
const PATIENCE = 2000;

const MANIFEST = 'manifest';
const keyOf = (scope: string, name: string): string => `${scope}/${name}`;
const scopeOf = (key: string): string => key.slice(0, key.indexOf('/'));
const owner = (scope: string): string => scope.slice(0, scope.lastIndexOf('.'));

function bytesOf({ segments }: Manifest): number {
  return segments.reduce((sum, { tables }) => sum + tables.reduce((all, { bytes }) => all + bytes, 0), 0);
}

/** The scopes that stay: those used last, within the bounds, one a data source and user. */
export function scopesWithin(known: ReadonlyMap<string, KeptManifest>): Set<string> {
  const latest = Array.from(known).sort(([, a], [, b]) => b.usedAt - a.usedAt);
  const owners = new Set<string>();
  const stay = new Set<string>();
  let bytes = 0;
  latest.forEach(([scope, { manifest }]) => {
    const fits = stay.size < MAX_SCOPES && bytes + bytesOf(manifest) <= MAX_BYTES;
    if (fits && !owners.has(owner(scope))) {
      stay.add(scope);
      bytes += bytesOf(manifest);
    }
    owners.add(owner(scope));
  });
  return stay;
}

async function dropOthers(store: UseStore): Promise<void> {
  const all = (await keys<string>(store)).map(String);
  const known = new Map<string, KeptManifest>();
  for (const key of all.filter((one) => one.endsWith(`/${MANIFEST}`))) {
    const kept = await get<KeptManifest>(key, store);
    if (kept !== undefined) {
      known.set(scopeOf(key), kept);
    }
  }
  const stay = new Set<string>();
  scopesWithin(known).forEach((scope) => {
    stay.add(keyOf(scope, MANIFEST));
    known
      .get(scope)
      ?.manifest.segments.forEach(({ tables }) => tables.forEach(({ path }) => stay.add(keyOf(scope, path))));
  });
  await delMany(
    all.filter((key) => !stay.has(key)),
    store
  );
}

function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too slow')), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Copies in IndexedDB; none where the browser has none, refuses it, or is too slow: after the first failure it is left alone. */
export function keptInBrowser(open: () => UseStore = () => createStore('prism', 'catalogs')): Kept {
  let store: UseStore | null = null;
  let broken = false;
  async function attempt<T>(work: (store: UseStore) => Promise<T>, otherwise: T): Promise<T> {
    if (broken) {
      return otherwise;
    }
    try {
      store = store ?? open();
      return await within(work(store));
    } catch {
      broken = true;
      return otherwise;
    }
  }
  return {
    manifest: (scope) =>
      attempt<KeptManifest | null>(
        async (from) => (await get<KeptManifest>(keyOf(scope, MANIFEST), from)) ?? null,
        null
      ),
    table: (scope, path) =>
      attempt<Uint8Array | null>(async (from) => (await get<Uint8Array>(keyOf(scope, path), from)) ?? null, null),
    keepManifest: (scope, kept) =>
      attempt(async (to) => {
        await set(keyOf(scope, MANIFEST), kept, to);
        await dropOthers(to);
      }, undefined),
    keepTable: (scope, path, bytes) => attempt((to) => set(keyOf(scope, path), bytes, to), undefined),
  };
}
