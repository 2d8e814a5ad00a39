import { globSync } from 'glob';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCE_DIR } from './constants';

const ROOT = process.cwd();

interface PluginJson {
  id: string;
  type: string;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(path.resolve(ROOT, file), 'utf8'));
}

export function getPackageJson() {
  return readJson<{ version: string }>('package.json');
}

export function getPluginJson() {
  return readJson<PluginJson>(path.join(SOURCE_DIR, 'plugin.json'));
}

export function hasReadme() {
  return existsSync(path.resolve(ROOT, SOURCE_DIR, 'README.md'));
}

/** One entry for each `module.ts(x)` that lies beside a `plugin.json`, named by its place under the source directory. */
export function getEntries(): Record<string, string> {
  const source = path.resolve(ROOT, SOURCE_DIR);
  const entries: Record<string, string> = {};
  for (const pluginJson of globSync('**/plugin.json', { cwd: source, absolute: true })) {
    const [module] = globSync('module.{ts,tsx}', { cwd: path.dirname(pluginJson), absolute: true });
    if (module) {
      entries[path.join(path.relative(source, path.dirname(module)), 'module')] = module;
    }
  }
  return entries;
}
