import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '..', '..', 'shared', 'samples');

/** Real result files, as an absolute path; null where the folder is not beside the checkout. */
export const SAMPLES: string | null = existsSync(FOLDER) ? FOLDER : null;

/** Like `describe`, but skipped, and saying so, where the samples are missing. */
export function describeSamples(name: string, fn: (samples: string) => void): void {
  if (SAMPLES === null) {
    describe.skip(`${name} (skipped: ../shared/samples is missing)`, () => fn(''));
  } else {
    const samples = SAMPLES;
    describe(name, () => fn(samples));
  }
}

/** Paths of all files under a folder of the samples, relative to the samples, sorted. */
export function sampleFiles(folder: string, wanted: (path: string) => boolean = () => true): string[] {
  const root = SAMPLES ?? FOLDER;
  const found: string[] = [];
  const visit = (directory: string): void => {
    readdirSync(directory).forEach((name) => {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) {
        visit(path);
      } else if (wanted(path)) {
        found.push(relative(root, path));
      }
    });
  };
  if (SAMPLES !== null) {
    visit(join(root, folder));
  }
  return found.sort();
}

/** Text of a sample file. */
export function sampleText(path: string): string {
  return readFileSync(join(SAMPLES ?? FOLDER, path), 'utf8');
}

/** Bytes of a sample file. */
export function sampleSize(path: string): number {
  return statSync(join(SAMPLES ?? FOLDER, path)).size;
}
