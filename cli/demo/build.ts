import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isEmpty, sizeText, writeFiles } from '../files';
import { Failed } from '../io';
import { progressBar } from '../output/progress';
import { demoStore, STORE_VERSION } from '../simulate/store';
import { SEED } from '../simulate/truth';

/** What is written beside the store when it is complete; another seed or version means building anew. */
const STAMP = JSON.stringify({ seed: SEED, version: STORE_VERSION });

/**
 * Builds the demo store in a directory beside and moves it to its place when it is complete. Does nothing where the same
 * store lies there already. Resolves to a sentence about what it did.
 */
export async function buildDemo(out: string, terminal: NodeJS.WriteStream | null): Promise<string> {
  const [stamp, draft] = [`${out}.stamp.json`, `${out}.draft`];
  const found = await readFile(stamp, 'utf8').catch(() => null);
  const empty = await isEmpty(out);
  if (found === STAMP && !empty) {
    return `${out} is built already.\n`;
  }
  if (found === null && !empty) {
    throw new Failed(`${out} holds files that are no demo store; choose another directory with --out`);
  }
  const bar = progressBar(terminal);
  let files = 0;
  let bytes = 0;
  try {
    await rm(draft, { recursive: true, force: true });
    for (const run of demoStore(SEED)) {
      await writeFiles(draft, run.files);
      files += run.files.length;
      bytes += run.files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      bar.show('Simulating', run.done, run.total);
    }
  } finally {
    bar.stop();
  }
  await rm(out, { recursive: true, force: true });
  await rename(draft, out);
  await writeFile(stamp, STAMP);
  return `${out}: ${files} files, ${sizeText(bytes)}, simulated.\n`;
}
