import { build } from 'esbuild';

/** Names of the modules that Grafana shares with plugins, as the import map of the page gives them. */
export const SHARED = [
  '@emotion/css',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'react',
  'react/jsx-runtime',
  'rxjs',
];

/** The page's own code with the shared modules, as one script. */
export async function buildHarness(outfile) {
  await build({
    entryPoints: ['tests/browser/harness.tsx'],
    outfile,
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    target: 'es2020',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window', define: 'undefined' },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl', '.png': 'dataurl', '.ttf': 'dataurl' },
  });
}

/** The project's own static server, for the store of the tests. */
export async function buildServe(outfile) {
  await build({
    entryPoints: ['cli/serve.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
}
