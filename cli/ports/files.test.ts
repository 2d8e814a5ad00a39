import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { HttpRequest } from '../../src/core/model/request';
import { CASE_PATH, DRIVER_CASES, isFileCase, outcomeOf } from '../../src/host/driver-cases';
import { FilesPort } from './files';
import { performInNode } from './perform';

const live = new AbortController().signal;
const get = (at: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  kind: 'http',
  method: 'GET',
  path: at,
  want: { as: 'text' },
  sizeLimit: 1000,
  ...more,
});

let top: string;
let root: string;
beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'files-'));
  root = path.join(top, 'root');
  await mkdir(root);
});
afterEach(() => rm(top, { recursive: true }));

async function write(at: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(root, at)), { recursive: true });
  await writeFile(path.join(root, at), contents);
}

const ask = async (at: string, more?: Partial<HttpRequest>) =>
  outcomeOf(await new FilesPort(root).answer(get(at, more), live));

describe('Node over files', () => {
  it.each(DRIVER_CASES.filter(isFileCase))('$name', async ({ request, replies, expected }) => {
    await write(CASE_PATH, replies[0].body ?? '');
    const answer = await new FilesPort(root).answer(request, live);
    expect(outcomeOf(answer)).toEqual(expected);
  });

  it('lists a directory as nginx does, times to the ms', async () => {
    await write('b/x.json', '1');
    await write('a "ü.json', '{}');
    await write('.hidden', '');
    const time = new Date(1700000000123);
    await utimes(path.join(root, 'a "ü.json'), time, time);
    await symlink('nowhere', path.join(root, 'broken'));
    const answer = await new FilesPort(root).answer(get(''), live);
    const text = answer.kind === 'http' && answer.body.as === 'text' ? answer.body.text : '';
    expect(JSON.parse(text)).toEqual([
      { name: 'a "ü.json', type: 'file', mtime: '2023-11-14T22:13:20.123Z', size: 2 },
      { name: 'b', type: 'directory', mtime: expect.any(String) },
      { name: 'broken', type: 'other' },
    ]);
    expect(await new FilesPort(root).answer(get('a "ü.json'), live)).toMatchObject({
      status: 200,
      modified: 1700000000123,
      etag: null,
      size: 2,
    });
  });

  it('answers as a server does where there is nothing to read', async () => {
    await write('a/x.json', '1');
    expect(await ask('none')).toEqual({ status: 404 });
    expect(await ask('none/')).toEqual({ status: 404 });
    expect(await ask('a/x.json/')).toEqual({ status: 404 });
    expect(await ask('a/x.json/y')).toEqual({ status: 404 });
    expect(await ask('a')).toEqual({ status: 301 });
    expect(await ask('a/x.json', { method: 'POST' })).toEqual({ status: 405 });
  });

  it('reads ranges, of files beyond the size limit too', async () => {
    await write('x', '0123456789');
    const want = { as: 'bytes' } as const;
    expect(await ask('x', { want, range: { from: 2, to: 4 }, sizeLimit: 3 })).toEqual({
      status: 206,
      bytes: [50, 51, 52],
    });
    expect(await ask('x', { want, range: { from: 8, to: 100 }, sizeLimit: 3 })).toEqual({
      status: 206,
      bytes: [56, 57],
    });
    expect(await ask('x', { want, range: { from: 10, to: 11 } })).toEqual({ status: 416 });
    expect(await ask('x', { sizeLimit: 9 })).toBe('too-large');
  });

  it('gives the rest of the process its turn', async () => {
    await write('a', 'first');
    const port = new FilesPort(root);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    for (let answers = 0; turns < 3 && answers < 50000; answers++) {
      await port.answer(get('a'), live);
    }
    clearInterval(timer);
    expect(turns).toBe(3);
  });

  it('bytes of one file stay when the next is read', async () => {
    await write('a', 'first');
    await write('b', 'other');
    const want = { as: 'bytes' } as const;
    const port = new FilesPort(root);
    const answers = [await port.answer(get('a', { want }), live), await port.answer(get('b', { want }), live)];
    expect(answers.map(outcomeOf)).toEqual([
      { status: 200, bytes: Array.from('first', (letter) => letter.charCodeAt(0)) },
      { status: 200, bytes: Array.from('other', (letter) => letter.charCodeAt(0)) },
    ]);
  });

  it('refuses what leads out of the root', async () => {
    await writeFile(path.join(top, 'secret'), 'x');
    await write('in/x', 'x');
    await symlink('../secret', path.join(root, 'link'));
    await symlink('..', path.join(root, 'up'));
    await symlink('in', path.join(root, 'inner'));
    await symlink('self', path.join(root, 'self'));
    for (const at of ['../secret', 'link', 'up/', 'up/secret', 'in/../../secret', 'a\\b', 'a\0b', '/etc/passwd']) {
      expect([at, await ask(at)]).toEqual([at, 'refused']);
    }
    expect(await ask('inner/x')).toEqual({ status: 200, text: 'x' });
    expect(await ask('self')).toEqual({ status: 404 });
  });

  it('an object that may not be read is an answer', async () => {
    await write('x', 'x');
    await chmod(path.join(root, 'x'), 0);
    const outcome = await ask('x');
    // The superuser reads everything.
    expect(process.getuid?.() === 0 ? 'unreachable' : outcome).toBe('unreachable');
  });

  it('is cancelled before it begins', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    expect(outcomeOf(await new FilesPort(root).answer(get('x'), cancelled.signal))).toBe('cancelled');
  });
});

describe('every kind of request in Node', () => {
  const perform = (...[request]: Parameters<ReturnType<typeof performInNode>>) =>
    performInNode(new FilesPort(root))(request, live);

  it('yaml', async () => {
    expect(await perform({ kind: 'yaml', text: 'a: .inf\n---\nb: 2024-01-01' }, live)).toEqual({
      kind: 'yaml',
      documents: [{ a: Infinity }, { b: '2024-01-01' }],
    });
    expect(await perform({ kind: 'yaml', text: 'a: !x 1' }, live)).toMatchObject({
      kind: 'failure',
      reason: 'malformed',
    });
  });

  it('inflate', async () => {
    const bytes = new Uint8Array(gzipSync('hello'));
    const inflate = (given: Uint8Array, sizeLimit: number, member: string | null = null) =>
      perform({ kind: 'inflate', bytes: given, member, sizeLimit }, live);
    expect(await inflate(bytes, 5)).toEqual({ kind: 'inflate', bytes: new TextEncoder().encode('hello') });
    expect(await inflate(bytes, 4)).toMatchObject({ kind: 'failure', reason: 'too-large' });
    expect(await inflate(bytes.subarray(0, 12), 5)).toMatchObject({ kind: 'failure', reason: 'malformed' });
    expect(await inflate(bytes, 5, 'a.json')).toMatchObject({ kind: 'failure', reason: 'malformed' });
  });

  it('rows', async () => {
    await write('r.json', '{"a":1,"t":["x"]}\n{"a":2}\n');
    const rows = { kind: 'rows', path: 'r.json', drop: ['t'], fields: ['a', 't'], sizeLimit: 100 } as const;
    expect(await perform(rows, live)).toEqual({
      kind: 'rows',
      columns: [
        [1, 2],
        [null, null],
      ],
      cut: false,
    });
    expect(await perform({ ...rows, path: 'none.json' }, live)).toMatchObject({ kind: 'failure', reason: 'refused' });
    expect(await perform({ ...rows, path: '../x' }, live)).toMatchObject({ kind: 'failure', reason: 'refused' });
  });
});
