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

interface State {
  readonly kv: number;
  readonly running: number;
  readonly waiting: number;
}

function add(into: Gauges, index: number, seconds: number, state: State): void {
  while (into.slices.length <= index) {
    into.slices.push({ busy: 0, kv: 0, running: 0, waiting: 0 });
  }
  const slice = into.slices[index];
  slice.busy += seconds;
  slice.kv += seconds * state.kv;
  slice.running += seconds * state.running;
  slice.waiting += seconds * state.waiting;
}

const larger = (a: number, b: number): number => (a > b ? a : b);

/** Adds a stretch of time in which an instance ran a step with the given state. */
export function observe(into: Gauges, from: number, to: number, state: State): void {
  into.kvMax = larger(into.kvMax, state.kv);
  into.runningMax = larger(into.runningMax, state.running);
  into.waitingMax = larger(into.waitingMax, state.waiting);
  // Nearly every step lies in one slice.
  let index = (from / SLICE_SECONDS) | 0;
  let start = from;
  for (let border = (index + 1) * SLICE_SECONDS; border < to; border += SLICE_SECONDS) {
    add(into, index, border - start, state);
    start = border;
    index++;
  }
  add(into, index, to - start, state);
}
