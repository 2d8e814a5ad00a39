import { decodeTable } from '../model/arrow';
import type { unopened } from '../model/catalog';
import type { Answer, Request } from '../model/request';

type Unopened = ReturnType<typeof unopened>;

/** A table that a query needs cannot be had. */
export class TableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TableError';
  }
}

/**
 * Opens tables that lie in the store and keeps them in their segments. Throws TableError where one cannot be read: an
 * answer without it would be wrong without saying so.
 */
export function* openTables(tables: Unopened): Generator<{ requests: readonly Request[] }, void, readonly Answer[]> {
  if (tables.length === 0) {
    return;
  }
  const answers = yield {
    requests: tables.map(({ remote }) => ({
      kind: 'http' as const,
      method: 'GET' as const,
      path: remote.path,
      want: { as: 'bytes' as const },
      sizeLimit: remote.bytes,
    })),
  };
  tables.forEach(({ segment, name, remote }, index) => {
    const answer = answers[index];
    if (answer.kind !== 'http' || answer.status !== 200 || answer.body.as !== 'bytes') {
      const reason =
        answer.kind === 'failure'
          ? answer.message
          : answer.kind === 'http'
            ? `the server answered ${answer.status}`
            : 'no answer';
      throw new TableError(
        `The index file ${remote.path} cannot be read (${reason}). Write the index anew, or point the store at the results themselves.`
      );
    }
    segment.tables.set(name, decodeTable(answer.body.bytes, remote.rows));
  });
}
