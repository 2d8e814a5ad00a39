import { createReadStream, statSync, type Stats } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isDirectoryPath, isSafePath } from '../../src/core/model/path';
import type { Answer, Failure, HttpRequest } from '../../src/core/model/request';
import { answerOf, failure, type Received } from '../../src/host/answers';
import { Broken, type StorePort } from '../../src/host/perform';
import { autoindex } from './autoindex';
import { Directories, errorCode, inside } from './inside';
import { readPlain } from './plain-file';

const NONE: Received = { status: 200, etag: null, modified: null, contentType: null, bytes: new Uint8Array(0) };

/** How long the process waits for its turn at most, ms. */
const TURN = 20;

type Found = { readonly real: string; readonly stats: Stats } | Failure | { readonly status: number };

/** A directory as `dirname` gives it. */
function asPlain(path: string): string {
  return path === '' ? '.' : path.slice(0, -1);
}

/** The file or directory of a path, or why there is none. */
function find(root: string, path: string, directories: Directories): Found {
  if (!isSafePath(path)) {
    return failure('refused', path, 'the path leaves the store; rename the object');
  }
  const place = isDirectoryPath(path) ? directories.place(asPlain(path)) : inside(root, path);
  if (place === 'outside') {
    return failure('refused', path, 'the link leads out of the store; copy what it points at, or exclude it');
  }
  if (typeof place === 'string') {
    return { status: place === 'missing' ? 404 : 403 };
  }
  const stats = statSync(place.real);
  if (stats.isDirectory() !== isDirectoryPath(path)) {
    return { status: stats.isDirectory() ? 301 : 404 };
  }
  return stats.isDirectory() || stats.isFile()
    ? { real: place.real, stats }
    : failure('refused', path, 'is no file; exclude it');
}

async function readRange(file: string, from: number, length: number): Promise<Uint8Array> {
  const handle = await openFile(file);
  try {
    const buffer = new Uint8Array(length);
    let done = 0;
    for (let read = -1; read !== 0 && done < length; done += read) {
      read = (await handle.read(buffer, done, length - done, from + done)).bytesRead;
    }
    return buffer.subarray(0, done);
  } finally {
    await handle.close();
  }
}

async function read(request: HttpRequest, real: string, stats: Stats): Promise<Answer> {
  const { range, path, sizeLimit } = request;
  const from = range?.from ?? 0;
  const length = Math.max(0, Math.min(stats.size, (range?.to ?? Infinity) + 1) - from);
  if (length > sizeLimit) {
    return failure('too-large', path);
  }
  const modified = stats.mtime.getTime();
  if (range !== undefined && length === 0) {
    return answerOf(request, { ...NONE, status: 416, modified });
  }
  const bytes = await readRange(real, from, length);
  return answerOf(request, { ...NONE, status: range === undefined ? 200 : 206, modified, bytes });
}

function list(request: HttpRequest, real: string): Answer {
  // To the ms, since files of a local store may well change twice a second.
  const text = autoindex(real, (modified) => modified.toISOString());
  const bytes = new TextEncoder().encode(text);
  return bytes.length > request.sizeLimit
    ? failure('too-large', request.path)
    : answerOf(request, { ...NONE, contentType: 'application/json', bytes });
}

/** A directory of the machine, answered as a web server would: a listing in nginx's JSON, or a file. */
export class FilesPort implements StorePort {
  private readonly directories: Directories;
  private turn = 0;

  constructor(private readonly root: string) {
    this.directories = new Directories(root);
  }

  async answer(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    await this.giveTurn();
    if (signal.aborted) {
      return failure('cancelled', request.path);
    }
    if (request.method !== 'GET') {
      return answerOf(request, { ...NONE, status: 405 });
    }
    try {
      const { path, range } = request;
      if (range === undefined && !isDirectoryPath(path) && isSafePath(path)) {
        const place = this.directories.place(posix.dirname(path));
        const plain =
          typeof place === 'string' ? null : readPlain(place.real + sep + posix.basename(path), request.sizeLimit);
        if (plain !== null) {
          const bytes = request.want.as === 'bytes' ? plain.bytes.slice() : plain.bytes;
          return answerOf(request, { ...NONE, modified: plain.stats.mtime.getTime(), bytes });
        }
      }
      return await this.found(request);
    } catch (error) {
      return failure('unreachable', request.path, unreadable(error));
    }
  }

  async open(path: string): Promise<AsyncIterable<Uint8Array> | Failure> {
    const found = find(this.root, path, this.directories);
    if ('kind' in found) {
      return found;
    }
    return 'status' in found || found.stats.isDirectory()
      ? failure('refused', path, 'not found')
      : chunks(found.real, path);
  }

  /** Files are read without waiting, so the rest of the process, Ctrl-C and the progress bar, gets its turn now and then. */
  private giveTurn(): Promise<void> | undefined {
    const now = performance.now();
    if (now < this.turn) {
      return undefined;
    }
    this.turn = now + TURN;
    return setImmediate();
  }

  private async found(request: HttpRequest): Promise<Answer> {
    const found = find(this.root, request.path, this.directories);
    if ('kind' in found) {
      return found;
    }
    if ('status' in found) {
      return answerOf(request, { ...NONE, status: found.status });
    }
    return found.stats.isDirectory() ? list(request, found.real) : read(request, found.real, found.stats);
  }
}

function unreadable(error: unknown): string {
  return `cannot be read (${errorCode(error) ?? 'unknown error'}); check its permissions`;
}

async function* chunks(real: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(real, { highWaterMark: 1 << 18 });
  } catch (error) {
    throw new Broken(failure('unreachable', path, unreadable(error)));
  }
}
