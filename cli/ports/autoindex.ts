import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

interface Row {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'other';
  readonly mtime?: string;
  readonly size?: number;
}

async function row(directory: string, name: string, time: (modified: Date) => string): Promise<Row> {
  // Links are followed; one that leads nowhere, or in circles, is `other`.
  const found = await stat(path.join(directory, name)).catch(() => null);
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
 * time, in nginx as RFC 1123. Rejects as `readdir` does.
 */
export async function autoindex(
  directory: string,
  time = (modified: Date): string => modified.toUTCString()
): Promise<string> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
  const rows = await Promise.all(names.map((name) => row(directory, name, time)));
  return `[\n${rows.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
}
