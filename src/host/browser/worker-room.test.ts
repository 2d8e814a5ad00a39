import type { Answered, Listener } from '../ask';
import type { Carried, Carry } from './carry';
import type { FromWorker, ToWorker } from './messages';
import type { Room, Source } from './room';
import { servePage } from './serve-page';
import { workerRoom, type WorkerLike } from './worker-room';

const SOURCE: Source = {
  by: 'store',
  base: '/p',
  settings: {},
  refreshSeconds: 1,
  context: { links: { objects: null, datasource: null } },
  scope: '',
};
const ASKED = { queries: ['q'], range: null };
const answered = (text: string): Answered => ({ results: [{ error: text }], complete: true });
const CARRIED: Carried = {
  status: 200,
  etag: null,
  lastModified: null,
  contentType: null,
  retryAfter: null,
  bytes: new Uint8Array([7]),
};

/** A room that answers with the bytes of one request, or waits for ever. */
const roomOver =
  (name: string, stopped: string[] = []) =>
  (carry: Carry): Room => ({
    ask(_, { queries }, listener) {
      const abort = new AbortController();
      if (queries[0] === 'q') {
        void carry({ url: '/x', method: 'GET', headers: {} }, abort.signal).then((carried) => {
          listener.next(answered(`${name} ${carried?.bytes[0] ?? 'nothing'}`));
          listener.done();
        });
      } else if (queries[0] === 'wrong') {
        listener.failed('wrong');
      } else {
        void carry({ url: '/slow', method: 'GET', headers: {} }, abort.signal);
      }
      return () => {
        stopped.push(name);
        abort.abort();
      };
    },
  });

/** A worker in the same thread, its messages copied as between threads. */
function thread(stopped: string[] = [], says: { hello: boolean } = { hello: true }) {
  const started: Array<WorkerLike & { ended: boolean; log: Array<ToWorker['kind']> }> = [];
  const start = (): WorkerLike => {
    const worker: (typeof started)[number] = {
      ended: false,
      log: [],
      onmessage: null,
      onerror: null,
      terminate: () => void (worker.ended = true),
      postMessage: (message, transfer) => {
        worker.log.push(message.kind);
        const copy = structuredClone(message, { transfer });
        setTimeout(() => !worker.ended && says.hello && take(copy), 0);
      },
    };
    const post = (message: FromWorker): void => {
      const copy = structuredClone(message);
      setTimeout(() => !worker.ended && worker.onmessage?.({ data: copy } as MessageEvent<FromWorker>), 0);
    };
    const take = servePage(roomOver('worker', stopped), post);
    if (says.hello) {
      post({ kind: 'hello' });
    }
    started.push(worker);
    return worker;
  };
  return { start, started };
}

const carryNow: Carry = async () => ({ ...CARRIED, bytes: CARRIED.bytes.slice() });
const settled = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

function ask(room: Room, query = 'q'): Promise<string> & { stop: () => void } {
  let stop = (): void => undefined;
  const ended = new Promise<string>((resolve, reject) => {
    let last = '';
    const listener: Listener = {
      next: ({ results: [result] }) => (last = 'error' in result ? result.error : ''),
      done: () => resolve(last),
      failed: (message) => reject(new Error(message)),
    };
    stop = room.ask(SOURCE, { ...ASKED, queries: [query] }, listener);
  });
  return Object.assign(ended, { stop });
}

describe('a worker', () => {
  const local = roomOver('page')(carryNow);

  it('answers, the page carries its HTTP', async () => {
    const { start, started } = thread();
    const room = workerRoom({ start, carry: carryNow, fallback: local });
    expect(await ask(room)).toBe('worker 7');
    expect(await ask(room)).toBe('worker 7');
    expect(started).toHaveLength(1);
    await expect(ask(room, 'wrong')).rejects.toThrow('wrong');
  });

  it('learns that nobody answers', async () => {
    const room = workerRoom({ start: thread().start, carry: async () => null, fallback: local });
    expect(await ask(room)).toBe('worker nothing');
  });

  it('stops what is no longer wanted, down to the request', async () => {
    const stopped: string[] = [];
    const aborted: string[] = [];
    const carry: Carry = ({ url }, signal) =>
      new Promise(() => signal.addEventListener('abort', () => aborted.push(url)));
    const room = workerRoom({ start: thread(stopped).start, carry, fallback: local });
    const { stop } = ask(room, 'slow');
    await settled();
    stop();
    await settled();
    expect([stopped, aborted]).toEqual([['worker'], ['/slow']]);
  });

  it('that cannot be started leaves the work to the page', async () => {
    const start = (): never => {
      throw new Error('SecurityError');
    };
    expect(await ask(workerRoom({ start, carry: carryNow, fallback: local }))).toBe('page 7');
  });

  it('that says nothing is given up, with all that was asked of it', async () => {
    const { start, started } = thread([], { hello: false });
    const room = workerRoom({ start, carry: carryNow, fallback: local, patience: 20 });
    expect(await Promise.all([ask(room), ask(room)])).toEqual(['page 7', 'page 7']);
    expect(await ask(room)).toBe('page 7');
    expect(started.map(({ ended }) => ended)).toEqual([true]);
  });

  it('that breaks hands its questions over, and those can still be stopped', async () => {
    const stopped: string[] = [];
    const { start, started } = thread();
    const room = workerRoom({ start, carry: carryNow, fallback: roomOver('page', stopped)(carryNow) });
    const { stop } = ask(room, 'slow');
    await settled();
    started[0].onerror?.({} as ErrorEvent);
    stop();
    expect(stopped).toEqual(['page']);
    expect(await ask(room)).toBe('page 7');
  });
});
