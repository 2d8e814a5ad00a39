/** Writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['cli/reference/pages.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const { PAGES } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
Object.entries(PAGES).forEach(([name, page]) => {
  writeFileSync(`docs/${name}`, page());
  console.log(`docs/${name}`);
});
