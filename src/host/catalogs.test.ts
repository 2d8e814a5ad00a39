import { config } from '../../tests/fake-store';
import type { Answer, Request } from '../core/model/request';
import { catalogSource, type Follower, type Opened } from './catalogs';

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
    const source = catalogSource(config(), store.perform, 60000);
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
    const source = catalogSource(config(), store.perform, 60000);
    const [one, two] = [follower(), follower()];
    const leave = source.follow(one);
    const leaveToo = source.follow(two);
    leave();
    store.release();
    await two.ended;
    expect(two.seen).toHaveLength(1);
    expect(one.seen).toHaveLength(0);

    store.hold();
    const other = catalogSource(config(), store.perform, 60000);
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
    const source = catalogSource(config(), store.perform, 1000, () => now);
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
    const source = catalogSource(config(), store.perform, 1000, () => now);
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
    catalogSource(config(), store.perform, 1000).follow(fresh);
    expect(await fresh.ended).toBeInstanceOf(Error);
  });
});
