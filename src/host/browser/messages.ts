import type { Answered, Asked } from '../ask';
import type { Carried, Sent } from './carry';
import type { Source } from './room';

/** What the page says to its worker. Numbers name questions, and HTTP requests, each counted by who makes them. */
export type ToWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly source: Source; readonly asked: Asked }
  | { readonly kind: 'stop'; readonly id: number }
  /** What a request brought; its bytes are handed over, not copied. */
  | { readonly kind: 'carried'; readonly id: number; readonly carried: Carried | null };

/** What the worker says to its page. */
export type FromWorker =
  | { readonly kind: 'hello' }
  | { readonly kind: 'next'; readonly id: number; readonly answered: Answered }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** Carry this out for me: Grafana's client lives on the page. */
  | { readonly kind: 'carry'; readonly id: number; readonly sent: Sent }
  /** The request is no longer wanted. */
  | { readonly kind: 'drop'; readonly id: number };
