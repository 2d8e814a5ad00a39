import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArguments, required } from '../arguments';
import { isEmpty, sizeText, writeFiles } from '../files';
import { Failed, type Command } from '../io';
import { sampleStore } from '../simulate/store';
import { SEED } from '../simulate/truth';

/** Takes away what an earlier sample left, and nothing else. */
async function clear(out: string): Promise<void> {
  if (await isEmpty(out)) {
    return;
  }
  const list = await readFile(path.join(out, 'index.json'), 'utf8').catch(() => null);
  const objects: unknown = list === null ? undefined : (JSON.parse(list) as { objects?: unknown }).objects;
  if (!Array.isArray(objects)) {
    throw new Failed(`${out} holds other files; choose an empty directory with --out`);
  }
  const tops = new Set(objects.map((object: { path?: unknown }) => String(object.path).split('/')[0]));
  for (const top of tops) {
    if (top !== '' && top !== '.' && top !== '..') {
      await rm(path.join(out, top), { recursive: true, force: true });
    }
  }
}

export const sample: Command = {
  name: 'sample',
  summary: 'write the simulated results that ship inside the plugin',
  usage: `prism sample --out DIR

  Writes a small part of the demo store, always the same bytes, and index.json, which lists it.`,
  async run(args, io) {
    const { values } = parseArguments(args, { out: { type: 'string' } }, 0);
    const out = required(values.out, '--out');
    await clear(out);
    const files = sampleStore(SEED);
    await writeFiles(out, files);
    io.err(
      `${out}: ${files.length} files, ${sizeText(files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0))}\n`
    );
    return 0;
  },
};
