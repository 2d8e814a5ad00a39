import { close, constants, fstat, open, read, type Stats } from 'node:fs';
import path from 'node:path';
import type { Place } from './inside';

export interface PlainFile {
  readonly stats: Stats;
  readonly bytes: Uint8Array;
}

/** Reads all of an open file; its bytes may be fewer than its size where it was cut meanwhile. */
function readWhole(descriptor: number, size: number, done: (error: Error | null, bytes: Uint8Array) => void): void {
  const bytes = new Uint8Array(size);
  const more = (at: number): void => {
    if (at === size) {
      done(null, bytes);
      return;
    }
    read(descriptor, bytes, at, size - at, at, (error, count) => {
      if (error !== null || count === 0) {
        done(error, bytes.subarray(0, at));
      } else {
        more(at + count);
      }
    });
  };
  more(0);
}

/**
 * Reads a file that is no link, of at most `limit` bytes, in the fewest steps: links are not followed, so only the directory
 * has to be looked at. Null where it is something else, too large, or cannot be read: then a closer look tells.
 */
function readPlain(file: string, limit: number): Promise<PlainFile | null> {
  return new Promise((resolve) => {
    // Without O_NONBLOCK a pipe would be waited for.
    open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK, (failed, descriptor) => {
      if (failed !== null) {
        resolve(null);
        return;
      }
      const end = (found: PlainFile | null): void => close(descriptor, () => resolve(found));
      fstat(descriptor, (error, stats) => {
        if (error !== null || !stats.isFile() || stats.size > limit) {
          end(null);
        } else {
          readWhole(descriptor, stats.size, (broken, bytes) => end(broken === null ? { stats, bytes } : null));
        }
      });
    });
  });
}

/** Reads plain files by paths that `isSafePath` accepts, below the directories that `placeOf` resolves. */
export function plainFiles(
  placeOf: (directory: string) => Promise<Place>
): (relative: string, limit: number) => Promise<PlainFile | null> {
  return async (relative, limit) => {
    // Not there on Windows.
    if ((constants.O_NOFOLLOW as number | undefined) === undefined) {
      return null;
    }
    const place = await placeOf(path.posix.dirname(relative));
    return typeof place === 'string' ? null : readPlain(path.join(place.real, path.posix.basename(relative)), limit);
  };
}
