import { numberField, textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { metricTitle } from '../../model/metric-id';
import { textAt } from '../../model/table';
import { metricSign } from '../common';
import type { Data } from '../data';
import { metricOf } from '../names';
import { GUARDED } from '../repeats';
import { commonLoads } from './by-load';
import type { Sides } from './sides';

/**
 * For alert rules: one row a class, number of GPUs and load, with one number, by how much prefill/decode is ahead of the best
 * aggregated configuration, as a fraction that is above zero where it is better whatever the metric. Of configurations measured
 * with several builds the newest run counts. Labels hold what stays: which configuration is best may change from day to day.
 */
export function alertFrame(sides: Sides, data: Data, loadMetric: string, load: number | undefined): Frame {
  const metric = metricOf(loadMetric);
  const [values, loads, sign] = [sides.mean(loadMetric), sides.mean('load'), metricSign(metric)];
  const rows = sides.budgets.reduce<ReturnType<typeof commonLoads>>((all, budget) => {
    const latest = {
      ...budget,
      aggregated: sides.newest(budget.aggregated),
      disaggregated: sides.newest(budget.disaggregated),
    };
    return all.concat(commonLoads(latest, loads, values, sign));
  }, []);
  const shown = rows.filter((row) => load === undefined || row.load === load);
  return {
    name: 'alert',
    meta: { type: 'numeric-long', typeVersion: [0, 1], notices: [...sides.notices] },
    fields: [
      ...GUARDED.map((id) => {
        const column = data.dimension(id);
        return textField(
          id,
          shown.map(({ aggregated }) => textAt(column, sides.first[aggregated]))
        );
      }),
      textField(
        'gpus',
        shown.map(({ budget }) => String(budget.gpus)),
        { displayNameFromDS: 'GPUs' }
      ),
      textField(
        'load',
        shown.map((row) => String(row.load)),
        { displayNameFromDS: 'Load' }
      ),
      textField(
        'metric',
        shown.map(() => metric.id),
        { displayNameFromDS: 'Metric' }
      ),
      numberField(
        'lead',
        shown.map(({ aggregated, disaggregated }) => (values[disaggregated] / values[aggregated] - 1) * sign),
        {
          displayNameFromDS: 'Lead of P/D',
          description: `Disaggregated / aggregated - 1 of ${metricTitle(metric)} at equal GPUs and load, above zero where prefill/decode is better.`,
          unit: 'percentunit',
          decimals: 1,
        }
      ),
    ],
  };
}
