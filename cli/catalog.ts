import { answer, scan } from '../src/core/engine';
import { openTables } from '../src/core/engine/tables';
import type { FrameJson } from '../src/core/frames/frame';
import { EMPTY_CATALOG, tableNames, unopened, type Catalog } from '../src/core/model/catalog';
import { DEFAULT_LIMITS, type Context, type Progress, type Task } from '../src/core/model/request';
import { drive } from '../src/host/drive';
import type { Io } from './io';
import { progressBar } from './output/progress';
import type { OpenedStore } from './store';

/** Requests to a store under way at once: no page shares the connections. */
const CONCURRENCY = 16;

export function contextNow(): Context {
  return { now: Date.now(), range: null, limits: DEFAULT_LIMITS };
}

/** Words that a progress bar shows for a step. */
const STEP: Readonly<Record<Progress['step'], string>> = {
  listing: 'Listing',
  reading: 'Reading',
  opening: 'Opening',
  answering: 'Answering',
};

/** Reads a store, with a progress bar where someone watches. */
export async function readCatalog(store: OpenedStore, io: Io): Promise<Catalog> {
  const bar = progressBar(io.terminal);
  try {
    return await drive(scan(store.config, EMPTY_CATALOG, contextNow()), store.perform, {
      concurrency: CONCURRENCY,
      onProgress: ({ step, done, total }) => bar.show(STEP[step], done, total),
    });
  } finally {
    bar.stop();
  }
}

function* openAll(catalog: Catalog): Task<Catalog> {
  const missing = unopened(catalog, tableNames(catalog));
  const steps = openTables(missing);
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next(
      yield { requests: step.value.requests, progress: { step: 'opening', done: 0, total: missing.length } }
    );
  }
  return catalog;
}

/** Opens every table of a catalog that still lies in its store. */
export function withAllTables(catalog: Catalog, store: OpenedStore): Promise<Catalog> {
  return drive(openAll(catalog), store.perform, { concurrency: CONCURRENCY });
}

export function ask(query: unknown, catalog: Catalog, store: OpenedStore): Promise<FrameJson[]> {
  return drive(answer(query, catalog, { ...contextNow(), prices: store.config.prices }), store.perform, {
    concurrency: CONCURRENCY,
  });
}
