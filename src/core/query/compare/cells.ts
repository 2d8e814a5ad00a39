import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import { UNTESTED, type Effect } from '../../analysis/effect';
import { verdictOf, type Verdict } from '../../analysis/verdict';
import type { Metric } from '../../model/metric-id';
import { textAt, type TextColumn } from '../../model/table';
import type { Data } from '../data';
import { runTime } from '../run-order';
import { interpolatedAt, loadsOf, perRun, type AtLoad, type Loads } from './loads';
import { effectAt, type Measure } from './measure';
import type { Pair, Part } from './pairs';
import { spreadsOf, type Spreads } from './spreads';

/** One comparison: a configuration at a load by a metric, before all p are adjusted together. */
interface Tested {
  readonly pair: Pair;
  readonly load: number;
  readonly measure: Measure;
  readonly metric: Metric;
  readonly left: AtLoad;
  readonly right: AtLoad;
  /** Without a test where the pair cannot be compared. */
  readonly effect: Effect;
}

/** One comparison with its verdict. */
export interface Cell {
  readonly tested: Tested;
  readonly pair: Pair;
  readonly load: number;
  readonly metric: Metric;
  readonly effect: Effect;
  readonly q: number;
  readonly verdict: Verdict;
}

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

interface Sources {
  readonly data: Data;
  readonly runs: TextColumn;
  readonly time: (row: number) => number;
  readonly spreads: Spreads;
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
export function reasonOf({ pair, effect, verdict, tested: { left, right } }: Cell): string {
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

function testedAt(sources: Sources, pair: Pair, measure: Measure, load: number, left: AtLoad, right: AtLoad): Tested {
  const { data, time, spreads } = sources;
  const { values, scale, metric } = measure;
  const effect = effectAt(measure, left, right, () => {
    const until = [...left.rows, ...right.rows].reduce((latest, row) => Math.max(latest, time(row)), -Infinity);
    const except = new Set(right.rows);
    const measured = left.between === null && right.between === null;
    const earlier = (row: number) => (measured ? spreads.history(values, scale, row, until, except) : null);
    const single = left.values.length === 1 && right.values.length === 1;
    return {
      history: earlier(left.rows[0]) ?? earlier(right.rows[0]),
      pooled: single ? spreads.pooled(values, scale, textAt(data.dimension('load_type'), left.rows[0]), load) : null,
    };
  });
  return {
    pair,
    load,
    measure,
    metric,
    left,
    right,
    effect: pair.guard === '' ? effect : { ...UNTESTED, delta: effect.delta },
  };
}

/** Values of a part at a load, measured or, where asked, interpolated; null where there are none. */
function sideAt(loads: Loads, load: number, values: Float64Array, interpolate: boolean): AtLoad | null {
  const level = loads.get(load);
  const own = level === undefined ? null : perRun(level, values);
  if (level !== undefined && own !== null && own.length > 0) {
    return { values: own, rows: level.rows, between: null };
  }
  return interpolate ? interpolatedAt(loads, load, values) : null;
}

/** Loads that a pair is compared at: the common ones, and all of them where interpolation may fill one side. */
function loadsToCompare(left: Loads, right: Loads, interpolate: boolean): number[] {
  const all = Array.from(new Set([...Array.from(left.keys()), ...Array.from(right.keys())]));
  return all.filter((load) => interpolate || (left.has(load) && right.has(load))).sort((a, b) => a - b);
}

function testedCells(sources: Sources, pairs: readonly Pair[], options: CellOptions) {
  const loads = new Map<Part, Loads>();
  const compared = new Map<Part, Set<number>>();
  const loadsIn = (part: Part): Loads => {
    const own = loads.get(part) ?? loadsOf(sources.data, sources.runs, part);
    loads.set(part, own);
    return own;
  };
  const mark = (part: Part, load: number): void => {
    compared.set(part, (compared.get(part) ?? new Set<number>()).add(load));
  };
  const cells: Tested[] = [];
  pairs.forEach((pair) => {
    const [left, right] = [loadsIn(pair.baseline), loadsIn(pair.candidate)];
    loadsToCompare(left, right, options.interpolate).forEach((load) =>
      options.measures.forEach((measure) => {
        const [b, c] = [left, right].map((side) => sideAt(side, load, measure.values, options.interpolate));
        // Of two interpolated sides nothing was measured at the load.
        if (b !== null && c !== null && (b.between === null || c.between === null)) {
          cells.push(testedAt(sources, pair, measure, load, b, c));
          mark(pair.baseline, load);
          mark(pair.candidate, load);
        }
      })
    );
  });
  return { cells, loadsIn, compared };
}

/** All cells of some pairs with their verdicts, and the loads of any part that were compared with nothing. */
export function compareParts(
  data: Data,
  universe: Int32Array,
  pairs: readonly Pair[],
  alone: readonly Part[],
  options: CellOptions
): { cells: Cell[]; unmatched: Unmatched[] } {
  const runs = data.dimension('run_key') as TextColumn;
  const sources: Sources = {
    data,
    runs,
    time: runTime(data),
    spreads: spreadsOf(data, universe, runs),
  };
  const { cells, loadsIn, compared } = testedCells(sources, pairs, options);
  const q = benjaminiHochberg(cells.map(({ effect }) => effect.p));
  const parts = new Set([
    ...pairs.map(({ baseline }) => baseline),
    ...pairs.map(({ candidate }) => candidate),
    ...alone,
  ]);
  const unmatched: Unmatched[] = [];
  parts.forEach((part) =>
    loadsIn(part).forEach((_, load) => {
      if (compared.get(part)?.has(load) !== true) {
        unmatched.push({ side: part.side, config: part.name, load });
      }
    })
  );
  return {
    unmatched,
    cells: cells.map((tested, index): Cell => {
      const { pair, load, metric, effect, measure } = tested;
      const verdict =
        pair.guard !== '' ? 'incomparable' : verdictOf(effect, q[index], measure.minEffect, metric.base.direction);
      return { tested, pair, load, metric, effect, q: q[index], verdict };
    }),
  };
}
