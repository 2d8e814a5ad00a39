// Builds with esbuild: node scripts/build.mjs core|worker|cli|bench|all ...
import { build } from 'esbuild';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const BUILD = path.join(ROOT, 'build');

const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/**
 * The core as one script that any engine of ES2017 runs: it defines the global `PrismCore` and touches nothing else. A copy
 * lies where the server's process embeds it.
 */
export async function buildCore() {
  const code = await bundle('build/core.js', {
    entryPoints: ['src/core/embedded.ts'],
    format: 'iife',
    globalName: 'PrismCore',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2017',
    // Otherwise esbuild makes `new RegExp` of literals with \p in unused code of libraries, and cannot drop them any more.
    supported: { 'regexp-unicode-property-escapes': true },
    // A library asks for Node's streams in a function that is never called here.
    external: ['stream'],
    minify: true,
    legalComments: 'none',
  });
  await write('pkg/core/js/core.js', code);
}

/** The worker of the page as one script. Not by webpack, which wraps a worker's chunks like modules of Grafana: those fail there. */
export function buildWorker() {
  return bundle('build/worker.js', {
    entryPoints: ['src/host/browser/worker.ts'],
    format: 'iife',
    platform: 'browser',
    target: 'es2020',
    external: ['stream'],
    minify: true,
    legalComments: 'none',
  });
}

/** The command line as one file that Node runs alone. */
export function buildCli() {
  return bundleForNode('cli/main.ts', 'build/prism.mjs', '#!/usr/bin/env node\n');
}

export function buildBench() {
  return bundleForNode('bench/main.ts', 'build/bench.mjs');
}

/** What V8 makes of samples and cases, for the tests of other hosts. */
export function buildParity() {
  return bundleForNode('tests/parity/main.ts', 'build/parity.mjs');
}

function bundleForNode(entry, outfile, shebang = '') {
  return bundle(outfile, {
    entryPoints: [entry],
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    banner: { js: shebang + REQUIRE },
    legalComments: 'none',
  });
}

async function bundle(outfile, options) {
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    logLevel: 'warning',
  });
  await write(outfile, outputFiles[0].contents);
  return outputFiles[0].contents;
}

/** Writes beside the target and renames, so that two builds at once, or a reader in between, never see half a file. */
async function write(outfile, contents) {
  const target = path.join(ROOT, outfile);
  const draft = `${target}.${process.pid}`;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, target);
}

const TARGETS = {
  core: [buildCore],
  worker: [buildWorker],
  cli: [buildCli],
  bench: [buildBench],
  parity: [buildParity],
  all: [buildCore, buildWorker, buildCli],
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !Object.hasOwn(TARGETS, name));
  if (names.length === 0 || unknown.length > 0) {
    console.error(`usage: node scripts/build.mjs ${Object.keys(TARGETS).join('|')} ...`);
    process.exit(2);
  }
  try {
    await Promise.all(names.flatMap((name) => TARGETS[name]).map((run) => run()));
  } catch {
    // esbuild has said on stderr what is wrong.
    process.exit(1);
  }
}
