import { boundOf, capability, matchedPrefillShare, utilisation, type RoleRates } from '../../analysis/bottleneck';
import { COLOR, deltaConfig, metricConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { numberAt, textAt } from '../../model/table';
import { info, metricSign } from '../common';
import type { Data } from '../data';
import { metricOf } from '../names';
import { loadNotices, loadOf } from './at-load';
import { budgetFields } from './budget-fields';
import { best, gather, type Budget, type Sides } from './sides';

/** Throughput of each role over its own GPUs; what they are called says which tokens count. */
export const ROLE_METRICS = [
  'input_token_throughput_per_prefill_gpu',
  'output_token_throughput_per_decode_gpu',
  'input_token_throughput',
  'output_token_throughput',
] as const;

/** Below this share of its own highest throughput a configuration is not loaded enough to be bound by anything. */
const LOADED = 0.5;

interface Rung {
  readonly budget: Budget;
  readonly cell: number;
  /** The best aggregated configuration at the same load; null where there is none. */
  readonly baseline: number | null;
  readonly isBaseline: boolean;
}

/** Rungs of one budget at a load: the aggregated baseline, then the best configuration of each split of the GPUs. */
function rungsOf(sides: Sides, data: Data, budget: Budget, load: number | null, y: string): Rung[] {
  const [values, loads, sign] = [sides.mean(y), sides.mean('load'), sides.axis(y).sign];
  const here = (cells: readonly number[]): number[] => cells.filter((cell) => loads[cell] === load);
  const baseline = best(here(budget.aggregated), values, sign);
  const [prefill, decode] = ['prefill_gpus', 'decode_gpus'].map((id) => data.dimension(id));
  const gpus = (cell: number): number => numberAt(prefill, sides.first[cell]) / numberAt(decode, sides.first[cell]);
  const ratio = data.dimension('pd_ratio');
  const splits = gather(
    here(budget.disaggregated),
    (cell) => `${textAt(ratio, sides.first[cell]) ?? '?'} ${gpus(cell)}`
  );
  const rungs = Array.from(splits.values())
    .map((cells) => best(cells, values, sign))
    .filter((cell): cell is number => cell !== null)
    .sort((a, b) => gpus(a) - gpus(b));
  return [
    ...(baseline === null ? [] : [{ budget, cell: baseline, baseline, isBaseline: true }]),
    ...rungs.map((cell): Rung => ({ budget, cell, baseline, isBaseline: false })),
  ];
}

function ladderOf(sides: Sides, data: Data, y: string, load: number | undefined): { rungs: Rung[]; notices: Notice[] } {
  const loads = sides.mean('load');
  const chosen = sides.budgets.map((budget) => loadOf(budget, loads, load));
  return {
    rungs: sides.budgets.reduce<Rung[]>(
      (all, budget, index) => all.concat(rungsOf(sides, data, budget, chosen[index], y)),
      []
    ),
    notices: loadNotices(sides, chosen),
  };
}

/** What the roles of a rung say: how far each is used, which binds, and how the GPUs would be split to use both alike. */
export interface Diagnosis {
  readonly used: RoleRates;
  /** A bound, `light load`, or null where the data does not tell. */
  readonly bound: string | null;
  /** Prefill and decode GPUs, `10:6`; an estimate. */
  readonly matched: string | null;
}

const UNKNOWN: Diagnosis = { used: { prefill: NaN, decode: NaN }, bound: null, matched: null };

/**
 * Diagnosis of prefill/decode cells. The capability of a GPU of each role is the most that any prefill/decode configuration of
 * the same class was seen to do at any load, whatever its number of GPUs.
 */
export function diagnose(sides: Sides): (budget: Budget, cell: number) => Diagnosis {
  const [prefillRates, decodeRates, prompts, generated] = ROLE_METRICS.map((id) => sides.mean(id));
  const rates = (cell: number): RoleRates => ({ prefill: prefillRates[cell], decode: decodeRates[cell] });
  const capabilities = new Map<string | null, RoleRates>();
  gather(sides.budgets, ({ group }) => group).forEach((budgets, group) =>
    capabilities.set(
      group,
      capability(
        budgets.reduce<RoleRates[]>((all, { disaggregated }) => {
          disaggregated.forEach((cell) => all.push(rates(cell)));
          return all;
        }, [])
      )
    )
  );
  const highest = new Map<number, number>();
  sides.budgets.forEach(({ disaggregated }) =>
    sides.lines(disaggregated).forEach((line) => {
      const most = line.reduce((high, cell) => (generated[cell] > high ? generated[cell] : high), -Infinity);
      line.forEach((cell) => highest.set(cell, most));
    })
  );
  return ({ group, gpus }, cell) => {
    const most = capabilities.get(group);
    if (most === undefined) {
      return UNKNOWN;
    }
    const used = utilisation(rates(cell), most);
    const bound = boundOf(used);
    const isLight = generated[cell] < LOADED * (highest.get(cell) ?? NaN);
    const share = matchedPrefillShare({ prefill: prompts[cell], decode: generated[cell] }, most);
    const prefill = Math.min(gpus - 1, Math.max(1, Math.round(gpus * share)));
    return {
      used,
      bound: bound !== null && isLight ? 'light load' : bound,
      matched: bound === null || Number.isNaN(share) ? null : `${prefill}:${gpus - prefill}`,
    };
  };
}

const BOUND_MAPPINGS = [
  {
    type: 'value',
    options: {
      'prefill-bound': { color: 'orange', index: 0 },
      'decode-bound': { color: 'purple', index: 1 },
      balanced: { color: 'green', index: 2 },
    },
  },
];

/**
 * The ladder of ratios at equal GPUs and equal load: what each split of the GPUs between prefill and decode reaches, against
 * the best aggregated configuration in the first row, and which role binds.
 */
export function ladderFrame(sides: Sides, data: Data, y: string, stat: string, load: number | undefined): Frame {
  const { rungs, notices } = ladderOf(sides, data, y, load);
  const diagnosisOf = diagnose(sides);
  const found = rungs.map(({ budget, cell, isBaseline }) => (isBaseline ? UNKNOWN : diagnosisOf(budget, cell)));
  const untold = rungs.some(({ isBaseline }, index) => !isBaseline && found[index].bound === null);
  const shown = Array.from(new Set([y, `ttft_${stat}`, `tpot_${stat}`])).map(metricOf);
  const column = (id: string): Field => {
    const values = data.dimension(id);
    return numberField(
      id,
      rungs.map(({ cell }) => numberAt(values, sides.first[cell]))
    );
  };
  const share = (role: keyof RoleRates, title: string, tokens: string): Field =>
    numberField(
      `${role}_utilisation`,
      found.map(({ used }) => used[role]),
      {
        displayNameFromDS: title,
        description: `${tokens} tokens/s a ${role} GPU / the most seen of any prefill/decode configuration of the class.`,
        unit: 'percentunit',
        min: 0,
        max: 1,
      }
    );
  const values = sides.mean(y);
  const loads = sides.mean('load');
  return {
    name: 'ladder',
    meta: {
      type: 'table',
      notices: [
        ...notices,
        ...(untold
          ? [
              info(
                'Which side binds shows only against another ratio of the same class, and needs input and output throughput and the GPUs of each role.'
              ),
            ]
          : []),
      ],
    },
    fields: [
      ...budgetFields(sides, rungs),
      textField('ratio', ratios(data, sides, rungs), { displayNameFromDS: 'Prefill:decode' }),
      textField(
        'config',
        rungs.map(({ cell }) => sides.configName(cell))
      ),
      column('prefill_gpus'),
      column('decode_gpus'),
      numberField(
        'load',
        rungs.map(({ cell }) => loads[cell]),
        { displayNameFromDS: 'Load' }
      ),
      ...shown.map((metric): Field => {
        const means = sides.mean(metric.id);
        return {
          name: metric.id,
          type: 'number',
          values: Float64Array.from(rungs, ({ cell }) => means[cell]),
          config: metricConfig(metric),
        };
      }),
      numberField(
        'delta',
        rungs.map(({ cell, baseline, isBaseline }) =>
          baseline === null || isBaseline ? NaN : values[cell] / values[baseline] - 1
        ),
        deltaConfig(
          'Against the best aggregated',
          metricOf(y).base.direction,
          'This ratio / the best aggregated configuration - 1, at equal GPUs and equal load.'
        )
      ),
      share('prefill', 'Prefill used to', 'Prompt'),
      share('decode', 'Decode used to', 'Generated'),
      textField(
        'bound',
        found.map(({ bound }) => bound),
        {
          displayNameFromDS: 'Bound by',
          description: 'The role used closer to the most that it was seen to do; balanced within 10 %.',
          mappings: BOUND_MAPPINGS,
          custom: { cellOptions: { type: 'color-text' } },
        }
      ),
      textField(
        'matched',
        found.map(({ matched }) => matched),
        {
          displayNameFromDS: 'Rate-matched GPUs',
          description:
            'Prefill:decode GPUs at which both roles would be used alike, from the best seen rates. An estimate.',
        }
      ),
    ],
  };
}

function ratios(data: Data, sides: Sides, rungs: readonly Rung[]): string[] {
  const ratio = data.dimension('pd_ratio');
  return rungs.map(({ cell, isBaseline }) =>
    isBaseline ? 'aggregated' : (textAt(ratio, sides.first[cell]) ?? sides.configName(cell))
  );
}

/** For a bar chart: throughput, TTFT and TPOT of each ratio against the best aggregated configuration, as fractions. */
export function ladderBarsFrame(sides: Sides, data: Data, y: string, stat: string, load: number | undefined): Frame {
  const { rungs, notices } = ladderOf(sides, data, y, load);
  const several = sides.budgets.length > 1;
  const rows = rungs.filter(({ isBaseline, baseline }) => !isBaseline && baseline !== null);
  const names = rows.map(({ budget, cell }) =>
    [sides.configName(cell), ...(several ? [budget.group ?? '', `${budget.gpus} GPUs`] : [])]
      .filter((word) => word !== '')
      .join(', ')
  );
  const colors = [COLOR.disaggregated, 'blue', 'purple'];
  const ids = Array.from(new Set([y, `ttft_${stat}`, `tpot_${stat}`]));
  return {
    name: 'ladder_bars',
    meta: { type: 'table', notices },
    fields: [
      textField('config', names),
      ...ids.map((id, index): Field => {
        const [metric, means] = [metricOf(id), sides.mean(id)];
        const field = metricConfig(metric);
        return numberField(
          `${id}_delta`,
          rows.map(({ cell, baseline }) => means[cell] / means[baseline ?? cell] - 1),
          {
            displayNameFromDS: field.displayNameFromDS,
            description: `Ratio / best aggregated - 1 at equal load. ${metricSign(metric) > 0 ? 'Above' : 'Below'} zero is better.`,
            unit: 'percentunit',
            decimals: 1,
            color: { mode: 'fixed', fixedColor: colors[index] },
          }
        );
      }),
    ],
  };
}
