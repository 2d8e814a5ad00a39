import { fromEvent, lastValueFrom, takeUntil } from 'rxjs';
import type { BackendSrv, FetchError, FetchResponse } from '@grafana/runtime';
import type { Answer, HttpRequest } from '../../core/model/request';
import { encodePath, isSafePath } from '../../core/model/path';
import { answerOf, failure, type Received } from '../answers';
import type { StorePort } from '../perform';
import { parseRetryAfter, withRetries, type Attempt } from '../retry';
import type { Queue } from './queue';

export interface PortOptions {
  /** Address before the path: Grafana's proxy of the data source, or the directory of the bundled sample. */
  readonly base: string;
  readonly backend: Pick<BackendSrv, 'fetch'>;
  readonly queue: Queue;
  /** An id no other request of the page has: Grafana cancels a request when one with the same id starts. */
  readonly nextId: () => string;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Grafana's proxy turns a 401 of the server into this 400. */
const REFUSED_CREDENTIALS = 'Authentication to data source failed';

/** A directory keeps its slash: an empty query after it stops clients that cut a slash at the end of an address. */
export function addressOf(base: string, request: Pick<HttpRequest, 'path' | 'query'>): string {
  const query = new URLSearchParams(request.query).toString();
  const path = encodePath(request.path);
  return `${base.replace(/\/+$/, '')}/${path}${query !== '' ? `?${query}` : path === '' || path.endsWith('/') ? '?' : ''}`;
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) {
    return new Uint8Array(data);
  }
  if (data === undefined || data === null) {
    return new Uint8Array(0);
  }
  return new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data));
}

function header(headers: Headers | undefined, name: string): string | null {
  return headers?.get(name) ?? null;
}

function received(status: number, data: unknown, headers: Headers | undefined): Received {
  const bytes = bytesOf(data);
  const modified = header(headers, 'last-modified');
  const refused = status === 400 && new TextDecoder().decode(bytes.subarray(0, 1000)).includes(REFUSED_CREDENTIALS);
  const time = modified === null ? NaN : Date.parse(modified);
  return {
    status: refused ? 401 : status,
    etag: header(headers, 'etag'),
    modified: Number.isNaN(time) ? null : time,
    contentType: header(headers, 'content-type'),
    bytes,
  };
}

function isFetchError(error: unknown): error is FetchError {
  return typeof error === 'object' && error !== null && typeof (error as { status?: unknown }).status === 'number';
}

/** Waits; a cancelled wait ends at once. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** A store as the browser reaches it: through Grafana, which adds credentials. Every status is an answer. */
export function grafanaPort({ base, backend, queue, nextId, wait = sleep }: PortOptions): StorePort {
  async function send(request: HttpRequest, signal: AbortSignal): Promise<Attempt<Answer>> {
    const finish = (status: number, data: unknown, headers: Headers | undefined): Attempt<Answer> => {
      const got = received(status, data, headers);
      const result = got.bytes.length > request.sizeLimit ? failure('too-large', request.path) : answerOf(request, got);
      return { outcome: got.status, retryAfter: parseRetryAfter(header(headers, 'retry-after'), Date.now()), result };
    };
    const cancelled: Attempt<Answer> = {
      outcome: 'cancelled',
      retryAfter: null,
      result: failure('cancelled', request.path),
    };
    if (signal.aborted) {
      return cancelled;
    }
    try {
      const response: FetchResponse<ArrayBuffer> = await lastValueFrom(
        backend
          .fetch<ArrayBuffer>({
            url: addressOf(base, request),
            method: request.method,
            headers: {
              ...request.headers,
              ...(request.etag === undefined ? {} : { 'If-None-Match': request.etag }),
              ...(request.range === undefined ? {} : { Range: `bytes=${request.range.from}-${request.range.to}` }),
            },
            data: request.body,
            responseType: 'arraybuffer',
            showErrorAlert: false,
            hideFromInspector: true,
            requestId: nextId(),
            abortSignal: signal,
          })
          // Unsubscribing is what cancels in Grafana, of every version.
          .pipe(takeUntil(fromEvent(signal, 'abort')))
      );
      return finish(response.status, response.data, response.headers);
    } catch (error) {
      if (signal.aborted) {
        return cancelled;
      }
      if (isFetchError(error) && error.status >= 100) {
        return finish(error.status, error.data, undefined);
      }
      return { outcome: 'unreachable', retryAfter: null, result: failure('unreachable', request.path) };
    }
  }

  return {
    async answer(request, signal) {
      if (!isSafePath(request.path)) {
        return failure('refused', request.path, 'the path leaves the store; rename the object');
      }
      return withRetries(
        () => queue.run(() => send(request, signal)),
        (ms) => wait(ms, signal)
      );
    },
    open: async (path) =>
      failure(
        'refused',
        path,
        'objects of this size are not read in the browser; raise the size limit or use the command line'
      ),
  };
}
