/** Prints the cases that every driver has to pass as JSON, bodies in base64, for tests that are not in TypeScript. */
import { build } from 'esbuild';
import { ROOT } from './build.mjs';

const { outputFiles } = await build({
  entryPoints: ['src/host/driver-cases.ts'],
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  logLevel: 'warning',
});
const { DRIVER_CASES } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const encoded = (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
process.stdout.write(JSON.stringify(DRIVER_CASES, encoded));
