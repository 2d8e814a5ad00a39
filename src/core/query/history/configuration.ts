import { dimensionTitle, dimensionsOf } from '../../model/dimensions';
import { BUILD_DIMENSIONS } from '../../model/identity';
import { MISSING_CODE, numberAt, textAt } from '../../model/table';
import type { Data } from '../data';
import { groupRows } from '../group';
import { runTime } from '../run-order';

/** Runs of one of these follow one another; others stand side by side. */
const LINEAGE: readonly string[] = ['experiment', 'model', 'workload', 'load_type'];

/** What is watched: build and configuration, the topology in one word. A commit or build number is a name for each run. */
const WATCHED: readonly string[] = [
  'topology',
  'precision',
  'engine',
  ...dimensionsOf('routing'),
  ...dimensionsOf('batching'),
  ...dimensionsOf('sizing').filter((id) => !id.endsWith('gpus')),
  ...BUILD_DIMENSIONS.filter((id) => !['commit', 'build', 'router_version'].includes(id)),
];

/** Share of the runs above which a dimension is what the experiment varies, and its change no event. */
const VARIED = 1 / 3;

/** A run from which on the configuration is another one. */
export interface ConfigurationChange {
  /** First point of the run. */
  readonly row: number;
  /** ms since the epoch. */
  readonly time: number;
  readonly lineage: string;
  readonly changes: ReadonlyArray<{ readonly id: string; readonly words: string }>;
}

/**
 * Positions at which a stated value gives way to another for good: the old one does not come back, the new one was not there
 * before. So the values of a sweep, taken in turn, are no changes.
 */
export function lastingChanges(values: ReadonlyArray<string | null>): Array<{ at: number; before: string }> {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  values.forEach((value, at) => {
    if (value !== null) {
      first.set(value, first.get(value) ?? at);
      last.set(value, at);
    }
  });
  const found: Array<{ at: number; before: string }> = [];
  let before: string | null = null;
  values.forEach((value, at) => {
    if (value === null) {
      return;
    }
    if (before !== null && before !== value && first.get(value) === at && (last.get(before) as number) < at) {
      found.push({ at, before });
    }
    before = value;
  });
  return found;
}

/** Runs of each lineage with a time, the first point of each, oldest first. */
function lineages(data: Data, rows: Int32Array): number[][] {
  const time = runTime(data);
  const runs = groupRows([data.dimension('run_key')], rows).first.filter((row) => !Number.isNaN(time(row)));
  const { count, groupOf } = groupRows(
    LINEAGE.map((id) => data.dimension(id)),
    runs
  );
  const members: number[][] = Array.from({ length: count }, () => []);
  runs.forEach((row, index) => members[groupOf[index]].push(row));
  return members.map((own) => own.sort((a, b) => time(a) - time(b)));
}

/** Changes of build and configuration over the runs of the selected rows, oldest first in each lineage. O(runs x dimensions). */
export function configurationChanges(data: Data, rows: Int32Array): ConfigurationChange[] {
  const time = runTime(data);
  const columns = WATCHED.map((id) => ({ id, column: data.dimension(id) })).filter(({ column }) =>
    column.kind === 'text'
      ? column.codes.some((code) => code !== MISSING_CODE)
      : rows.some((row) => !Number.isNaN(numberAt(column, row)))
  );
  return lineages(data, rows).reduce<ConfigurationChange[]>((all, runs) => {
    const changes: Array<Array<{ id: string; words: string }>> = runs.map(() => []);
    columns.forEach(({ id, column }) => {
      const values = runs.map((row) => textAt(column, row));
      const found = lastingChanges(values);
      if (found.length <= Math.max(1, VARIED * runs.length)) {
        found.forEach(({ at, before }) =>
          changes[at].push({ id, words: `${dimensionTitle(id)} ${before} → ${values[at] ?? ''}` })
        );
      }
    });
    runs.forEach((row, at) => {
      if (changes[at].length > 0) {
        const lineage = LINEAGE.map((id) => textAt(data.dimension(id), row)).filter((text) => text !== null);
        all.push({ row, time: time(row), lineage: lineage.join(', '), changes: changes[at] });
      }
    });
    return all;
  }, []);
}
