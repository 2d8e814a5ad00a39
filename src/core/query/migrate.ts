import { QUERY_VERSION } from './common';
import { QueryError } from './definition';

export interface AnyQuery {
  readonly kind: string;
  readonly version: number;
  readonly [key: string]: unknown;
}

type Step = (query: AnyQuery) => AnyQuery;

/** Step n brings a query of version n to version n + 1. There is none yet: version 1 is the first. */
const STEPS: Readonly<Record<number, Step>> = {};

/**
 * Brings a saved query of any version up to the present one; it changes nothing that it is given. Throws QueryError for
 * what is no query, or one of a newer version.
 */
export function migrate(input: unknown): AnyQuery {
  if (typeof input !== 'object' || input === null || typeof (input as { kind?: unknown }).kind !== 'string') {
    throw new QueryError('A query is an object with a "kind", for example {"kind":"runs"}.');
  }
  const given = input as { kind: string; version?: unknown };
  let query: AnyQuery = { ...given, version: typeof given.version === 'number' ? given.version : QUERY_VERSION };
  if (query.version > QUERY_VERSION) {
    throw new QueryError(
      `This query was saved by a newer version of Prism (query version ${query.version}). Update the plugin.`
    );
  }
  while (query.version < QUERY_VERSION) {
    const step = STEPS[query.version] as Step | undefined;
    query = { ...(step === undefined ? query : step(query)), version: query.version + 1 };
  }
  return query;
}
