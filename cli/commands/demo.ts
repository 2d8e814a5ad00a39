import path from 'node:path';
import { parseArguments } from '../arguments';
import { ask, readCatalog } from '../catalog';
import { buildDemo } from '../demo/build';
import { howToSee } from '../demo/instructions';
import { bestUnderSlo, verdict } from '../demo/verdicts';
import type { Command } from '../io';
import { openStore } from '../store';

const DEFAULT_OUT = path.join('build', 'demo');

export const demo: Command = {
  name: 'demo',
  summary: 'build the demo store and show what it says',
  usage: `prism demo [--out DIR]

  Simulates benchmark runs, writes them in the layout of llm-d-benchmark (default ${DEFAULT_OUT}), reads them back and
  prints whether prefill/decode disaggregation pays and which configuration is best within limits. A store that is there
  already is kept.`,
  async run(args, io) {
    const { values } = parseArguments(args, { out: { type: 'string' } }, 0);
    const out = values.out ?? DEFAULT_OUT;
    io.err(await buildDemo(out, io.terminal));
    const store = await openStore(out, true);
    const catalog = await readCatalog(store, io);
    const question = (query: unknown) => ask(query, catalog, store);
    io.out(`${await verdict(question)}\n${await bestUnderSlo(question)}\n${howToSee(out)}`);
    return 0;
  },
};
