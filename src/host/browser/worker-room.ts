import type { Asked, Listener } from '../ask';
import type { Carry } from './carry';
import type { FromWorker, ToWorker } from './messages';
import type { Room, Source } from './room';

/** What is needed of a worker. */
export interface WorkerLike {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/**
 * A worker from a script of the plugin. The script is imported by a blob, since a page may not start a worker from the address of
 * another server, such as the content network that plugins can be served from.
 */
export function startWorker(address: string): WorkerLike {
  const absolute = new URL(address, document.baseURI).href;
  const blob = new Blob([`importScripts(${JSON.stringify(absolute)})`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(blob));
}

export interface WorkerRoomOptions {
  readonly start: () => WorkerLike;
  readonly carry: Carry;
  /** Where questions are answered when the worker cannot be had, or breaks. */
  readonly fallback: Room;
  /** ms to wait for the worker's hello. */
  readonly patience?: number;
}

interface Question {
  readonly source: Source;
  readonly asked: Asked;
  readonly listener: Listener;
  /** Set once the fallback answers it. */
  stop: (() => void) | null;
}

/**
 * A room in a worker, which is started by the first question. Where it does not say hello in time, or has an error, its questions,
 * past and future, go to the fallback.
 */
export function workerRoom({ start, carry, fallback, patience = 2000 }: WorkerRoomOptions): Room {
  const questions = new Map<number, Question>();
  const carrying = new Map<number, AbortController>();
  let count = 0;
  let worker: WorkerLike | 'broken' | null = null;

  function giveUp(): void {
    if (worker !== 'broken') {
      worker?.terminate();
      worker = 'broken';
      carrying.forEach((abort) => abort.abort());
      questions.forEach((question) => {
        question.stop = fallback.ask(question.source, question.asked, question.listener);
      });
      questions.clear();
    }
  }

  async function carryFor(to: WorkerLike, id: number, sent: Parameters<Carry>[0]): Promise<void> {
    const abort = new AbortController();
    carrying.set(id, abort);
    const carried = await carry(sent, abort.signal);
    carrying.delete(id);
    if (!abort.signal.aborted) {
      to.postMessage({ kind: 'carried', id, carried }, carried === null ? [] : [carried.bytes.buffer as ArrayBuffer]);
    }
  }

  function take(from: WorkerLike, message: Exclude<FromWorker, { kind: 'hello' }>): void {
    const { id } = message;
    const listener = questions.get(id)?.listener;
    switch (message.kind) {
      case 'carry':
        void carryFor(from, id, message.sent);
        break;
      case 'drop':
        carrying.get(id)?.abort();
        break;
      case 'next':
        listener?.next(message.answered);
        break;
      case 'done':
        questions.delete(id);
        listener?.done();
        break;
      case 'failed':
        questions.delete(id);
        listener?.failed(message.message);
        break;
    }
  }

  function begin(): WorkerLike {
    const started = start();
    const timer = setTimeout(giveUp, patience);
    started.onmessage = ({ data }) => {
      if (data.kind === 'hello') {
        clearTimeout(timer);
      } else {
        take(started, data);
      }
    };
    started.onerror = () => {
      clearTimeout(timer);
      giveUp();
    };
    return started;
  }

  return {
    ask(source, asked, listener) {
      if (worker === null) {
        try {
          worker = begin();
        } catch {
          worker = 'broken';
        }
      }
      if (worker === 'broken') {
        return fallback.ask(source, asked, listener);
      }
      const id = count++;
      const question: Question = { source, asked, listener, stop: null };
      questions.set(id, question);
      worker.postMessage({ kind: 'ask', id, source, asked }, []);
      return () => {
        question.stop?.();
        if (questions.delete(id) && worker !== null && worker !== 'broken') {
          worker.postMessage({ kind: 'stop', id }, []);
        }
      };
    },
  };
}
