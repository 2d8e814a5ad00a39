/**
 * What V8 makes of the samples and of the tables of cases, one JSON object a line, for another host to compare itself with:
 * `cases`, or `samples DIR`, which also serves each store until stdin ends, so that both read the same listings.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { httpPort } from '../../cli/ports/http';
import { performInNode } from '../../cli/ports/perform';
import { serve, type Served } from '../../cli/serve';
import { answer, check, scan } from '../../src/core/engine';
import { EMPTY_CATALOG, unify } from '../../src/core/model/catalog';
import { parseConfig } from '../../src/core/model/config';
import { DEFAULT_LIMITS, type Context } from '../../src/core/model/request';
import { drive, type Perform } from '../../src/host/drive';
import { DRIVER_CASES } from '../../src/host/driver-cases';
import { JSON_CASES, JSON_DROPPED } from '../../src/host/json-cases';
import { parseYaml } from '../../src/host/yaml';
import { YAML_CASES, YAML_REFUSED } from '../../src/host/yaml-cases';
import { queriesOver } from './queries';

const CONTEXT: Context = { now: Date.UTC(2026, 10, 24, 12), range: null, limits: DEFAULT_LIMITS };
const SETTINGS = { store: { kind: 'http' } };

/** JSON with the numbers that JSON lacks as {"$number": text}, and bytes as {"$bytes": base64}. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Uint8Array) {
      return { $bytes: Buffer.from(inner).toString('base64') };
    }
    return typeof inner === 'number' && (!Number.isFinite(inner) || Object.is(inner, -0))
      ? { $number: Object.is(inner, -0) ? '-0' : String(inner) }
      : inner;
  });
}

function write(line: unknown): void {
  process.stdout.write(`${written(line)}\n`);
}

function errorOf(error: unknown): { name: string; message: string } {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: '', message: String(error) };
}

async function answers(name: string, url: string, perform: Perform): Promise<void> {
  const config = parseConfig(SETTINGS);
  if (!config.ok) {
    throw new Error('settings');
  }
  const catalog = await drive(scan(config.value, EMPTY_CATALOG, CONTEXT), perform, { concurrency: 16 });
  const points = unify(catalog, 'points').rows;
  write({ type: 'store', name, url, config: SETTINGS, now: CONTEXT.now, id: catalog.id, points });
  write({ type: 'health', health: await drive(check(config.value, CONTEXT), perform, { concurrency: 16 }) });
  for (const query of queriesOver(catalog)) {
    try {
      write({ type: 'answer', query, frames: await drive(answer(query, catalog, CONTEXT), perform) });
    } catch (error) {
      write({ type: 'answer', query, error: errorOf(error) });
    }
  }
}

function yamlFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function readYaml(text: string): { documents: unknown[] } | { error: string } {
  try {
    return { documents: parseYaml(text) };
  } catch (error) {
    return { error: errorOf(error).message };
  }
}

async function samples(root: string): Promise<void> {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const served: Served[] = [];
  for (const { name } of folders) {
    const server = await serve(path.join(root, name), 0);
    served.push(server);
    await answers(name, server.url, performInNode(httpPort({ url: server.url })));
  }
  yamlFiles(root).forEach((file) => write({ type: 'yaml', file, ...readYaml(readFileSync(file, 'utf8')) }));
  write({ type: 'end' });
  process.stdin.resume().on('end', () => void Promise.all(served.map((server) => server.close())));
}

const [command, directory] = process.argv.slice(2);
if (command === 'samples') {
  await samples(directory);
} else {
  write({ json: JSON_CASES, dropped: JSON_DROPPED, yaml: YAML_CASES, refused: YAML_REFUSED, driver: DRIVER_CASES });
}
