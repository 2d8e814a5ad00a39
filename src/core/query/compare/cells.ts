import { benjaminiHochberg } from '../../analysis/benjamini-hochberg';
import { pooledSpread, ratioEffect, shareEffect, type Effect, type PooledSpread } from '../../analysis/effect';
import { summarise } from '../../analysis/summary';
import { defaultMinEffect, minimumDetectable, neededRepeats, verdictOf, type Verdict } from '../../analysis/verdict';
import { CONFIG_DIMENSIONS, WORKLOAD_DIMENSIONS } from '../../model/identity';
import { metricId, parseMetric, type Metric } from '../../model/metric-id';
import { numberAt, textAt } from '../../model/table';
import type { Data } from '../data';
import { groupMeans, groupRows } from '../group';
import { metricOf } from '../names';
import { nameBy, distinguishing } from '../series';
import type { Sides } from './sides';

/** One comparison: a configuration at a load by a metric. */
export interface Cell {
  readonly config: string;
  readonly load: number;
  readonly metric: Metric;
  readonly baseline: number;
  readonly candidate: number;
  readonly nBaseline: number;
  readonly nCandidate: number;
  readonly effect: Effect;
  readonly minEffect: number;
  readonly mde: number;
  readonly neededRepeats: number;
  readonly reason: string;
  readonly incomparable: boolean;
}

export interface JudgedCell extends Cell {
  readonly q: number;
  readonly verdict: Verdict;
}

/** A load of a configuration that only one side has. */
export interface Unmatched {
  readonly side: 'baseline' | 'candidate';
  readonly config: string;
  readonly load: number;
}

/** Dimensions that guard a comparison: where one differs and is not its treatment, the cell is incomparable. */
const GUARDS = ['model', 'precision', 'hardware', 'isl', 'osl'];

/** Dimensions that others follow from: a treatment of one is a treatment of all. */
const TOPOLOGY = [
  'topology',
  'serving_mode',
  'pd_ratio',
  'replicas',
  'prefill_replicas',
  'decode_replicas',
  'gpus',
  'prefill_gpus',
  'decode_gpus',
];

export interface CompareOptions {
  readonly metrics: readonly string[];
  /** Dimensions that do not matter, and those whose effect is asked for: neither has to agree. */
  readonly free: readonly string[];
  readonly minEffect: Readonly<Record<string, number>>;
}

function widened(free: readonly string[]): Set<string> {
  return new Set(
    free.some((id) => TOPOLOGY.includes(id) || /^(prefill_|decode_)?(tp|pp|dp|ep)$/.test(id))
      ? [
          ...free,
          ...TOPOLOGY,
          ...CONFIG_DIMENSIONS.filter(
            (id) => /^(prefill_|decode_)?(tp|pp|dp|ep|gpus|replicas|hardware)$/.test(id) && id !== 'hardware'
          ),
        ]
      : free
  );
}

interface Line {
  readonly rows: { baseline: number[]; candidate: number[] };
}

/** Rows of both sides by what has to agree: the configuration without its free dimensions, and the workload. */
function linesOf(data: Data, sides: Sides, free: ReadonlySet<string>): Line[] {
  const both = new Int32Array(sides.baseline.length + sides.candidate.length);
  both.set(sides.baseline);
  both.set(sides.candidate, sides.baseline.length);
  const ids = [...CONFIG_DIMENSIONS, ...WORKLOAD_DIMENSIONS, 'workload'].filter(
    (id) => !free.has(id) && !(id === 'workload' && WORKLOAD_DIMENSIONS.some((other) => free.has(other)))
  );
  const grouping = groupRows(
    ids.map((id) => data.dimension(id)),
    both
  );
  const lines: Line[] = Array.from({ length: grouping.count }, () => ({ rows: { baseline: [], candidate: [] } }));
  both.forEach((row, index) =>
    lines[grouping.groupOf[index]].rows[index < sides.baseline.length ? 'baseline' : 'candidate'].push(row)
  );
  const paired = lines.filter(({ rows }) => rows.baseline.length > 0 && rows.candidate.length > 0);
  // Where nothing agrees but each side is one configuration, these two are meant: the guards then say what differs.
  const single = (rows: Int32Array): boolean =>
    rows.length > 0 && groupRows([data.dimension('config')], rows).count === 1;
  return paired.length === 0 && single(sides.baseline) && single(sides.candidate)
    ? [{ rows: { baseline: Array.from(sides.baseline), candidate: Array.from(sides.candidate) } }]
    : lines;
}

function byLoad(data: Data, rows: readonly number[]): Map<number, number[]> {
  const load = data.dimension('load');
  const found = new Map<number, number[]>();
  rows.forEach((row) => {
    const value = numberAt(load, row);
    if (!Number.isNaN(value)) {
      const at = found.get(value);
      if (at === undefined) {
        found.set(value, [row]);
      } else {
        at.push(row);
      }
    }
  });
  return found;
}

/** One value a run: the mean of its points at the load. */
function perRun(data: Data, rows: readonly number[], values: Float64Array): number[] {
  const own = Int32Array.from(rows);
  const { means } = groupMeans(groupRows([data.dimension('run_key')], own), own, values);
  return Array.from(means).filter((value) => !Number.isNaN(value));
}

