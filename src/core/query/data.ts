import { positions } from '../analysis/order';
import { DIRECTORY, unify, type Catalog, type TableName, type UnifiedTable } from '../model/catalog';
import { dimensionKind } from '../model/dimensions';
import { lengthClasses, workloadLabel, WORKLOAD_DIMENSIONS } from '../model/identity';
import type { Metric } from '../model/metric-id';
import { COST_RATE, ENERGY_RATE, type Denominator } from '../model/metrics';
import type { Requests } from '../model/requests';
import {
  MISSING_CODE,
  missingNumbers,
  missingText,
  numberAt,
  textAt,
  type Column,
  type TextColumn,
} from '../model/table';

/**
 * The points of a catalog, columns opened on first use and kept as long as the object lives. A host keeps it with the
 * catalog, so that the panels of a dashboard share the work.
 */
export interface Data {
  readonly catalog: Catalog;
  readonly rows: number;
  /** Every row, in order: a copy. */
  allRows(): Int32Array;
  /** Ids of the dimensions that the points have, `workload` included, `setting.*` not. */
  readonly dimensionIds: readonly string[];
  /** Values of a dimension; a column of missing values where no point has it. */
  dimension(id: string): Column;
  /** Values of a metric in base units, NaN where missing. Needs the metric's table to be opened. */
  metric(metric: Metric): Float64Array;
  /** Statistics of a base that any point has. */
  stats(base: string): readonly string[];
  table(name: Exclude<TableName, 'points'>): UnifiedTable;
  /** Forgets an opened table, for when another part of it has arrived. */
  forget(name: TableName): void;
  /** Single requests that answers have read, by the path of their object, for the next answer. */
  readonly requests: Map<string, readonly Requests[]>;
}

/** Column of a metric table that holds a plain value. */
export const VALUE_COLUMN = 'value';

const HIDDEN = new Set([DIRECTORY, 'run_key']);

const DENOMINATOR: Readonly<Record<Denominator, string>> = {
  gpu: 'gpus',
  prefill_gpu: 'prefill_gpus',
  decode_gpu: 'decode_gpus',
};

/** Bases whose tables a metric is computed from. */
export function sourceBases(metric: Metric): readonly string[] {
  switch (metric.base.id) {
    case 'interactivity':
      return ['tpot'];
    case 'error_rate':
      return ['requests_failed', 'requests_total'];
    default: {
      const { id } = metric.base;
      const tokens = ENERGY_RATE.get(id);
      return tokens === undefined ? [COST_RATE.get(id) ?? id] : [id, 'power', tokens];
    }
  }
}

/** Tables that the given metrics need. */
export function metricTables(metrics: readonly Metric[]): TableName[] {
  const bases = new Set<string>();
  metrics.forEach((metric) => sourceBases(metric).forEach((base) => bases.add(base)));
  return Array.from(bases, (base): TableName => `metrics/${base}`);
}

function divide(numerators: Float64Array, denominators: Float64Array): Float64Array {
  return numerators.map((value, row) => (denominators[row] > 0 ? value / denominators[row] : NaN));
}

function memo<T>(compute: (key: string) => T): { get(key: string): T; drop(match: (key: string) => boolean): void } {
  const kept = new Map<string, T>();
  return {
    get(key) {
      let value = kept.get(key);
      if (value === undefined) {
        value = compute(key);
        kept.set(key, value);
      }
      return value;
    },
    drop(match) {
      Array.from(kept.keys())
        .filter(match)
        .forEach((key) => kept.delete(key));
    },
  };
}

/** Opens a catalog for queries. O(1): columns are unified when a query first asks for them. */
export function openData(catalog: Catalog): Data {
  const tables = memo((name) => unify(catalog, name as TableName));
  const points = (): UnifiedTable => tables.get('points');
  /** One column stands for all that no point has. */
  const missing = memo((kind): Column => (kind === 'text' ? missingText : missingNumbers)(points().rows));
  const stored = (base: string, stat: string): Float64Array => {
    const column = tables.get(`metrics/${base}`).column(stat === '' ? VALUE_COLUMN : stat);
    return column !== undefined && column.kind === 'number' ? column.values : missingNumbers(points().rows).values;
  };
  const numbers = (id: string): Float64Array => {
    const column = dimensions.get(id);
    return column.kind === 'number' ? column.values : missingNumbers(points().rows).values;
  };
  /** As the tool says it, else watts / (tokens/s). */
  const joulesPerToken = (metric: Metric, rate: string): Float64Array => {
    const derived = divide(stored('power', 'mean'), stored(rate, ''));
    return stored(metric.base.id, '').map((value, row) => (Number.isNaN(value) ? derived[row] : value));
  };
  const compute = (metric: Metric): Float64Array => {
    switch (metric.base.id) {
      case 'interactivity':
        return stored('tpot', 'mean').map((seconds) => (seconds > 0 ? 1 / seconds : NaN));
      case 'error_rate':
        return divide(stored('requests_failed', ''), stored('requests_total', ''));
      default: {
        const tokens = ENERGY_RATE.get(metric.base.id);
        return tokens === undefined ? stored(metric.base.id, metric.stat) : joulesPerToken(metric, tokens);
      }
    }
  };
  const metrics = new Map<string, Float64Array>();
  const dimensions = memo((id): Column => {
    if (id === 'workload') {
      return workloadColumn(
        points().rows,
        (name) => dimensions.get(name),
        stored('input_tokens', 'mean'),
        stored('output_tokens', 'mean')
      );
    }
    if (id.startsWith('setting.')) {
      return settingColumn(id.slice('setting.'.length), points(), tables.get('settings'));
    }
    return points().column(id) ?? missing.get(dimensionKind(id) === 'string' ? 'text' : 'number');
  });
  const everyRow = memo(() => positions(points().rows));
  return {
    catalog,
    get rows() {
      return points().rows;
    },
    allRows: () => everyRow.get('points').slice(),
    get dimensionIds() {
      return [...points().columnNames.filter((name) => !HIDDEN.has(name)), 'workload'];
    },
    dimension: (id) => dimensions.get(id),
    metric(metric) {
      let values = metrics.get(metric.id);
      if (values === undefined) {
        values = compute(metric);
        values = metric.per === null ? values : divide(values, numbers(DENOMINATOR[metric.per]));
        metrics.set(metric.id, values);
      }
      return values;
    },
    stats: (base) => tables.get(`metrics/${base}`).columnNames,
    table: (name) => tables.get(name),
    requests: new Map(),
    forget(name) {
      tables.drop((key) => key === name);
      metrics.clear();
      everyRow.drop((key) => key === name);
      missing.drop(() => name === 'points');
      dimensions.drop((id) => name === 'points' || id === 'workload' || id.startsWith('setting.'));
    },
  };
}

