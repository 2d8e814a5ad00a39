import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import { ratioEffect, type Effect } from '../../analysis/effect';
import { defaultMinEffect, verdictOf } from '../../analysis/verdict';
import { metricSign } from '../common';
import { metricOf } from '../names';
import { commonLoads, type Row } from './by-load';
import type { Budget, Sides } from './sides';

/** Which side is ahead at one load. */
export interface Standing extends Row {
  /** disaggregated / aggregated - 1 of the means. */
  readonly delta: number;
  readonly effect: Effect;
  /** 1: prefill/decode is better by at least what matters; -1: worse; 0: neither, or not to be told from noise. */
  readonly ahead: -1 | 0 | 1;
  /** True where a test tells neither a lead nor that there is none. */
  readonly noisy: boolean;
  /** False where both sides are single runs: then the least effect alone decides. */
  readonly tested: boolean;
}

/**
 * Standings of every budget at its common loads. Where repeats allow a test, a lead needs q <= 0.05 (Benjamini-Hochberg over
 * all loads of the query) and the least effect of the metric; else the least effect, which is then a matter of doubt.
 */
export function standings(sides: Sides, metricId: string): Map<Budget, Standing[]> {
  const metric = metricOf(metricId);
  const [values, loads, sign] = [sides.mean(metricId), sides.mean('load'), metricSign(metric)];
  const rows = sides.budgets.reduce<Row[]>((all, budget) => all.concat(commonLoads(budget, loads, values, sign)), []);
  const effects = rows.map(({ aggregated, disaggregated }) =>
    ratioEffect(sides.samples(metricId, aggregated), sides.samples(metricId, disaggregated))
  );
  const q = benjaminiHochberg(effects.map(({ p }) => p));
  const least = defaultMinEffect(metricId);
  const found = new Map<Budget, Standing[]>(sides.budgets.map((budget): [Budget, Standing[]] => [budget, []]));
  rows.forEach((row, index) => {
    const effect = effects[index];
    const delta = values[row.disaggregated] / values[row.aggregated] - 1;
    const tested = effect.kind !== 'none';
    const verdict = verdictOf(effect, q[index], least, sign > 0 ? 'higher' : 'lower');
    const isLead = tested ? verdict === 'improvement' || verdict === 'regression' : Math.abs(delta) >= least;
    const ahead = !isLead ? 0 : delta * sign > 0 ? 1 : -1;
    found.get(row.budget)?.push({ ...row, delta, effect, ahead, noisy: verdict === 'noisy', tested });
  });
  return found;
}
