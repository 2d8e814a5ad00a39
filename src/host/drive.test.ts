import type { Answer, Progress, Request, Task } from '../core/model/request';
import { Cancelled, drive } from './drive';

const ask = (text: string): Request => ({ kind: 'yaml', text });
const reply = (request: Request): Answer => ({
  kind: 'yaml',
  documents: [request.kind === 'yaml' ? request.text : null],
});
const progress = (done: number): Progress => ({ step: 'reading', done, total: null });
const texts = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => (answer.kind === 'yaml' ? answer.documents[0] : answer.kind));

const turn = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function* twoBatches(ended: () => void = () => undefined): Task<unknown[], string> {
  try {
    const first = yield { requests: ['a', 'b', 'c', 'd', 'e', 'f'].map(ask), progress: progress(0) };
    const second = yield { requests: [ask('g')], progress: progress(6), partial: () => 'half' };
    const none = yield { requests: [], progress: progress(7) };
    return [...texts(first), ...texts(second), ...texts(none)];
  } finally {
    ended();
  }
}

describe('driving a task', () => {
  it('gives answers in the order of the requests, a few requests at a time', async () => {
    const log: string[] = [];
    let running = 0;
    let most = 0;
    const perform = async (request: Request): Promise<Answer> => {
      const text = request.kind === 'yaml' ? request.text : '';
      log.push(text);
      most = Math.max(most, ++running);
      await turn(text === 'a' ? 20 : 1);
      running--;
      return reply(request);
    };
    const seen: unknown[] = [];
    const result = await drive(twoBatches(), perform, {
      onProgress: (at) => seen.push(at.done),
      onPartial: (partial) => seen.push(partial),
    });
    expect(result).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(most).toBe(4);
    expect(seen).toEqual([0, 6, 'half', 7]);
  });

  it('cancelling ends the task at once and aborts what is under way', async () => {
    const ended = jest.fn();
    const signals: AbortSignal[] = [];
    const never = (_: Request, signal: AbortSignal): Promise<Answer> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const cancel = new AbortController();
    const running = drive(twoBatches(ended), never, { signal: cancel.signal, concurrency: 2 });
    await turn();
    cancel.abort();
    await expect(running).rejects.toThrow(Cancelled);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('a task that is cancelled before it begins asks for nothing', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const perform = jest.fn();
    await expect(drive(twoBatches(), perform, { signal: cancel.signal })).rejects.toThrow(Cancelled);
    expect(perform).not.toHaveBeenCalled();
  });

  it('what the task throws comes out', async () => {
    function* broken(): Task<void> {
      yield { requests: [], progress: progress(0) };
      throw new Error('broken');
    }
    await expect(drive(broken(), () => Promise.reject(new Error('unused')))).rejects.toThrow('broken');
  });

  it('a mistake of a port comes out and ends the task', async () => {
    const ended = jest.fn();
    await expect(drive(twoBatches(ended), () => Promise.reject(new Error('mistake')))).rejects.toThrow('mistake');
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('leaves no listener on the signal', async () => {
    const cancel = new AbortController();
    const removed = jest.spyOn(cancel.signal, 'removeEventListener');
    const added = jest.spyOn(cancel.signal, 'addEventListener');
    await drive(twoBatches(), (request) => Promise.resolve(reply(request)), { signal: cancel.signal });
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });
});
