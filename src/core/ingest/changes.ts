import { unify, type Catalog } from '../model/catalog';
import { numberAt, textAt } from '../model/table';
import { directoryOf } from './places';

/** The part of a listed object that tells whether it changed. */
export interface Listed {
  readonly path: string;
  readonly size: number | null;
  readonly etag: string | null;
  readonly modified: number | null;
}

/** Directories to read anew, and those that are gone. */
export interface Changes<T extends Listed> {
  /** Directory to all of its objects, for each directory with a new, changed or deleted object. */
  readonly dirty: ReadonlyMap<string, readonly T[]>;
  /**
   * Directories with the same objects as before whose listing cannot tell whether they changed, since it shows neither time
   * nor validator; each object with the validator that its last answer carried, null for one that is
   * never asked for. The server has to be asked.
   */
  readonly uncertain: ReadonlyMap<string, ReadonlyArray<{ readonly object: T; readonly etag: string | null }>>;
  /** Directories of the previous catalog in which nothing is left. */
  readonly gone: readonly string[];
  /** Directories of `dirty` of which the previous catalog has nothing. */
  readonly added: ReadonlySet<string>;
}

interface Known {
  readonly size: number;
  readonly etag: string | null;
  readonly modified: number;
  /** Left aside without having been asked for, by its name or size. */
  readonly unasked: boolean;
}

type Verdict = 'same' | 'changed' | 'uncertain';

function compare(listed: Listed, known: Known): Verdict {
  if (listed.etag !== null && known.etag !== null) {
    return listed.etag === known.etag ? 'same' : 'changed';
  }
  if (listed.modified === null) {
    const resized = listed.size !== null && listed.size !== known.size;
    return resized || (known.etag === null && !known.unasked) ? 'changed' : known.unasked ? 'same' : 'uncertain';
  }
  return listed.modified === known.modified && (listed.size === null || listed.size === known.size)
    ? 'same'
    : 'changed';
}

/**
 * Compares a listing with the objects of the previous catalog. The unit is the directory: whatever changes in one makes all
 * of it be read again. O(objects).
 */
export function changesSince<T extends Listed>(objects: readonly T[], previous: Catalog): Changes<T> {
  const table = unify(previous, 'objects');
  const [paths, sizes, etags, times, statuses] = ['path', 'size', 'etag', 'modified', 'status'].map((name) =>
    table.column(name)
  );
  const known = new Map<string, Known>();
  const knownDirectories = new Map<string, number>();
  for (let row = 0; paths !== undefined && row < table.rows; row++) {
    const path = textAt(paths, row) ?? '';
    known.set(path, {
      size: sizes === undefined ? NaN : numberAt(sizes, row),
      etag: etags === undefined ? null : textAt(etags, row),
      modified: times === undefined ? NaN : numberAt(times, row),
      unasked:
        statuses !== undefined &&
        textAt(statuses, row) === 'left-aside' &&
        (etags === undefined || textAt(etags, row) === null),
    });
    knownDirectories.set(directoryOf(path), (knownDirectories.get(directoryOf(path)) ?? 0) + 1);
  }
  const byDirectory = new Map<string, T[]>();
  const dirtyNames = new Set<string>();
  const uncertainNames = new Set<string>();
  objects.forEach((object) => {
    const directory = directoryOf(object.path);
    const members = byDirectory.get(directory);
    if (members === undefined) {
      byDirectory.set(directory, [object]);
    } else {
      members.push(object);
    }
    const before = known.get(object.path);
    const verdict = before === undefined ? 'changed' : compare(object, before);
    if (verdict === 'changed') {
      dirtyNames.add(directory);
    } else if (verdict === 'uncertain') {
      uncertainNames.add(directory);
    }
  });
  byDirectory.forEach((members, directory) => {
    if ((knownDirectories.get(directory) ?? 0) > members.length) {
      dirtyNames.add(directory);
    }
  });
  const dirty = new Map<string, readonly T[]>();
  const uncertain = new Map<string, Array<{ object: T; etag: string | null }>>();
  byDirectory.forEach((members, directory) => {
    if (dirtyNames.has(directory)) {
      dirty.set(directory, members);
    } else if (uncertainNames.has(directory)) {
      uncertain.set(
        directory,
        members.map((object) => ({ object, etag: known.get(object.path)?.etag ?? null }))
      );
    }
  });
  return {
    dirty,
    uncertain,
    gone: Array.from(knownDirectories.keys()).filter((directory) => !byDirectory.has(directory)),
    added: new Set(Array.from(dirty.keys()).filter((directory) => !knownDirectories.has(directory))),
  };
}
