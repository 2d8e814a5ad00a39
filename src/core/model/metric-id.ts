import { metricBase, type Denominator, type MetricBase } from './metrics';
import { GRAFANA_UNIT } from './units';

/**
 * A statistic: `mean`, `min`, `max`, `std`, or a percentile `p50`, `p99`, `p99_9`, `p0_1` (an underscore is the decimal
 * point). `''` is the one number of a metric of shape `value`.
 */
export type Stat = string;

export interface Metric {
  readonly id: string;
  readonly base: MetricBase;
  readonly stat: Stat;
  readonly per: Denominator | null;
}

/** The statistics that editors offer first; every other percentile found in the data is offered after them. */
export const COMMON_STATS: readonly Stat[] = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99_9', 'min', 'max', 'std'];

const STAT = /^(mean|min|max|std|p\d{1,2}(?:_\d{1,4})?|p100)$/;
const SUFFIX = /^(.+)_(mean|min|max|std|p\d{1,3}(?:_\d{1,4})?)$/;
const PER = /^(.+)_per_(gpu|prefill_gpu|decode_gpu)$/;

export function isStat(stat: string): boolean {
  return STAT.test(stat);
}

/**
 * Reads `<base>[_<stat>][_per_<denominator>]`. Null when the base is unknown, when a distribution lacks its statistic, when
 * something derived has one, or when the denominator makes no sense for the base. A value may have statistics beside it.
 */
export function parseMetric(id: string): Metric | null {
  const per = PER.exec(id);
  const denominator = per === null ? null : (per[2] as Denominator);
  const rest = per === null ? id : per[1];
  const whole = metricBase(rest);
  if (whole !== undefined) {
    return whole.shape === 'value' && permits(whole, denominator)
      ? { id, base: whole, stat: '', per: denominator }
      : null;
  }
  const suffix = SUFFIX.exec(rest);
  const base = suffix === null ? undefined : metricBase(suffix[1]);
  if (suffix === null || base === undefined || base.derived === true || !permits(base, denominator)) {
    return null;
  }
  return isStat(suffix[2]) ? { id, base, stat: suffix[2], per: denominator } : null;
}

function permits(base: MetricBase, per: Denominator | null): boolean {
  return per === null || base.per.includes(per);
}

/** `ttft` and `p99` make `ttft_p99`; the statistic of a plain value is `''`. */
export function metricId(base: string, stat: Stat, per: Denominator | null = null): string {
  return base + (stat === '' ? '' : `_${stat}`) + (per === null ? '' : `_per_${per}`);
}

const PER_TITLE: Readonly<Record<Denominator, string>> = {
  gpu: 'per GPU',
  prefill_gpu: 'per prefill GPU',
  decode_gpu: 'per decode GPU',
};

const PER_UNIT: Readonly<Record<Denominator, string>> = {
  gpu: '/GPU',
  prefill_gpu: '/prefill GPU',
  decode_gpu: '/decode GPU',
};

/** `p99_9` reads `p99.9`; `''` reads as nothing. */
export function statTitle(stat: Stat): string {
  return stat.startsWith('p') ? stat.replace('_', '.') : stat;
}

/** The title of a field: `TTFT p99`, `Output throughput per GPU`. */
export function metricTitle(metric: Metric): string {
  return [metric.base.title, statTitle(metric.stat), metric.per === null ? '' : PER_TITLE[metric.per]]
    .filter((part) => part !== '')
    .join(' ');
}

/** Grafana's unit of the metric, denominator included. */
export function metricUnit(metric: Metric): string {
  if (metric.base.id === 'interactivity' || metric.base.id === 'interactivity_reported') {
    return 'suffix:tok/s/user';
  }
  if (metric.per === null) {
    return GRAFANA_UNIT[metric.base.unit];
  }
  return (
    (metric.base.unit === 'requests_per_second' ? 'suffix:req/s' : GRAFANA_UNIT[metric.base.unit]) +
    PER_UNIT[metric.per]
  );
}
