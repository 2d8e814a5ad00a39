import * as v from 'valibot';
import type { Frame, Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { metricTitle } from '../../model/metric-id';
import {
  baseEntries,
  counted,
  FILTERS_FIELD,
  info,
  LIMIT_FIELD,
  limitRows,
  namesSchema,
  PRICES_FIELD,
} from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { isFraction } from '../fractions';
import { metricOf } from '../names';
import { SLO_FIELDS, sloEntries, sloNotice, sloOf } from '../slo';
import { advise } from './advice';
import { knobEffects, type KnobEffect } from './effects';
import { adviceFrame, effectsFrame } from './frames';
import { describedRows, measuredOf } from './measured';
import { DECISIONS } from './settings';

const FRAMES = ['effects', 'advice'] as const;

export const knobsSchema = v.object({
  kind: v.literal('knobs'),
  ...baseEntries,
  ...sloEntries,
  frame: v.optional(v.picklist(FRAMES), 'effects'),
  metrics: v.optional(namesSchema, [
    'output_token_throughput_per_gpu',
    'ttft_mean',
    'ttft_p99',
    'tpot_mean',
    'tpot_p99',
    'error_rate',
  ]),
});

export type KnobsQuery = v.InferOutput<typeof knobsSchema>;

/** Groups by decision, the largest effects of each first. */
function bySize(a: KnobEffect, b: KnobEffect): number {
  const size = ({ metric, effect }: KnobEffect): number =>
    Math.abs(isFraction(metric) ? effect.delta : Math.log1p(effect.delta));
  return DECISIONS.indexOf(a.decision) - DECISIONS.indexOf(b.decision) || size(b) - size(a);
}

function leftNotices(left: number): Notice[] {
  return left === 0
    ? []
    : [
        info(
          `${counted(left, 'point')} left out: without a load and a number of GPUs nobody knows that one thing alone differs.`
        ),
      ];
}

function effectNotices(query: KnobsQuery, effects: readonly KnobEffect[], cut: number): Notice[] {
  const missing = query.metrics.filter((id) => !effects.some(({ metric }) => metric.id === id));
  return [
    ...(effects.length === 0 ? [info('No two configurations differ in one decision alone at an equal load.')] : []),
    ...(effects.length === 0 || missing.length === 0
      ? []
      : [info(`No pair has ${missing.map((id) => metricTitle(metricOf(id))).join(', ')}.`)]),
    ...(cut === 0
      ? []
      : [info(`${counted(cut, 'configuration')} in groups too large for all pairs: each is compared with one.`)]),
  ];
}

function run(query: KnobsQuery, data: Data): Frame {
  const selected = selectStages(data, query.filters);
  const rows = describedRows(data, selected);
  const left = selected.length - rows.length;
  if (query.frame === 'advice') {
    const slo = sloOf(query);
    return adviceFrame(advise(data, rows, slo), [sloNotice(slo), ...leftNotices(left)]);
  }
  const { effects, cut } = knobEffects(data, measuredOf(data, rows), query.metrics.map(metricOf));
  return effectsFrame(effects.sort(bySize), [...effectNotices(query, effects, cut), ...leftNotices(left)]);
}

export const knobs: QueryDefinition<KnobsQuery> = {
  kind: 'knobs',
  title: 'Tuning knobs',
  question: 'What does each setting do, and what is to be turned next?',
  frames: [
    {
      name: 'effects',
      label: 'Effects',
      description:
        'One row a step of a dimension and metric, everything else equal. ci_low and ci_high hold this effect with 95 %; all_low and all_high hold all effects of the answer at once.',
    },
    {
      name: 'advice',
      label: 'Advice',
      description: 'One row a decision: the best known setting under the SLO, its evidence and its doubt.',
    },
  ],
  schema: knobsSchema,
  form: [
    {
      name: 'metrics',
      kind: 'metrics',
      label: 'Metrics',
      help: 'What the effect is on, each with its statistic.',
      when: { name: 'frame', in: ['effects'] },
    },
    ...SLO_FIELDS.map((field) => ({ ...field, when: { name: 'frame', in: ['advice'] } })),
    FILTERS_FIELD,
    PRICES_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...metricTables([...query.metrics, 'error_rate', 'output_token_throughput'].map(metricOf)),
    ...metricTables(Object.keys(sloOf(query)).map(metricOf)),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
  ],
  run: (query, data, context) => [limitRows(run(query, data), query.limit, context)],
};
