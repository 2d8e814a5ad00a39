import { effectOf, shareEffect, type Borrowed, type Effect, type Share } from '../../analysis/effect';
import { DIFFERENCE, RATIO, type Scale } from '../../analysis/scale';
import { summarise } from '../../analysis/summary';
import { defaultMinEffect } from '../../analysis/verdict';
import { metricId, parseMetric, type Metric } from '../../model/metric-id';
import type { Data } from '../data';
import { isFraction } from '../fractions';
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

function shareOf({ count, total }: Counts, rows: Int32Array, runs: number): Share {
  let counted = 0;
  let all = 0;
  rows.forEach((row) => {
    const some = count(row);
    const whole = total(row);
    if (!Number.isNaN(some) && !Number.isNaN(whole)) {
      counted += some;
      all += whole;
    }
  });
  return { count: counted, total: all, runs };
}

/** Both sides of a cell as counts, where the metric has them and both sides are measured; else null. */
function sharesAt({ counts }: Measure, left: AtLoad, right: AtLoad): readonly [Share, Share] | null {
  if (counts === null || left.between !== null || right.between !== null) {
    return null;
  }
  const [b, c] = [shareOf(counts, left.rows, left.n), shareOf(counts, right.rows, right.n)];
  return b.total > 0 && c.total > 0 ? [b, c] : null;
}

/** The effect at a cell. `borrow` finds what single runs are judged by. */
export function effectAt(measure: Measure, left: AtLoad, right: AtLoad, borrow: () => Borrowed): Effect {
  const shares = sharesAt(measure, left, right);
  if (shares !== null) {
    return shareEffect(...shares);
  }
  const isSingle = left.n < 2 || right.n < 2;
  return effectOf(left.summary, right.summary, measure.scale, isSingle ? borrow() : undefined);
}

/** The mean that the effect is made of: geometric for ratios; the arithmetic one where a value has no logarithm. */
function centre(side: AtLoad, scale: Scale): number {
  const { mean } = side.summary;
  const own = scale === RATIO ? Math.exp(mean) : mean;
  return Number.isFinite(own) && (scale !== RATIO || own > 0) ? own : summarise(side.values).mean;
}

/** The values of both sides that the effect at a cell is the effect of. */
export function centresAt(measure: Measure, left: AtLoad, right: AtLoad): readonly [number, number] {
  const shares = sharesAt(measure, left, right);
  return shares === null
    ? [centre(left, measure.scale), centre(right, measure.scale)]
    : [shares[0].count / shares[0].total, shares[1].count / shares[1].total];
}
