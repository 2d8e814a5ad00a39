import { decodeTable } from '../model/arrow';
import type { unopened } from '../model/catalog';
import { DEFAULT_LIMITS, type Limits } from '../model/request';
import type { Steps } from './steps';

type Unopened = ReturnType<typeof unopened>;

/** A table that a query needs cannot be had. */
export class TableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TableError';
  }
}

/** Cuts tables into batches by count and bytes. */
function batches(tables: Unopened, limits: Limits): Unopened[] {
  const cut: Unopened[] = [];
  let bytes = 0;
  tables.forEach((table) => {
    const last = cut[cut.length - 1] as Unopened | undefined;
    if (last === undefined || last.length >= limits.batchRequests || bytes + table.remote.bytes > limits.batchBytes) {
      cut.push([table]);
      bytes = 0;
    } else {
      last.push(table);
    }
    bytes += table.remote.bytes;
  });
  return cut;
}

/**
 * Opens tables that lie in the store and keeps them in their segments. Throws TableError where one cannot be read: an
 * answer without it would be wrong without saying so.
 */
export function* openTables(tables: Unopened, limits: Limits = DEFAULT_LIMITS): Steps<void> {
  for (const batch of batches(tables, limits)) {
    const answers = yield {
      requests: batch.map(({ remote }) => ({
        kind: 'http' as const,
        method: 'GET' as const,
        path: remote.path,
        want: { as: 'bytes' as const },
        sizeLimit: remote.bytes,
      })),
    };
    batch.forEach(({ segment, name, remote }, index) => {
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
}
