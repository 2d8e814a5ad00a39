import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** Where a path of the store lies, `outside` where links lead out of the root, `missing` where there is nothing. */
export type Place = { readonly real: string } | 'outside' | 'missing' | 'forbidden';

function place(error: unknown): Place {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
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
