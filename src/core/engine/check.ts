import { EMPTY_CATALOG, unify, unopened, type Catalog } from '../model/catalog';
import type { Config } from '../model/config';
import { numberAt, textAt } from '../model/table';
import type { Context, Task } from '../model/request';
import { StoreError } from '../stores/store';
import { scan } from './scan';
import { withProgress } from './steps';
import { openTables } from './tables';

/** Answer of a health check. `step` names what failed; `counts` says what was found. */
export type Health =
  | { readonly status: 'ok'; readonly message: string; readonly details: string; readonly counts: HealthCounts }
  | { readonly status: 'error'; readonly step: StoreError['step']; readonly message: string; readonly details: string };

export interface HealthCounts {
  readonly experiments: number;
  readonly runs: number;
  readonly points: number;
  readonly leftAside: number;
  readonly failed: number;
  /** Start of the newest run, ms since the epoch; null where no run says when it was. */
  readonly newest: number | null;
}

const STEP_TITLE: Readonly<Record<StoreError['step'], string>> = {
  address: 'Address',
  reachability: 'Reachability',
  credentials: 'Credentials',
  listing: 'Listing',
  recognition: 'Recognition',
};

function distinct(catalog: Catalog, column: string): number {
  const points = unify(catalog, 'points');
  const values = points.column(column);
  const seen = new Set<string>();
  for (let row = 0; values !== undefined && row < points.rows; row++) {
    const value = textAt(values, row);
    if (value !== null) {
      seen.add(value);
    }
  }
  return seen.size;
}

function newestRun(catalog: Catalog): number | null {
  const points = unify(catalog, 'points');
  let newest = -Infinity;
  ['started_at', 'ended_at'].forEach((id) => {
    const column = points.column(id);
    for (let row = 0; column !== undefined && row < points.rows; row++) {
      const time = numberAt(column, row);
      newest = Number.isNaN(time) ? newest : Math.max(newest, time);
    }
  });
  return Number.isFinite(newest) ? newest : null;
}

function objectsWith(catalog: Catalog, status: string): number {
  const objects = unify(catalog, 'objects');
  const column = objects.column('status');
  let count = 0;
  for (let row = 0; column !== undefined && row < objects.rows; row++) {
    count += textAt(column, row) === status ? 1 : 0;
  }
  return count;
}

function countsOf(catalog: Catalog): HealthCounts {
  return {
    experiments: distinct(catalog, 'experiment'),
    runs: distinct(catalog, 'run_key'),
    points: unify(catalog, 'points').rows,
    leftAside: objectsWith(catalog, 'left-aside'),
    failed: objectsWith(catalog, 'failed'),
    newest: newestRun(catalog),
  };
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Health of a store whose catalog is at hand. A store in which nothing is recognised is an error: nothing can be shown. */
export function healthOf(catalog: Catalog): Health {
  const counts = countsOf(catalog);
  const aside = [
    counts.leftAside > 0 ? `${plural(counts.leftAside, 'file')} left aside` : '',
    counts.failed > 0 ? `${plural(counts.failed, 'file')} not readable` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
  if (counts.points === 0) {
    return {
      status: 'error',
      step: 'recognition',
      message: `Recognition: none of ${plural(catalog.state.objectsListed, 'object')} holds a benchmark result.`,
      details: `${aside === '' ? 'The listing is empty.' : `${aside}.`} Check the root path and the include and exclude patterns; the query kind "quality" lists every file with its reason.`,
    };
  }
  const newest = counts.newest === null ? 'no run says when it was' : `newest ${day(counts.newest)}`;
  return {
    status: 'ok',
    message: `Found ${plural(counts.experiments, 'experiment')}, ${plural(counts.runs, 'run')}, ${plural(counts.points, 'point')}; ${newest}.`,
    details:
      aside === ''
        ? 'Every listed file was read.'
        : `${aside}. The query kind "quality" lists them with their reasons.`,
    counts,
  };
}

/** Tries the store step by step: address, reachability, credentials, listing, recognition. Never throws. */
export function* check(config: Config, context: Context, previous: Catalog = EMPTY_CATALOG): Task<Health, Catalog> {
  try {
    const catalog = yield* scan(config, previous, context);
    const opening = openTables(unopened(catalog, ['points', 'objects']), context.limits);
    yield* withProgress(opening, { step: 'opening', done: 0, total: null });
    return healthOf(catalog);
  } catch (error) {
    const step = error instanceof StoreError ? error.step : 'recognition';
    return {
      status: 'error',
      step,
      message: `${STEP_TITLE[step]}: ${error instanceof Error ? error.message : 'the store cannot be read'}`,
      details: '',
    };
  }
}
