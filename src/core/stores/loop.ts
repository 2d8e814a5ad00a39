import type { Page } from './listing-page';

/** A directory that is to be listed, with those above it. */
export interface Directory {
  /** Below the root of the listing, `''` for the root. */
  readonly path: string;
  readonly depth: number;
  readonly parent: Listed | null;
}

/** A directory that was listed. `print` is its contents as one text. */
export interface Listed extends Directory {
  readonly print: string;
}

/** The contents of a directory as one text: equal for a directory and a link to it. */
export function print({ entries }: Page): string {
  let text = '';
  for (const { name, directory, size, modified } of entries) {
    text += `${name}\n${directory}\n${size}\n${modified}\0`;
  }
  return text;
}

/**
 * The directory from which a loop of links repeats what lies above it; null where there is none. Listings that give a size
 * or time of a file convict at the first repetition; bare names at the third, since `a/a/a` may well be three directories.
 */
export function loopStart({ path, parent, print: text }: Listed, { entries }: Page): string | null {
  if (entries.length === 0) {
    return null;
  }
  const same = [path];
  for (let above = parent; above !== null; above = above.parent) {
    if (above.print === text) {
      same.push(above.path);
    }
  }
  const proven = entries.some((entry) => !entry.directory && (entry.size !== null || entry.modified !== null));
  return same.length > (proven ? 1 : 3) ? same[same.length - 2] : null;
}
