import { Observable, of, throwError } from 'rxjs';
import type { BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import type { HttpRequest } from '../../core/model/request';
import { carryOver } from './carry';
import { addressOf, grafanaPort } from './port';
import { queue, requestIds } from './queue';

const BASE = '/api/datasources/proxy/uid/x';
const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  kind: 'http',
  method: 'GET',
  path,
  want: { as: 'text' },
  sizeLimit: 1000,
  ...more,
});
const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const signal = new AbortController().signal;

function port(answer: (asked: BackendSrvRequest) => Observable<unknown>) {
  const asked: BackendSrvRequest[] = [];
  const made = grafanaPort({
    base: BASE,
    carry: carryOver({
      backend: {
        fetch: <T>(options: BackendSrvRequest) => {
          asked.push(options);
          return answer(options) as Observable<FetchResponse<T>>;
        },
      },
      queue: queue(4),
      nextId: requestIds(),
    }),
    wait: async () => undefined,
  });
  return { ...made, asked };
}

describe('addresses', () => {
  it('encode every segment, and keep the slash of a directory from being cut', () => {
    expect(addressOf(BASE, request('a b/benchmark_report_v0.2,_x=1#%.json'))).toBe(
      `${BASE}/a%20b/benchmark_report_v0.2%2C_x%3D1%23%25.json`
    );
    expect(addressOf(BASE, request('a b/'))).toBe(`${BASE}/a%20b/?`);
    expect(addressOf(`${BASE}/`, request(''))).toBe(`${BASE}/?`);
    expect(addressOf(BASE, request('a', { query: { prefix: 'x y' } }))).toBe(`${BASE}/a?prefix=x+y`);
  });
});

describe('the port', () => {
  it('gives every request an id and no alert, and reads bytes', async () => {
    const { answer, asked } = port(() =>
      of({
        status: 200,
        data: bytes('hello'),
        headers: new Headers({ etag: '"1"', 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' }),
      })
    );
    expect(await answer(request('a'), signal)).toMatchObject({
      kind: 'http',
      status: 200,
      etag: '"1"',
      modified: Date.UTC(2026, 10, 24, 10),
      body: { as: 'text', text: 'hello' },
    });
    expect(asked[0]).toMatchObject({
      requestId: 'prism-0',
      showErrorAlert: false,
      responseType: 'arraybuffer',
      abortSignal: signal,
    });
  });

  it.each([304, 404, 500])('takes the status %i for an answer', async (status) => {
    const { answer } = port(() => throwError(() => ({ status, data: bytes('no') })));
    expect(await answer(request('a'), signal)).toMatchObject({ kind: 'http', status });
  });

  it('knows the refused credentials behind the status that the proxy makes of them', async () => {
    const { answer } = port(() =>
      throwError(() => ({ status: 400, data: bytes('{"message":"Authentication to data source failed"}') }))
    );
    expect(await answer(request('a'), signal)).toMatchObject({ kind: 'http', status: 401 });
  });

  it('tries again what may pass, and says in the end that nobody answers', async () => {
    const { answer, asked } = port(() => throwError(() => new Error('network')));
    expect(await answer(request('a'), signal)).toMatchObject({ kind: 'failure', reason: 'unreachable' });
    expect(asked).toHaveLength(3);
  });

  it('refuses a path that leaves the store without asking', async () => {
    const { answer, asked } = port(() => of({ status: 200, data: bytes('') }));
    expect(await answer(request('a/../../etc'), signal)).toMatchObject({ kind: 'failure', reason: 'refused' });
    expect(asked).toHaveLength(0);
  });

  it('cuts what is larger than the limit', async () => {
    const { answer } = port(() => of({ status: 200, data: bytes('x'.repeat(2000)), headers: new Headers() }));
    expect(await answer(request('a'), signal)).toMatchObject({ kind: 'failure', reason: 'too-large' });
  });

  it('opens an object as one chunk, and says why it cannot', async () => {
    const { open, asked } = port(({ url }) =>
      url.endsWith('/gone.json')
        ? of({ status: 404, data: bytes('no'), headers: new Headers() })
        : of({ status: 200, data: bytes('[1,2]'), headers: new Headers() })
    );
    const chunks = await open('a b.json', signal);
    const read: string[] = [];
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      read.push(new TextDecoder().decode(chunk));
    }
    expect([read, asked[0].url]).toEqual([['[1,2]'], `${BASE}/a%20b.json`]);
    expect(await open('gone.json', signal)).toMatchObject({ kind: 'failure', message: expect.stringContaining('404') });
    expect(await open('../up.json', signal)).toMatchObject({ kind: 'failure', reason: 'refused' });
  });

  it('passes validators and ranges on', async () => {
    const { answer, asked } = port(() => of({ status: 200, data: bytes('abc'), headers: new Headers() }));
    await answer(request('a', { etag: '"1"', range: { from: 0, to: 1 } }), signal);
    expect(asked[0].headers).toMatchObject({ 'If-None-Match': '"1"', Range: 'bytes=0-1' });
  });
});

describe('the queue of the page', () => {
  it('never has more than its number under way, and keeps their order', async () => {
    const shared = queue(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((number) =>
        shared.run(async () => {
          most = Math.max(most, ++running);
          order.push(number);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
        })
      )
    );
    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });
});
