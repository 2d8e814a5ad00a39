// Builds the server's process with the SDK's build package: node scripts/backend.mjs [all|<os>/<arch>]
// PRISM_BACKEND=linux/amd64 builds one platform alone, PRISM_BACKEND=none leaves the process out.
import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { BUILD, ROOT } from './build.mjs';

/** Where the process embeds the sample store from; its README is committed, the rest is built. */
const SAMPLE = path.join(ROOT, 'pkg/store/sample/objects');

const target = process.argv[2] ?? process.env.PRISM_BACKEND ?? 'all';
const [os, arch] = target.split('/');
if (target !== 'none' && target !== 'all' && (os === '' || arch === undefined || arch === '')) {
  console.error('usage: node scripts/backend.mjs [all|none|<os>/<arch>], or the same in PRISM_BACKEND');
  process.exit(2);
}

await rm(SAMPLE, { recursive: true, force: true });
await cp(path.join(BUILD, 'sample'), SAMPLE, { recursive: true });

const go = spawnSync('go', ['version'], { encoding: 'utf8' });
if (target === 'none') {
  console.error('The server process gpx_prism is left out, as PRISM_BACKEND asks: Grafana does not start this dist.');
} else if (go.error !== undefined || go.status !== 0) {
  console.error(
    'No Go here: the server process gpx_prism is missing from dist, and Grafana does not start the plugin without it. Install the ' +
      'version of Go that go.mod names, or a newer one (https://go.dev/dl), and run "npm run build" again.'
  );
} else {
  const tasks = target === 'all' ? ['buildAll'] : ['build:custom', os, arch];
  const { status } = spawnSync('go', ['run', 'github.com/magefile/mage', ...tasks], { cwd: ROOT, stdio: 'inherit' });
  process.exit(status ?? 1);
}
