import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import {
  effectInterval,
  pooledSpread,
  shareEffect,
  shareInterval,
  type PooledSpread,
  type Share,
} from '../../analysis/effect';
import { DIFFERENCE, RATIO } from '../../analysis/scale';
import { NORMAL_DF, tQuantile } from '../../analysis/student';
import { matchedEffect, type Match, type MatchedEffect, type Samples } from '../../analysis/matched';
import { defaultMinEffect, verdictOf, type Verdict } from '../../analysis/verdict';
import type { Metric } from '../../model/metric-id';
import type { Data } from '../data';
import { isFraction } from '../fractions';
import { metricOf } from '../names';
import { once } from '../once';
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
  /** Interval of the effect that holds together with those of all others of the answer, with 95 %. NaN without a test. */
  readonly together: readonly [low: number, high: number];
  readonly verdict: Verdict;
}

/** An effect with its interval at any probability beyond each end. */
interface Tested {
  readonly effect: MatchedEffect;
  interval(tail: number): readonly [number, number];
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
function commonCells(measured: Measured, from: number, to: number): Match {
  const others = measured.cellsOf(to);
  const common: { from: number[]; to: number[] } = { from: [], to: [] };
  measured.cellsOf(from).forEach((cell, load) => {
    const other = others.get(load);
    if (other !== undefined) {
      common.from.push(cell);
      common.to.push(other);
    }
  });
  return common;
}

/** How single runs vary, from all cells with repeats. */
function pooledOf({ starts, values }: Samples): PooledSpread | null {
  const groups = Array.from(starts.subarray(1), (end, cell) => values.subarray(starts[cell], end));
  // The values are on their scale already.
  return pooledSpread(groups, DIFFERENCE);
}

/**
 * Failed requests of both sides, all common loads together, with the interval of their counts; that of the runs where these
 * vary more than counts do, as they do around saturation.
 */
function errorEffect(totals: ReturnType<Measured['totals']>, matches: readonly Match[], byRuns: Tested): Tested {
  const side = (at: keyof Match): Share => {
    const sum = { count: 0, total: 0, runs: 0 };
    matches.forEach((match) =>
      match[at].forEach((cell) => {
        sum.count += totals.part[cell];
        sum.total += totals.whole[cell];
        sum.runs++;
      })
    );
    return sum;
  };
  const [from, to] = [side('from'), side('to')];
  const byCounts = shareEffect(from, to);
  return byRuns.effect.error > byCounts.error
    ? byRuns
    : {
        effect: { ...byCounts, pairs: matches.reduce((sum, match) => sum + match.from.length, 0) },
        interval: (tail) => shareInterval(from, to, tQuantile(1 - tail, NORMAL_DF)),
      };
}

/** Intervals hold together with 95 % where each leaves its share of 5 % beyond its ends (Bonferroni). */
function familyTail(family: number): number {
  return 0.025 / Math.max(1, family);
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
  const matchesOf = steps.map(({ pairs }) => pairs.map(([from, to]) => commonCells(measured, from, to)));
  const [failed, total] = ['requests_failed', 'requests_total'].map(metricOf);
  const totals = measured.totals(failed, total);
  const tested = metrics.reduce<Array<Omit<KnobEffect, 'verdict' | 'together'> & Tested>>((all, metric) => {
    const scale = isFraction(metric) ? DIFFERENCE : RATIO;
    const samples = measured.samples(metric, scale);
    const pooled = once(() => pooledOf(samples));
    steps.forEach(({ pairs: _, ...step }, index) => {
      const matches = matchesOf[index];
      const own = matchedEffect(samples, matches, scale, null);
      const isAlone = own.kind === 'none' && own.pairs > 0 && !isFraction(metric);
      const effect = isAlone ? matchedEffect(samples, matches, scale, pooled()) : own;
      const byRuns: Tested = { effect, interval: (tail) => effectInterval(effect, scale, tail) };
      const one = metric.base.id === 'error_rate' ? errorEffect(totals, matches, byRuns) : byRuns;
      all.push({ ...step, metric, ...one });
    });
    return all;
  }, []);
  const known = tested.filter(({ effect }) => !Number.isNaN(effect.delta));
  const q = benjaminiHochberg(known.map(({ effect }) => effect.p));
  const tail = familyTail(known.filter(({ effect }) => !Number.isNaN(effect.p)).length);
  return {
    cut,
    effects: known.map(({ interval, ...one }, index) => ({
      ...one,
      together: interval(tail),
      verdict: verdictOf(one.effect, q[index], defaultMinEffect(one.metric.id), one.metric.base.direction),
    })),
  };
}
