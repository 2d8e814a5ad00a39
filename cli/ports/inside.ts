import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Where a path of the store lies, `outside` where links lead out of the root, `missing` where there is nothing. */
export type Place = { readonly real: string } | 'outside' | 'missing' | 'forbidden';

/** The code of an error of the system, `ENOENT` and the like. */
export function errorCode(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
}

function place(error: unknown): Place {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return 'missing';
    case 'EACCES':
    case 'EPERM':
      return 'forbidden';
    default:
      throw error;
  }
}

/**
 * Resolves a path that `isSafePath` accepts below a root, links included. `base` is the root, its links followed, where that
 * is known. Synchronous, as all that is asked of the system here: handing it to another thread takes longer than the answer.
 */
export function inside(root: string, relative: string, base?: string): Place {
  try {
    const real = realpathSync.native(path.join(root, relative));
    const way = path.relative(base ?? realpathSync.native(root), real);
    return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way) ? 'outside' : { real };
  } catch (error) {
    return place(error);
  }
}

/** How long a place is taken for known, ms: a scan asks for the files of one directory one after the other. */
const REMEMBERED = 1000;

/** Resolves directories below a root as `inside` does, and remembers them for a second. */
export class Directories {
  private readonly known = new Map<string, Place>();
  private base: Place = 'missing';
  private until = 0;

  constructor(private readonly root: string) {}

  place(relative: string): Place {
    const now = performance.now();
    if (now > this.until || this.known.size > 10000) {
      this.known.clear();
      this.base = inside(this.root, '.');
      this.until = now + REMEMBERED;
    }
    if (typeof this.base === 'string') {
      return this.base;
    }
    const known = this.known.get(relative);
    if (known !== undefined) {
      return known;
    }
    const found = inside(this.root, relative, this.base.real);
    this.known.set(relative, found);
    return found;
  }
}
