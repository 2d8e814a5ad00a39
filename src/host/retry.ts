import type { FailureReason } from '../core/model/request';

/** How an attempt ended: the status of the server, or the reason why there is none. */
export type Outcome = number | FailureReason;

/** Milliseconds to wait before the second, third, … attempt. What is not named here is not tried again. */
const WAITS = new Map<Outcome, readonly number[]>([
  [429, [1000, 3000, 9000]],
  [502, [500, 2000]],
  [503, [1000, 3000]],
  [504, [1000]],
  ['unreachable', [300, 1500]],
]);

/** A server that wants more patience than this, in ms, is not waited for. */
const LONGEST = 30000;

/**
 * Milliseconds to wait before another attempt, null for none. `attempt` counts from 1, `retryAfter` is what the server asks
 * for in ms.
 */
export function retryDelay(outcome: Outcome, attempt: number, retryAfter: number | null): number | null {
  const usual = WAITS.get(outcome)?.[attempt - 1];
  if (usual === undefined) {
    return null;
  }
  const wait = retryAfter ?? usual;
  return wait > LONGEST ? null : wait;
}

/** Milliseconds of a Retry-After header, seconds or a date; null where it is missing or neither. `now` in ms since the epoch. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = (header ?? '').trim();
  if (/^\d+$/.test(text)) {
    return Number(text) * 1000;
  }
  const date = /GMT$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

export interface Attempt<T> {
  readonly outcome: Outcome;
  /** ms, null where the server does not say. */
  readonly retryAfter: number | null;
  readonly result: T;
}

/** Attempts until the policy is satisfied; the result of the last attempt. `sleep` may reject to end the waiting. */
export async function withRetries<T>(
  send: () => Promise<Attempt<T>>,
  sleep: (ms: number) => Promise<void>
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const { outcome, retryAfter, result } = await send();
    const delay = retryDelay(outcome, attempt, retryAfter);
    if (delay === null) {
      return result;
    }
    await sleep(delay);
  }
}
