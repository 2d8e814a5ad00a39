import * as v from 'valibot';
import type { Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { baseEntries, counted, FILTERS_FIELD, info, LIMIT_FIELD, limitRows, namesSchema, warning } from '../common';
import { dimensionTables, metricTables } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { dimensionOf, metricOf } from '../names';
import { compareParts } from './cells';
import { alertFrame, cellsFrame, summaryFrame, unmatchedFrame, verdictFrame } from './frames';
import { freedomOf } from './freedom';
import { countedBy, measureOf } from './measure';
import { pairsOf } from './pairs';
import { sideSchema, sidesOf } from './sides';

const FRAMES = ['cells', 'summary', 'unmatched', 'verdict', 'alert'] as const;

export const compareSchema = v.object({
  kind: v.literal('compare'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES), 'cells'),
  /** The first is the one by which `best` is chosen. */
  metrics: v.optional(v.pipe(namesSchema, v.minLength(1)), [
    'output_token_throughput',
    'ttft_mean',
    'ttft_p99',
    'tpot_mean',
    'tpot_p99',
    'error_rate',
  ]),
  baseline: v.optional(sideSchema, { rule: 'previous' }),
  candidate: v.optional(sideSchema, { rule: 'newest' }),
  /** Dimensions that do not have to agree. */
  ignore: v.optional(namesSchema, []),
  /** Dimensions whose effect is asked for. */
  treatment: v.optional(namesSchema, []),
  /** Compare at loads that one side alone has measured, where they lie between loads of the other. */
  interpolate: v.optional(
    v.union([
      v.boolean(),
      // As a variable of a dashboard says it.
      v.pipe(
        v.picklist(['true', 'false']),
        v.transform((text) => text === 'true')
      ),
    ]),
    false
  ),
  /** Least effect that matters a metric, as a fraction; of fractions a difference. */
  minEffect: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(0))), {}),
});

export type CompareQuery = v.InferOutput<typeof compareSchema>;

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
    { name: 'verdict', label: 'Verdict', description: 'One row: the answer in words, and the count of each verdict.' },
    {
      name: 'alert',
      label: 'Alert',
      description: 'One row a configuration and metric with one number: did a load regress?',
    },
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
    {
      name: 'interpolate',
      kind: 'switch',
      label: 'Interpolate',
      help: 'Compare at loads of one side that lie between loads of the other, too.',
    },
    {
      name: 'minEffect',
      kind: 'slo',
      label: 'Least effect',
      help: 'Change that matters a metric, as a fraction: 0.05 is 5 %. Left out: 3 % of throughputs, 5 % of latencies, 10 % of their tails, 0.005 of fractions.',
    },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => {
    const metrics = query.metrics.map(metricOf);
    return [
      ...metricTables(metrics.reduce((all, metric) => all.concat(countedBy(metric)), metrics)),
      ...filterTables(query.filters),
      ...[query.baseline, query.candidate].reduce<TableName[]>(
        (all, side) => ('filters' in side ? all.concat(filterTables(side.filters)) : all),
        []
      ),
      ...[...query.ignore, ...query.treatment, 'workload'].reduce<TableName[]>(
        (all, id) => all.concat(dimensionTables(dimensionOf(id))),
        []
      ),
    ];
  },
  run(query, data, context) {
    Object.keys(query.minEffect).forEach(metricOf);
    const universe = selectStages(data, query.filters);
    const sides = sidesOf(data, universe, query.baseline, query.candidate, query.metrics[0]);
    const freedom = freedomOf(query.baseline, query.candidate, query.ignore, query.treatment);
    const { pairs, alone, cut } = pairsOf(data, sides, freedom);
    const { cells, unmatched } = compareParts(data, universe, pairs, alone, {
      measures: query.metrics.map((id) => measureOf(data, id, query.minEffect[id])),
      interpolate: query.interpolate,
    });
    const notices: Notice[] = [
      ...(sides.baseline.length === 0 ? [info('The baseline selects no point.')] : []),
      ...(sides.candidate.length === 0 ? [info('The candidate selects no point.')] : []),
      ...(cut === 0
        ? []
        : [warning(`${counted(cut, 'pair')} of configurations left out: narrow the baseline or the candidate.`)]),
      ...(unmatched.length === 0
        ? []
        : [
            info(
              `${counted(unmatched.length, 'load')} of one side alone not compared; the frame "unmatched" lists them.`
            ),
          ]),
    ];
    const frames = {
      cells: () => cellsFrame(cells, query.limit ?? context.limits.rows, notices),
      summary: () => summaryFrame(query.metrics.map(metricOf), cells, notices),
      unmatched: () => unmatchedFrame(unmatched, notices),
      verdict: () => verdictFrame(cells, unmatched.length, notices),
      alert: () => alertFrame(data, cells, notices),
    };
    return [limitRows(frames[query.frame](), query.limit, context)];
  },
};
