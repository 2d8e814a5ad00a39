// Runs the command line, built again first when its sources are newer. Nothing of that appears on stdout.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD, ROOT, buildCli } from './build.mjs';

const BUNDLE = path.join(BUILD, 'prism.mjs');
const SOURCES = ['src/core', 'src/host', 'cli', 'package.json', 'scripts/build.mjs'];

async function modified(file) {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}

/** Whether a file under the sources changed after `time`. A directory changes when a file in it comes or goes. */
async function isNewer(file, time) {
  if ((await modified(file)) > time) {
    return true;
  }
  const entries = await readdir(file, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (await isNewer(path.join(file, entry.name), time)) {
      return true;
    }
  }
  return false;
}

const built = await modified(BUNDLE);
for (const source of SOURCES) {
  if (built === 0 || (await isNewer(path.join(ROOT, source), built))) {
    try {
      await buildCli();
    } catch {
      // esbuild has said on stderr what is wrong.
      process.exit(70);
    }
    break;
  }
}

process.argv[1] = BUNDLE;
await import(pathToFileURL(BUNDLE).href);
