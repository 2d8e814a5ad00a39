import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import { pooledSpread, shareEffect, type PooledSpread, type Share } from '../../analysis/effect';
import { DIFFERENCE, RATIO } from '../../analysis/scale';
import { matchedEffect, type Match, type MatchedEffect, type Runs } from '../../analysis/matched';
import { defaultMinEffect, verdictOf, type Verdict } from '../../analysis/verdict';
import type { Metric } from '../../model/metric-id';
import type { Data } from '../data';
import { metricOf } from '../names';
import type { Measured } from './measured';
import { settingPairs, type SettingPair } from './pairs';
import { settingsOf, type Decision } from './settings';

/** The effect of one step of one dimension on a metric. */
export interface KnobEffect {
  readonly decision: Decision;
  readonly dimension: string;
  readonly from: string;
  readonly to: string;
  readonly confounded: string;
  readonly metric: Metric;
  readonly effect: MatchedEffect;
  readonly verdict: Verdict;
}

/** Entities of the pairs of one step. */
interface Step extends Omit<SettingPair, 'from' | 'to' | 'fromText' | 'toText'> {
  readonly from: string;
  readonly to: string;
  readonly pairs: Array<readonly [from: number, to: number]>;
}

/** The steps of all studies; `cut` counts configurations of which not all pairs were made. */
function stepsOf(data: Data, measured: Measured): { steps: Step[]; cut: number } {
  const steps = new Map<string, Step>();
  let cut = 0;
  measured.studies
    .filter((entities) => entities.length > 1)
    .forEach((entities) => {
      const settings = settingsOf(
        data,
        Int32Array.from(entities, (entity) => measured.entities[entity])
      );
      const found = settingPairs(data, settings);
      cut += found.cut;
      found.pairs.forEach(({ fromText, toText, from, to, ...pair }) => {
        const key = JSON.stringify([pair.decision, pair.dimension, fromText, toText, pair.confounded]);
        const step = steps.get(key) ?? { ...pair, from: fromText, to: toText, pairs: [] };
        step.pairs.push([entities[from], entities[to]]);
        steps.set(key, step);
      });
    });
  return { steps: Array.from(steps.values()), cut };
}

/** Cells of two configurations at their common loads. */
type CellPairs = ReadonlyArray<readonly [from: number, to: number]>;

function commonCells(measured: Measured, from: number, to: number): CellPairs {
  const others = measured.cellsOf(to);
  const common: Array<readonly [from: number, to: number]> = [];
  measured.cellsOf(from).forEach((cell, load) => {
    const other = others.get(load);
    if (other !== undefined) {
      common.push([cell, other]);
    }
  });
  return common;
}

type RunsOf = ReturnType<Measured['runs']>;

function matchOf(cells: CellPairs, runsOf: RunsOf): Match {
  const match: { from: Runs[]; to: Runs[] } = { from: [], to: [] };
  cells.forEach(([left, right]) => {
    const [from, to] = [runsOf(left), runsOf(right)];
    if (from !== null && to !== null) {
      match.from.push(from);
      match.to.push(to);
    }
  });
  return match;
}

/** How single runs vary, from all cells with repeats. */
function pooledOf(measured: Measured, metric: Metric): PooledSpread | null {
  const runsOf = measured.runs(metric, (value) => (value > 0 ? value : NaN));
  const groups: Array<ArrayLike<number>> = [];
  measured.entities.forEach((_, entity) =>
    measured.cellsOf(entity).forEach((cell) => {
      const found = runsOf(cell);
      if (found !== null && found.values.length > 1) {
        groups.push(found.values);
      }
    })
  );
  return pooledSpread(groups);
}

/**
 * Failed requests of both sides, all common loads together, with the interval of their counts; that of the runs where these
 * vary more than counts do, as they do around saturation.
 */
function errorEffect(
  totals: ReturnType<Measured['totals']>,
  cells: readonly CellPairs[],
  byRuns: MatchedEffect
): MatchedEffect {
  const side = (at: 0 | 1): Share => {
    const sum = { count: 0, total: 0, runs: 0 };
    cells.forEach((pairs) =>
      pairs.forEach((pair) => {
        const [part, whole] = totals(pair[at]);
        sum.count += part;
        sum.total += whole;
        sum.runs++;
      })
    );
    return sum;
  };
  const byCounts = shareEffect(side(0), side(1));
  return byRuns.error > byCounts.error
    ? byRuns
    : { ...byCounts, pairs: cells.reduce((sum, pairs) => sum + pairs.length, 0) };
}

/**
 * The effect of every step on every metric, each over all pairs of configurations that differ in it alone at equal load,
 * workload and build. Ratios on logs; fractions by their difference, error rates with an interval from their counts.
 */
export function knobEffects(
  data: Data,
  measured: Measured,
  metrics: readonly Metric[]
): { effects: KnobEffect[]; cut: number } {
  const { steps, cut } = stepsOf(data, measured);
  const cellsOf = steps.map(({ pairs }) => pairs.map(([from, to]) => commonCells(measured, from, to)));
  const [failed, total] = ['requests_failed', 'requests_total'].map(metricOf);
  const totals = measured.totals(failed, total);
  const tested = metrics.reduce<Array<Omit<KnobEffect, 'verdict'>>>((all, metric) => {
    const isFraction = metric.base.unit === 'fraction';
    const runsOf = measured.runs(metric, isFraction ? (value) => value : Math.log);
    let spread: PooledSpread | null | undefined;
    const pooled = (): PooledSpread | null => {
      spread = spread === undefined ? (isFraction ? null : pooledOf(measured, metric)) : spread;
      return spread;
    };
    steps.forEach(({ pairs: _, ...step }, index) => {
      const cells = cellsOf[index];
      const matches = cells.map((pairs) => matchOf(pairs, runsOf));
      const own = matchedEffect(matches, isFraction ? DIFFERENCE : RATIO, null);
      const alone = own.kind === 'none' && own.pairs > 0 && !isFraction;
      const effect =
        metric.base.id === 'error_rate'
          ? errorEffect(totals, cells, own)
          : alone
            ? matchedEffect(matches, RATIO, pooled())
            : own;
      all.push({ ...step, metric, effect });
    });
    return all;
  }, []);
  const known = tested.filter(({ effect }) => !Number.isNaN(effect.delta));
  const q = benjaminiHochberg(known.map(({ effect }) => effect.p));
  return {
    cut,
    effects: known.map((one, index) => ({
      ...one,
      verdict: verdictOf(one.effect, q[index], defaultMinEffect(one.metric.id), one.metric.base.direction),
    })),
  };
}
