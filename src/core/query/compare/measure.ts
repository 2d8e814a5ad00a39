import {
  differenceEffect,
  ratioEffect,
  shareEffect,
  UNTESTED,
  type Borrowed,
  type Effect,
  type Share,
} from '../../analysis/effect';
import { DIFFERENCE, RATIO, type Scale } from '../../analysis/scale';
import { summarise } from '../../analysis/summary';
import { defaultMinEffect } from '../../analysis/verdict';
import { metricId, parseMetric, type Metric } from '../../model/metric-id';
import type { Data } from '../data';
import { metricOf } from '../names';
import type { AtLoad } from './loads';

/** How a fraction is counted: rows of how many, out of how many. */
interface Counts {
  count(row: number): number;
  total(row: number): number;
}

/** A metric as comparisons take it. */
export interface Measure {
  readonly metric: Metric;
  readonly values: Float64Array;
  readonly scale: Scale;
  /** Least effect that matters: a fraction of the baseline, of fractions a difference. */
  readonly minEffect: number;
  readonly counts: Counts | null;
}

const counter = (id: string): Metric => parseMetric(metricId(id, '')) as Metric;

/** Fractions are compared by difference: they may be zero. */
export function isFraction(metric: Metric): boolean {
  return metric.base.unit === 'fraction';
}

const isShareOfSuccesses = ({ base }: Metric): boolean => base.id === 'goodput_ratio' || /_attainment$/.test(base.id);

/** Metrics from which the counts of a fraction come; none where nobody counts. */
export function countedBy(metric: Metric): readonly Metric[] {
  return metric.base.id === 'error_rate'
    ? ['requests_failed', 'requests_total'].map(counter)
    : isShareOfSuccesses(metric)
      ? [counter('requests_success')]
      : [];
}

function countsOf(data: Data, metric: Metric): Counts | null {
  const [first, second] = countedBy(metric).map((id) => data.metric(id));
  if (metric.base.id === 'error_rate') {
    return { count: (row) => first[row], total: (row) => second[row] };
  }
  if (isShareOfSuccesses(metric)) {
    const shares = data.metric(metric);
    return { count: (row) => shares[row] * first[row], total: (row) => first[row] };
  }
  return null;
}

export function measureOf(data: Data, id: string, minEffect: number | undefined): Measure {
  const metric = metricOf(id);
  return {
    metric,
    values: data.metric(metric),
    scale: isFraction(metric) ? DIFFERENCE : RATIO,
    minEffect: minEffect ?? defaultMinEffect(id),
    counts: countsOf(data, metric),
  };
}

function shareOf({ count, total }: Counts, rows: readonly number[], runs: number): Share {
  let [counted, all] = [0, 0];
  rows.forEach((row) => {
    const [some, whole] = [count(row), total(row)];
    if (!Number.isNaN(some) && !Number.isNaN(whole)) {
      counted += some;
      all += whole;
    }
  });
  return { count: counted, total: all, runs };
}

/** The mean that the effect is made of: geometric for ratios; the arithmetic one where a value has no logarithm. */
function centre(values: Float64Array, scale: Scale): number {
  const onLogs = scale === RATIO ? Math.exp(summarise(values.map(Math.log)).mean) : NaN;
  return Number.isFinite(onLogs) && onLogs > 0 ? onLogs : summarise(values).mean;
}

export interface Compared {
  readonly baseline: number;
  readonly candidate: number;
  readonly effect: Effect;
}

/** Both sides of a cell and the effect, out of counts where the metric has them and both sides are measured. */
export function compareAt(measure: Measure, left: AtLoad, right: AtLoad, borrowed: () => Borrowed): Compared {
  const { scale, counts } = measure;
  if (counts !== null && left.between === null && right.between === null) {
    const [b, c] = [left, right].map(({ rows, values }) => shareOf(counts, rows, values.length));
    const effect = shareEffect(b, c);
    if (effect !== UNTESTED) {
      return { baseline: b.count / b.total, candidate: c.count / c.total, effect };
    }
  }
  const needed = left.values.length < 2 || right.values.length < 2 ? borrowed() : { history: null, pooled: null };
  return {
    baseline: centre(left.values, scale),
    candidate: centre(right.values, scale),
    effect: (scale === RATIO ? ratioEffect : differenceEffect)(left.values, right.values, needed),
  };
}
