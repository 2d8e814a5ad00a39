import { metricConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { numberAt } from '../../model/table';
import { info } from '../common';
import type { Data } from '../data';
import { metricOf } from '../names';
import { budgetFields } from './budget-fields';
import { best, gather, type Budget, type Sides } from './sides';

/** The load of a frame that looks at one load: the one asked for, else the highest that both sides have. */
export function loadOf(budget: Budget, loads: Float64Array, asked: number | undefined): number | null {
  if (asked !== undefined) {
    return asked;
  }
  const measured = (cells: readonly number[]): Set<number> =>
    new Set(cells.map((cell) => loads[cell]).filter((load) => !Number.isNaN(load)));
  const right = measured(budget.disaggregated);
  const common = Array.from(measured(budget.aggregated)).filter((load) => right.has(load));
  return common.length === 0 ? null : Math.max(...common);
}

export function loadNotices(sides: Sides, loads: ReadonlyArray<number | null>): Notice[] {
  const said = sides.budgets.map(
    ({ gpus }, index) => `${gpus} GPUs at ${loads[index] === null ? 'no common load' : `load ${loads[index]}`}`
  );
  return said.length === 0 ? [...sides.notices] : [...sides.notices, info(`Shown: ${said.join(', ')}.`)];
}

/**
 * Prefill by decode grid: one row a number of prefill replicas, one number field a number of decode replicas, the best value
 * of the metric among the configurations of the cell; empty where nothing was measured.
 */
export function ratioFrame(sides: Sides, data: Data, y: string, load: number | undefined): Frame {
  const metric = metricOf(y);
  const [values, loads] = [sides.mean(y), sides.mean('load')];
  const sign = sides.axis(y).sign;
  const chosen = sides.budgets.map((budget) => loadOf(budget, loads, load));
  const [prefill, decode] = [data.dimension('prefill_replicas'), data.dimension('decode_replicas')];
  const replicas = (cell: number): readonly [number, number] => [
    numberAt(prefill, sides.first[cell]),
    numberAt(decode, sides.first[cell]),
  ];
  const rows: Array<{ budget: Budget; prefill: number; cells: Map<number, number[]> }> = [];
  const decodes = new Set<number>();
  sides.budgets.forEach((budget, index) => {
    const here = budget.disaggregated.filter(
      (cell) => loads[cell] === chosen[index] && replicas(cell).every((count) => !Number.isNaN(count))
    );
    here.forEach((cell) => decodes.add(replicas(cell)[1]));
    Array.from(gather(here, (cell) => replicas(cell)[0]))
      .sort(([a], [b]) => a - b)
      .forEach(([p, cells]) => rows.push({ budget, prefill: p, cells: gather(cells, (cell) => replicas(cell)[1]) }));
  });
  const valueAt = (cells: readonly number[]): number => {
    const cell = best(cells, values, sign);
    return cell === null ? NaN : values[cell];
  };
  return {
    name: 'ratio',
    meta: { type: 'table', notices: loadNotices(sides, chosen) },
    fields: [
      ...budgetFields(sides, rows),
      textField(
        'prefill',
        rows.map((row) => `${row.prefill}P`),
        { displayNameFromDS: 'Prefill' }
      ),
      ...Array.from(decodes)
        .sort((a, b) => a - b)
        .map((d): Field => ({
          name: `${d}D`,
          type: 'number',
          values: Float64Array.from(rows, (row) => valueAt(row.cells.get(d) ?? [])),
          config: {
            ...metricConfig(metric, `${d}D`),
            color: { mode: sign > 0 ? 'continuous-RdYlGr' : 'continuous-GrYlRd' },
            custom: { cellOptions: { type: 'color-background' } },
          },
        })),
    ],
  };
}

const DENOMINATORS = [
  'total_token_throughput_per_gpu',
  'output_token_throughput_per_gpu',
  'output_token_throughput_per_decode_gpu',
  'input_token_throughput_per_gpu',
  'input_token_throughput_per_prefill_gpu',
];

export const DENOMINATOR_METRICS: readonly string[] = DENOMINATORS;

/** Throughput of every configuration over its three denominators: all GPUs, prefill GPUs, decode GPUs. */
export function denominatorsFrame(sides: Sides, data: Data, load: number | undefined): Frame {
  const loads = sides.mean('load');
  const chosen = sides.budgets.map((budget) => loadOf(budget, loads, load));
  const rows = sides.budgets.reduce<Array<{ budget: Budget; cell: number; mode: string }>>((all, budget, index) => {
    const here = (cells: readonly number[], mode: string) =>
      cells.filter((cell) => loads[cell] === chosen[index]).forEach((cell) => all.push({ budget, cell, mode }));
    here(budget.aggregated, 'aggregated');
    here(budget.disaggregated, 'disaggregated');
    return all;
  }, []);
  const column = (id: string): Field => {
    const values = data.dimension(id);
    return numberField(
      id,
      rows.map(({ cell }) => numberAt(values, sides.first[cell]))
    );
  };
  return {
    name: 'denominators',
    meta: { type: 'table', notices: loadNotices(sides, chosen) },
    fields: [
      ...(sides.grouped
        ? [
            textField(
              'group',
              rows.map(({ budget }) => budget.group),
              { displayNameFromDS: 'Group' }
            ),
          ]
        : []),
      textField(
        'config',
        rows.map(({ cell }) => sides.configName(cell))
      ),
      textField(
        'serving_mode',
        rows.map(({ mode }) => mode)
      ),
      textField(
        'gpus',
        rows.map(({ budget }) => String(budget.gpus)),
        { displayNameFromDS: 'GPUs' }
      ),
      column('prefill_gpus'),
      column('decode_gpus'),
      numberField(
        'load',
        rows.map(({ cell }) => loads[cell]),
        { displayNameFromDS: 'Load' }
      ),
      ...DENOMINATORS.map((id): Field => {
        const means = sides.mean(id);
        return {
          name: id,
          type: 'number',
          values: Float64Array.from(rows, ({ cell }) => means[cell]),
          config: metricConfig(metricOf(id)),
        };
      }),
    ],
  };
}
