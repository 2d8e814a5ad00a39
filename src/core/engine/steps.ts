import type { Answer, Progress, Request, Task } from '../model/request';

/** A resumable part of an entry point: its caller adds the progress. */
export type Steps<T> = Generator<{ readonly requests: readonly Request[] }, T, readonly Answer[]>;

/** The steps as a task that stands at one progress throughout. */
export function* withProgress<T>(steps: Steps<T>, progress: Progress): Task<T> {
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next(yield { requests: step.value.requests, progress });
  }
  return step.value;
}
