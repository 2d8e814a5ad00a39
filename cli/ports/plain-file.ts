import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

export interface PlainFile {
  readonly stats: Stats;
  readonly bytes: Uint8Array;
}

/** Reads all of an open file; its bytes may be fewer than its size where it was cut meanwhile. */
function readWhole(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
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
