import type { Answer, Failure, HttpRequest } from '../../core/model/request';
import { encodePath, isSafePath } from '../../core/model/path';
import { answerOf, failure, type Received } from '../answers';
import type { StorePort } from '../perform';
import { parseRetryAfter, withRetries, type Attempt } from '../retry';
import type { Carried, Carry } from './carry';

/** Waits; a cancelled wait ends at once. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface PortOptions {
  /** Address before the path: Grafana's proxy of the data source, its resources, or the directory of the bundled sample. */
  readonly base: string;
  readonly carry: Carry;
  readonly wait?: Wait;
}

/** Grafana's proxy turns a 401 of the server into this 400. */
const REFUSED_CREDENTIALS = 'Authentication to data source failed';

/** A directory keeps its slash: an empty query after it stops clients that cut a slash at the end of an address. */
export function addressOf(base: string, request: Pick<HttpRequest, 'path' | 'query'>): string {
  const query = new URLSearchParams(request.query).toString();
  const path = encodePath(request.path);
  return `${base.replace(/\/+$/, '')}/${path}${query !== '' ? `?${query}` : path === '' || path.endsWith('/') ? '?' : ''}`;
}

/** Largest object that is opened for its rows, as much as the plugin's server sends of one. */
const OPENED_BYTES = 64 * 1024 * 1024;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function received({ status, etag, lastModified, contentType, bytes }: Carried): Received {
  const refused = status === 400 && new TextDecoder().decode(bytes.subarray(0, 1000)).includes(REFUSED_CREDENTIALS);
  const time = lastModified === null ? NaN : Date.parse(lastModified);
  return { status: refused ? 401 : status, etag, modified: Number.isNaN(time) ? null : time, contentType, bytes };
}

export const sleep: Wait = (ms, signal) =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });

/** A store as the browser reaches it: through Grafana, which adds credentials. Every status is an answer. */
export function grafanaPort({ base, carry, wait = sleep }: PortOptions): StorePort {
  async function send(request: HttpRequest, signal: AbortSignal): Promise<Attempt<Answer>> {
    const carried = await carry(
      {
        url: addressOf(base, request),
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.etag === undefined ? {} : { 'If-None-Match': request.etag }),
          ...(request.range === undefined ? {} : { Range: `bytes=${request.range.from}-${request.range.to}` }),
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      },
      signal
    );
    if (carried === null) {
      const reason = signal.aborted ? 'cancelled' : 'unreachable';
      return { outcome: reason, retryAfter: null, result: failure(reason, request.path) };
    }
    const got = received(carried);
    const result = got.bytes.length > request.sizeLimit ? failure('too-large', request.path) : answerOf(request, got);
    return { outcome: got.status, retryAfter: parseRetryAfter(carried.retryAfter, Date.now()), result };
  }

  async function answer(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    if (!isSafePath(request.path)) {
      return failure('refused', request.path, 'the path leaves the store; rename the object');
    }
    return withRetries(
      () => send(request, signal),
      (ms) => wait(ms, signal)
    );
  }

  /** The object as one chunk: Grafana's client has no streams, so only what fits into memory can be had. */
  async function open(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | Failure> {
    const got = await answer(
      { kind: 'http', method: 'GET', path, want: { as: 'bytes' }, sizeLimit: OPENED_BYTES },
      signal
    );
    if (got.kind === 'failure') {
      return got;
    }
    if (got.kind !== 'http' || got.status !== 200 || got.body.as !== 'bytes') {
      return failure('unreachable', path, `the server answers with status ${got.kind === 'http' ? got.status : 0}`);
    }
    return once(got.body.bytes);
  }
  return { answer, open };
}
