import { readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';

interface Row {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'other';
  readonly mtime?: string;
  readonly size?: number;
}

/** Links are followed; null of one that leads nowhere, or in circles. */
function statsOf(file: string): Stats | null {
  try {
    return statSync(file, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function row(directory: string, name: string, time: (modified: Date) => string): Row {
  const found = statsOf(directory + path.sep + name);
  if (found === null) {
    return { name, type: 'other' };
  }
  const mtime = time(found.mtime);
  if (found.isDirectory()) {
    return { name, type: 'directory', mtime };
  }
  return found.isFile() ? { name, type: 'file', mtime, size: found.size } : { name, type: 'other', mtime };
}

/**
 * A directory as the JSON of nginx's `autoindex_format json`, names that begin with a dot left out as there. `time` writes a
 * time, in nginx as RFC 1123. Throws as `readdirSync` does. Synchronous, see `inside`.
 */
export function autoindex(directory: string, time = (modified: Date): string => modified.toUTCString()): string {
  const rows: string[] = [];
  for (const name of readdirSync(directory).sort()) {
    if (!name.startsWith('.')) {
      rows.push(JSON.stringify(row(directory, name, time)));
    }
  }
  return `[\n${rows.join(',\n')}\n]\n`;
}
