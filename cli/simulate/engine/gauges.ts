/** What an instance looked like over time, in slices of equal length. */

/** Seconds of one slice. */
export const SLICE_SECONDS = 5;

export interface Slice {
  /** Seconds in which a step ran. */
  busy: number;
  /** Integrals over the slice: share of the KV cache x s, running and waiting requests x s. */
  kv: number;
  running: number;
  waiting: number;
}

export interface Gauges {
  readonly slices: Slice[];
  kvMax: number;
  runningMax: number;
  waitingMax: number;
}

export function gauges(): Gauges {
  return { slices: [], kvMax: 0, runningMax: 0, waitingMax: 0 };
}

/** Adds a stretch of time in which an instance ran a step with the given state. */
export function observe(into: Gauges, from: number, to: number, state: { kv: number; running: number; waiting: number }): void {
  into.kvMax = Math.max(into.kvMax, state.kv);
  into.runningMax = Math.max(into.runningMax, state.running);
  into.waitingMax = Math.max(into.waitingMax, state.waiting);
  for (let start = from; start < to; ) {
    const index = Math.floor(start / SLICE_SECONDS);
    const end = Math.min(to, (index + 1) * SLICE_SECONDS);
    while (into.slices.length <= index) {
      into.slices.push({ busy: 0, kv: 0, running: 0, waiting: 0 });
    }
    const slice = into.slices[index];
    const seconds = end - start;
    slice.busy += seconds;
    slice.kv += seconds * state.kv;
    slice.running += seconds * state.running;
    slice.waiting += seconds * state.waiting;
    // A step that ends exactly on a border would otherwise stand still there.
    start = end > start ? end : to;
  }
}
