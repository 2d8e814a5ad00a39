import { setTimeout as sleep } from 'node:timers/promises';
import { encodePath, isSafePath } from '../../src/core/model/path';
import type { Failure, FailureReason, HttpRequest } from '../../src/core/model/request';
import { answerOf, failure } from '../../src/host/answers';
import { Broken, type StorePort } from '../../src/host/perform';
import { parseRetryAfter, withRetries, type Attempt } from '../../src/host/retry';

export interface HttpPortOptions {
  /** Address of the root of the store. */
  readonly url: string;
  /** Sent with every request: credentials. They never go to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Silence, in ms, after which a server counts as hanging. */
  readonly timeoutMs?: number;
  /** Shorter waits between attempts, for tests. */
  readonly patience?: number;
}

const MAX_REDIRECTS = 5;

/** Ends a request after a silence; `reason` tells whether the server or the caller ended it. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal
  ) {
    this.timer = setTimeout(() => this.controller.abort(), timeoutMs);
  }

  get signal(): AbortSignal {
    return AbortSignal.any([this.controller.signal, this.outer]);
  }

  get reason(): FailureReason {
    return this.outer.aborted ? 'cancelled' : this.controller.signal.aborted ? 'timeout' : 'unreachable';
  }

  /** Something came. */
  renew(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

interface Opened {
  readonly response: Response;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Same host, and no step from https to http. */
function isSameServer(from: URL, to: URL): boolean {
  return to.origin === from.origin || (to.hostname === from.hostname && from.protocol === 'http:' && to.protocol === 'https:');
}

function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.headers.has('location');
}

async function* chunksOf(response: Response, path: string, deadline: Deadline): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) {
        return;
      }
      deadline.renew();
      yield value;
    }
  } catch {
    throw new Broken(failure(deadline.reason, path));
  } finally {
    deadline.stop();
    await reader?.cancel().catch(() => undefined);
  }
}

/** All bytes up to `enough`, null where there are more than `limit`. */
async function readAll(chunks: AsyncIterable<Uint8Array>, limit: number, enough: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size > limit) {
      return null;
    }
    if (size >= enough) {
      break;
    }
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** A store behind a web server, through Node's fetch. Redirects to another server are followed only without credentials. */
export function httpPort({ url, headers = {}, timeoutMs = 30000, patience = 1 }: HttpPortOptions): StorePort {
  const root = new URL(url);
  const hasCredentials = Object.keys(headers).length > 0 || root.username !== '';
  const base = `${root.origin}${root.pathname.replace(/\/+$/, '')}/`;
  const sent = root.username === '' ? headers : { ...headers, authorization: basic(root) };

  async function open(path: string, search: string, init: RequestInit, deadline: Deadline): Promise<Opened | Failure> {
    let target = new URL(base + encodePath(path) + search);
    for (let hops = 0; ; hops++) {
      const response = await fetch(target, { ...init, redirect: 'manual', signal: deadline.signal });
      const location = isRedirect(response) && init.method === 'GET' && URL.canParse(response.headers.get('location') ?? '', target);
      if (!location || hops === MAX_REDIRECTS) {
        return { response, chunks: chunksOf(response, path, deadline) };
      }
      const next = new URL(response.headers.get('location') ?? '', target);
      await response.body?.cancel();
      if (hasCredentials && !isSameServer(target, next)) {
        return failure('refused', path, `the server redirects to ${next.host}, where the credentials do not go; enter that address`);
      }
      target = next;
    }
  }

  async function send(request: HttpRequest, signal: AbortSignal): Promise<Attempt<ReturnType<typeof answerOf>>> {
    const { method, path, body, range, etag, sizeLimit } = request;
    const failed = (outcome: FailureReason): Attempt<Failure> => ({ outcome, retryAfter: null, result: failure(outcome, path) });
    const deadline = new Deadline(timeoutMs, signal);
    const init: RequestInit = {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...request.headers,
        ...sent,
        ...(range === undefined ? {} : { range: `bytes=${range.from}-${range.to}` }),
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      },
    };
    try {
      const opened = await open(path, search(request.query), init, deadline);
      if ('kind' in opened) {
        return { outcome: 'refused', retryAfter: null, result: opened };
      }
      const { status, headers: received } = opened.response;
      const bytes = await readAll(opened.chunks, sizeLimit, range !== undefined && status === 200 ? range.to + 1 : Infinity);
      if (bytes === null) {
        return failed('too-large');
      }
      const modified = Date.parse(received.get('last-modified') ?? '');
      const result = answerOf(request, {
        status,
        etag: received.get('etag'),
        modified: Number.isNaN(modified) ? null : modified,
        contentType: received.get('content-type'),
        bytes,
      });
      return { outcome: status, retryAfter: parseRetryAfter(received.get('retry-after'), Date.now()), result };
    } catch (error) {
      if (error instanceof TypeError || error instanceof Broken || deadline.reason !== 'unreachable') {
        return failed(deadline.reason);
      }
      throw error;
    } finally {
      deadline.stop();
    }
  }

  return {
    answer: async (request, signal) => {
      if (!isSafePath(request.path)) {
        return failure('refused', request.path, 'the path leaves the store; rename the object');
      }
      const wait = (ms: number): Promise<void> => sleep(ms * patience, undefined, { signal });
      return withRetries(() => send(request, signal), wait).catch((error: unknown) => {
        if (signal.aborted) {
          return failure('cancelled', request.path);
        }
        throw error;
      });
    },
    open: async (path, signal) => {
      const deadline = new Deadline(timeoutMs, signal);
      try {
        const opened = isSafePath(path) ? await open(path, '', { method: 'GET', headers: sent }, deadline) : failure('refused', path);
        if ('kind' in opened) {
          return opened;
        }
        return opened.response.ok ? opened.chunks : failure('refused', path, `the server answers with status ${opened.response.status}`);
      } catch {
        return failure(deadline.reason, path);
      }
    },
  };
}

function basic({ username, password }: URL): string {
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function search(query: HttpRequest['query']): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}
