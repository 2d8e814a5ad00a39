import { closest, distance } from 'fastest-levenshtein';
import { DIMENSIONS, dimension, isFreeDimension } from '../model/dimensions';
import { METRICS } from '../model/metrics';
import { COMMON_STATS, metricId, parseMetric, type Metric } from '../model/metric-id';
import { QueryError } from './definition';

const MAX_EDITS = 3;

function suggestion(name: string, known: readonly string[]): string {
  const nearest = known.length === 0 ? null : closest(name, known);
  return nearest !== null && distance(name, nearest) <= MAX_EDITS ? ` Did you mean ${nearest}?` : '';
}

function metricIds(): string[] {
  const ids: string[] = [];
  METRICS.forEach((base) => {
    (base.shape === 'value' ? [''] : COMMON_STATS).forEach((stat) => {
      ids.push(metricId(base.id, stat), ...base.per.map((per) => metricId(base.id, stat, per)));
    });
  });
  return ids;
}

/** The metric of an id; an unknown one ends the query with the nearest known name. */
export function metricOf(id: string): Metric {
  const metric = parseMetric(id);
  if (metric !== null) {
    return metric;
  }
  const base = METRICS.find((row) => row.id === id);
  throw new QueryError(
    base !== undefined
      ? `Metric "${id}" needs a statistic, such as ${metricId(id, 'mean')} or ${metricId(id, 'p99')}.`
      : `Unknown metric "${id}".${suggestion(id, metricIds())}`
  );
}

/** Suggests a usual statistic in the place of one that no point has, such as p99 for p9; nothing for a usual one. */
export function usualStat({ base, stat, per }: Metric): string {
  return stat === '' || COMMON_STATS.includes(stat)
    ? ''
    : suggestion(
        metricId(base.id, stat, per),
        COMMON_STATS.map((usual) => metricId(base.id, usual, per))
      );
}

/** Checks the name of a dimension; an unknown one ends the query with the nearest known name. */
export function dimensionOf(id: string): string {
  if (dimension(id) !== undefined || isFreeDimension(id)) {
    return id;
  }
  throw new QueryError(
    `Unknown dimension "${id}".${suggestion(
      id,
      DIMENSIONS.map((row) => row.id)
    )}`
  );
}

/** A metric or a dimension, as axes and filters take them. */
export function quantityOf(id: string): { readonly metric: Metric } | { readonly dimension: string } {
  const metric = parseMetric(id);
  if (metric !== null) {
    return { metric };
  }
  if (dimension(id) !== undefined || isFreeDimension(id)) {
    return { dimension: id };
  }
  throw new QueryError(
    `Unknown metric or dimension "${id}".${suggestion(id, [...metricIds(), ...DIMENSIONS.map((row) => row.id)])}`
  );
}
