import { workloadClass } from '../../analysis/workload-class';
import { deltaConfig, numberField, textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { signedPercent } from '../../frames/words';
import { BUILD_DIMENSIONS, CONFIG_DIMENSIONS } from '../../model/identity';
import { dimensionsOf } from '../../model/dimensions';
import { metricTitle, type Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import { counted } from '../common';
import type { Data } from '../data';
import { metricOf } from '../names';
import { budgetFields } from './budget-fields';
import { diagnose } from './ladder';
import { sloRow, type Slo, type SloRow } from './slo';
import { standings, type Standing } from './standing';
import type { Budget, Sides } from './sides';

const list = (loads: readonly number[]): string => loads.join(', ');

/** Loads by who is ahead, and the runs of them: `1 up to 128, then -1 at 256`. */
interface Pattern {
  readonly ahead: readonly number[];
  readonly behind: readonly number[];
  /** The last load before and the first after each change of the lead. */
  readonly changes: ReadonlyArray<readonly [before: Standing, after: Standing]>;
}

function patternOf(rows: readonly Standing[]): Pattern {
  const leads = rows.filter(({ ahead }) => ahead !== 0);
  return {
    ahead: leads.filter(({ ahead }) => ahead > 0).map(({ load }) => load),
    behind: leads.filter(({ ahead }) => ahead < 0).map(({ load }) => load),
    changes: leads
      .slice(1)
      .map((after, index) => [leads[index], after] as const)
      .filter(([before, after]) => before.ahead !== after.ahead),
  };
}

/** The configuration that is best most often among some rows; of equal ones that at the highest load. */
function usual(sides: Sides, rows: readonly Standing[], side: 'aggregated' | 'disaggregated'): string {
  const counts = new Map<string, number>();
  rows.forEach((row) => {
    const name = sides.configName(row[side]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const most = Math.max(...Array.from(counts.values()));
  const candidates = rows.map((row) => sides.configName(row[side])).filter((name) => counts.get(name) === most);
  return candidates[candidates.length - 1];
}

/** What to do, in words. */
function recommend(sides: Sides, rows: readonly Standing[]): string {
  const even = rows.filter(({ ahead }) => ahead === 0).map(({ load }) => load);
  const rest = even.length === 0 || even.length === rows.length ? '' : ` No lead that matters at ${at(even)}.`;
  return `${choice(sides, rows)}${rest}`;
}

function choice(sides: Sides, rows: readonly Standing[]): string {
  const { ahead, behind, changes } = patternOf(rows);
  const split = (): string =>
    `prefill/decode (${usual(
      sides,
      rows.filter((row) => row.ahead > 0),
      'disaggregated'
    )})`;
  const whole = (): string =>
    `aggregated (${usual(
      sides,
      rows.filter((row) => row.ahead < 0),
      'aggregated'
    )})`;
  if (rows.length === 0) {
    return 'Not known: the sides have no load in common.';
  }
  if (ahead.length === 0 && behind.length === 0) {
    return 'Either: no difference that matters at any load.';
  }
  if (behind.length === 0) {
    return `Disaggregate: ${split()} is ahead at ${at(ahead)}.`;
  }
  if (ahead.length === 0) {
    return `Stay ${whole()}: it is ahead at ${at(behind)}.`;
  }
  if (changes.length === 1) {
    const [[before, after]] = changes;
    return before.ahead > 0
      ? `Disaggregate up to load ${before.load}: ${split()}; from load ${after.load} on ${whole()} is ahead.`
      : `Stay ${whole()} up to load ${before.load}; from load ${after.load} on ${split()} is ahead.`;
  }
  return `By load: ${split()} is ahead at ${at(ahead)}, ${whole()} at ${at(behind)}.`;
}

const at = (loads: readonly number[]): string => `${loads.length === 1 ? 'load' : 'loads'} ${list(loads)}`;

/** Smallest and largest difference of a metric with their loads. */
function span(metric: Metric, rows: ReadonlyArray<{ load: number; delta: number }>): string | null {
  const known = rows.filter(({ delta }) => Number.isFinite(delta));
  if (known.length === 0) {
    return null;
  }
  const sorted = known.slice().sort((a, b) => a.delta - b.delta);
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const said = ({ load, delta }: { load: number; delta: number }): string => `${signedPercent(delta)} at load ${load}`;
  return `${metricTitle(metric)} ${low === high ? said(low) : `${said(low)} to ${said(high)}`}`;
}

/** Latency of the same two configurations, chosen by the metric compared. */
function latency(sides: Sides, rows: readonly Standing[], id: string): string | null {
  const means = sides.mean(id);
  return span(
    metricOf(id),
    rows.map(({ load, aggregated, disaggregated }) => ({ load, delta: means[disaggregated] / means[aggregated] - 1 }))
  );
}

const TOPOLOGY = new Set([...dimensionsOf('topology'), ...dimensionsOf('sizing')]);
const ALSO = [...CONFIG_DIMENSIONS.filter((id) => !TOPOLOGY.has(id)), ...BUILD_DIMENSIONS];

/** Dimensions besides the layout of roles in which the two sides of a comparison differ. */
function alsoDiffers(sides: Sides, data: Data, rows: readonly Standing[]): string[] {
  return ALSO.filter((id) => {
    const column = data.dimension(id);
    return rows.some(
      ({ aggregated, disaggregated }) =>
        textAt(column, sides.first[aggregated]) !== textAt(column, sides.first[disaggregated])
    );
  });
}

function doubts(sides: Sides, data: Data, budget: Budget, rows: readonly Standing[], slo: SloRow): string {
  const said: string[] = [];
  const leaning = Math.sign(rows.reduce((sum, { ahead }) => sum + ahead, 0));
  if (slo.ahead !== 0 && leaning === -slo.ahead) {
    said.push(`the SLO speaks against it: ${slo.verdict}`);
  }
  const untested = rows.filter(({ tested }) => !tested);
  const noisy = rows.filter((row) => row.noisy).map(({ load }) => load);
  if (untested.length > 0) {
    said.push(
      untested.length === rows.length
        ? 'one run a side: nothing tells the differences from noise'
        : `one run a side at ${at(untested.map(({ load }) => load))}`
    );
  }
  if (noisy.length > 0) {
    said.push(`no lead to be told from noise at ${at(noisy)}`);
  }
  if (rows.length < 3) {
    said.push(`only ${counted(rows.length, 'load')} in common`);
  }
  const lines = sides.lines(budget.aggregated).length;
  if (lines === 1) {
    said.push('only one aggregated configuration, perhaps not the best');
  }
  const other = alsoDiffers(sides, data, rows);
  if (other.length > 0) {
    said.push(`the sides also differ in ${other.join(', ')}`);
  }
  return said.length === 0 ? 'none found' : said.join('; ');
}

/** Geometric mean of the ratios over the common loads - 1; NaN without any. */
function overall(rows: readonly Standing[]): number {
  return Math.expm1(rows.reduce((sum, { delta }) => sum + Math.log1p(delta), 0) / rows.length);
}

/** Mean length of prompts or outputs: as configured, else as observed. */
function length(sides: Sides, budget: Budget, id: string): number {
  const cell = budget.aggregated[0];
  const configured = sides.mean(id === 'input' ? 'isl' : 'osl')[cell];
  return Number.isNaN(configured) ? sides.mean(`${id}_tokens_mean`)[cell] : configured;
}

export const LENGTH_METRICS: readonly string[] = ['input_tokens_mean', 'output_tokens_mean'];

/**
 * One row a class of points and number of GPUs: what to do, the difference over all common loads as one number, the figures
 * that it rests on, and what speaks against trusting it.
 */
export function recommendationFrame(sides: Sides, data: Data, loadMetric: string, stat: string, slo: Slo): Frame {
  const metric = metricOf(loadMetric);
  const found = standings(sides, loadMetric);
  const diagnosisOf = diagnose(sides);
  const workloads = data.dimension('workload');
  const rows = sides.budgets.map((budget) => {
    const own = found.get(budget) ?? [];
    const last = own[own.length - 1] as Standing | undefined;
    const withinSlo = sloRow(sides, budget, slo);
    const bound = last === undefined ? null : diagnosisOf(budget, last.disaggregated);
    const evidence = [
      span(metric, own),
      latency(sides, own, `ttft_${stat}`),
      latency(sides, own, `tpot_${stat}`),
      `within the SLO: ${withinSlo.verdict}`,
      last === undefined || bound === null || bound.bound === null
        ? null
        : `${sides.configName(last.disaggregated)} is ${bound.bound === 'light load' ? 'lightly loaded' : bound.bound} at load ${last.load}` +
          (bound.matched === null ? '' : `, rates would match at ${bound.matched} GPUs`),
    ].filter((part): part is string => part !== null);
    return {
      budget,
      workload: textAt(workloads, sides.first[budget.aggregated[0]]),
      workloadClass: workloadClass(length(sides, budget, 'input'), length(sides, budget, 'output')),
      recommendation: recommend(sides, own),
      delta: own.length === 0 ? NaN : overall(own),
      evidence: evidence.join('; '),
      doubt: doubts(sides, data, budget, own, withinSlo),
    };
  });
  const text = (
    name: 'workloadClass' | 'workload' | 'recommendation' | 'evidence' | 'doubt',
    title: string,
    id = name as string
  ) =>
    textField(
      id,
      rows.map((row) => row[name]),
      { displayNameFromDS: title, custom: { cellOptions: { type: 'auto', wrapText: true } } }
    );
  return {
    name: 'recommendation',
    meta: { type: 'table', notices: [...sides.notices] },
    fields: [
      ...budgetFields(sides, rows),
      text('workloadClass', 'Workload class', 'workload_class'),
      text('recommendation', 'Recommendation'),
      numberField(
        'delta',
        rows.map(({ delta }) => delta),
        deltaConfig(
          'P/D over all loads',
          metric.base.direction,
          `Geometric mean over the common loads of disaggregated / aggregated - 1: ${metricTitle(metric)}.`
        )
      ),
      text('evidence', 'Evidence'),
      text('doubt', 'Doubt'),
      text('workload', 'Workload'),
    ],
  };
}
