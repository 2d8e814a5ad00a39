import { signChanges } from '../../analysis/interpolate';
import { deltaConfig, metricConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { signedPercent } from '../../frames/words';
import { metricTitle, statTitle, type Metric } from '../../model/metric-id';
import { metricSign, warning } from '../common';
import { metricOf } from '../names';
import { budgetFields } from './budget-fields';
import { best, gather, type Budget, type Sides } from './sides';

/** The best cell of each side at a load of both. */
export interface Row {
  readonly budget: Budget;
  readonly load: number;
  readonly aggregated: number;
  readonly disaggregated: number;
}

/** Loads at which both sides of a budget were measured, ascending, with the best cell of each side by some values. */
export function commonLoads(budget: Budget, loads: Float64Array, values: Float64Array, sign: 1 | -1): Row[] {
  const at = (cells: readonly number[]): Map<number, number[]> => gather(cells, (cell) => loads[cell]);
  const [left, right] = [at(budget.aggregated), at(budget.disaggregated)];
  const rows: Row[] = [];
  Array.from(left.keys())
    .filter((load) => !Number.isNaN(load))
    .sort((a, b) => a - b)
    .forEach((load) => {
      const aggregated = best(left.get(load) ?? [], values, sign);
      const disaggregated = best(right.get(load) ?? [], values, sign);
      if (aggregated !== null && disaggregated !== null) {
        rows.push({ budget, load, aggregated, disaggregated });
      }
    });
  return rows;
}

/** Where the better side changes, in words. */
function crossovers(rows: readonly Row[], delta: (row: Row) => number, metric: Metric): Notice[] {
  const deltas = rows.map(delta);
  return signChanges(deltas).map(([before, after]) =>
    warning(
      `Crossover at ${rows[before].budget.gpus} GPUs${rows[before].budget.group === null ? '' : ` (${rows[before].budget.group})`} between load ${rows[before].load} ` +
        `(${signedPercent(deltas[before])}) and load ${rows[after].load} (${signedPercent(deltas[after])}): prefill/decode against the best aggregated configuration, ${metricTitle(metric)}.`
    )
  );
}

/**
 * Best aggregated against best prefill/decode configuration at equal GPUs and equal load, chosen on the metric asked for;
 * delta is disaggregated / aggregated - 1, sign as measured. Loads that one side lacks are not rows.
 */
export function byLoadFrame(sides: Sides, loadMetric: string, stat: string): Frame {
  const metric = metricOf(loadMetric);
  const [values, loads] = [sides.mean(loadMetric), sides.mean('load')];
  const delta = ({ aggregated, disaggregated }: Row): number => values[disaggregated] / values[aggregated] - 1;
  const perBudget = sides.budgets.map((budget) => commonLoads(budget, loads, values, metricSign(metric)));
  const rows = perBudget.reduce<Row[]>((all, some) => all.concat(some), []);
  const notices = perBudget.reduce<Notice[]>(
    (all, some) => all.concat(crossovers(some, delta, metric)),
    [...sides.notices]
  );
  const side = (name: string, of: 'aggregated' | 'disaggregated', id: string, title: string): Field => {
    const means = sides.mean(id);
    return {
      name,
      type: 'number',
      values: Float64Array.from(rows, (row) => means[row[of]]),
      config: metricConfig(metricOf(id), title),
    };
  };
  const title = metricTitle(metric);
  return {
    name: 'by_load',
    meta: { type: 'table', notices },
    fields: [
      ...budgetFields(sides, rows),
      numberField(
        'load',
        rows.map(({ load }) => load),
        { displayNameFromDS: 'Load' }
      ),
      side('aggregated', 'aggregated', loadMetric, `${title}, best aggregated`),
      textField(
        'aggregated_config',
        rows.map(({ aggregated }) => sides.configName(aggregated)),
        { displayNameFromDS: 'Best aggregated' }
      ),
      side('disaggregated', 'disaggregated', loadMetric, `${title}, best P/D`),
      textField(
        'disaggregated_config',
        rows.map(({ disaggregated }) => sides.configName(disaggregated)),
        { displayNameFromDS: 'Best P/D' }
      ),
      numberField(
        'delta',
        rows.map(delta),
        deltaConfig(
          'P/D against aggregated',
          metric.base.direction,
          'disaggregated / aggregated - 1 at equal GPUs and equal load.'
        )
      ),
      side(`ttft_${stat}_aggregated`, 'aggregated', `ttft_${stat}`, `TTFT ${statTitle(stat)}, aggregated`),
      side(`ttft_${stat}_disaggregated`, 'disaggregated', `ttft_${stat}`, `TTFT ${statTitle(stat)}, P/D`),
      side(`tpot_${stat}_aggregated`, 'aggregated', `tpot_${stat}`, `TPOT ${statTitle(stat)}, aggregated`),
      side(`tpot_${stat}_disaggregated`, 'disaggregated', `tpot_${stat}`, `TPOT ${statTitle(stat)}, P/D`),
    ],
  };
}
