import { mostLoad, type Capacity } from '../../analysis/capacity';
import { defaultMinEffect } from '../../analysis/verdict';
import { COLOR, deltaConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame } from '../../frames/frame';
import { figure, signedPercent } from '../../frames/words';
import { metricTitle } from '../../model/metric-id';
import { metricSign } from '../common';
import { metricOf } from '../names';
import { sloNotice } from '../slo';
import { budgetFields } from './budget-fields';
import type { Budget, Sides } from './sides';

export type Slo = Readonly<Record<string, number>>;

/** A configuration with the most load that it carries within the SLO. */
export interface Carrier {
  /** One of its cells, for its dimensions. */
  readonly cell: number;
  readonly capacity: Capacity;
}

/** Most load of every configuration of a side, the best first; those of which no point says its load are left out. */
export function carriers(sides: Sides, cells: readonly number[], slo: Slo): Carrier[] {
  const loads = sides.mean('load');
  const limits = Object.keys(slo).map((id) => ({ metric: metricOf(id), limit: slo[id], means: sides.mean(id) }));
  return sides
    .lines(cells.filter((cell) => !Number.isNaN(loads[cell])))
    .map((line): Carrier => {
      const order = line.sort((a, b) => loads[a] - loads[b]);
      const capacity = mostLoad(
        order.map((cell) => loads[cell]),
        limits.map(({ metric, limit, means }) => ({
          metric: metric.id,
          limit,
          sign: metricSign(metric),
          values: order.map((cell) => means[cell]),
        }))
      );
      return { cell: order[0], capacity };
    })
    .sort((a, b) => reach(b.capacity) - reach(a.capacity));
}

/** Load up to which the SLO is known to be met; below zero where it is met nowhere, or nobody knows. */
function reach(capacity: Capacity): number {
  switch (capacity.kind) {
    case 'within':
    case 'all':
      return capacity.load;
    case 'none':
      return -1;
    case 'unmeasured':
      return -2;
  }
}

/** The most load as a number; NaN where it is not known, which includes "at least". */
function known(carrier: Carrier | undefined): number {
  return carrier?.capacity.kind === 'within' ? carrier.capacity.load : NaN;
}

function inWordsOf(carrier: Carrier | undefined): string {
  switch (carrier?.capacity.kind) {
    case undefined:
      return 'no point says its load';
    case 'within':
      return `meets the SLO up to load ${figure(carrier.capacity.load)}, then ${metricTitle(metricOf(carrier.capacity.binding))} binds`;
    case 'all':
      return `meets the SLO at every measured load, up to ${figure(carrier.capacity.load)}`;
    case 'none':
      return `misses ${metricTitle(metricOf(carrier.capacity.binding))} at load ${figure(carrier.capacity.load)} already`;
    case 'unmeasured':
      return `${metricTitle(metricOf(carrier.capacity.metric))} was not measured`;
  }
}

/** Differences of load that nobody would change a deployment for, as of throughput. */
const LEAST = defaultMinEffect('request_throughput');

/** What the best of both sides say about most load within the SLO. */
interface Said {
  readonly verdict: string;
  /** 1: prefill/decode carries more; -1: less; 0: no difference that matters, or not known. */
  readonly ahead: -1 | 0 | 1;
}

/** Only what was measured: "at least" stays "at least". */
function said(aggregated: Carrier | undefined, disaggregated: Carrier | undefined): Said {
  const [a, d] = [aggregated?.capacity, disaggregated?.capacity];
  if (a === undefined || d === undefined || a.kind === 'unmeasured' || d.kind === 'unmeasured') {
    return { verdict: 'not known: the SLO was not measured on both sides', ahead: 0 };
  }
  if (a.kind === 'none' || d.kind === 'none') {
    return a.kind === d.kind
      ? { verdict: 'neither meets the SLO at any load', ahead: 0 }
      : a.kind === 'none'
        ? { verdict: 'only prefill/decode meets the SLO', ahead: 1 }
        : { verdict: 'only aggregated meets the SLO', ahead: -1 };
  }
  const delta = d.load / a.load - 1;
  const carries = (least: string): Said => ({
    verdict: `prefill/decode carries ${least}${signedPercent(Math.abs(delta)).slice(1)} ${delta > 0 ? 'more' : 'less'}`,
    ahead: delta > 0 ? 1 : -1,
  });
  if (a.kind === 'within' && d.kind === 'within') {
    return Math.abs(delta) < LEAST
      ? { verdict: `no difference that matters (${signedPercent(delta)})`, ahead: 0 }
      : carries('');
  }
  return (d.kind === 'all' && a.kind === 'within' && delta > 0) ||
    (a.kind === 'all' && d.kind === 'within' && delta < 0)
    ? carries('at least ')
    : { verdict: 'not known: the SLO is met at the highest load measured', ahead: 0 };
}

