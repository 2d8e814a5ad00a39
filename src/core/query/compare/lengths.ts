import { lengthClasses } from '../../model/identity';
import { metricId, parseMetric, type Metric } from '../../model/metric-id';
import { missingNumbers, numberAt, type Column } from '../../model/table';
import type { Data } from '../data';

const OBSERVED = { isl: 'input_tokens', osl: 'output_tokens' } as const;

/**
 * ISL or OSL of some rows, equal where the lengths compare: by their targets, and for rows that state none by observed means
 * within 2 %, of one another or of what was observed at one target.
 */
export function comparableLengths(data: Data, rows: Int32Array, id: keyof typeof OBSERVED): Column {
  const targets = data.dimension(id);
  if (!rows.some((row) => Number.isNaN(numberAt(targets, row)))) {
    return targets;
  }
  const means = data.metric(parseMetric(metricId(OBSERVED[id], 'mean')) as Metric);
  const observed = (row: number): number => (Number.isNaN(means[row]) ? numberAt(targets, row) : means[row]);
  const classes = lengthClasses(Array.from(rows, observed));
  const targetOf = new Map<number, number | null>();
  rows.forEach((row) => {
    const [target, own] = [numberAt(targets, row), classes.get(observed(row))];
    if (!Number.isNaN(target) && own !== undefined) {
      targetOf.set(own, (targetOf.get(own) ?? target) === target && targetOf.get(own) !== null ? target : null);
    }
  });
  const column = missingNumbers(data.rows);
  rows.forEach((row) => {
    const [target, own] = [numberAt(targets, row), classes.get(observed(row))];
    // Below zero, a class that is no target's is never taken for a target of the same number.
    column.values[row] = !Number.isNaN(target) ? target : own === undefined ? NaN : (targetOf.get(own) ?? -own);
  });
  return column;
}
