import type { Answer, FailureReason, HttpRequest } from '../core/model/request';

/** One answer of the server of a case. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The server takes the request and says nothing, or stops in the middle of the body. */
  readonly hangs?: 'before' | 'within';
}

/** What a driver makes of an answer, without what differs between servers. */
export type Outcome =
  | {
      readonly status: number;
      readonly documents?: readonly unknown[];
      readonly text?: string;
      readonly bytes?: readonly number[];
    }
  | FailureReason;

/** What every driver has to do with one request: the browser's, Node's over HTTP and over files, the server's. */
export interface DriverCase {
  readonly name: string;
  readonly request: HttpRequest;
  /** In order, one a request; the last one is repeated. */
  readonly replies: readonly Reply[];
  readonly expected: Outcome;
  /** Requests that reach the server. */
  readonly requests: number;
  /** Headers that the last request carries. */
  readonly sent?: Readonly<Record<string, string>>;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A name with everything that an address has to encode. */
export const CASE_PATH = 'run a/v0.2,_stage=3#1 100%&+ü.json';

const get = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  kind: 'http',
  method: 'GET',
  path: CASE_PATH,
  want: { as: 'json', drop: ['texts'] },
  sizeLimit: 1000,
  ...more,
});

const ok = (body: string | Uint8Array, headers: Reply['headers'] = {}): Reply => ({
  status: 200,
  headers,
  body: typeof body === 'string' ? encode(body) : body,
});

/** A case of one request that is answered at once. */
const plain = (
  name: string,
  body: string | Uint8Array,
  expected: Outcome,
  more: Partial<HttpRequest> = {}
): DriverCase => ({
  name,
  request: get(more),
  replies: [ok(body)],
  expected,
  requests: 1,
});

const text = { want: { as: 'text' } } as const;
const binary = { want: { as: 'bytes' } } as const;

export const DRIVER_CASES: readonly DriverCase[] = [
  plain('json', '{"a":[1,"x"]}', { status: 200, documents: [{ a: [1, 'x'] }] }),
  plain('json with a byte order mark', '\ufeff{"a":1}', { status: 200, documents: [{ a: 1 }] }),
  plain('an empty file', '', { status: 200, documents: [] }),
  plain('a file of white space', ' \n', { status: 200, documents: [] }),
  plain('two documents', '{"a":1}\n{"a":2}\n', { status: 200, documents: [{ a: 1 }, { a: 2 }] }),
  plain('NaN and Infinity', '{"a":NaN,"b":-Infinity}', { status: 200, documents: [{ a: null, b: '-Infinity' }] }),
  plain('dropped keys', '{"texts":["a"],"n":{"texts":"b","m":1}}', {
    status: 200,
    documents: [{ texts: null, n: { texts: null, m: 1 } }],
  }),
  plain('truncated json', '{"a":[1,', 'malformed'),
  plain('binary wanted as json', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]), 'malformed'),
  plain('binary wanted as text', new Uint8Array([0x50, 0x4b, 3, 4, 0]), 'malformed', text),
  plain('a page of HTML with status 200', '<!DOCTYPE html><title>Log in</title>', 'malformed'),
  plain('text', 'a: ü\n', { status: 200, text: 'a: ü\n' }, text),
  plain('text with a byte order mark', '\ufeffa: 1', { status: 200, text: 'a: 1' }, text),
  plain('text that is no UTF-8', new Uint8Array([0x61, 0xff]), { status: 200, text: 'a\ufffd' }, text),
  plain('bytes', new Uint8Array([0, 255, 0]), { status: 200, bytes: [0, 255, 0] }, binary),
  plain('exactly at the size limit', 'x'.repeat(1000), { status: 200, text: 'x'.repeat(1000) }, text),
  plain('larger than the size limit', `"${'x'.repeat(1000)}"`, 'too-large'),
  {
    name: 'a range',
    request: get({ ...binary, range: { from: 1, to: 2 } }),
    replies: [{ status: 206, headers: { 'content-range': 'bytes 1-2/4' }, body: new Uint8Array([2, 3]) }],
    expected: { status: 206, bytes: [2, 3] },
    requests: 1,
    sent: { range: 'bytes=1-2' },
  },
  {
    name: 'a range of a large object, from a server that does not know ranges',
    request: get({ ...binary, range: { from: 1, to: 2 } }),
    replies: [ok(Uint8Array.from({ length: 5000 }, (_, i) => i))],
    expected: { status: 200, bytes: [1, 2] },
    requests: 1,
  },
  {
    name: '304',
    request: get({ etag: '"x"' }),
    replies: [{ status: 304, headers: { etag: '"x"' } }],
    expected: { status: 304 },
    requests: 1,
    sent: { 'if-none-match': '"x"' },
  },
  {
    name: '404',
    request: get(),
    replies: [{ status: 404, body: encode('<h1>Not found</h1>') }],
    expected: { status: 404, text: '<h1>Not found</h1>' },
    requests: 1,
  },
  {
    name: '429, then 200',
    request: get(),
    replies: [{ status: 429, headers: { 'retry-after': '1' } }, { status: 429 }, ok('[]')],
    expected: { status: 200, documents: [[]] },
    requests: 3,
  },
  { name: '429 without end', request: get(), replies: [{ status: 429 }], expected: { status: 429 }, requests: 4 },
  {
    name: '503, then 200',
    request: get(),
    replies: [{ status: 503 }, ok('[]')],
    expected: { status: 200, documents: [[]] },
    requests: 2,
  },
  {
    name: '429 with a Retry-After of an hour',
    request: get(),
    replies: [{ status: 429, headers: { 'retry-after': '3600' } }],
    expected: { status: 429 },
    requests: 1,
  },
  {
    name: '500',
    request: get(),
    replies: [{ status: 500, body: encode('oops') }],
    expected: { status: 500, text: 'oops' },
    requests: 1,
  },
  {
    name: 'a server that hangs',
    request: get(),
    replies: [{ status: 200, hangs: 'before' }],
    expected: 'timeout',
    requests: 1,
  },
  {
    name: 'a server that hangs within the body',
    request: get(),
    replies: [{ ...ok('{"a":1'), hangs: 'within' }],
    expected: 'timeout',
    requests: 1,
  },
  {
    name: 'a path that leaves the store',
    request: get({ path: 'a/../../b.json' }),
    replies: [ok('[]')],
    expected: 'refused',
    requests: 0,
  },
  {
    name: 'query, header and body of a POST',
    request: get({ method: 'POST', path: '', query: { q: 'a b&c' }, headers: { 'x-a': 'b' }, body: 'SELECT 1' }),
    replies: [ok('[1]')],
    expected: { status: 200, documents: [[1]] },
    requests: 1,
    sent: { 'x-a': 'b' },
  },
];

/** Cases that a file system can play: one object with contents, or none. */
export function isFileCase({ request, replies }: DriverCase): boolean {
  const [{ status, hangs }] = replies;
  return (
    request.method === 'GET' &&
    replies.length === 1 &&
    hangs === undefined &&
    status === 200 &&
    request.range === undefined
  );
}

/** An answer in the form in which cases expect it. */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.kind === 'failure') {
    return answer.reason;
  }
  if (answer.kind !== 'http') {
    throw new Error(`not an answer to an http request: ${answer.kind}`);
  }
  const { status, body } = answer;
  switch (body.as) {
    case 'json':
      return { status, documents: body.documents };
    case 'text':
      return { status, text: body.text };
    case 'bytes':
      return { status, bytes: Array.from(body.bytes) };
    case 'none':
      return { status };
  }
}
