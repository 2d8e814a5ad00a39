import * as v from 'valibot';
import { LATEST_DEFAULTS } from '../../analysis/latest';
import type { Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { metricTitle } from '../../model/metric-id';
import { missingNotice, countMissing } from '../axis';
import {
  baseEntries,
  counted,
  FILTERS_FIELD,
  info,
  LIMIT_FIELD,
  limitRows,
  nameSchema,
  namesSchema,
  warning,
} from '../common';
import { countedBy } from '../compare/measure';
import { dimensionTables, metricTables } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { dimensionOf, metricOf } from '../names';
import { RESETS } from '../run-order';
import { MAX_SERIES } from '../series';
import { changesOf, type Change } from './changes';
import { EVENTS, eventsFrame } from './events';
import { alertFrame, changesFrame, seriesFrames, verdictFrame } from './frames';
import { readResets, restarted } from './resets';
import { historySeries } from './series';

const FRAMES = ['series', 'changes', 'alert', 'verdict', 'events'] as const;
const VALUES = ['alarm', 'delta', 'z', 'change'] as const;

export const historySchema = v.object({
  kind: v.literal('history'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES), 'series'),
  metric: v.optional(nameSchema, 'output_token_throughput'),
  /** `time`, or a dimension such as engine_version. */
  by: v.optional(nameSchema, 'time'),
  groupBy: v.optional(namesSchema),
  legend: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
  lookback: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1000)), LATEST_DEFAULTS.lookback),
  z: v.optional(v.pipe(v.number(), v.minValue(0)), LATEST_DEFAULTS.z),
  window: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(200)), 50),
  p: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.001),
  magnitude: v.optional(v.pipe(v.number(), v.minValue(0)), 0.03),
  minEffect: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Dimensions a change of which makes older runs incomparable, and marks: times, or values of the axis. */
  resets: v.optional(namesSchema, [...RESETS]),
  value: v.optional(v.picklist(VALUES), 'alarm'),
  events: v.optional(v.picklist(EVENTS), 'all'),
});

export type HistoryQuery = v.InferOutput<typeof historySchema>;

export const history: QueryDefinition<HistoryQuery> = {
  kind: 'history',
  title: 'History',
  question: 'Did it get worse over time?',
  frames: [
    { name: 'series', label: 'Series', description: 'One frame a series over the runs.' },
    {
      name: 'changes',
      label: 'Change points',
      description: 'Sustained shifts, with the last run before and the first after.',
    },
    { name: 'alert', label: 'Alert', description: 'One row a series with one number: is the latest run out of line?' },
    { name: 'verdict', label: 'Verdict', description: 'One row: the answer in words, and counts.' },
    {
      name: 'events',
      label: 'Events',
      description: 'Change points, and changes of build and configuration, as annotations take them.',
    },
  ],
  schema: historySchema,
  form: [
    { name: 'metric', kind: 'metric', label: 'Metric', help: 'What is looked at, with its statistic.' },
    {
      name: 'by',
      kind: 'text',
      label: 'Along',
      help: 'time, or a dimension such as engine_version.',
      placeholder: 'time',
    },
    {
      name: 'groupBy',
      kind: 'dimensions',
      label: 'Series',
      help: 'What a series is. Empty: configuration, workload and load.',
    },
    {
      name: 'resets',
      kind: 'dimensions',
      label: 'Resets',
      help: 'A change of one of these makes older runs incomparable. So does a mark: a time, or a value of the axis.',
    },
    {
      name: 'lookback',
      kind: 'number',
      label: 'Look back',
      help: 'Runs that the latest one is judged by, 30 when left out.',
      when: { name: 'frame', in: ['alert'] },
    },
    {
      name: 'z',
      kind: 'number',
      label: 'z',
      help: 'How far out of line the latest run has to be, 5 when left out.',
      when: { name: 'frame', in: ['alert'] },
    },
    {
      name: 'value',
      kind: 'choice',
      label: 'Value',
      help: 'The one number of the alert: alarm (0 or 1) by the latest run, its delta or z, or change (0 or 1): a change point that the runs within the time range brought to light.',
      when: { name: 'frame', in: ['alert'] },
      choices: VALUES.map((value) => ({ value, label: value })),
    },
    {
      name: 'events',
      kind: 'choice',
      label: 'Events',
      help: 'Change points of the metric, changes of build and configuration, or both.',
      when: { name: 'frame', in: ['events'] },
      choices: [
        { value: 'all', label: 'All' },
        { value: 'changes', label: 'Change points' },
        { value: 'configuration', label: 'Builds and configuration' },
      ] satisfies Array<{ value: (typeof EVENTS)[number]; label: string }>,
    },
    {
      name: 'magnitude',
      kind: 'number',
      label: 'Least change',
      help: 'As a fraction, 0.03 when left out.',
      when: { name: 'frame', in: ['changes', 'series', 'events'] },
    },
    { name: 'legend', kind: 'text', label: 'Legend', help: 'Template of the series name.' },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...metricTables([metricOf(query.metric), ...countedBy(metricOf(query.metric))]),
    ...filterTables(query.filters),
    ...[...(query.groupBy ?? []), ...readResets(query.resets, query.by).dimensions, 'workload'].reduce<TableName[]>(
      (all, id) => all.concat(dimensionTables(dimensionOf(id))),
      []
    ),
  ],
  run(query, data, context) {
    const metric = metricOf(query.metric);
    const rows = selectStages(data, query.filters);
    const by = query.by === 'time' ? 'time' : dimensionOf(query.by);
    const resets = readResets(query.resets, by);
    const { series: found, left } = historySeries(data, rows, metric, { ...query, by, resets: resets.dimensions });
    const all = found.map((one) => restarted(one, resets, data, by));
    // Nobody tells more lines of a chart apart; the other frames hold all series.
    const series = query.frame === 'series' ? all.slice(0, MAX_SERIES) : all;
    const notices: Notice[] = [
      ...missingNotice(metric, countMissing(data.metric(metric), rows), rows.length),
      ...(left === 0
        ? []
        : [
            info(
              `${counted(left, 'run')} without ${by === 'time' ? 'a time' : by} left out of ${metricTitle(metric)}.`
            ),
          ]),
    ];
    if (series.length < all.length) {
      notices.push(
        warning(
          `Shows the first ${series.length} of ${all.length} series: narrow the filters, or group by fewer dimensions.`
        )
      );
    }
    const frames = {
      series: () => seriesFrames(series, data, query, metric, notices),
      changes: () => [changesFrame(series, data, query, metric, notices)],
      alert: () => [
        alertFrame(series, data, query, metric, context.range === null ? null : context.range.from, notices),
      ],
      verdict: () => [verdictFrame(series, data, query, metric, notices)],
      events: () => [
        eventsFrame({
          events: query.events,
          data,
          rows,
          metric,
          changes: series.reduce<Change[]>((list, one) => list.concat(changesOf(one, metric, query)), []),
          range: context.range,
          notices,
        }),
      ],
    };
    return frames[query.frame]().map((frame) => limitRows(frame, query.limit, context));
  },
};
