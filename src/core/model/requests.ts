/** What a single request can be held to: one figure a request each. */
export const REQUEST_TERMS = ['ttft', 'tpot', 'itl', 'ntpot', 'e2e'] as const;

export type RequestTerm = (typeof REQUEST_TERMS)[number];

/**
 * Measured requests of one load point, columns of equal length in the order of the file. Numbers alone: what was asked and
 * answered is never read. NaN: the file does not say.
 */
export interface Requests {
  /** Position of the load level in its run; null where the file does not say. */
  readonly stage: number | null;
  /** 1 for a request that failed, which has no terms. */
  readonly failed: Uint8Array;
  /** Seconds. `itl` is the mean gap of the request, as inference-perf holds it to a limit. */
  readonly terms: Readonly<Record<RequestTerm, Float64Array>>;
  readonly outputTokens: Float64Array;
  /** Seconds from any one zero. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

/** One request, as a reader finds it. Null: the file does not say. Seconds. */
export interface Request {
  readonly failed: boolean;
  readonly ttft?: number | null;
  readonly tpot?: number | null;
  readonly itl?: number | null;
  readonly e2e?: number | null;
  readonly outputTokens?: number | null;
  readonly start?: number | null;
  readonly end?: number | null;
}

const column = (requests: readonly Request[], pick: (request: Request) => number | null | undefined): Float64Array =>
  Float64Array.from(requests, (request) => pick(request) ?? NaN);

/** The requests of one load point as columns. NTPOT is E2E / output tokens. */
export function requestColumns(requests: readonly Request[], stage: number | null = null): Requests {
  const of = (key: 'ttft' | 'tpot' | 'itl' | 'e2e' | 'outputTokens' | 'start' | 'end'): Float64Array =>
    column(requests, (request) => (request.failed && key !== 'start' && key !== 'end' ? null : request[key]));
  const [e2e, outputTokens] = [of('e2e'), of('outputTokens')];
  return {
    stage,
    failed: Uint8Array.from(requests, ({ failed }) => (failed ? 1 : 0)),
    terms: {
      ttft: of('ttft'),
      tpot: of('tpot'),
      itl: of('itl'),
      ntpot: e2e.map((seconds, index) => (outputTokens[index] > 0 ? seconds / outputTokens[index] : NaN)),
      e2e,
    },
    outputTokens,
    starts: of('start'),
    ends: of('end'),
  };
}

/** The given places alone, in that order. */
export function pickRequests(requests: Requests, places: readonly number[], stage: number | null): Requests {
  const of = (values: Float64Array): Float64Array => Float64Array.from(places, (place) => values[place]);
  const { ttft, tpot, itl, ntpot, e2e } = requests.terms;
  return {
    stage,
    failed: Uint8Array.from(places, (place) => requests.failed[place]),
    terms: { ttft: of(ttft), tpot: of(tpot), itl: of(itl), ntpot: of(ntpot), e2e: of(e2e) },
    outputTokens: of(requests.outputTokens),
    starts: of(requests.starts),
    ends: of(requests.ends),
  };
}

/** Requests that were answered. */
export function answeredOf({ failed }: Requests): number {
  return failed.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0);
}

/**
 * The single requests of a point and the object that keeps them. `none`: the tool was not asked to write them; `unusable`: they
 * are there, but cannot be had, for the reason given.
 */
export type PointRequests =
  | { readonly kind: 'read'; readonly path: string; readonly requests: Requests }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly path: string | null; readonly reason: string };

/** By the row of the point, in the order in which the query names its rows. */
export type RequestsByRow = ReadonlyMap<number, PointRequests>;
