import * as v from 'valibot';
import { deltaConfig, numberField, textField } from '../../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { metricTitle } from '../../model/metric-id';
import { baseEntries, counted, FILTERS_FIELD, info, LIMIT_FIELD, limitRows, metricSign, namesSchema } from '../common';
import { dimensionTables, metricTables } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { dimensionOf, metricOf } from '../names';
import { compareSides, type JudgedCell, type Unmatched } from './cells';
import { sideSchema, sidesOf, treatmentOf } from './sides';

const FRAMES = ['cells', 'summary', 'unmatched'] as const;

export const compareSchema = v.object({
  kind: v.literal('compare'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES), 'cells'),
  metrics: v.optional(namesSchema, [
    'output_token_throughput',
    'ttft_mean',
    'ttft_p99',
    'tpot_mean',
    'tpot_p99',
    'error_rate',
  ]),
  baseline: v.optional(sideSchema, { rule: 'previous', n: 1 }),
  candidate: v.optional(sideSchema, { rule: 'newest', n: 1 }),
  /** Dimensions that do not have to agree. */
  ignore: v.optional(namesSchema, []),
  /** Dimensions whose effect is asked for. */
  treatment: v.optional(namesSchema, []),
  /** Least effect that matters a metric, as a fraction. */
  minEffect: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(0))), {}),
});

export type CompareQuery = v.InferOutput<typeof compareSchema>;

export const VERDICT_CONFIG: FieldConfig = {
  displayNameFromDS: 'Verdict',
  mappings: [
    {
      type: 'value',
      options: {
        regression: { color: 'red', index: 0 },
        improvement: { color: 'green', index: 1 },
        unchanged: { color: 'blue', index: 2 },
        noisy: { color: 'orange', index: 3 },
        insufficient: { color: 'text', index: 4 },
        incomparable: { color: 'purple', index: 5 },
      },
    },
  ],
  custom: { cellOptions: { type: 'color-text' } },
};

/** Relative changes of several metrics share one column: its colours follow the verdict, not a sign. */
const DELTA: FieldConfig = {
  ...deltaConfig(
    'Change',
    'none',
    'candidate / baseline - 1 of geometric means; for error rates candidate - baseline.'
  ),
};

function cellsFrame(cells: readonly JudgedCell[], notices: Notice[]): Frame {
  const number = (name: string, pick: (cell: JudgedCell) => number, config: FieldConfig): Field =>
    numberField(name, cells.map(pick), config);
  const percent = (title: string): FieldConfig => ({ displayNameFromDS: title, unit: 'percentunit', decimals: 1 });
  return {
    name: 'cells',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'config',
        cells.map(({ config }) => config)
      ),
      number('load', ({ load }) => load, { displayNameFromDS: 'Load' }),
      textField(
        'metric',
        cells.map(({ metric }) => metric.id),
        { displayNameFromDS: 'Metric' }
      ),
      number('baseline', ({ baseline }) => baseline, {
        displayNameFromDS: 'Baseline',
        description: 'Mean over runs, in the base unit of the metric.',
      }),
      number('candidate', ({ candidate }) => candidate, {
        displayNameFromDS: 'Candidate',
        description: 'Mean over runs, in the base unit of the metric.',
      }),
      number('n_baseline', ({ nBaseline }) => nBaseline, { displayNameFromDS: 'Runs, baseline' }),
      number('n_candidate', ({ nCandidate }) => nCandidate, { displayNameFromDS: 'Runs, candidate' }),
      number('delta', ({ effect }) => effect.delta, DELTA),
      number('ci_low', ({ effect }) => effect.low, percent('Low')),
      number('ci_high', ({ effect }) => effect.high, percent('High')),
      number('p', ({ effect }) => effect.p, { displayNameFromDS: 'p' }),
      number('q', ({ q }) => q, {
        displayNameFromDS: 'q',
        description: 'p adjusted by Benjamini and Hochberg over all cells of this query.',
      }),
      textField(
        'verdict',
        cells.map(({ verdict }) => verdict),
        VERDICT_CONFIG
      ),
      number('mde', ({ mde }) => mde, {
        ...percent('Detectable'),
        description: 'Effect that these runs find with 80 % power.',
      }),
      number('needed_repeats', ({ neededRepeats }) => neededRepeats, {
        displayNameFromDS: 'Repeats needed',
        description: 'Repeats a side that find the least effect with 80 % power.',
      }),
      textField(
        'reason',
        cells.map(({ reason }) => (reason === '' ? null : reason)),
        { displayNameFromDS: 'Note' }
      ),
    ],
  };
}

