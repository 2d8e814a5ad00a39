import { nameProblem } from '../model/path';

/** One name of a directory. Null: the listing does not say, or not exactly. */
export interface Entry {
  readonly name: string;
  readonly directory: boolean;
  readonly size: number | null;
  /** ms since the epoch. */
  readonly modified: number | null;
}

/** A name that is not followed, and why. */
export interface RefusedName {
  readonly name: string;
  readonly reason: string;
}

/** What one directory holds, entries by name. */
export interface Page {
  readonly entries: readonly Entry[];
  readonly refused: readonly RefusedName[];
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Puts unsafe names aside, keeps one entry a name (the one that knows its size) and sorts. */
export function page(found: readonly Entry[], alsoRefused: readonly RefusedName[] = []): Page {
  const refused = alsoRefused.slice();
  const byKey = new Map<string, Entry>();
  found.forEach((entry) => {
    const reason = nameProblem(entry.name);
    if (reason !== null) {
      refused.push({ name: entry.name, reason });
      return;
    }
    const key = entry.directory ? `${entry.name}/` : entry.name;
    const known = byKey.get(key);
    if (known === undefined || (known.size === null && entry.size !== null)) {
      byKey.set(key, entry);
    }
  });
  return { entries: Array.from(byKey.values()).sort(byName), refused };
}
