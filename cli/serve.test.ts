import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve, type Served } from './serve';

let top: string;
let served: Served;
beforeAll(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'serve-'));
  await mkdir(path.join(top, 'root/a b'), { recursive: true });
  await writeFile(path.join(top, 'secret'), 'secret');
  await writeFile(path.join(top, 'root/a b/v0.2,_x=1#é%.json'), '0123456789');
  await writeFile(path.join(top, 'root/empty'), '');
  await symlink('../secret', path.join(top, 'root/link'));
  served = await serve(path.join(top, 'root'), 0);
});
afterAll(async () => {
  await served.close();
  await rm(top, { recursive: true });
});

const FILE = `a%20b/${encodeURIComponent('v0.2,_x=1#é%.json')}`;
const get = (at: string, headers: Record<string, string> = {}) =>
  fetch(served.url + at, { headers, redirect: 'manual' });

/** Status of a request whose path no URL class has tidied. */
const raw = (at: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.url);
    request({ hostname, port, path: at }, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });

describe('the static server', () => {
  it('lists in the JSON of nginx', async () => {
    const response = await get('a%20b/');
    const time = expect.stringMatching(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual([{ name: 'v0.2,_x=1#é%.json', type: 'file', mtime: time, size: 10 }]);
    expect(await (await get('')).json()).toMatchObject([{ name: 'a b' }, { name: 'empty' }, { name: 'link' }]);
  });

  it('sends files with a validator', async () => {
    const response = await get(FILE);
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      200,
      '0123456789',
      'application/json',
    ]);
    const etag = response.headers.get('etag') ?? '';
    expect((await get(FILE, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(FILE, { 'if-none-match': '"other", W/"more"' })).status).toBe(200);
    expect(Date.parse(response.headers.get('last-modified') ?? '')).not.toBeNaN();
  });

  it.each([
    ['bytes=2-4', 206, '234'],
    ['bytes=8-', 206, '89'],
    ['bytes=-3', 206, '789'],
    ['bytes=5-100', 206, '56789'],
    ['bytes=10-', 416, ''],
    ['lines=1-2', 200, '0123456789'],
  ])('range %s', async (range, status, text) => {
    const response = await get(FILE, { range });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it('sends an empty file', async () => {
    const response = await get('empty');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('leads from a directory without slash to the one with', async () => {
    const response = await get('a%20b');
    expect([response.status, response.headers.get('location')]).toEqual([301, '/a%20b/']);
  });

  it.each([
    ['/../secret', 400],
    ['/%2e%2e/secret', 400],
    ['/a%20b/..%2f..%2f..%2fsecret', 400],
    ['/a%5c..', 400],
    ['/%00', 400],
    ['/%ff', 400],
    ['//secret', 400],
    ['/link', 403],
    ['/none', 404],
    ['/empty/', 404],
  ])('%s is refused', async (at, status) => {
    expect(await raw(at)).toBe(status);
  });

  it('knows GET and HEAD', async () => {
    expect((await fetch(served.url, { method: 'POST' })).status).toBe(405);
    const head = await fetch(served.url + FILE, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });

  it('rejects where the port is taken', async () => {
    await expect(serve(top, Number(new URL(served.url).port))).rejects.toThrow('EADDRINUSE');
  });
});
