import type { FrameJson } from './core/frames/frame';
import type { Ask, QueryResult } from './host/ask';
import { Cancelled } from './host/drive';

/** One entry of a list: what is saved, what is shown, and how many points it stands for (null: not counted). */
export interface Entry {
  readonly value: string;
  readonly text: string;
  readonly count: number | null;
}

/** Lists that editors, variables and ad hoc filters offer, all answered by the query `values`. */
export interface Lists {
  values(dimension: string, filters: readonly unknown[]): Promise<Entry[]>;
  dimensions(filters: readonly unknown[]): Promise<Entry[]>;
  metrics(): Promise<Entry[]>;
  stats(metric: string): Promise<Entry[]>;
  /** Any query of the kind `values`. Rejects with Cancelled once the signal is given. */
  ask(query: Record<string, unknown>, signal?: AbortSignal): Promise<Entry[]>;
}

/** Rows of a frame `values`. */
export function entriesOf([frame]: readonly FrameJson[]): Entry[] {
  const column = (name: string): unknown[] =>
    frame.data.values[frame.schema.fields.findIndex((field) => field.name === name)] ?? [];
  const [values, texts, counts] = ['value', 'text', 'count'].map(column);
  return values.map((value, row) => {
    const count = counts[row];
    return { value: String(value), text: String(texts[row]), count: typeof count === 'number' ? count : null };
  });
}

/** The answer once the catalog is complete: a list that lacks what is not read yet would mislead. */
function whole(ask: Ask, query: unknown, signal: AbortSignal): Promise<readonly FrameJson[]> {
  return new Promise((resolve, reject) => {
    let last: QueryResult = { error: 'The store gave no catalog.' };
    const stop = ask(
      { queries: [query], range: null },
      {
        next: ({ results }) => void ([last] = results),
        done: () => ('error' in last ? reject(new Error(last.error)) : resolve(last.frames)),
        failed: (message) => reject(new Error(message)),
      }
    );
    const leave = (): void => {
      stop();
      reject(new Cancelled());
    };
    if (signal.aborted) {
      leave();
    } else {
      signal.addEventListener('abort', leave, { once: true });
    }
  });
}

export function lists(asker: () => Ask): Lists {
  const ask: Lists['ask'] = async (query, signal = new AbortController().signal) =>
    entriesOf(await whole(asker(), { kind: 'values', ...query }, signal));
  return {
    ask,
    values: (dimension, filters) => ask({ of: 'dimension', dimension, filters }),
    dimensions: (filters) => ask({ of: 'dimensions', filters }),
    metrics: () => ask({ of: 'metrics' }),
    stats: (metric) => ask({ of: 'stats', metric }),
  };
}
