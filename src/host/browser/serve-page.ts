import type { Carry, Carried } from './carry';
import type { FromWorker, ToWorker } from './messages';
import type { Room } from './room';

/** The worker's half: answers a page by a room whose HTTP the page carries. Returns what takes the page's messages. */
export function servePage(
  makeRoom: (carry: Carry) => Room,
  post: (message: FromWorker) => void
): (message: ToWorker) => void {
  const waiting = new Map<number, (carried: Carried | null) => void>();
  let requests = 0;
  const carry: Carry = (sent, signal) =>
    new Promise((resolve) => {
      const id = requests++;
      const drop = (): void => {
        post({ kind: 'drop', id });
        waiting.delete(id);
        resolve(null);
      };
      signal.addEventListener('abort', drop, { once: true });
      waiting.set(id, (carried) => {
        signal.removeEventListener('abort', drop);
        waiting.delete(id);
        resolve(carried);
      });
      post({ kind: 'carry', id, sent });
    });
  const room = makeRoom(carry);
  const stops = new Map<number, () => void>();
  const end = (id: number): void => {
    stops.get(id)?.();
    stops.delete(id);
  };
  return (message) => {
    const { id } = message;
    switch (message.kind) {
      case 'ask': {
        const stop = room.ask(message.source, message.asked, {
          next: (answered) => post({ kind: 'next', id, answered }),
          done: () => {
            stops.delete(id);
            post({ kind: 'done', id });
          },
          failed: (reason) => {
            stops.delete(id);
            post({ kind: 'failed', id, message: reason });
          },
        });
        stops.set(id, stop);
        break;
      }
      case 'stop':
        end(id);
        break;
      case 'carried':
        waiting.get(id)?.(message.carried);
        break;
    }
  };
}