/** Which tables a dimension needs besides `points`. */
export function dimensionTables(id: string): TableName[] {
  if (id === 'workload') {
    return ['metrics/input_tokens', 'metrics/output_tokens'];
  }
  return id.startsWith('setting.') ? ['settings'] : [];
}

/**
 * The workload of every point: configured lengths exactly, observed means by their class. One label is made for each
 * distinct workload, not for each row.
 */
function workloadColumn(
  rows: number,
  dimension: (id: string) => Column,
  inputs: Float64Array,
  outputs: Float64Array
): TextColumn {
  const shape = WORKLOAD_DIMENSIONS.filter((id) => id !== 'isl' && id !== 'osl');
  const columns = shape.map(dimension);
  const [isl, osl] = [dimension('isl'), dimension('osl')];
  const observed = (target: Column, means: Float64Array): Map<number, number> =>
    lengthClasses(
      target.kind === 'number' && !target.values.includes(NaN)
        ? []
        : Array.from(means).filter((_, row) => Number.isNaN(numberAt(target, row)))
    );
  const [inputClasses, outputClasses] = [observed(isl, inputs), observed(osl, outputs)];
  const length = (target: Column, means: Float64Array, classes: Map<number, number>, row: number) => {
    const configured = numberAt(target, row);
    const mean = classes.get(means[row]);
    return Number.isNaN(configured) ? { value: mean ?? null, observed: true } : { value: configured, observed: false };
  };
  const codes = new Int32Array(rows);
  const values: string[] = [];
  const codeOfKey = new Map<string, number>();
  const codeOfLabel = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const input = length(isl, inputs, inputClasses, row);
    const output = length(osl, outputs, outputClasses, row);
    let key = `${input.observed ? '~' : ''}${String(input.value)}/${output.observed ? '~' : ''}${String(output.value)}`;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index];
      key += `|${column.kind === 'text' ? column.codes[row] : column.values[row]}`;
    }
    let code = codeOfKey.get(key);
    if (code === undefined) {
      const shapeOf: { [id: string]: string | null } = {};
      shape.forEach((id, index) => (shapeOf[id] = textAt(columns[index], row)));
      const label = workloadLabel(shapeOf, input, output);
      code = label === '' ? MISSING_CODE : codeOfLabel.get(label);
      if (code === undefined) {
        code = values.push(label) - 1;
        codeOfLabel.set(label, code);
      }
      codeOfKey.set(key, code);
    }
    codes[row] = code;
  }
  return { kind: 'text', codes, values };
}

/** A setting of the run of each point; where components differ, their values joined. Missing where the run lacks it. */
function settingColumn(key: string, points: UnifiedTable, settings: UnifiedTable): TextColumn {
  const codes = new Int32Array(points.rows).fill(MISSING_CODE);
  const [runs, keys, texts] = ['run_key', 'key', 'value'].map((name) => settings.column(name));
  const pointRuns = points.column('run_key');
  if (
    runs === undefined ||
    keys === undefined ||
    texts === undefined ||
    pointRuns === undefined ||
    pointRuns.kind !== 'text'
  ) {
    return { kind: 'text', codes, values: [] };
  }
  const byRun = new Map<string, Set<string>>();
  for (let row = 0; row < settings.rows; row++) {
    const run = textAt(runs, row);
    const value = textAt(texts, row);
    if (textAt(keys, row) === key && run !== null && value !== null) {
      byRun.set(run, (byRun.get(run) ?? new Set<string>()).add(value));
    }
  }
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  const codeOfRun = pointRuns.values.map((run) => {
    const found = byRun.get(run);
    if (found === undefined) {
      return MISSING_CODE;
    }
    const joined = Array.from(found).sort().join(' | ');
    let code = codeOf.get(joined);
    if (code === undefined) {
      code = values.push(joined) - 1;
      codeOf.set(joined, code);
    }
    return code;
  });
  for (let row = 0; row < points.rows; row++) {
    codes[row] = pointRuns.codes[row] === MISSING_CODE ? MISSING_CODE : codeOfRun[pointRuns.codes[row]];
  }
  return { kind: 'text', codes, values };
}