/** One row a metric: geometric mean of the ratios over common loads, the worst cell, and how often each verdict was given. */
function summaryFrame(query: CompareQuery, cells: readonly JudgedCell[], notices: Notice[]): Frame {
  const rows = query.metrics.map(metricOf).map((metric) => {
    const own = cells.filter((cell) => cell.metric.id === metric.id && !Number.isNaN(cell.effect.delta));
    const fraction = metric.base.id === 'error_rate';
    const mean =
      own.length === 0
        ? NaN
        : own.reduce((sum, { effect }) => sum + (fraction ? effect.delta : Math.log1p(effect.delta)), 0) / own.length;
    const worst = own.reduce<JudgedCell | null>(
      (held, cell) => (held === null || (cell.effect.delta - held.effect.delta) * metricSign(metric) < 0 ? cell : held),
      null
    );
    const count = (verdict: string): number => own.filter((cell) => cell.verdict === verdict).length;
    return { metric, own, delta: fraction ? mean : Math.expm1(mean), worst, count };
  });
  const counts = ['regression', 'improvement', 'unchanged', 'noisy', 'insufficient', 'incomparable'] as const;
  return {
    name: 'summary',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'metric',
        rows.map(({ metric }) => metricTitle(metric)),
        { displayNameFromDS: 'Metric' }
      ),
      numberField(
        'delta',
        rows.map(({ delta }) => delta),
        DELTA
      ),
      numberField(
        'cells',
        rows.map(({ own }) => own.length),
        { displayNameFromDS: 'Cells' }
      ),
      ...counts.map((verdict) =>
        numberField(
          verdict,
          rows.map(({ count }) => count(verdict)),
          { displayNameFromDS: verdict }
        )
      ),
      textField(
        'worst',
        rows.map(({ worst }) =>
          worst === null ? null : `${worst.config} at load ${worst.load}: ${(worst.effect.delta * 100).toFixed(1)} %`
        ),
        { displayNameFromDS: 'Worst cell' }
      ),
    ],
  };
}

function unmatchedFrame(unmatched: readonly Unmatched[], notices: Notice[]): Frame {
  return {
    name: 'unmatched',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'side',
        unmatched.map(({ side }) => side),
        { displayNameFromDS: 'Only in' }
      ),
      textField(
        'config',
        unmatched.map(({ config }) => config)
      ),
      numberField(
        'load',
        unmatched.map(({ load }) => load),
        { displayNameFromDS: 'Load' }
      ),
    ],
  };
}

export const compare: QueryDefinition<CompareQuery> = {
  kind: 'compare',
  title: 'Compare A with B',
  question: 'Is B better than A, or is that noise?',
  frames: [
    {
      name: 'cells',
      label: 'Cells',
      description: 'One row a configuration, load and metric, with interval and verdict.',
    },
    { name: 'summary', label: 'Summary', description: 'One row a metric.' },
    { name: 'unmatched', label: 'Unmatched', description: 'Loads that only one side has.' },
  ],
  schema: compareSchema,
  form: [
    { name: 'metrics', kind: 'metrics', label: 'Metrics', help: 'What is compared, each with its statistic.' },
    { name: 'baseline', kind: 'baseline', label: 'Baseline', help: 'A rule, or filters that select it.' },
    { name: 'candidate', kind: 'baseline', label: 'Candidate', help: 'A rule, or filters that select it.' },
    {
      name: 'treatment',
      kind: 'dimensions',
      label: 'Treatment',
      help: 'Dimensions whose effect is asked for: they may differ.',
    },
    { name: 'ignore', kind: 'dimensions', label: 'Ignore', help: 'Dimensions that do not matter: they may differ.' },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...metricTables([...query.metrics, 'error_rate'].map(metricOf)),
    ...filterTables(query.filters),
    ...[query.baseline, query.candidate].reduce<TableName[]>(
      (all, side) => ('filters' in side ? all.concat(filterTables(side.filters)) : all),
      []
    ),
    ...[...query.ignore, ...query.treatment, 'workload'].reduce<TableName[]>(
      (all, id) => all.concat(dimensionTables(dimensionOf(id))),
      []
    ),
  ],
  run(query, data, context) {
    const universe = selectStages(data, query.filters);
    const sides = sidesOf(
      data,
      universe,
      query.baseline,
      query.candidate,
      query.metrics[0] ?? 'output_token_throughput'
    );
    const free = [...query.ignore, ...query.treatment, ...treatmentOf(query.baseline), ...treatmentOf(query.candidate)];
    const { cells, unmatched } = compareSides(data, universe, sides, {
      metrics: query.metrics,
      free,
      minEffect: query.minEffect,
    });
    const notices: Notice[] = [
      ...(sides.baseline.length === 0 ? [info('The baseline selects no point.')] : []),
      ...(sides.candidate.length === 0 ? [info('The candidate selects no point.')] : []),
      ...(unmatched.length === 0
        ? []
        : [
            info(
              `${counted(unmatched.length, 'load')} of one side alone not compared; the frame "unmatched" lists them.`
            ),
          ]),
    ];
    const frames = {
      cells: () => cellsFrame(cells, notices),
      summary: () => summaryFrame(query, cells, notices),
      unmatched: () => unmatchedFrame(unmatched, notices),
    };
    return [limitRows(frames[query.frame](), query.limit, context)];
  },
};
