import * as v from 'valibot';
import { dimensionKind } from '../model/dimensions';
import { compilePattern } from '../model/pattern';
import { parseInstant } from '../model/time';
import { MISSING_CODE, type Column } from '../model/table';
import { dimensionTables, metricTables, type Data } from './data';
import { QueryError } from './definition';
import { quantityOf } from './names';
import type { TableName } from '../model/catalog';

export const OPERATORS = ['=', '!=', '=|', '!=|', '=~', '!~', '<', '>', '<=', '>='] as const;

/** A filter in the shape of Grafana's ad hoc filters. `=|` and `!=|` use `values`. */
export const filterSchema = v.object({
  key: v.string(),
  operator: v.picklist(OPERATORS),
  value: v.optional(v.string(), ''),
  values: v.optional(v.array(v.string())),
});

export type Filter = v.InferOutput<typeof filterSchema>;

/** The value that selects what is missing. */
export const NONE = '(none)';

/** The value that bundled variables set as their custom all value: the filter is dropped. */
export const ALL = '$__all';

type Test = (value: string) => boolean;

const negated = (operator: Filter['operator']): boolean => operator.charAt(0) === '!';

function wanted(filter: Filter): readonly string[] {
  return filter.operator === '=|' || filter.operator === '!=|' ? (filter.values ?? [filter.value]) : [filter.value];
}

/** True where the filter selects everything: its variable stands at All. */
function isDropped(filter: Filter): boolean {
  return wanted(filter).includes(ALL) || (filter.values ?? []).includes(ALL) || filter.value === ALL;
}

function textTest(filter: Filter): Test {
  if (filter.operator === '=~' || filter.operator === '!~') {
    try {
      const pattern = compilePattern(filter.value);
      return (value) => pattern.exec(value) !== null;
    } catch (error) {
      throw new QueryError(`Filter on ${filter.key}: ${(error as Error).message}.`);
    }
  }
  const values = new Set(wanted(filter));
  return (value) => values.has(value);
}

function numberOf(filter: Filter, text: string): number {
  const trimmed = text.trim();
  if (dimensionKind(filter.key) === 'time') {
    const instant = parseInstant(trimmed);
    if (instant !== null) {
      return instant.ms;
    }
  }
  return trimmed === '' ? NaN : Number(trimmed);
}

function compares(filter: Filter): ((value: number) => boolean) | null {
  const limit = numberOf(filter, filter.value);
  const tests: Partial<Record<Filter['operator'], (value: number) => boolean>> = {
    '<': (value) => value < limit,
    '>': (value) => value > limit,
    '<=': (value) => value <= limit,
    '>=': (value) => value >= limit,
  };
  const test = tests[filter.operator];
  if (test !== undefined && Number.isNaN(limit)) {
    throw new QueryError(
      `Filter on ${filter.key}: "${filter.value}" is not a number, and ${filter.operator} compares numbers.`
    );
  }
  return test ?? null;
}

/** Which rows pass, decided once a distinct text or once a number. Missing values pass only where the filter says so. */
function passes(filter: Filter, column: Column): (row: number) => boolean {
  const compare = compares(filter);
  const negative = negated(filter.operator);
  const missingListed = filter.operator !== '=~' && filter.operator !== '!~' && wanted(filter).includes(NONE);
  const missingPasses = compare === null && missingListed !== negative;
  if (column.kind === 'text') {
    const test = compare === null ? textTest(filter) : (value: string) => compare(numberOf(filter, value));
    const verdicts = column.values.map((value) => test(value) !== negative);
    const { codes } = column;
    return (row) => (codes[row] === MISSING_CODE ? missingPasses : verdicts[codes[row]]);
  }
  const { values } = column;
  if (compare !== null) {
    return (row) => compare(values[row]);
  }
  if (filter.operator === '=~' || filter.operator === '!~') {
    const test = textTest(filter);
    return (row) => (Number.isNaN(values[row]) ? missingPasses : test(String(values[row])) !== negative);
  }
  const numbers = new Set(wanted(filter).map((text) => numberOf(filter, text)));
  return (row) => (Number.isNaN(values[row]) ? missingPasses : numbers.has(values[row]) !== negative);
}

function columnOf(data: Data, key: string): Column {
  const quantity = quantityOf(key);
  return 'metric' in quantity
    ? { kind: 'number', values: data.metric(quantity.metric) }
    : data.dimension(quantity.dimension);
}

/** Rows of the points that pass every filter, in order. `extra` is one more condition, by row. */
export function select(data: Data, filters: readonly Filter[], extra?: (row: number) => boolean): Int32Array {
  const tests = filters
    .filter((filter) => !isDropped(filter))
    .map((filter) => passes(filter, columnOf(data, filter.key)));
  if (extra !== undefined) {
    tests.push(extra);
  }
  if (tests.length === 0) {
    return data.allRows();
  }
  const rows = new Int32Array(data.rows);
  let count = 0;
  for (let row = 0; row < data.rows; row++) {
    let pass = true;
    for (let index = 0; pass && index < tests.length; index++) {
      pass = tests[index](row);
    }
    if (pass) {
      rows[count++] = row;
    }
  }
  return rows.slice(0, count);
}

/**
 * Rows that are load points of a run: those of the scopes `pooled`, which mix all load levels, and `part`, whose requests are
 * counted in others as well, are left out unless a filter asks for a scope.
 */
export function selectStages(data: Data, filters: readonly Filter[]): Int32Array {
  if (filters.some((filter) => filter.key === 'scope')) {
    return select(data, filters);
  }
  const scope = data.dimension('scope');
  if (scope.kind !== 'text') {
    return select(data, filters);
  }
  const others = ['pooled', 'part'].map((name) => scope.values.indexOf(name)).filter((code) => code >= 0);
  return others.length === 0
    ? select(data, filters)
    : select(data, filters, (row) => !others.includes(scope.codes[row]));
}

/** Tables that the filters need besides `points`. */
export function filterTables(filters: readonly Filter[]): TableName[] {
  const names: TableName[] = [];
  filters.forEach(({ key }) => {
    const quantity = quantityOf(key);
    names.push(...('metric' in quantity ? metricTables([quantity.metric]) : dimensionTables(quantity.dimension)));
  });
  return names;
}
