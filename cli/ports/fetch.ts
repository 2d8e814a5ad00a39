import type { Failure } from '../../src/core/model/request';
import { failure } from '../../src/host/answers';
import { Broken } from '../../src/host/perform';
import type { Deadline } from './deadline';

const MAX_REDIRECTS = 5;

/** The same host, and no step from https to http. */
function isSameServer(from: URL, to: URL): boolean {
  return (
    to.origin === from.origin ||
    (to.hostname === from.hostname && from.protocol === 'http:' && to.protocol === 'https:')
  );
}

function redirection(response: Response, from: URL): URL | null {
  const location = response.headers.get('location');
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
  return isRedirect && location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
}

/**
 * Fetches and follows redirects of a GET: within the server always, to another one only where no credentials are sent.
 * Throws Broken where the server cannot be reached or the deadline ends.
 */
export async function open(
  address: URL,
  init: RequestInit,
  { path, hasCredentials, deadline }: { path: string; hasCredentials: boolean; deadline: Deadline }
): Promise<Response | Failure> {
  let target = address;
  for (let hops = 0; ; hops++) {
    const response = await fetch(target, { ...init, redirect: 'manual', signal: deadline.signal }).catch(() => {
      throw new Broken(failure(deadline.reason, path));
    });
    const next = init.method === 'GET' && hops < MAX_REDIRECTS ? redirection(response, target) : null;
    if (next === null) {
      return response;
    }
    await response.body?.cancel();
    if (hasCredentials && !isSameServer(target, next)) {
      return failure(
        'refused',
        path,
        `the server redirects to ${next.host}, where credentials are not sent; enter that address`
      );
    }
    target = next;
  }
}

/** The body as it comes. Stops the deadline at its end; throws Broken where it ends too early. */
export async function* chunksOf(response: Response, path: string, deadline: Deadline): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      deadline.renew();
      yield read.value;
    }
  } catch {
    throw new Broken(failure(deadline.reason, path));
  } finally {
    deadline.stop();
    await reader?.cancel().catch(() => undefined);
  }
}

/** The bytes up to `enough`, or null where they are more than `limit`. */
export async function readAll(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  enough = Infinity
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size > limit || size >= enough) {
      break;
    }
  }
  return Math.min(size, enough) > limit ? null : new Uint8Array(Buffer.concat(parts));
}
