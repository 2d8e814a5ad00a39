import { realpath } from 'node:fs/promises';
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

/** Resolves a path that `isSafePath` accepts below a root, links included. */
export async function inside(root: string, relative: string): Promise<Place> {
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(path.join(root, relative))]);
    const way = path.relative(base, real);
    return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way) ? 'outside' : { real };
  } catch (error) {
    return place(error);
  }
}
