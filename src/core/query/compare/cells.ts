import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import { UNTESTED, type Effect, type Spread } from '../../analysis/effect';
import { verdictOf, type Verdict } from '../../analysis/verdict';
import type { Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import type { Data } from '../data';
import { once } from '../once';
import { runTime } from '../run-order';
import {
  interpolatedAt,
  levelsOf,
  measuredAt,
  measuredOf,
  type AtLoad,
  type Levels,
  type Loads,
  type Measured,
} from './loads';
import { effectAt, type Measure } from './measure';
import type { Pair, Part } from './pairs';
import { spreadsOf, type Spreads } from './spreads';

/** One comparison, a configuration at a load by a metric, with its verdict. */
export interface Cell {
  readonly pair: Pair;
  readonly load: number;
  readonly measure: Measure;
  readonly metric: Metric;
  readonly left: AtLoad;
  readonly right: AtLoad;
  /** Without a test where the pair cannot be compared. */
  readonly effect: Effect;
  readonly q: number;
  readonly verdict: Verdict;
}

/** A cell that waits for what is known when all p are: they are adjusted together. */
type Tested = { -readonly [key in keyof Cell]: Cell[key] };

/** A load of a configuration that was not compared with anything. */
export interface Unmatched {
  readonly side: Part['side'];
  readonly config: string;
  readonly load: number;
}

export interface CellOptions {
  readonly measures: readonly Measure[];
  /** Compare at loads that one side alone has measured, where they lie between loads of the other. */
  readonly interpolate: boolean;
}

function between(side: Part['side'], at: AtLoad): string {
  return at.between === null ? '' : `${side} interpolated between loads ${at.between[0]} and ${at.between[1]}`;
}

function howJudged({ kind, delta }: Effect): string {
  switch (kind) {
    case 'none':
      return Number.isNaN(delta)
        ? 'a value that is not above zero has no ratio'
        : 'one run a side, with fewer than five earlier runs and fewer than five repeat groups to judge them by';
    case 'prediction':
      return 'a single run, judged by a prediction interval';
    case 'pooled':
      return 'single runs, judged by the pooled variation of other repeat groups';
    case 'welch':
      return '';
  }
}

/** What is to be known of a cell beside its numbers; empty where nothing is. */
export function reasonOf({ pair, effect, verdict, left, right }: Cell): string {
  return [
    pair.guard,
    pair.note,
    between('baseline', left),
    between('candidate', right),
    verdict === 'incomparable' ? '' : howJudged(effect),
  ]
    .filter((note) => note !== '')
    .join('; ');
}

/** What cells are made from. */
interface Sources {
  readonly data: Data;
  readonly levels: Levels;
  readonly time: (row: number) => number;
  readonly spreads: Spreads;
}

/** Spread of the earlier runs of the one side, else of the other, by the metric. */
function earlierRuns({ levels, time, spreads }: Sources, left: number, right: number): (by: Measure) => Spread | null {
  const [mine, theirs] = [levels.rowsAt(left), levels.rowsAt(right)];
  const latest = (rows: Int32Array): number => rows.reduce((held, row) => Math.max(held, time(row)), -Infinity);
  const until = Math.max(latest(mine), latest(theirs));
  const [own, other] = [mine, theirs].map((rows) => once(() => spreads.history(rows[0], until, theirs)));
  return ({ values, scale }) => own()(values, scale) ?? other()(values, scale);
}

/** What is at a load of a side, measured or, where asked, interpolated; null where nothing is. */
function sideAt(measured: Measured, loads: Loads, load: number, interpolate: boolean): AtLoad | null {
  const level = loads.get(load);
  const own = level === undefined ? null : measuredAt(measured, level);
  return own ?? (interpolate ? interpolatedAt(measured, loads, load) : null);
}

/** Loads that a pair is compared at: the common ones, and all of them where interpolation may fill one side. */
function loadsToCompare(left: Loads, right: Loads, interpolate: boolean): number[] {
  const all = Array.from(new Set([...Array.from(left.keys()), ...Array.from(right.keys())]));
  return all.filter((load) => interpolate || (left.has(load) && right.has(load))).sort((a, b) => a - b);
}

/** Cells of all pairs, and by level whether it was compared with anything. */
function testedCells(sources: Sources, pairs: readonly Pair[], { measures, interpolate }: CellOptions) {
  const { data, levels, spreads } = sources;
  const loadType = data.dimension('load_type');
  const columns = measures.map((measure) => ({ measure, measured: measuredOf(levels, measure.values, measure.scale) }));
  const compared = new Uint8Array(levels.count);
  const cells: Tested[] = [];
  pairs.forEach((pair) => {
    const [baseline, candidate] = [pair.baseline, pair.candidate].map(levels.loadsOf);
    loadsToCompare(baseline, candidate, interpolate).forEach((load) => {
      const own = [baseline.get(load), candidate.get(load)].filter((level) => level !== undefined);
      const earlier = once(() => earlierRuns(sources, own[0], own[1]));
      const before = cells.length;
      columns.forEach(({ measure, measured }) => {
        const left = sideAt(measured, baseline, load, interpolate);
        const right = sideAt(measured, candidate, load, interpolate);
        // Of two interpolated sides nothing was measured at the load.
        if (left === null || right === null || (left.between !== null && right.between !== null)) {
          return;
        }
        const found = effectAt(measure, left, right, () => ({
          history: left.between === null && right.between === null ? earlier()(measure) : null,
          pooled:
            left.n === 1 && right.n === 1
              ? spreads.pooled(measure.values, measure.scale, textAt(loadType, left.rows[0]), load)
              : null,
        }));
        const effect = pair.guard === '' ? found : { ...UNTESTED, delta: found.delta };
        cells.push({
          pair,
          load,
          measure,
          metric: measure.metric,
          left,
          right,
          effect,
          q: NaN,
          verdict: 'incomparable',
        });
      });
      if (cells.length > before) {
        own.forEach((level) => (compared[level] = 1));
      }
    });
  });
  return { cells, compared };
}

/** All cells of some pairs with their verdicts, and the loads of any part that were compared with nothing. */
export function compareParts(
  data: Data,
  universe: Int32Array,
  pairs: readonly Pair[],
  alone: readonly Part[],
  options: CellOptions
): { cells: Cell[]; unmatched: Unmatched[] } {
  const parts = Array.from(
    new Set([...pairs.map(({ baseline }) => baseline), ...pairs.map(({ candidate }) => candidate), ...alone])
  );
  const levels = levelsOf(data, parts);
  const sources: Sources = { data, levels, time: runTime(data), spreads: spreadsOf(data, universe) };
  const { cells, compared } = testedCells(sources, pairs, options);
  const q = benjaminiHochberg(cells.map(({ effect }) => effect.p));
  const unmatched: Unmatched[] = [];
  parts.forEach((part) =>
    levels.loadsOf(part).forEach((level, load) => {
      if (compared[level] === 0) {
        unmatched.push({ side: part.side, config: part.name, load });
      }
    })
  );
  cells.forEach((cell, index) => {
    const { effect, measure, pair } = cell;
    cell.q = q[index];
    cell.verdict =
      pair.guard === '' ? verdictOf(effect, cell.q, measure.minEffect, cell.metric.base.direction) : 'incomparable';
  });
  return { cells, unmatched };
}
