import * as v from 'valibot';
import { numberField, textField } from '../frames/field';
import type { Frame } from '../frames/frame';
import type { TableName } from '../model/catalog';
import { dimensionKind, dimensionTitle } from '../model/dimensions';
import { COST_RATE, ENERGY_RATE, METRICS } from '../model/metrics';
import { COMMON_STATS, metricId, metricTitle, parseMetric, statTitle } from '../model/metric-id';
import { percentileOf } from '../model/percentile';
import { tableNames } from '../model/catalog';
import { textAt } from '../model/table';
import { baseEntries, FILTERS_FIELD, LIMIT_FIELD, limitRows, nameSchema } from './common';
import { dimensionTables, type Data } from './data';
import type { QueryDefinition } from './definition';
import { filterTables, NONE, selectStages } from './filters';
import { groupRows } from './group';
import { dimensionOf } from './names';

const OF = ['dimension', 'dimensions', 'metrics', 'stats'] as const;

export const valuesSchema = v.object({
  kind: v.literal('values'),
  ...baseEntries,
  of: v.optional(v.picklist(OF), 'dimension'),
  dimension: v.optional(nameSchema, 'model'),
  metric: v.optional(v.string(), ''),
  search: v.optional(v.string(), ''),
});

export type ValuesQuery = v.InferOutput<typeof valuesSchema>;

interface Value {
  readonly value: string;
  readonly text: string;
  /** Points that have it; null where it was not counted. */
  readonly count: number | null;
}

/** Compares names so that `2` stands before `10`: each run of digits is prefixed with its length. */
function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => String.fromCharCode(47 + Math.min(digits.length, 60)) + digits);
}

export function naturally(a: string, b: string): number {
  const [left, right] = [naturalKey(a), naturalKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function dimensionValues(query: ValuesQuery, data: Data): Value[] {
  const id = dimensionOf(query.dimension);
  const column = data.dimension(id);
  const rows = selectStages(data, query.filters);
  const grouping = groupRows([column], rows);
  const counts = new Int32Array(grouping.count);
  grouping.groupOf.forEach((group) => counts[group]++);
  const numeric = column.kind === 'number' && dimensionKind(id) === 'number';
  return Array.from(grouping.first, (row, group): Value => {
    const text = textAt(column, row) ?? NONE;
    return { value: text, text, count: counts[group] };
  }).sort(
    (a, b) =>
      Number(a.value === NONE) - Number(b.value === NONE) ||
      (numeric ? Number(a.value) - Number(b.value) : naturally(a.value, b.value))
  );
}

function dimensionsWithValues(query: ValuesQuery, data: Data): Value[] {
  const rows = selectStages(data, query.filters);
  return data.dimensionIds
    .map((id): Value => {
      const column = data.dimension(id);
      let count = 0;
      rows.forEach((row) => (count += textAt(column, row) === null ? 0 : 1));
      return { value: id, text: dimensionTitle(id), count };
    })
    .filter(({ count }) => count !== null && count > 0);
}

function statOrder(stat: string): number {
  const common = COMMON_STATS.indexOf(stat);
  return common >= 0 ? common : 100 + (percentileOf(stat) ?? 0);
}

/** Bases that the store has, with the derived ones whose sources it has. */
function basesPresent(data: Data): Set<string> {
  const present = new Set<string>();
  tableNames(data.catalog).forEach((name) => {
    if (name.startsWith('metrics/')) {
      present.add(name.slice('metrics/'.length));
    }
  });
  if (present.has('tpot')) {
    present.add('interactivity');
  }
  if (present.has('requests_failed') && present.has('requests_total')) {
    present.add('error_rate');
  }
  COST_RATE.forEach((rate, id) => present.has(rate) && present.add(id));
  ENERGY_RATE.forEach((rate, id) => present.has(rate) && present.has('power') && present.add(id));
  return present;
}

function metricValues(data: Data): Value[] {
  const present = basesPresent(data);
  const ids: string[] = [];
  METRICS.filter((base) => present.has(base.id)).forEach((base) => {
    const stats = base.shape === 'value' ? [''] : ['mean', 'p50', 'p90', 'p95', 'p99'];
    stats.forEach((stat) => ids.push(metricId(base.id, stat), ...base.per.map((per) => metricId(base.id, stat, per))));
  });
  return ids.map((id) => {
    const metric = parseMetric(id);
    return { value: id, text: metric === null ? id : metricTitle(metric), count: null };
  });
}

/** Statistics of a metric; without one those that any latency can have. */
function statValues(query: ValuesQuery, data: Data): Value[] {
  const stats = query.metric === '' ? COMMON_STATS : data.stats(query.metric).filter((stat) => stat !== 'value');
  return stats
    .slice()
    .sort((a, b) => statOrder(a) - statOrder(b))
    .map((stat) => ({ value: stat, text: statTitle(stat), count: null }));
}

function valuesOf(query: ValuesQuery, data: Data): Value[] {
  switch (query.of) {
    case 'dimension':
      return dimensionValues(query, data);
    case 'dimensions':
      return dimensionsWithValues(query, data);
    case 'metrics':
      return metricValues(data);
    case 'stats':
      return statValues(query, data);
  }
}

function tables(query: ValuesQuery): TableName[] {
  const own =
    query.of === 'dimension'
      ? dimensionTables(dimensionOf(query.dimension))
      : query.of === 'stats' && query.metric !== ''
        ? [`metrics/${query.metric}` as const]
        : [];
  return [...own, ...(query.of === 'dimensions' ? dimensionTables('workload') : []), ...filterTables(query.filters)];
}

export const values: QueryDefinition<ValuesQuery> = {
  kind: 'values',
  title: 'Values',
  question: 'Which values does a dimension have, which metrics and statistics are there?',
  frames: [],
  schema: valuesSchema,
  form: [
    {
      name: 'of',
      kind: 'choice',
      label: 'List',
      help: 'What to list.',
      choices: [
        { value: 'dimension', label: 'Values of a dimension' },
        { value: 'dimensions', label: 'Dimensions' },
        { value: 'metrics', label: 'Metrics' },
        { value: 'stats', label: 'Statistics' },
      ],
    },
    {
      name: 'dimension',
      kind: 'dimension',
      label: 'Dimension',
      help: 'Its values, each with the number of points.',
      when: { name: 'of', in: ['dimension'] },
    },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables,
  run(query, data, context) {
    const search = query.search.toLowerCase();
    const found = valuesOf(query, data).filter(
      ({ text, value }) => text.toLowerCase().includes(search) || value.toLowerCase().includes(search)
    );
    const frame: Frame = {
      name: 'values',
      meta: { type: 'table' },
      fields: [
        textField(
          'value',
          found.map(({ value }) => value),
          { displayNameFromDS: 'Value' }
        ),
        textField(
          'text',
          found.map(({ text }) => text),
          { displayNameFromDS: 'Text' }
        ),
        numberField(
          'count',
          found.map(({ count }) => count),
          { displayNameFromDS: 'Points', unit: 'short' }
        ),
      ],
    };
    return [limitRows(frame, query.limit, context)];
  },
};
