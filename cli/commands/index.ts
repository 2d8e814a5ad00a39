import { indexFiles } from '../../src/core/index-files';
import { parseArguments, required } from '../arguments';
import { readCatalog, withAllTables } from '../catalog';
import { sizeText, writeFiles } from '../files';
import type { Command } from '../io';
import { openStore } from '../store';

export const index: Command = {
  name: 'index',
  summary: 'write what a store holds as Arrow files',
  usage: `prism index --store DIR|URL|s3://BUCKET/PREFIX|CONFIG.json --out DIR

  Reads the whole store and writes one Arrow file a table and a manifest. A data source of kind "index" on that
  directory opens at once, however many files the store has.`,
  async run(args, io) {
    const { values } = parseArguments(args, { store: { type: 'string' }, out: { type: 'string' } }, 0);
    const [given, out] = [required(values.store, '--store'), required(values.out, '--out')];
    const store = await openStore(given, true);
    const catalog = await withAllTables(await readCatalog(store, io), store);
    const encoder = new TextEncoder();
    const files = indexFiles(catalog, (text) => encoder.encode(text));
    await writeFiles(out, files);
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    io.err(`${out}: ${files.length} files, ${sizeText(bytes)}, from ${catalog.state.objectsListed} objects\n`);
    return 0;
  },
};
