import { METRICS } from '../../../model/metrics';
import { metricId, statTitle } from '../../../model/metric-id';
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
  readonly mean: Float64Array;
}

/** The first statistic below one of a lower share. A 0 stands for what was not measured, which has a rule of its own. */
function broken({ rungs, mean }: Distribution, row: number): string | null {
  let below: Rung | null = null;
  for (let index = 0; index < rungs.length; index++) {
    const rung = rungs[index];
    const value = rung.values[row];
    if (value !== 0 && !Number.isNaN(value)) {
      if (below !== null && isAbove(below.values[row], value, TOLERANCE)) {
        return `${statFigure(rung.metric, value)} below ${statFigure(below.metric, below.values[row])}`;
      }
      below = rung;
    }
  }
  for (let index = 0; index < rungs.length; index++) {
    const { share, values, metric } = rungs[index];
    const outside =
      (share === 0 && isAbove(values[row], mean[row], TOLERANCE)) ||
      (share === 100 && values[row] !== 0 && isAbove(mean[row], values[row], TOLERANCE));
    if (outside) {
      return `mean of ${figure(mean[row], metric.base.unit)} beyond ${statTitle(metric.stat)} of ${figure(values[row], metric.base.unit)}`;
    }
  }
  return null;
}

export const outOfOrder: Rule = {
  id: 'percentiles-out-of-order',
  severity: 'warning',
  title: 'Percentiles out of order',
  advice: 'Compute the statistics again from the requests of the run, or ask the author of the tool',
  bases: BASES,
  open(data) {
    const distributions = BASES.map((base): Distribution => ({
      title: METRICS.find(({ id }) => id === base)?.title ?? base,
      rungs: ladder(data, base),
      mean: valuesOf(data, metricId(base, 'mean')),
    })).filter(({ rungs }) => rungs.length > 0);
    return {
      suspicious: (row) => distributions.some((distribution) => broken(distribution, row) !== null),
      say: (row) =>
        distributions
          .map((distribution) => [distribution.title, broken(distribution, row)] as const)
          .filter(([, problem]) => problem !== null)
          .map(([title, problem]) => `${title} has a ${problem ?? ''}`)
          .join(', '),
    };
  },
};
