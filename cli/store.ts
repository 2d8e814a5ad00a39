import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig, type Config } from '../src/core/model/config';
import { MANIFEST_NAME } from '../src/core/model/manifest';
import type { Perform } from '../src/host/drive';
import { bucketPort, bucketSettings } from './bucket';
import { messageOf } from './errors';
import { Failed, UsageError } from './io';
import { FilesPort } from './ports/files';
import { httpPort } from './ports/http';
import { performInNode } from './ports/perform';

/** A store as the core wants it: settings, and something that carries its requests out. */
export interface OpenedStore {
  readonly config: Config;
  readonly perform: Perform;
  /** What to call it in messages. */
  readonly name: string;
}

const URL_START = /^https?:\/\//i;

async function kindOf(file: string): Promise<'file' | 'directory' | 'missing'> {
  try {
    const found = await stat(file);
    return found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'missing';
  } catch {
    return 'missing';
  }
}

function configOf(settings: unknown, name: string): Config {
  const parsed = parseConfig(settings);
  if (!parsed.ok) {
    throw new UsageError(`${name}: ${parsed.problems.map(({ at, message }) => `${at}: ${message}`).join('; ')}`);
  }
  return parsed.value;
}

function performAt(location: string): Perform {
  if (!URL_START.test(location)) {
    return performInNode(new FilesPort(location));
  }
  if (!URL.canParse(location)) {
    throw new UsageError(`--store: ${location} is no address`);
  }
  return performInNode(httpPort({ url: location }));
}

function isBucket(settings: unknown): settings is { store: { kind: 's3' } } {
  return (Object(settings) as { store?: { kind?: unknown } }).store?.kind === 's3';
}

/** A bucket of `s3://BUCKET/PREFIX`, or of settings that may name its endpoint (`location`) and keys (`credentials`). */
function openBucket(settings: object, name: string): OpenedStore {
  const config = configOf(settings, name);
  if (config.store.kind !== 's3') {
    throw new UsageError(`${name}: the store is no bucket`);
  }
  const { location, credentials } = settings as { location?: unknown; credentials?: unknown };
  if (location !== undefined && (typeof location !== 'string' || !URL.canParse(location))) {
    throw new UsageError(`--store: "location" of ${name} is not the address of an endpoint`);
  }
  return { config, perform: performInNode(bucketPort(config.store, { location, credentials })), name };
}

/**
 * CONFIG.json: the settings of a data source, and in `location` its directory (relative to the file) or address; for a bucket
 * its endpoint, with its keys in `credentials`.
 */
async function fromConfig(file: string): Promise<OpenedStore> {
  let settings: unknown;
  try {
    settings = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--store: ${file} is no JSON (${messageOf(error)})`);
  }
  if (isBucket(settings)) {
    return openBucket(settings, file);
  }
  const location =
    typeof settings === 'object' && settings !== null && 'location' in settings ? settings.location : undefined;
  if (typeof location !== 'string' || location === '') {
    throw new UsageError(`--store: ${file} has no "location", the directory or address of the store`);
  }
  const place = URL_START.test(location) ? location : path.resolve(path.dirname(file), location);
  return {
    config: configOf({ store: { kind: 'http' }, ...(settings as object) }, file),
    perform: performAt(place),
    name: place,
  };
}

/**
 * Opens what `--store` names: a directory, an address, a bucket or a file with settings. A directory with an index in it is answered
 * from the index, unless `scan` asks for its files.
 */
export async function openStore(given: string, scan = false): Promise<OpenedStore> {
  if (URL_START.test(given)) {
    return { config: configOf({ store: { kind: 'http' } }, given), perform: performAt(given), name: given };
  }
  const bucket = bucketSettings(given);
  if (bucket !== null) {
    return openBucket({ store: bucket }, given);
  }
  const kind = await kindOf(given);
  if (kind === 'missing') {
    throw new Failed(`${given}: there is no such directory or file`);
  }
  if (kind === 'file') {
    return fromConfig(given);
  }
  const indexed = !scan && (await kindOf(path.join(given, MANIFEST_NAME))) === 'file';
  return {
    config: configOf({ store: { kind: indexed ? 'index' : 'http' } }, given),
    perform: performAt(given),
    name: given,
  };
}
