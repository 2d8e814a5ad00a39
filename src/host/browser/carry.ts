import { fromEvent, lastValueFrom, takeUntil } from 'rxjs';
import type { BackendSrv, FetchError, FetchResponse } from '@grafana/runtime';
import type { Queue } from './queue';

/** One attempt of a request over HTTP. */
export interface Sent {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, with the headers that are of use. */
export interface Carried {
  readonly status: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  readonly bytes: Uint8Array;
}

/** Carries one attempt out; null where nobody answered, or the signal was given. Every status is an answer. */
export type Carry = (sent: Sent, signal: AbortSignal) => Promise<Carried | null>;

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) {
    return new Uint8Array(data);
  }
  if (data === undefined || data === null) {
    return new Uint8Array(0);
  }
  return new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data));
}

function carried(status: number, data: unknown, headers?: Headers): Carried {
  const header = (name: string): string | null => headers?.get(name) ?? null;
  return {
    status,
    etag: header('etag'),
    lastModified: header('last-modified'),
    contentType: header('content-type'),
    retryAfter: header('retry-after'),
    bytes: bytesOf(data),
  };
}

function isFetchError(error: unknown): error is FetchError {
  return typeof error === 'object' && error !== null && typeof (error as { status?: unknown }).status === 'number';
}

export interface CarryOptions {
  readonly backend: Pick<BackendSrv, 'fetch'>;
  readonly queue: Queue;
  /** An id no other request of the page has: Grafana cancels a request when one with the same id starts. */
  readonly nextId: () => string;
}

/** Over Grafana's own client, which exists on the page alone and adds credentials. It throws on every status but 2xx. */
export function carryOver({ backend, queue, nextId }: CarryOptions): Carry {
  async function send({ url, method, headers, body }: Sent, signal: AbortSignal): Promise<Carried | null> {
    if (signal.aborted) {
      return null;
    }
    try {
      const response: FetchResponse<ArrayBuffer> = await lastValueFrom(
        backend
          .fetch<ArrayBuffer>({
            url,
            method,
            headers: { ...headers },
            data: body,
            responseType: 'arraybuffer',
            showErrorAlert: false,
            hideFromInspector: true,
            requestId: nextId(),
            abortSignal: signal,
          })
          // Unsubscribing is what cancels in Grafana, of every version.
          .pipe(takeUntil(fromEvent(signal, 'abort')))
      );
      return carried(response.status, response.data, response.headers);
    } catch (error) {
      const answered = !signal.aborted && isFetchError(error) && error.status >= 100;
      return answered ? carried(error.status, error.data) : null;
    }
  }
  return (sent, signal) => queue.run(() => send(sent, signal));
}
