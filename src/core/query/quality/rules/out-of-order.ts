import { METRICS } from '../../../model/metrics';
import { metricId } from '../../../model/metric-id';
import { figure, isAbove, ladder, statFigure, valuesOf, type Rule, type Rung } from '../rule';

/** Files round to some digits, and estimated percentiles wobble in the last. */
const TOLERANCE = 0.001;

const GROUPS: readonly string[] = ['latency', 'tokens', 'sessions'];

const BASES = METRICS.filter(({ shape, group }) => shape === 'distribution' && GROUPS.includes(group)).map(
  ({ id }) => id
);

interface Distribution {
  readonly title: string;
  readonly rungs: readonly Rung[];
  /** Places of minimum and maximum among the rungs. */
  readonly ends: readonly number[];
  readonly mean: Float64Array;
}

const NOTHING = -1;

/** A 0 stands for what was not measured, which has a rule of its own. */
function isMeasured(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}

/** The rung before another that has a value. */
function before(rungs: readonly Rung[], index: number, row: number): Rung | undefined {
  return rungs
    .slice(0, index)
    .reverse()
    .find(({ values }) => isMeasured(values[row]));
}

/** Place of the first statistic below one of a lower share. */
function fallsAt({ rungs }: Distribution, row: number): number {
  let highest = NaN;
  for (let index = 0; index < rungs.length; index++) {
    const value = rungs[index].values[row];
    if (isMeasured(value)) {
      if (isAbove(highest, value, TOLERANCE)) {
        return index;
      }
      highest = value;
    }
  }
  return NOTHING;
}

/** Place of the end that the mean lies beyond. */
function meanBeyond({ rungs, ends, mean }: Distribution, row: number): number {
  for (let end = 0; end < ends.length; end++) {
    const { share, values } = rungs[ends[end]];
    const value = values[row];
    const isBeyond =
      share === 0 ? isAbove(value, mean[row], TOLERANCE) : isMeasured(value) && isAbove(mean[row], value, TOLERANCE);
    if (isBeyond) {
      return ends[end];
    }
  }
  return NOTHING;
}

const isBroken = (distribution: Distribution, row: number): boolean =>
  fallsAt(distribution, row) !== NOTHING || meanBeyond(distribution, row) !== NOTHING;

function words(distribution: Distribution, row: number): string {
  const { title, rungs, mean } = distribution;
  const falls = fallsAt(distribution, row);
  const { metric, values } = rungs[falls === NOTHING ? meanBeyond(distribution, row) : falls];
  const below = before(rungs, falls, row);
  return falls === NOTHING || below === undefined
    ? `${title} has a mean of ${figure(mean[row], metric.base.unit)} beyond ${statFigure(metric, values[row])}`
    : `${title} has a ${statFigure(metric, values[row])} below ${statFigure(below.metric, below.values[row])}`;
}

export const outOfOrder: Rule = {
  id: 'percentiles-out-of-order',
  severity: 'warning',
  title: 'Percentiles out of order',
  advice: 'Compute the statistics again from the requests of the run, or ask the author of the tool',
  bases: BASES,
  open(data) {
    const distributions = BASES.map((base): Distribution => {
      const rungs = ladder(data, base);
      return {
        title: METRICS.find(({ id }) => id === base)?.title ?? base,
        rungs,
        ends: rungs.map((_, index) => index).filter((index) => rungs[index].share === 0 || rungs[index].share === 100),
        mean: valuesOf(data, metricId(base, 'mean')),
      };
    }).filter(({ rungs }) => rungs.length > 0);
    return {
      suspicious: (row) => distributions.some((distribution) => isBroken(distribution, row)),
      say: (row) =>
        distributions
          .filter((distribution) => isBroken(distribution, row))
          .map((distribution) => words(distribution, row))
          .join(', '),
    };
  },
};
