import { labelled, metricConfig, dimensionConfig, numberField } from '../frames/field';
import type { Field, Notice } from '../frames/frame';
import type { TableName } from '../model/catalog';
import { metricTitle, type Metric } from '../model/metric-id';
import { KERNELS } from '../model/kernels';
import { MISSING_CODE } from '../model/table';
import type { Sign } from '../analysis/pareto';
import { counted, info, metricSign, warning } from './common';
import { dimensionTables, metricTables, type Data } from './data';
import { QueryError } from './definition';
import { quantityOf, usualStat } from './names';

/** An axis of a chart: its values a point, and which way is better. */
export interface Axis {
  readonly values: Float64Array;
  readonly sign: Sign;
  /** Picked values as a field, named after the axis unless said otherwise. */
  field(values: Float64Array, name?: string): Field;
}

/** A metric, or a dimension that holds numbers (of which more counts as better). */
export function axisValues(data: Data, id: string): Axis {
  const quantity = quantityOf(id);
  if ('metric' in quantity) {
    const { metric } = quantity;
    return {
      values: data.metric(metric),
      sign: metricSign(metric),
      field: (values, name = id) => ({ name, type: 'number', values, config: metricConfig(metric) }),
    };
  }
  const column = data.dimension(quantity.dimension);
  if (column.kind === 'text' && column.values.length > 0) {
    throw new QueryError(
      `The dimension ${id} holds texts, an axis takes numbers: choose load, concurrency, gpus or a metric.`
    );
  }
  return {
    values: column.kind === 'number' ? column.values : new Float64Array(data.rows).fill(NaN),
    sign: 1,
    field: (values, name = id) => numberField(name, values, dimensionConfig(id)),
  };
}

/** A field as the x axis of a chart: its title stands at the axis. */
export function asAxis(field: Field): Field {
  return { ...field, config: labelled(field.config, field.config.displayNameFromDS ?? field.name) };
}

/** Says where the loads on an axis are of different types, rates and concurrencies say: their numbers share nothing but the axis. */
export function loadTypeNotices(data: Data, rows: Int32Array, x: string): Notice[] {
  const types = data.dimension('load_type');
  if (x !== 'load' || types.kind !== 'text') {
    return [];
  }
  const { values: loads } = axisValues(data, x);
  const found = new Set<string>();
  rows.forEach((row) => {
    if (types.codes[row] !== MISSING_CODE && !Number.isNaN(loads[row])) {
      found.add(types.values[types.codes[row]]);
    }
  });
  return found.size < 2
    ? []
    : [warning(`The load axis mixes ${Array.from(found).sort().join(' and ')}: filter by load_type, or by workload.`)];
}

/** Tables that an axis needs. */
export function axisTables(id: string): TableName[] {
  const quantity = quantityOf(id);
  return 'metric' in quantity ? metricTables([quantity.metric]) : dimensionTables(quantity.dimension);
}

function lackingNotice(metric: Metric, missing: number, all: number, consequence: string): Notice[] {
  if (missing === 0) {
    return [];
  }
  const title = metricTitle(metric);
  return [
    missing === all
      ? warning(`None of ${counted(all, 'point')} has ${title}: the files do not say it.${usualStat(metric)}`)
      : info(`${counted(missing, 'point')} of ${all} ${missing === 1 ? 'lacks' : 'lack'} ${title}${consequence}.`),
  ];
}

/** Points that lack the metric are said, never drawn as zero. */
export function missingNotice(metric: Metric, missing: number, all: number): Notice[] {
  return lackingNotice(metric, missing, all, missing === 1 ? ' and is left out' : ' and are left out');
}

/** The same of a table, which shows them without it. */
export function emptyCellsNotice(metric: Metric, missing: number, all: number): Notice[] {
  return lackingNotice(metric, missing, all, missing === 1 ? '; its cell is empty' : '; their cells are empty');
}

/** Selected rows that lack a value. */
export function countMissing(values: Float64Array, rows: Int32Array): number {
  if (KERNELS !== null) {
    return KERNELS.missing(values, rows);
  }
  let missing = 0;
  for (let index = 0; index < rows.length; index++) {
    missing += Number.isNaN(values[rows[index]]) ? 1 : 0;
  }
  return missing;
}
