import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answer, scan } from '../src/core/engine';
import { EMPTY_CATALOG, type Catalog } from '../src/core/model/catalog';
import { parseConfig, type Config } from '../src/core/model/config';
import {
  DEFAULT_LIMITS,
  type Answer,
  type Batch,
  type Context,
  type HttpRequest,
  type Request,
  type RowsRequest,
} from '../src/core/model/request';
import type { FrameJson } from '../src/core/frames/frame';
import { answerOf, failure } from '../src/host/answers';
import { JsonRows } from '../src/host/json-rows';
import { parseYaml } from '../src/host/yaml';

/** Objects of a store by path; a function answers a request in its own way. */
export interface FakeStore {
  readonly [path: string]: string | Uint8Array | ((request: HttpRequest) => Answer);
}

const TIME = 'Tue, 24 Nov 2026 10:00:00 GMT';

export const CONTEXT: Context = { now: Date.UTC(2026, 10, 24, 12), range: null, limits: DEFAULT_LIMITS };

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

function listing(store: FakeStore, directory: string): string | null {
  const names = new Map<string, unknown>();
  Object.keys(store)
    .filter((path) => path.startsWith(directory))
    .forEach((path) => {
      const rest = path.slice(directory.length);
      const slash = rest.indexOf('/');
      const content = store[path];
      names.set(
        slash < 0 ? rest : rest.slice(0, slash),
        slash < 0
          ? { name: rest, type: 'file', mtime: TIME, size: typeof content === 'function' ? 1 : bytesOf(content).length }
          : { name: rest.slice(0, slash), type: 'directory', mtime: TIME }
      );
    });
  return names.size === 0 && directory !== '' ? null : JSON.stringify(Array.from(names.values()));
}

function rows(store: FakeStore, request: RowsRequest): Answer {
  const content = store[request.path] as FakeStore[string] | undefined;
  if (content === undefined || typeof content === 'function') {
    return failure('unreachable', request.path);
  }
  const reader = new JsonRows(request.fields, new Set(request.drop));
  const bytes = bytesOf(content);
  reader.write(bytes.subarray(0, request.sizeLimit));
  const { columns, cut } = reader.end();
  return { kind: 'rows', columns, cut: cut || bytes.length > request.sizeLimit };
}

function respond(store: FakeStore, request: Request): Answer {
  if (request.kind === 'yaml') {
    try {
      return { kind: 'yaml', documents: parseYaml(request.text) };
    } catch (error) {
      return { kind: 'failure', reason: 'malformed', message: (error as Error).message };
    }
  }
  if (request.kind === 'rows') {
    return rows(store, request);
  }
  if (request.kind !== 'http') {
    return { kind: 'failure', reason: 'refused', message: 'the fake store unpacks nothing' };
  }
  const isDirectory = request.path === '' || request.path.endsWith('/');
  const own = store[request.path] as FakeStore[string] | undefined;
  const content = isDirectory && typeof own !== 'function' ? listing(store, request.path) : own;
  if (typeof content === 'function') {
    return content(request);
  }
  const found = content !== undefined && content !== null;
  const bytes = found ? bytesOf(content) : new Uint8Array(0);
  if (bytes.length > request.sizeLimit) {
    return failure('too-large', request.path);
  }
  return answerOf(request, { status: found ? 200 : 404, etag: null, modified: null, contentType: null, bytes });
}

/** Runs an entry point of the core to its end against a store in memory. */
export function run<Result, Partial>(
  task: Generator<Batch<Partial>, Result, readonly Answer[]>,
  store: FakeStore,
  seen: (batch: Batch<Partial>) => void = () => undefined
): Result {
  let step = task.next();
  while (step.done !== true) {
    seen(step.value);
    step = task.next(step.value.requests.map((request) => respond(store, request)));
  }
  return step.value;
}

export function config(input: unknown = { store: { kind: 'http' } }): Config {
  const parsed = parseConfig(input);
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.value;
}

export function catalogOf(store: FakeStore, settings: Config = config(), previous: Catalog = EMPTY_CATALOG): Catalog {
  return run(scan(settings, previous, CONTEXT), store);
}

export function ask(catalog: Catalog, query: unknown, store: FakeStore = {}): FrameJson[] {
  return run(answer(query, catalog, CONTEXT), store);
}

/** All files below a directory, as a store. */
export function storeOfDirectory(root: string): FakeStore {
  const store: { [path: string]: Uint8Array } = {};
  const visit = (directory: string, prefix: string): void => {
    readdirSync(directory).forEach((name) => {
      const path = join(directory, name);
      if (statSync(path).isDirectory()) {
        visit(path, `${prefix}${name}/`);
      } else {
        store[prefix + name] = new Uint8Array(readFileSync(path));
      }
    });
  };
  visit(root, '');
  return store;
}

/** Values of a field of a frame by its name. */
export function column(frame: FrameJson, name: string): unknown[] {
  const index = frame.schema.fields.findIndex((field) => field.name === name);
  if (index < 0) {
    throw new Error(`no field ${name} among ${frame.schema.fields.map((field) => field.name).join(', ')}`);
  }
  return frame.data.values[index];
}

export function notices(frame: FrameJson): string[] {
  return (frame.schema.meta.notices ?? []).map(({ text }) => text);
}
