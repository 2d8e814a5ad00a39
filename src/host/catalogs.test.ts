import { config } from '../../tests/fake-store';
import type { Answer, Request } from '../core/model/request';
import { catalogSource, scanned, type Follower, type Opened } from './catalogs';

const RESULT = {
  date: '20250101-000000',
  model_id: 'm',
  num_prompts: 10,
  completed: 10,
  duration: 1,
  request_rate: 'inf',
  max_concurrency: 4,
  mean_ttft_ms: 5,
};

/** A store of one file whose answers wait until they are let go. */
function slowStore() {
  const asked: string[] = [];
  let open: () => void = () => undefined;
  let gate = new Promise<void>((resolve) => (open = resolve));
  let broken = false;
  const answer = (request: Request): Answer => {
    if (broken) {
      return { kind: 'failure', reason: 'unreachable', message: 'the server cannot be reached' };
    }
    const path = request.kind === 'http' ? request.path : '';
    const listing = JSON.stringify([
      { name: 'a.json', type: 'file', mtime: 'Tue, 24 Nov 2026 10:00:00 GMT', size: 200 },
    ]);
    const body = path === '' ? { as: 'text' as const, text: listing } : { as: 'json' as const, documents: [RESULT] };
    return { kind: 'http', status: 200, etag: null, modified: null, contentType: null, size: 200, body };
  };
  return {
    asked,
    release: () => open(),
    hold: () => (gate = new Promise<void>((resolve) => (open = resolve))),
    break: () => (broken = true),
    perform: async (request: Request, signal: AbortSignal): Promise<Answer> => {
      asked.push(request.kind === 'http' ? request.path : request.kind);
      await gate;
      return signal.aborted ? { kind: 'failure', reason: 'cancelled', message: 'cancelled' } : answer(request);
    },
  };
}

/** A store of directories with many files, the last directory of which stands still until it is let go. */
function bigStore(directories: number, files: number) {
  const names = (prefix: string, count: number, end: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}${end}`);
  const listed = (type: string, all: string[]) =>
    JSON.stringify(all.map((name) => ({ name, type, mtime: 'Tue, 24 Nov 2026 10:00:00 GMT', size: 200 })));
  const read: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let reached: () => void = () => undefined;
  const stuck = new Promise<void>((resolve) => (reached = resolve));
  const last = names('d', directories, '/')[directories - 1];
  const perform = async (request: Request, signal: AbortSignal): Promise<Answer> => {
    const path = request.kind === 'http' ? request.path : '';
    const answer = { kind: 'http' as const, status: 200, etag: null, modified: null, contentType: null, size: 200 };
    if (path === '' || path.endsWith('/')) {
      const text =
        path === '' ? listed('directory', names('d', directories, '')) : listed('file', names('f', files, '.json'));
      return { ...answer, body: { as: 'text', text } };
    }
    if (path === `${last}f${String(files - 1).padStart(4, '0')}.json`) {
      reached();
      await gate;
    }
    if (signal.aborted) {
      return { kind: 'failure', reason: 'cancelled', message: 'cancelled' };
    }
    read.push(path);
    return { ...answer, body: { as: 'json', documents: [{ ...RESULT, request_rate: read.length }] } };
  };
  return { perform, read, release: () => release(), stuck };
}

function follower(): Follower & { seen: Opened[]; ended: Promise<unknown> } {
  const seen: Opened[] = [];
  let settle: (error?: unknown) => void = () => undefined;
  const ended = new Promise((resolve) => (settle = resolve));
  return { seen, ended, next: (opened) => seen.push(opened), done: () => settle(), failed: (error) => settle(error) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a catalog in the browser', () => {
  it('is read once for all that ask at the same time', async () => {
    const store = slowStore();
    const source = catalogSource(scanned(config(), store.perform), 60000);
    const [one, two] = [follower(), follower()];
    source.follow(one);
    source.follow(two);
    store.release();
    await Promise.all([one.ended, two.ended]);
    expect(store.asked).toEqual(['', 'a.json']);
    expect(one.seen[one.seen.length - 1].data).toBe(two.seen[two.seen.length - 1].data);
    expect(one.seen[one.seen.length - 1].data.rows).toBe(1);
  });

  it('goes on for the others when one leaves, and ends when the last does', async () => {
    const store = slowStore();
    const source = catalogSource(scanned(config(), store.perform), 60000);
    const [one, two] = [follower(), follower()];
    const leave = source.follow(one);
    const leaveToo = source.follow(two);
    leave();
    store.release();
    await two.ended;
    expect(two.seen).toHaveLength(1);
    expect(one.seen).toHaveLength(0);

    store.hold();
    const other = catalogSource(scanned(config(), store.perform), 60000);
    const three = follower();
    const last = other.follow(three);
    await settled();
    last();
    leaveToo();
    store.release();
    await settled();
    expect(three.seen).toHaveLength(0);
  });

  it('is kept until it is too old, and then refreshed while the old one is shown', async () => {
    const store = slowStore();
    store.release();
    let now = 0;
    const source = catalogSource(scanned(config(), store.perform), 1000, () => now);
    const first = follower();
    source.follow(first);
    await first.ended;
    const asked = store.asked.length;

    now = 500;
    const second = follower();
    source.follow(second);
    await second.ended;
    expect(store.asked).toHaveLength(asked);

    now = 5000;
    const third = follower();
    source.follow(third);
    await third.ended;
    expect(third.seen.map(({ complete }) => complete)).toEqual([false, true]);
    // The listing alone is asked for: nothing changed.
    expect(store.asked.slice(asked)).toEqual(['']);
  });

  it('fails where nothing is known, and says that it is old where something is', async () => {
    const store = slowStore();
    store.release();
    let now = 0;
    const source = catalogSource(scanned(config(), store.perform), 1000, () => now);
    const first = follower();
    source.follow(first);
    await first.ended;
    store.break();
    now = 5000;
    const second = follower();
    source.follow(second);
    expect(await second.ended).toBeUndefined();
    expect(second.seen[second.seen.length - 1].catalog.state.error).toContain('reached');

    const fresh = follower();
    catalogSource(scanned(config(), store.perform), 1000).follow(fresh);
    expect(await fresh.ended).toBeInstanceOf(Error);
  });

  it('keeps what was read when the last follower leaves, and goes on from there', async () => {
    const store = bigStore(4, 800);
    const source = catalogSource(scanned(config(), store.perform), 60000);
    const first = follower();
    const leave = source.follow(first);
    await store.stuck;
    expect(first.seen.some(({ complete }) => complete)).toBe(false);
    const known = first.seen[first.seen.length - 1].data.rows;
    expect(known).toBeGreaterThan(0);
    leave();

    const read = store.read.length;
    store.release();
    const second = follower();
    source.follow(second);
    await second.ended;
    expect(second.seen[0].data.rows).toBe(known);
    expect(second.seen[second.seen.length - 1]).toMatchObject({ complete: true, data: { rows: 3200 } });
    // A directory of which a part was read is read anew.
    expect(store.read.length - read).toBe(3200 - Math.floor(known / 800) * 800);
  });
});
