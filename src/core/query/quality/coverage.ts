import { numberField, textField, timeField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { textAt } from '../../model/table';
import { counted, info, warning } from '../common';
import type { Data } from '../data';
import { groupRows, type Grouping } from '../group';
import { runTime } from '../run-order';
import { naturally } from '../values';

const BY: readonly string[] = ['model', 'hardware', 'workload'];

/** Runs of each group. O(rows). */
function runsOf(data: Data, rows: Int32Array, groups: Grouping): Int32Array {
  const groupOf = new Int32Array(data.rows);
  rows.forEach((row, index) => (groupOf[row] = groups.groupOf[index]));
  const runs = groupRows(
    [...BY, 'run_key'].map((id) => data.dimension(id)),
    rows
  );
  const counts = new Int32Array(groups.count);
  runs.first.forEach((row) => counts[groupOf[row]]++);
  return counts;
}

interface Cells {
  readonly groups: Grouping;
  readonly runs: Int32Array;
  readonly points: Int32Array;
  /** ms since the epoch, NaN where no run says. */
  readonly newest: Float64Array;
}

function measure(data: Data, rows: Int32Array): Cells {
  const groups = groupRows(
    BY.map((id) => data.dimension(id)),
    rows
  );
  const time = runTime(data);
  const points = new Int32Array(groups.count);
  const newest = new Float64Array(groups.count).fill(NaN);
  rows.forEach((row, index) => {
    const group = groups.groupOf[index];
    points[group]++;
    const at = time(row);
    newest[group] = newest[group] >= at || Number.isNaN(at) ? newest[group] : at;
  });
  return { groups, points, newest, runs: runsOf(data, rows, groups) };
}

/** Where a dimension is not known at all, a matrix over it says nothing of what was not measured. */
function unknownNotices(data: Data, rows: Int32Array): Notice[] {
  return BY.map((id) => ({ id, missing: rows.filter((row) => textAt(data.dimension(id), row) === null).length }))
    .filter(({ missing }) => missing > 0)
    .map(({ id, missing }) =>
      info(`${counted(missing, 'point')} of ${rows.length} without a ${id}: a path rule or an alias can give it.`)
    );
}

const count = (name: string, title: string, values: ArrayLike<number>): Field =>
  numberField(name, Array.from(values), { displayNameFromDS: title, unit: 'short' });

/** Seconds from a time to now; NaN where there is none. */
export function age(now: number, time: number): number {
  return Math.max(0, now - time) / 1000;
}

/** One row a model, hardware and workload that was measured: runs, points, and the age of the newest run. */
export function coverageFrame(data: Data, rows: Int32Array, now: number): Frame {
  const { groups, runs, points, newest } = measure(data, rows);
  const texts = BY.map((id) => Array.from(groups.first, (row) => textAt(data.dimension(id), row)));
  const order = Array.from(groups.first, (_, group) => group).sort((a, b) =>
    texts.reduce((found, values) => found || naturally(values[a] ?? '\uffff', values[b] ?? '\uffff'), 0)
  );
  const pick = (values: ArrayLike<number>): number[] => order.map((group) => values[group]);
  return {
    name: 'coverage',
    meta: { type: 'table', notices: unknownNotices(data, rows) },
    fields: [
      ...BY.map((id, index) =>
        textField(
          id,
          order.map((group) => texts[index][group])
        )
      ),
      count('runs', 'Runs', pick(runs)),
      count('points', 'Points', pick(points)),
      timeField('newest', Float64Array.from(pick(newest)), { displayNameFromDS: 'Newest run' }),
      numberField(
        'age',
        Float64Array.from(pick(newest), (time) => age(now, time)),
        {
          displayNameFromDS: 'Age',
          description: 'Time since the newest run began; empty where no file says when.',
          unit: 's',
          decimals: 0,
        }
      ),
    ],
  };
}

/** Hardware columns of one matrix; more cannot be read. */
const MAX_COLUMNS = 30;

/** Runs of every model and workload, one column a kind of hardware: an empty cell was never measured. */
export function matrixFrame(data: Data, rows: Int32Array): Frame {
  const { groups, runs } = measure(data, rows);
  const of = (id: string): string[] => Array.from(groups.first, (row) => textAt(data.dimension(id), row) ?? '(none)');
  const [models, hardware, workloads] = BY.map(of);
  const columns = Array.from(new Set(hardware)).sort(naturally);
  const lines = new Map<string, { model: string; workload: string; cells: Map<string, number> }>();
  models.forEach((model, group) => {
    const key = JSON.stringify([model, workloads[group]]);
    const line = lines.get(key) ?? { model, workload: workloads[group], cells: new Map<string, number>() };
    line.cells.set(hardware[group], runs[group]);
    lines.set(key, line);
  });
  const sorted = Array.from(lines.values()).sort(
    (a, b) => naturally(a.model, b.model) || naturally(a.workload, b.workload)
  );
  return {
    name: 'matrix',
    meta: {
      type: 'table',
      notices:
        columns.length <= MAX_COLUMNS
          ? []
          : [
              warning(
                `Shows ${MAX_COLUMNS} of ${columns.length} kinds of hardware: filter them, or give them aliases.`
              ),
            ],
    },
    fields: [
      textField(
        'model',
        sorted.map(({ model }) => model)
      ),
      textField(
        'workload',
        sorted.map(({ workload }) => workload)
      ),
      ...columns.slice(0, MAX_COLUMNS).map((name) =>
        numberField(
          `runs on ${name}`,
          sorted.map(({ cells }) => cells.get(name) ?? null),
          { displayNameFromDS: name, description: `Runs on ${name}.`, unit: 'short' }
        )
      ),
    ],
  };
}
