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

/** A part of the project that runs in the tests' own process. */
export async function buildForTests(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    logLevel: 'error',
    // Bundled packages of the older kind ask for Node's modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}