function guardReason(data: Data, line: Line, free: ReadonlySet<string>): string {
  const differing = GUARDS.filter((id) => !free.has(id)).filter((id) => {
    const values = (rows: readonly number[]): string =>
      JSON.stringify(Array.from(new Set(rows.map((row) => textAt(data.dimension(id), row)))).sort());
    return values(line.rows.baseline) !== values(line.rows.candidate);
  });
  return differing.length === 0 ? '' : `${differing.join(', ')} ${differing.length === 1 ? 'differs' : 'differ'}`;
}

function shareOf(data: Data, rows: readonly number[]): { count: number; total: number } {
  const [failed, total] = ['requests_failed', 'requests_total'].map((id) =>
    data.metric(parseMetric(metricId(id, '')) as Metric)
  );
  return rows.reduce(
    (sum, row) =>
      Number.isNaN(failed[row]) || Number.isNaN(total[row])
        ? sum
        : { count: sum.count + failed[row], total: sum.total + total[row] },
    { count: 0, total: 0 }
  );
}

/** Pooled variation of the repeat groups of a metric at a load, for cells of single runs. */
function pooledAt(data: Data, universe: Int32Array, values: Float64Array, load: number): PooledSpread | null {
  const column = data.dimension('load');
  const here = universe.filter((row) => numberAt(column, row) === load && values[row] > 0);
  const grouping = groupRows(
    ['config', 'workload', 'load_type', 'engine_version', 'image', 'commit', 'build'].map((id) => data.dimension(id)),
    here
  );
  const groups: number[][] = Array.from({ length: grouping.count }, () => []);
  here.forEach((row, index) => groups[grouping.groupOf[index]].push(values[row]));
  return pooledSpread(groups);
}

function deviationOfLogs(values: readonly number[]): number {
  return summarise(values.map(Math.log)).deviation;
}

/** All cells of a comparison with their verdicts, and the loads that only one side has. Only common loads are compared. */
export function compareSides(
  data: Data,
  universe: Int32Array,
  sides: Sides,
  options: CompareOptions
): { cells: JudgedCell[]; unmatched: Unmatched[] } {
  const free = widened(options.free);
  const lines = linesOf(data, sides, free);
  const representative = Int32Array.from(lines, ({ rows }) => rows.candidate[0] ?? rows.baseline[0]);
  const naming = distinguishing(data, representative, [...CONFIG_DIMENSIONS, 'topology', 'workload', 'config']);
  const cells: Cell[] = [];
  const unmatched: Unmatched[] = [];
  lines.forEach((line, index) => {
    const name =
      nameBy(data, representative[index], naming) ||
      (textAt(data.dimension('topology'), representative[index]) ??
        textAt(data.dimension('config'), representative[index]) ??
        '?');
    const [left, right] = [byLoad(data, line.rows.baseline), byLoad(data, line.rows.candidate)];
    left.forEach((_, load) => right.has(load) || unmatched.push({ side: 'baseline', config: name, load }));
    right.forEach((_, load) => left.has(load) || unmatched.push({ side: 'candidate', config: name, load }));
    const reason = guardReason(data, line, free);
    Array.from(left.keys())
      .filter((load) => right.has(load))
      .sort((a, b) => a - b)
      .forEach((load) =>
        options.metrics
          .map(metricOf)
          .forEach((metric) =>
            cells.push(
              cellOf(
                data,
                universe,
                { metric, load, config: name, reason },
                left.get(load) ?? [],
                right.get(load) ?? [],
                options
              )
            )
          )
      );
  });
  const compared = cells.filter(({ nBaseline, nCandidate }) => nBaseline > 0 && nCandidate > 0);
  const q = benjaminiHochberg(compared.map(({ effect, incomparable }) => (incomparable ? NaN : effect.p)));
  return {
    unmatched,
    cells: compared.map((cell, index): JudgedCell => ({
      ...cell,
      q: q[index],
      verdict: cell.incomparable
        ? 'incomparable'
        : verdictOf(cell.effect, q[index], cell.minEffect, cell.metric.base.direction),
    })),
  };
}

function cellOf(
  data: Data,
  universe: Int32Array,
  what: { metric: Metric; load: number; config: string; reason: string },
  left: readonly number[],
  right: readonly number[],
  options: CompareOptions
): Cell {
  const { metric, load } = what;
  const values = data.metric(metric);
  const [baseline, candidate] = [perRun(data, left, values), perRun(data, right, values)];
  const single = baseline.length === 1 && candidate.length === 1;
  const fraction = metric.base.id === 'error_rate';
  const effect = fraction
    ? shareEffect(shareOf(data, left), shareOf(data, right))
    : ratioEffect(baseline, candidate, single ? pooledAt(data, universe, values, load) : null);
  const minEffect = options.minEffect[metric.id] ?? defaultMinEffect(metric.id);
  const [b, c] = [deviationOfLogs(baseline), deviationOfLogs(candidate)];
  const notes = [
    what.reason,
    effect.kind === 'none' ? 'one run a side and fewer than five repeat groups to judge them by' : '',
    effect.kind === 'pooled' ? 'judged by the pooled variation of other repeat groups' : '',
  ];
  return {
    config: what.config,
    load,
    metric,
    baseline: summarise(baseline).mean,
    candidate: summarise(candidate).mean,
    nBaseline: baseline.length,
    nCandidate: candidate.length,
    effect,
    minEffect,
    mde: fraction ? NaN : minimumDetectable(effect.error, effect.df),
    neededRepeats: fraction ? NaN : neededRepeats(Number.isNaN(b) ? c : b, Number.isNaN(c) ? b : c, minEffect),
    reason: notes.filter((note) => note !== '').join('; '),
    incomparable: what.reason !== '',
  };
}
