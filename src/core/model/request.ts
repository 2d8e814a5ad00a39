import type { Prices } from './prices';
import type { Signals } from './signals';

/**
 * What the core asks of its host. Entry points are generators that yield batches of requests and are resumed with the
 * answers in the same order; a host is a driver that carries them out. Nothing else leaves the core.
 */

/** An object of the store. `path` is relative to the root of the store, unencoded, with `/` between segments. */
export interface HttpRequest {
  readonly kind: 'http';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly want: Want;
  /** Bytes from `from` to `to`, both included. */
  readonly range?: { readonly from: number; readonly to: number };
  /** An answer longer than this many bytes is cut off and answered as `too-large`. */
  readonly sizeLimit: number;
  /** ETag of a copy that is still held: the host may answer 304. */
  readonly etag?: string;
}

/**
 * `json`: the documents of the object, parsed. Arrays and texts under the keys of `drop` become null while reading;
 * bare NaN becomes null, bare Infinity the text "Infinity". `text`: UTF-8 without a byte order mark. `bytes`: as it is.
 */
export type Want =
  { readonly as: 'json'; readonly drop: readonly string[] } | { readonly as: 'text' } | { readonly as: 'bytes' };

/** Text to plain objects by the YAML 1.2 core schema; several documents are several elements. */
export interface YamlRequest {
  readonly kind: 'yaml';
  readonly text: string;
}

/** gzip, or one member of a zip archive. */
export interface InflateRequest {
  readonly kind: 'inflate';
  readonly bytes: Uint8Array;
  readonly member: string | null;
  readonly sizeLimit: number;
}

/**
 * Given fields of each element of a very large JSON array, or of documents that follow each other, read by the host without
 * holding the whole. A field is a key, or keys with dots between them; in an array a place, from the end where it is negative,
 * or `length`.
 */
export interface RowsRequest {
  readonly kind: 'rows';
  readonly path: string;
  readonly drop: readonly string[];
  readonly fields: readonly string[];
  readonly sizeLimit: number;
}

export type Request = HttpRequest | YamlRequest | InflateRequest | RowsRequest;

export interface HttpAnswer {
  readonly kind: 'http';
  /** Every status of a server is an answer, 304, 404 and 429 too. */
  readonly status: number;
  readonly etag: string | null;
  /** ms since the epoch. */
  readonly modified: number | null;
  readonly contentType: string | null;
  /** Bytes received. */
  readonly size: number;
  readonly body: Body;
}

export type Body =
  | { readonly as: 'json'; readonly documents: readonly unknown[] }
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'bytes'; readonly bytes: Uint8Array }
  | { readonly as: 'none' };

export interface YamlAnswer {
  readonly kind: 'yaml';
  readonly documents: readonly unknown[];
}

export interface InflateAnswer {
  readonly kind: 'inflate';
  readonly bytes: Uint8Array;
}

export interface RowsAnswer {
  readonly kind: 'rows';
  /** One array a field, in the order of the request; null where an element lacks it. */
  readonly columns: ReadonlyArray<readonly unknown[]>;
  readonly cut: boolean;
}

/** Why a request has no answer. `malformed`: it arrived, but is not what it was wanted as. */
export type FailureReason = 'unreachable' | 'timeout' | 'too-large' | 'malformed' | 'refused' | 'cancelled';

export interface Failure {
  readonly kind: 'failure';
  readonly reason: FailureReason;
  /** For people: names the object and what to do. Never carries a secret or a result text. */
  readonly message: string;
}

export type Answer = HttpAnswer | YamlAnswer | InflateAnswer | RowsAnswer | Failure;

/** How far an entry point has come, for progress bars and notices. `total` is null while it is still growing. */
export interface Progress {
  readonly step: 'listing' | 'reading' | 'opening' | 'answering';
  readonly done: number;
  readonly total: number | null;
}

export interface Batch<Partial = never> {
  readonly requests: readonly Request[];
  readonly progress: Progress;
  /** Makes a result good enough to show meanwhile. To be called before the task goes on; where nobody wants it, not at all. */
  readonly partial?: () => Partial;
}

/** A resumable computation: yields batches, is resumed with their answers in order, returns its result. */
export type Task<Result, Partial = never> = Generator<Batch<Partial>, Result, readonly Answer[]>;

/** What an entry point knows of the outside. */
export interface Context {
  /** ms since the epoch. */
  readonly now: number;
  /** Time range of the request, ms since the epoch; null where none applies. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly limits: Limits;
  /** Prices of the data source's settings, US dollars a GPU-hour by accelerator. */
  readonly prices?: Prices;
  /** Where links of cells lead; left out, cells carry none. `objects` is the address before an object's path. */
  readonly links?: {
    readonly objects: string | null;
    readonly datasource: string | null;
    /** Where metrics and logs of a run lie. */
    readonly signals?: Signals;
  };
}

export interface Limits {
  /** Requests of one batch. */
  readonly batchRequests: number;
  /** Bytes that one batch is expected to bring. */
  readonly batchBytes: number;
  /** Rows of one frame when the query names no limit. */
  readonly rows: number;
}

export const DEFAULT_LIMITS: Limits = { batchRequests: 64, batchBytes: 32 * 1024 * 1024, rows: 10000 };
