import type { FrameJson } from './core/frames/frame';
import type { BrowserHost } from './host/grafana';
import type { Opened } from './host/catalogs';

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
  /** Any query of the kind `values`. */
  ask(query: Record<string, unknown>): Promise<Entry[]>;
}

/** Rows of a frame `values`. */
export function entriesOf([frame]: readonly FrameJson[]): Entry[] {
  const column = (name: string): unknown[] => frame.data.values[frame.schema.fields.findIndex((field) => field.name === name)] ?? [];
  const [values, texts, counts] = ['value', 'text', 'count'].map(column);
  return values.map((value, row) => ({ value: String(value), text: String(texts[row]), count: typeof counts[row] === 'number' ? counts[row] : null }));
}

/** The catalog once it is complete. */
function complete(host: BrowserHost): Promise<Opened> {
  return new Promise((resolve, reject) => {
    let last: Opened | null = null;
    host.catalogs.follow({
      next: (opened) => (last = opened),
      done: () => (last === null ? reject(new Error('The store gave no catalog.')) : resolve(last)),
      failed: reject,
    });
  });
}

export function lists(host: () => BrowserHost): Lists {
  const ask = async (query: Record<string, unknown>): Promise<Entry[]> => {
    const own = host();
    const opened = await complete(own);
    return entriesOf(await own.answer({ kind: 'values', ...query }, opened, null, new AbortController().signal));
  };
  return {
    ask,
    values: (dimension, filters) => ask({ of: 'dimension', dimension, filters }),
    dimensions: (filters) => ask({ of: 'dimensions', filters }),
    metrics: () => ask({ of: 'metrics' }),
    stats: (metric) => ask({ of: 'stats', metric }),
  };
}
