import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest } from '../../src/core/model/request';
import { CASE_PATH, DRIVER_CASES, outcomeOf, type Reply } from '../../src/host/driver-cases';
import { httpPort, type HttpPortOptions } from './http';
import { performInNode } from './perform';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closers: Array<() => void> = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function start(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function send(response: ServerResponse, { status, headers, body, hangs }: Reply): void {
  if (hangs === 'before') {
    return;
  }
  response.writeHead(status, headers);
  if (hangs === 'within') {
    response.write(body);
  } else {
    response.end(body);
  }
}

/** A server with these replies, and what was asked of it. */
async function scripted(replies: readonly Reply[]): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const url = await start((request, response) => {
    asked.push(request);
    send(response, replies[Math.min(asked.length, replies.length) - 1]);
  });
  return { url, asked };
}

const port = (url: string, options: Partial<HttpPortOptions> = {}) =>
  httpPort({ url, timeoutMs: 300, wait: () => Promise.resolve(), ...options });
const live = new AbortController().signal;
const get = (path: string): HttpRequest => ({
  kind: 'http',
  method: 'GET',
  path,
  want: { as: 'text' },
  sizeLimit: 1000,
});

describe('Node over HTTP', () => {
  it.each(DRIVER_CASES)('$name', async ({ request, replies, expected, requests, sent = {} }) => {
    const { url, asked } = await scripted(replies);
    const answer = await port(`${url}/base/`).answer(request, live);
    expect(outcomeOf(answer)).toEqual(expected);
    expect(asked).toHaveLength(requests);
    expect(asked.length === 0 ? {} : asked[asked.length - 1].headers).toMatchObject(sent);
    if (answer.kind === 'failure') {
      expect(answer.message.startsWith(`${request.path}: `)).toBe(true);
    }
  });

  it('encodes paths under the address', async () => {
    const { url, asked } = await scripted([{ status: 200 }]);
    await port(`${url}/base`).answer({ ...get(CASE_PATH), query: { a: 'b c' } }, live);
    await port(`${url}/base/`).answer(get(''), live);
    expect(asked.map((request) => request.url)).toEqual([
      '/base/run%20a/v0.2%2C_stage%3D3%231%20100%25%26%2B%C3%BC.json?a=b%20c',
      '/base/',
    ]);
  });

  it('keeps validators of the object', async () => {
    const { url } = await scripted([
      {
        status: 200,
        headers: { etag: 'W/"1"', 'last-modified': 'Tue, 24 Nov 2026 11:19:15 GMT', 'content-type': 'text/x' },
      },
    ]);
    expect(await port(url).answer(get('a'), live)).toEqual({
      kind: 'http',
      status: 200,
      etag: 'W/"1"',
      modified: Date.UTC(2026, 10, 24, 11, 19, 15),
      contentType: 'text/x',
      size: 0,
      body: { as: 'text', text: '' },
    });
  });

  it('a server that is not there is unreachable, after three attempts', async () => {
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
    const { url } = await scripted([]);
    closers.splice(0).forEach((close) => close());
    expect(outcomeOf(await port(url, { wait }).answer(get('a'), live))).toBe('unreachable');
    expect(waits).toEqual([300, 1500]);
  });

  it('a connection that breaks within the body is unreachable', async () => {
    const url = await start((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('abc', () => response.destroy());
    });
    expect(outcomeOf(await port(url).answer(get('a'), live))).toBe('unreachable');
  });

  it('stops reading at the size limit', async () => {
    let sent = 0;
    const url = await start((_, response) => {
      const more = (): boolean =>
        response.destroyed || (response.write(Buffer.alloc(1 << 16), more), (sent += 1 << 16) > 0);
      more();
    });
    expect(outcomeOf(await port(url).answer(get('a'), live))).toBe('too-large');
    expect(sent).toBeLessThan(1 << 25);
  });

  it('can be cancelled while asking and while waiting', async () => {
    const { url } = await scripted([{ status: 200, hangs: 'before' }]);
    const asking = new AbortController();
    setTimeout(() => asking.abort(), 20);
    expect(outcomeOf(await port(url, { timeoutMs: 5000 }).answer(get('a'), asking.signal))).toBe('cancelled');
    const busy = await scripted([{ status: 429 }]);
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(), 20);
    expect(outcomeOf(await httpPort({ url: busy.url }).answer(get('a'), waiting.signal))).toBe('cancelled');
  });

  it('follows redirects within the server, and to others only without credentials', async () => {
    const other = await start((request, response) =>
      response.end(`other ${request.headers.authorization ?? 'nobody'}`)
    );
    const url = await start((request, response) => {
      if (request.url === '/a') {
        response.writeHead(301, { location: '/b' }).end();
      } else if (request.url === '/out') {
        response.writeHead(302, { location: `${other}/x` }).end();
      } else if (request.url === '/round') {
        response.writeHead(302, { location: '/round' }).end();
      } else {
        response.end(`here ${request.headers.authorization ?? 'nobody'}`);
      }
    });
    const secret = { headers: { authorization: 'Bearer s' } };
    expect(outcomeOf(await port(url, secret).answer(get('a'), live))).toEqual({ status: 200, text: 'here Bearer s' });
    expect(outcomeOf(await port(url).answer(get('out'), live))).toEqual({ status: 200, text: 'other nobody' });
    const refused = await port(url, secret).answer(get('out'), live);
    expect(refused).toMatchObject({ kind: 'failure', reason: 'refused' });
    expect(JSON.stringify(refused)).not.toContain('Bearer');
    expect(outcomeOf(await port(url).answer(get('round'), live))).toEqual({ status: 302 });
    const user = url.replace('://', '://us%40er:p%3Aw@');
    expect(outcomeOf(await port(user).answer(get('b'), live))).toEqual({
      status: 200,
      text: `here Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    });
  });
});

describe('rows over HTTP', () => {
  const rows = {
    kind: 'rows',
    path: 'r.json',
    drop: ['texts'],
    fields: ['a', 'b.c', 'texts'],
    sizeLimit: 1000,
  } as const;
  const body = new TextEncoder().encode('[{"a":1,"b":{"c":"x"},"texts":["y"]},{"a":NaN},{"b":{"c":2}}]');

  it('reads fields of each element', async () => {
    const { url } = await scripted([{ status: 200, body }]);
    const answer = await performInNode(port(url))(rows, live);
    expect(answer).toEqual({
      kind: 'rows',
      columns: [
        [1, null, null],
        ['x', null, 2],
        [null, null, null],
      ],
      cut: false,
    });
  });

  it('says when it was cut off at the size limit', async () => {
    const { url } = await scripted([{ status: 200, body }]);
    const answer = await performInNode(port(url))({ ...rows, sizeLimit: 50 }, live);
    expect(answer).toMatchObject({
      kind: 'rows',
      columns: [
        [1, null],
        ['x', null],
        [null, null],
      ],
      cut: true,
    });
  });

  it('fails by reason', async () => {
    const reason = async (reply: Reply): Promise<unknown> =>
      outcomeOf(await performInNode(port((await scripted([reply])).url))(rows, live));
    expect(await reason({ status: 404 })).toBe('refused');
    expect(await reason({ status: 200, body: new TextEncoder().encode('[{"a" 1}]') })).toBe('malformed');
    expect(await reason({ status: 200, hangs: 'before' })).toBe('timeout');
    expect(await reason({ status: 200, body, hangs: 'within' })).toBe('timeout');
  });
});
