import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

export interface PlainFile {
  readonly stats: Stats;
  /** Those of this file until the next one is read: who keeps them has to copy them. */
  readonly bytes: Uint8Array;
}

/** One buffer for files of a usual size: a new one each would be memory of its own, which costs more than to fill it. */
const shared = new Uint8Array(256 * 1024);

/** Reads all of an open file; its bytes may be fewer than its size where it was cut meanwhile. */
function readWhole(descriptor: number, size: number): Uint8Array {
  const bytes = size <= shared.length ? shared : new Uint8Array(size);
  let at = 0;
  for (let count = -1; count !== 0 && at < size; at += count) {
    count = readSync(descriptor, bytes, at, size - at, at);
  }
  return bytes.subarray(0, at);
}

/**
 * Reads a file that is no link, of at most `limit` bytes, in the fewest steps: links are not followed, so only the directory
 * has to be looked at. Null where it is something else, too large, or cannot be read: then a closer look tells. Synchronous: a
 * result file is a few KB, and handing it to another thread costs more than reading it.
 */
export function readPlain(file: string, limit: number): PlainFile | null {
  // Not there on Windows.
  if ((constants.O_NOFOLLOW as number | undefined) === undefined) {
    return null;
  }
  let descriptor: number;
  try {
    // Without O_NONBLOCK a pipe would be waited for.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stats = fstatSync(descriptor);
    return !stats.isFile() || stats.size > limit ? null : { stats, bytes: readWhole(descriptor, stats.size) };
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}
