import type { Severity } from '../../model/record';
import type { Unit } from '../../model/units';
import { percentileOf } from '../../model/percentile';
import { metricId, parseMetric, statTitle, type Metric, type Stat } from '../../model/metric-id';
import { numberAt, textAt } from '../../model/table';
import type { Data } from '../data';
import { metricOf } from '../names';
import type { Twins } from './twins';

/** A rule applied to the selected points: which are suspicious, and why, with the figures. Rows are those of the points. */
export interface Check {
  suspicious(row: number): boolean;
  /** What is odd about a suspicious row, without a full stop. */
  say(row: number): string;
}

/**
 * One doubt about numbers, computed over the catalog. It reports and never corrects. `advice` names the mend and follows the
 * figures of the finding.
 */
export interface Rule {
  /** Stable name, kebab case. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly advice: string;
  /** Bases whose tables it reads. */
  readonly bases: readonly string[];
  /** `twins` are rows with the same figures, found when a rule first asks. */
  open(this: void, data: Data, rows: Int32Array, twins: () => Twins): Check;
}

/** Values of a metric by its id, NaN where missing. */
export function valuesOf(data: Data, id: string): Float64Array {
  return data.metric(metricOf(id));
}

/** A statistic of a distribution: its share of the requests, 0 for the minimum and 100 for the maximum. */
export interface Rung {
  readonly metric: Metric;
  readonly share: number;
  readonly values: Float64Array;
}

const ENDS: Readonly<Record<Stat, number>> = { min: 0, max: 100 };

/** Minimum, percentiles and maximum of a base that any point has, from the lowest share to the highest. */
export function ladder(data: Data, base: string): Rung[] {
  const rungs: Rung[] = [];
  data.stats(base).forEach((stat) => {
    const share = percentileOf(stat) ?? (ENDS[stat] as number | undefined);
    const metric = parseMetric(metricId(base, stat));
    if (share !== undefined && metric !== null) {
      rungs.push({ metric, share, values: data.metric(metric) });
    }
  });
  return rungs.sort((a, b) => a.share - b.share);
}

/** True where both are known and `a` is above `b` by more than the tolerance, a fraction of `b`. */
export function isAbove(a: number, b: number, tolerance: number): boolean {
  return a > b * (1 + tolerance);
}

const UNIT_TEXT: Partial<Record<Unit, string>> = {
  seconds: ' s',
  tokens_per_second: ' tok/s',
  requests_per_second: ' req/s',
  tokens: ' tokens',
};

/** A figure in four digits with its unit. */
export function figure(value: number, unit?: Unit): string {
  return `${Number(value.toPrecision(4))}${unit === undefined ? '' : (UNIT_TEXT[unit] ?? '')}`;
}

/** A fraction as a percentage in two digits. */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}

/** `p99 of 0.5 s` */
export function statFigure(metric: Metric, value: number): string {
  return `${statTitle(metric.stat)} of ${figure(value, metric.base.unit)}`;
}

/** Successful requests of a point: counted, or sent less failed; NaN where nobody says. */
export function successes(data: Data): (row: number) => number {
  const [succeeded, total, failed] = ['requests_success', 'requests_total', 'requests_failed'].map((id) =>
    valuesOf(data, id)
  );
  return (row) =>
    Number.isNaN(succeeded[row]) ? total[row] - (Number.isNaN(failed[row]) ? 0 : failed[row]) : succeeded[row];
}

/** Bases of `successes`. */
export const COUNTS: readonly string[] = ['requests_success', 'requests_total', 'requests_failed'];

/** `concurrency 64`, `rate 2.5`, or nothing where the load is not known. */
export function loadText(data: Data, row: number): string {
  const load = numberAt(data.dimension('load'), row);
  return Number.isNaN(load) ? '' : `${textAt(data.dimension('load_type'), row) ?? 'load'} ${figure(load)}`;
}
