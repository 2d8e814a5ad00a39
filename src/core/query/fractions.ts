import type { Metric } from '../model/metric-id';

/** Fractions are compared by difference and never on logs: they may be zero. */
export function isFraction(metric: Metric): boolean {
  return metric.base.unit === 'fraction';
}
