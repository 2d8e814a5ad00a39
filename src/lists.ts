import type { FrameJson } from './core/frames/frame';
import type { Opened } from './host/catalogs';
import { Cancelled } from './host/drive';
import type { BrowserHost } from './host/grafana';

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

/** The catalog once it is complete: a list that lacks what is not read yet would mislead. */
function complete(host: BrowserHost, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    let last: Opened | null = null;
    const stop = host.catalogs.follow({
      next: (opened) => (last = opened),
      done: () => (last === null ? reject(new Error('The store gave no catalog.')) : resolve(last)),
      failed: reject,
    });
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

export function lists(host: () => BrowserHost): Lists {
  const ask: Lists['ask'] = async (query, signal = new AbortController().signal) => {
    const own = host();
    const opened = await complete(own, signal);
    return entriesOf(await own.answer({ kind: 'values', ...query }, opened, null, signal));
  };
  return {
    ask,
    values: (dimension, filters) => ask({ of: 'dimension', dimension, filters }),
    dimensions: (filters) => ask({ of: 'dimensions', filters }),
    metrics: () => ask({ of: 'metrics' }),
    stats: (metric) => ask({ of: 'stats', metric }),
  };
}
