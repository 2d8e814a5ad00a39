import type { Body, Failure, FailureReason, HttpAnswer, HttpRequest, Want } from '../core/model/request';
import { scannedJson, strictJson } from './json-scan';
import { MalformedJson } from './malformed';

/** What a server or file system gave for a request, before it is read. */
export interface Received {
  readonly status: number;
  readonly etag: string | null;
  /** ms since the epoch. */
  readonly modified: number | null;
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

/** Bytes in which a NUL tells that an object is no text. */
const HEAD = 8192;
/** Characters of the page that comes with an error status. */
const ERROR_TEXT = 4000;

const MENDS: Readonly<Record<FailureReason, string>> = {
  unreachable: 'the server cannot be reached; check the address, the network and the certificate',
  timeout: 'the server does not answer in time; try again, or raise the timeout',
  'too-large': 'larger than the size limit; raise the limit, or exclude it',
  malformed: 'cannot be read; write it again, or exclude it',
  refused: 'not followed, since it leads elsewhere',
  cancelled: 'cancelled',
};

/** A failure whose message names the object; `detail` replaces the usual words for the reason. */
export function failure(reason: FailureReason, path: string, detail: string = MENDS[reason]): Failure {
  return { kind: 'failure', reason, message: `${path === '' ? 'The root of the store' : path}: ${detail}` };
}

/** Thrown inside this file where an object is not what it was wanted as. */
class Unreadable extends Error {}

function assertText(bytes: Uint8Array): void {
  if (bytes.subarray(0, HEAD).includes(0)) {
    throw new Unreadable('is binary (or UTF-16), not UTF-8 text');
  }
}

/** A page of HTML or XML begins with `<`, perhaps behind white space or a byte order mark. */
function isPage(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, 64).find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  return first === 0x3c;
}

const SETS = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The names as a set, made once for a list that is given again and again. */
function setOf(names: readonly string[]): ReadonlySet<string> {
  const set = SETS.get(names) ?? new Set(names);
  SETS.set(names, set);
  return set;
}

function wanted(want: Want, bytes: Uint8Array): Body {
  if (want.as === 'bytes') {
    return { as: 'bytes', bytes };
  }
  // What is JSON to the letter is neither binary nor a page.
  const documents = want.as === 'json' ? strictJson(bytes, setOf(want.drop)) : null;
  if (documents !== null) {
    return { as: 'json', documents };
  }
  assertText(bytes);
  if (want.as === 'text') {
    return { as: 'text', text: new TextDecoder().decode(bytes) };
  }
  if (isPage(bytes)) {
    throw new Unreadable('is a page of HTML or XML, not JSON');
  }
  return { as: 'json', documents: scannedJson(bytes, setOf(want.drop)) };
}

function errorBody(bytes: Uint8Array): Body {
  const text = new TextDecoder().decode(bytes.subarray(0, ERROR_TEXT * 4)).slice(0, ERROR_TEXT);
  return text === '' || text.includes('\0') ? { as: 'none' } : { as: 'text', text };
}

/** The bytes asked for: a server that does not know ranges sends the whole object with status 200. */
function ranged(request: HttpRequest, { status, bytes }: Received): Uint8Array {
  return request.range !== undefined && status === 200
    ? bytes.subarray(request.range.from, request.range.to + 1)
    : bytes;
}

/**
 * Reads what came as what was wanted. Bodies of 304 and of bodiless answers are `none`, those of other statuses than 2xx the
 * beginning of the server's words as text, whatever was wanted. `malformed` where the object is something else.
 */
export function answerOf(request: HttpRequest, received: Received): HttpAnswer | Failure {
  const { status, etag, modified, contentType, bytes } = received;
  const answer = (body: Body): HttpAnswer => ({
    kind: 'http',
    status,
    etag,
    modified,
    contentType,
    size: bytes.length,
    body,
  });
  if (status < 200 || status > 299) {
    return answer(status === 304 ? { as: 'none' } : errorBody(bytes));
  }
  try {
    return answer(wanted(request.want, ranged(request, received)));
  } catch (error) {
    if (error instanceof Unreadable || error instanceof MalformedJson) {
      return failure('malformed', request.path, `${error.message}; write it again, or exclude it`);
    }
    throw error;
  }
}
