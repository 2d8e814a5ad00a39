import * as v from 'valibot';
import { dimensionConfig, numberField, textField, timeField } from '../frames/field';
import type { Field } from '../frames/frame';
import { dimensionKind } from '../model/dimensions';
import { textAt, type Column } from '../model/table';
import { baseEntries, FILTERS_FIELD, LIMIT_FIELD, limitRows } from './common';
import { dimensionTables, type Data } from './data';
import type { QueryDefinition } from './definition';
import { filterTables, selectStages } from './filters';
import { groupRows } from './group';

export const runsSchema = v.object({ kind: v.literal('runs'), ...baseEntries });

export type RunsQuery = v.InferOutput<typeof runsSchema>;

/** Dimensions of a run, in the order of the columns. */
const COLUMNS = [
  'run',
  'experiment',
  'started_at',
  'ended_at',
  'config',
  'model',
  'hardware',
  'gpus',
  'serving_mode',
  'topology',
  'engine',
  'engine_version',
  'tool',
  'workload',
  'load_type',
  'synthetic',
  'format',
  'path',
];

/** Values of one dimension a run: the first of its points that has one. */
function perRun(
  column: Column,
  rows: Int32Array,
  groupOf: Int32Array,
  count: number
): { numbers: Float64Array; texts: Array<string | null> } {
  const numbers = new Float64Array(count).fill(NaN);
  const texts: Array<string | null> = new Array<string | null>(count).fill(null);
  for (let index = 0; index < rows.length; index++) {
    const group = groupOf[index];
    if (column.kind === 'number') {
      numbers[group] = Number.isNaN(numbers[group]) ? column.values[rows[index]] : numbers[group];
    } else {
      texts[group] = texts[group] ?? textAt(column, rows[index]);
    }
  }
  return { numbers, texts };
}

/** `1 – 256`, or the one load. */
function loadRange(data: Data, rows: Int32Array, groupOf: Int32Array, count: number): Array<string | null> {
  const column = data.dimension('load');
  const low = new Float64Array(count).fill(Infinity);
  const high = new Float64Array(count).fill(-Infinity);
  rows.forEach((row, index) => {
    const value = column.kind === 'number' ? column.values[row] : NaN;
    low[groupOf[index]] = Math.min(low[groupOf[index]], Number.isNaN(value) ? Infinity : value);
    high[groupOf[index]] = Math.max(high[groupOf[index]], Number.isNaN(value) ? -Infinity : value);
  });
  return Array.from(low, (value, group) =>
    value === Infinity ? null : value === high[group] ? String(value) : `${value} – ${high[group]}`
  );
}

export const runs: QueryDefinition<RunsQuery> = {
  kind: 'runs',
  title: 'Runs',
  question: 'What is there?',
  frames: [],
  schema: runsSchema,
  form: [FILTERS_FIELD, LIMIT_FIELD],
  tables: (query) => [...filterTables(query.filters), ...dimensionTables('workload')],
  run(query, data, context) {
    const rows = selectStages(data, query.filters);
    const { count, groupOf } = groupRows([data.dimension('run_key')], rows);
    const points = new Float64Array(count);
    groupOf.forEach((group) => points[group]++);
    const fields = COLUMNS.map((id): Field => {
      const { numbers, texts } = perRun(data.dimension(id), rows, groupOf, count);
      switch (dimensionKind(id)) {
        case 'time':
          return timeField(id, numbers);
        case 'number':
          return numberField(id, numbers, dimensionConfig(id));
        case 'string':
          return textField(id, texts);
      }
    });
    fields.splice(
      2,
      0,
      numberField('points', points, { displayNameFromDS: 'Points', unit: 'short' }),
      textField('loads', loadRange(data, rows, groupOf, count), { displayNameFromDS: 'Loads' })
    );
    return [limitRows({ name: 'runs', meta: { type: 'table' }, fields }, query.limit, context)];
  },
};
