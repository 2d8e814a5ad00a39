import picomatch from 'picomatch/posix';
import { INDEX_DIRECTORY } from '../model/manifest';

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

function matchesOne(path: string, all: readonly Matcher[]): boolean {
  for (const matches of all) {
    if (matches(path)) {
      return true;
    }
  }
  return false;
}

/**
 * Which paths below the root of a listing are wanted, by globs (`**` crosses directories, names that begin with a dot count).
 * Without `include` everything is wanted; `exclude` wins, and leaves out whole directories. Blank globs are ignored. The index
 * that `prism index` left beside the results is none of them.
 */
export class PathFilter {
  private readonly wanted: readonly Matcher[];
  private readonly unwanted: readonly Matcher[];
  private readonly bases: readonly string[];

  constructor(include: readonly string[], exclude: readonly string[]) {
    this.wanted = matchers(include);
    this.unwanted = matchers(exclude);
    this.bases = this.wanted.length === 0 ? [''] : include.filter((glob) => glob.trim() !== '').map(literalBase);
  }

  /** Whether an object is listed. */
  object(path: string): boolean {
    return !this.excluded(path) && (this.wanted.length === 0 || matchesOne(path, this.wanted));
  }

  /** Whether a directory can hold an object that is listed. */
  directory(path: string): boolean {
    return (
      !this.excluded(path) &&
      !this.excluded(`${path}/`) &&
      this.bases.some((base) => base === '' || onOneLine(base, path))
    );
  }

  private excluded(path: string): boolean {
    return `${path}/`.startsWith(`${INDEX_DIRECTORY}/`) || matchesOne(path, this.unwanted);
  }
}