/** The best of both sides under an SLO, for one number of GPUs. */
export interface SloRow extends Said {
  readonly budget: Budget;
  readonly aggregated: Carrier | undefined;
  readonly disaggregated: Carrier | undefined;
  /** disaggregated / aggregated - 1; NaN where one of them is not known exactly. */
  readonly delta: number;
}

export function sloRow(sides: Sides, budget: Budget, slo: Slo): SloRow {
  const [aggregated, disaggregated] = [budget.aggregated, budget.disaggregated].map(
    (cells): Carrier | undefined => carriers(sides, cells, slo)[0]
  );
  return {
    budget,
    aggregated,
    disaggregated,
    delta: known(disaggregated) / known(aggregated) - 1,
    ...said(aggregated, disaggregated),
  };
}

/**
 * Most load within the SLO: the best aggregated against the best prefill/decode configuration at equal GPUs. Empty where the
 * most load is not known exactly, which the words beside it explain.
 */
export function sloFrame(sides: Sides, slo: Slo): Frame {
  const rows = sides.budgets.map((budget) => sloRow(sides, budget, slo));
  const side = (of: 'aggregated' | 'disaggregated', title: string): Field[] => [
    numberField(
      of,
      rows.map((row) => known(row[of])),
      {
        displayNameFromDS: `Most load, ${title}`,
        description: 'Of the configuration that carries most within the SLO.',
      }
    ),
    textField(
      `${of}_config`,
      rows.map((row) => (row[of] === undefined ? null : sides.configName(row[of].cell))),
      { displayNameFromDS: `Best ${title}` }
    ),
    textField(
      `${of}_reason`,
      rows.map((row) => inWordsOf(row[of])),
      { displayNameFromDS: `Why, ${title}` }
    ),
  ];
  return {
    name: 'slo',
    meta: { type: 'table', notices: [...sides.notices, sloNotice(slo)] },
    fields: [
      ...budgetFields(sides, rows),
      textField(
        'verdict',
        rows.map(({ verdict }) => verdict),
        { displayNameFromDS: 'Within the SLO' }
      ),
      numberField(
        'delta',
        rows.map(({ delta }) => delta),
        deltaConfig('P/D most load against aggregated', 'higher', 'disaggregated / aggregated - 1 at equal GPUs.')
      ),
      ...side('aggregated', 'aggregated'),
      ...side('disaggregated', 'P/D'),
    ],
  };
}

/**
 * For a bar chart: load within the SLO per GPU of every configuration, aggregated ones first, best first. Where every measured
 * load meets the SLO the bar is the highest of them and its label says "at least"; where none does there is no bar.
 */
export function sloBarsFrame(sides: Sides, slo: Slo): Frame {
  const several = sides.budgets.length > 1;
  const rows = sides.budgets.reduce<Array<{ label: string; perGpu: number; isAggregated: boolean }>>((all, budget) => {
    [budget.aggregated, budget.disaggregated].forEach((cells) =>
      carriers(sides, cells, slo).forEach(({ cell, capacity }) => {
        const words = [
          sides.configName(cell),
          ...(several ? [budget.group ?? '', `${budget.gpus} GPUs`] : []),
          capacity.kind === 'all' ? 'at least' : capacity.kind === 'within' ? '' : 'not met',
        ];
        all.push({
          label: words.filter((word) => word !== '').join(', '),
          perGpu: reach(capacity) > 0 ? reach(capacity) / budget.gpus : NaN,
          isAggregated: cells === budget.aggregated,
        });
      })
    );
    return all;
  }, []);
  const bars = (name: 'aggregated' | 'disaggregated', title: string): Field =>
    numberField(
      name,
      rows.map(({ perGpu, isAggregated }) => (isAggregated === (name === 'aggregated') ? perGpu : NaN)),
      {
        displayNameFromDS: title,
        description: 'Most load within the SLO / GPUs.',
        decimals: 2,
        min: 0,
        color: { mode: 'fixed', fixedColor: COLOR[name] },
      }
    );
  return {
    name: 'slo_bars',
    meta: { type: 'table', notices: [...sides.notices, sloNotice(slo)] },
    fields: [
      textField(
        'config',
        rows.map(({ label }) => label)
      ),
      bars('aggregated', 'Aggregated'),
      bars('disaggregated', 'Prefill/decode'),
    ],
  };
}
