import { setTimeout as sleep } from 'node:timers/promises';
import { encodePath, isSafePath } from '../../src/core/model/path';
import type { Answer, FailureReason, HttpRequest } from '../../src/core/model/request';
import { answerOf, failure, type Received } from '../../src/host/answers';
import { Broken, type StorePort } from '../../src/host/perform';
import { parseRetryAfter, withRetries, type Attempt } from '../../src/host/retry';
import { Deadline } from './deadline';
import { chunksOf, open, readAll } from './fetch';
import type { Sign } from './sign';

export interface HttpPortOptions {
  /** Address of the root of the store; a user and password in it are sent as basic authentication. */
  readonly url: string;
  /** Credentials, sent with every request and to no other server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs each attempt. */
  readonly sign?: Sign;
  /** Silence, in ms, after which a server counts as hanging. */
  readonly timeoutMs?: number;
  /** Waits between attempts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

/** What goes with every request. */
function credentials({ username, password }: URL, headers: Headers): Headers {
  if (username === '') {
    return headers;
  }
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { ...headers, authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

function requestInit({ method, body, headers, range, etag }: HttpRequest, sent: Headers): RequestInit {
  return {
    method,
    ...(body === undefined ? {} : { body }),
    headers: {
      ...headers,
      ...sent,
      ...(range === undefined ? {} : { range: `bytes=${range.from}-${range.to}` }),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
  };
}

function received({ status, headers }: Response, bytes: Uint8Array): Received {
  const modified = Date.parse(headers.get('last-modified') ?? '');
  return {
    status,
    etag: headers.get('etag'),
    modified: Number.isNaN(modified) ? null : modified,
    contentType: headers.get('content-type'),
    bytes,
  };
}

/** A store behind a web server, through Node's fetch. */
export function httpPort(options: HttpPortOptions): StorePort {
  const { url, headers = {}, sign = async (_, init) => init, timeoutMs = 30000 } = options;
  const wait = options.wait ?? ((ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }));
  const root = new URL(url);
  const sent = credentials(root, headers);
  const hasCredentials = Object.keys(sent).length > 0 || options.sign !== undefined;
  const address = (path: string, query?: HttpRequest['query']): URL => {
    const target = new URL(`${root.origin}${root.pathname.replace(/\/+$/, '')}/${encodePath(path)}`);
    // A blank is %20 in what is signed, and a plus in what forms send.
    target.search = new URLSearchParams(query).toString().replace(/\+/g, '%20');
    return target;
  };

  async function send(request: HttpRequest, signal: AbortSignal): Promise<Attempt<Answer>> {
    const { path, range, sizeLimit } = request;
    const failed = (reason: FailureReason): Attempt<Answer> => ({
      outcome: reason,
      retryAfter: null,
      result: failure(reason, path),
    });
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const target = address(path, request.query);
      const response = await open(target, await sign(target, requestInit(request, sent)), {
        path,
        hasCredentials,
        deadline,
      });
      if ('kind' in response) {
        return { outcome: response.reason, retryAfter: null, result: response };
      }
      // A server that does not know ranges sends the whole object.
      const enough = range !== undefined && response.status === 200 ? range.to + 1 : Infinity;
      const bytes = await readAll(chunksOf(response, path, deadline), sizeLimit, enough);
      if (bytes === null) {
        return failed('too-large');
      }
      const retryAfter = parseRetryAfter(response.headers.get('retry-after'), Date.now());
      return { outcome: response.status, retryAfter, result: answerOf(request, received(response, bytes)) };
    } catch (error) {
      if (error instanceof Broken) {
        return failed(error.failure.reason);
      }
      throw error;
    } finally {
      deadline.stop();
    }
  }

  return {
    async answer(request, signal) {
      if (!isSafePath(request.path)) {
        return failure('refused', request.path, 'the path leaves the store; rename the object');
      }
      try {
        return await withRetries(
          () => send(request, signal),
          (ms) => wait(ms, signal)
        );
      } catch (error) {
        if (signal.aborted) {
          return failure('cancelled', request.path);
        }
        throw error;
      }
    },
    async open(path, signal) {
      if (!isSafePath(path)) {
        return failure('refused', path, 'the path leaves the store; rename the object');
      }
      const deadline = new Deadline(timeoutMs, signal);
      try {
        const target = address(path);
        const init = await sign(target, { method: 'GET', headers: sent });
        const response = await open(target, init, { path, hasCredentials, deadline });
        if ('kind' in response || response.ok) {
          return 'kind' in response ? response : chunksOf(response, path, deadline);
        }
        await response.body?.cancel();
        deadline.stop();
        return failure(
          'refused',
          path,
          `the server answers with status ${response.status}; check that it is still there`
        );
      } catch (error) {
        deadline.stop();
        if (error instanceof Broken) {
          return error.failure;
        }
        throw error;
      }
    },
  };
}
