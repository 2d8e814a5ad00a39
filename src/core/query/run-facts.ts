import type { FindRun } from '../frames/links';
import type { RunFacts } from '../frames/run-window';
import { numberAt, textAt } from '../model/table';
import type { TableName } from '../model/catalog';
import type { Data } from './data';
import { metricOf } from './names';

/** Tables that `findRuns` reads besides the points: where a tool writes the end of a run alone, its length gives the start. */
export const RUN_FACT_TABLES: readonly TableName[] = ['metrics/duration'];

interface Window {
  readonly row: number;
  start: number;
  end: number;
}

/** Windows of all runs: from the first start of its points to the last end; NaN where no file says. O(points). */
function windows(data: Data): Map<string, Window> {
  const keys = data.dimension('run_key');
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  const duration = data.metric(metricOf('duration'));
  const found = new Map<string, Window>();
  for (let row = 0; row < data.rows; row++) {
    const key = textAt(keys, row) ?? '';
    const end = numberAt(ended, row);
    const stated = numberAt(started, row);
    const start = Number.isNaN(stated) ? end - 1000 * duration[row] : stated;
    const run = found.get(key) ?? { row, start, end };
    run.start = start < run.start || Number.isNaN(run.start) ? start : run.start;
    run.end = end > run.end || Number.isNaN(run.end) ? end : run.end;
    found.set(key, run);
  }
  return found;
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Finds runs by path, else by name; a name that several runs have is none. Nothing is computed before it is first asked. */
export function findRuns(data: Data): FindRun {
  let made: FindRun | null = null;
  return (run, path) => {
    made = made ?? open(data);
    return made(run, path);
  };
}

function open(data: Data): FindRun {
  const [keys, names, paths] = ['run_key', 'run', 'path'].map((id) => data.dimension(id));
  const facts = new Map<string, RunFacts>();
  windows(data).forEach(({ row, start, end }, key) =>
    facts.set(key, {
      start: orNull(start),
      end: orNull(end),
      value: (id) => textAt(data.dimension(id), row),
    })
  );
  const [byName, byPath] = [new Map<string, string | null>(), new Map<string, string | null>()];
  const note = (map: Map<string, string | null>, text: string | null, key: string): void => {
    if (text !== null) {
      map.set(text, (map.get(text) ?? key) === key && map.get(text) !== null ? key : null);
    }
  };
  for (let row = 0; row < data.rows; row++) {
    const key = textAt(keys, row) ?? '';
    note(byName, textAt(names, row), key);
    note(byPath, textAt(paths, row), key);
  }
  return (run, path) => {
    const key = (path === null ? null : byPath.get(path)) ?? (run === null ? null : byName.get(run));
    return key === null || key === undefined ? null : (facts.get(key) ?? null);
  };
}
