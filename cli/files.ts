import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from './ports/inside';

export interface WrittenFile {
  readonly path: string;
  readonly text?: string;
  readonly bytes?: Uint8Array;
}

/** Writes files below a directory, making the directories between. */
export async function writeFiles(directory: string, files: readonly WrittenFile[]): Promise<void> {
  const directories = new Set(files.map((file) => path.dirname(path.join(directory, file.path))));
  await Promise.all(Array.from(directories, (one) => mkdir(one, { recursive: true })));
  for (const file of files) {
    await writeFile(path.join(directory, file.path), file.bytes ?? file.text ?? '');
  }
}

/** Whether a directory holds anything; one that is not there holds nothing. */
export async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return true;
    }
    throw error;
  }
}

/** 20.6 MB, 728 kB. */
export function sizeText(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
