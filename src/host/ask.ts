import type { FrameJson } from '../core/frames/frame';
import type { Context } from '../core/model/request';
import type { CatalogSource, Opened } from './catalogs';

/** Queries that are asked together, as those of a panel. Plain data, like everything here: it may cross into a worker. */
export interface Asked {
  readonly queries: readonly unknown[];
  readonly range: Context['range'];
}

/** What became of one query. One that fails leaves the others. */
export type QueryResult = { readonly frames: readonly FrameJson[] } | { readonly error: string };

export interface Answered {
  /** In the order of the queries. */
  readonly results: readonly QueryResult[];
  /** False while the store is still being read: another answer follows. */
  readonly complete: boolean;
}

export interface Listener {
  next(answered: Answered): void;
  done(): void;
  failed(message: string): void;
}

/** Answers as the catalog grows: partial answers while the store is read, then the last one, then `done`. Returns how to stop. */
export type Ask = (asked: Asked, listener: Listener) => () => void;

/** Answers one query from a catalog. */
export type AnswerOne = (
  query: unknown,
  opened: Opened,
  range: Context['range'],
  signal: AbortSignal
) => Promise<readonly FrameJson[]>;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Stopping cancels what these queries alone are waiting for. */
export function askOver(catalogs: CatalogSource, answer: AnswerOne): Ask {
  return ({ queries, range }, listener) => {
    const abort = new AbortController();
    let latest = 0;
    let settled = Promise.resolve();

    async function answerAll(opened: Opened): Promise<void> {
      const results: QueryResult[] = [];
      for (const query of queries) {
        try {
          results.push({ frames: await answer(query, opened, range, abort.signal) });
        } catch (error) {
          results.push({ error: messageOf(error) });
        }
        if (abort.signal.aborted) {
          return;
        }
      }
      listener.next({ results, complete: opened.complete });
    }

    const stop = catalogs.follow({
      next: (opened) => {
        const mine = ++latest;
        // Where a newer catalog has arrived meanwhile, its answer is the one to show.
        settled = settled.then(() => (mine === latest && !abort.signal.aborted ? answerAll(opened) : undefined));
      },
      done: () => void settled.then(() => abort.signal.aborted || listener.done()),
      failed: (error) => listener.failed(messageOf(error)),
    });
    return () => {
      abort.abort();
      stop();
    };
  };
}
