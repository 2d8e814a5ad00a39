import picomatch from 'picomatch/posix';
import { INDEX_DIRECTORY } from '../model/manifest';

/** Which paths below the root of a listing are wanted. */
export interface PathFilter {
  /** Whether an object is listed. */
  object(path: string): boolean;
  /** Whether a directory can hold an object that is listed. */
  directory(path: string): boolean;
}

const OPTIONS = { dot: true } as const;

type Matcher = (path: string) => boolean;

function matchers(globs: readonly string[]): Matcher[] {
  return globs
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '')
    .map((glob) => picomatch(glob, OPTIONS));
}

/** Literal directories at the beginning of a glob; `''` where it can match anywhere. */
function literalBase(glob: string): string {
  const scanned = picomatch.scan(glob.trim());
  return scanned.negated || scanned.base.includes('\\') ? '' : scanned.base;
}

/** Whether one of the paths lies in the other. */
function onOneLine(a: string, b: string): boolean {
  return a === b || `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
}

/**
 * A filter of globs over paths (`**` crosses directories, names that begin with a dot count). Without `include` everything
 * is wanted; `exclude` wins, and leaves out whole directories. Blank globs are ignored. The index that `prism index` left beside
 * the results is none of them.
 */
export function pathFilter(include: readonly string[], exclude: readonly string[]): PathFilter {
  const wanted = matchers(include);
  const unwanted = matchers(exclude);
  const bases = wanted.length === 0 ? [''] : include.filter((glob) => glob.trim() !== '').map(literalBase);
  const excluded = (path: string): boolean =>
    `${path}/`.startsWith(`${INDEX_DIRECTORY}/`) || unwanted.some((matches) => matches(path));
  return {
    object: (path) => !excluded(path) && (wanted.length === 0 || wanted.some((matches) => matches(path))),
    directory: (path) =>
      !excluded(path) && !excluded(`${path}/`) && bases.some((base) => base === '' || onOneLine(base, path)),
  };
}
