import type { Answer, Progress, Request, Task } from '../core/model/request';

/** Carries out one request. Failures are answers; it rejects only for mistakes in the program. */
export type Perform = (request: Request, signal: AbortSignal) => Promise<Answer>;

/** The task was cancelled. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'AbortError';
  }
}

export interface DriveOptions<Partial> {
  readonly signal?: AbortSignal;
  /** Requests under way at once. Grafana's own calls need the rest of the browser's six connections. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** A result good enough to show, and to keep when the task is cancelled. */
  readonly onPartial?: (partial: Partial) => void;
}

/** Requests of one batch under way. */
interface Batch {
  readonly requests: readonly Request[];
  readonly answers: Answer[];
  next: number;
}

/** Carries out one request after the other, as long as there are some. */
async function work(batch: Batch, perform: Perform, signal: AbortSignal): Promise<void> {
  while (batch.next < batch.requests.length && !signal.aborted) {
    const mine = batch.next++;
    batch.answers[mine] = await perform(batch.requests[mine], signal);
  }
}

/** Starts the requests in order, a few at a time; their answers in the same order. */
async function performAll(
  requests: readonly Request[],
  perform: Perform,
  signal: AbortSignal,
  concurrency: number
): Promise<Answer[]> {
  const batch: Batch = { requests, answers: new Array<Answer>(requests.length), next: 0 };
  const workers: Array<Promise<void>> = [];
  while (workers.length < Math.min(concurrency, requests.length)) {
    workers.push(work(batch, perform, signal));
  }
  await Promise.all(workers);
  return batch.answers;
}

/**
 * Runs a task to its end. Rejects with Cancelled when the signal is given, with what the task throws, and with what `perform`
 * rejects with; requests under way are aborted and the task is ended by `return()`.
 */
export async function drive<Result, Partial = never>(
  task: Task<Result, Partial>,
  perform: Perform,
  options: DriveOptions<Partial> = {}
): Promise<Result> {
  const { signal, concurrency = 4, onProgress, onPartial } = options;
  const inner = new AbortController();
  let stopWaiting = (): void => undefined;
  const abort = (): void => {
    inner.abort();
    stopWaiting();
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) {
    abort();
  }
  let answers: readonly Answer[] = [];
  try {
    for (;;) {
      if (inner.signal.aborted) {
        throw new Cancelled();
      }
      const step = task.next(answers);
      if (step.done === true) {
        return step.value;
      }
      onProgress?.(step.value.progress);
      if (onPartial !== undefined && step.value.partial !== undefined) {
        onPartial(step.value.partial());
      }
      const { requests } = step.value;
      // Not to listen for the signal anew each time: the signal's own map would keep every answer until a full collection.
      answers = await new Promise<Answer[]>((resolve, reject) => {
        stopWaiting = () => reject(new Cancelled());
        performAll(requests, perform, inner.signal, concurrency).then(resolve, reject);
      });
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    inner.abort();
    // Nothing to do for a task that has ended by itself.
    task.return(undefined as never);
  }
}
