import * as v from 'valibot';
import { LATEST_DEFAULTS, latestPoint } from '../../analysis/latest';
import { changePoints } from '../../analysis/otava';
import { defaultMinEffect } from '../../analysis/verdict';
import { deltaConfig, metricConfig, numberField, textField, timeField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { metricTitle, type Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import { missingNotice, countMissing } from '../axis';
import {
  baseEntries,
  counted,
  FILTERS_FIELD,
  info,
  LIMIT_FIELD,
  limitRows,
  metricSign,
  nameSchema,
  namesSchema,
} from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { dimensionOf, metricOf } from '../names';
import { describe } from './describe';
import { eventsFrame } from './events';
import { readResets, restarted } from './resets';
import { historySeries, type Entry, type HistorySeries } from './series';

const FRAMES = ['series', 'changes', 'alert', 'events'] as const;
const VALUES = ['alarm', 'delta', 'z'] as const;

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
  resets: v.optional(namesSchema, ['hardware', 'driver', 'tool_version']),
  value: v.optional(v.picklist(VALUES), 'alarm'),
});

export type HistoryQuery = v.InferOutput<typeof historySchema>;

/** Values of the stretch that starts at a position. */
function stretch(series: HistorySeries, position: number): readonly Entry[] {
  return series.entries.slice(series.starts[position], series.starts[position + 1] ?? series.entries.length);
}

export interface Change {
  readonly series: HistorySeries;
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly lastGood: Entry;
  readonly firstBad: Entry;
  readonly p: number;
}

/** Change points of every stretch; a reset is none itself. */
function changesOf(series: HistorySeries, query: HistoryQuery): Change[] {
  return series.starts.reduce<Change[]>((all, start, position) => {
    const entries = stretch(series, position);
    const found = changePoints(
      entries.map(({ value }) => value),
      { window: query.window, maxP: query.p, minMagnitude: query.magnitude }
    );
    found.forEach((change) =>
      all.push({
        series,
        index: start + change.index,
        before: change.before,
        after: change.after,
        p: change.p,
        lastGood: entries[change.index - 1],
        firstBad: entries[change.index],
      })
    );
    return all;
  }, []);
}

function changesIn(all: readonly HistorySeries[], query: HistoryQuery): Change[] {
  return all.reduce<Change[]>((list, one) => list.concat(changesOf(one, query)), []);
}

function seriesFrames(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  notices: Notice[]
): Frame[] {
  const byTime = query.by === 'time';
  const frames = all.map((one): Frame => {
    const axis: Field = byTime
      ? timeField(
          'time',
          one.entries.map(({ time }) => time),
          { displayNameFromDS: 'Time' }
        )
      : textField(
          query.by,
          one.entries.map(({ row }) => textAt(data.dimension(query.by), row))
        );
    const changed = new Set(changesOf(one, query).map(({ index }) => index));
    return {
      name: one.name,
      meta: byTime ? { type: 'timeseries-multi', typeVersion: [0, 1] } : { type: 'table' },
      fields: [
        axis,
        {
          name: metric.id,
          type: 'number',
          labels: { series: one.name, ...one.labels },
          values: one.entries.map(({ value }) => value),
          config: metricConfig(metric, one.name),
        },
        ...(byTime
          ? []
          : [
              textField(
                'change',
                one.entries.map((_, index) => (changed.has(index) ? 'change' : null)),
                { displayNameFromDS: 'Change point' }
              ),
            ]),
      ],
    };
  });
  const shown: readonly Frame[] =
    frames.length > 0
      ? frames
      : [
          {
            name: 'series',
            meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
            fields: [
              timeField('time', []),
              { name: metric.id, type: 'number', values: [], config: metricConfig(metric) },
            ],
          },
        ];
  return [{ ...shown[0], meta: { ...shown[0].meta, notices } }, ...shown.slice(1)];
}

function changesFrame(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  notices: Notice[]
): Frame {
  const changes = changesIn(all, query).sort((a, b) => b.firstBad.time - a.firstBad.time);
  const verdict = ({ before, after }: Change): string =>
    metric.base.direction === 'none'
      ? 'change'
      : (after - before) * metricSign(metric) > 0
        ? 'improvement'
        : 'regression';
  const number = (name: string, pick: (change: Change) => number, title: string): Field => ({
    name,
    type: 'number',
    values: changes.map(pick),
    config: metricConfig(metric, title),
  });
  return {
    name: 'changes',
    meta: { type: 'table', notices },
    fields: [
      textField(
        'series',
        changes.map(({ series }) => series.name),
        { displayNameFromDS: 'Series' }
      ),
      numberField(
        'index',
        changes.map(({ index }) => index),
        { displayNameFromDS: 'Run number' }
      ),
      timeField(
        'time',
        changes.map(({ firstBad }) => firstBad.time),
        { displayNameFromDS: 'First run after' }
      ),
      textField(
        'last_good',
        changes.map(({ lastGood }) => describe(data, lastGood)),
        { displayNameFromDS: 'Last before' }
      ),
      textField(
        'first_bad',
        changes.map(({ firstBad }) => describe(data, firstBad)),
        { displayNameFromDS: 'First after' }
      ),
      number('before', ({ before }) => before, 'Mean before'),
      number('after', ({ after }) => after, 'Mean after'),
      numberField(
        'delta',
        changes.map(({ before, after }) => after / before - 1),
        deltaConfig('Change', metric.base.direction, 'Mean after / mean before - 1.')
      ),
      numberField(
        'p',
        changes.map(({ p }) => p),
        { displayNameFromDS: 'p' }
      ),
      textField('verdict', changes.map(verdict), {
        displayNameFromDS: 'Verdict',
        mappings: [
          {
            type: 'value',
            options: { regression: { color: 'red', index: 0 }, improvement: { color: 'green', index: 1 } },
          },
        ],
        custom: { cellOptions: { type: 'color-text' } },
      }),
    ],
  };
}

/** One row a series: its labels, and one number. A history too short to judge is NoData (null), never 0. */
function alertFrame(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  notices: Notice[]
): Frame {
  const minEffect = query.minEffect ?? defaultMinEffect(metric.id);
  const judged = all.map((one) => {
    const latest = latestPoint(
      stretch(one, one.starts.length - 1).map(({ value }) => value),
      { lookback: query.lookback, least: LATEST_DEFAULTS.least, z: query.z, minEffect }
    );
    const worse = metric.base.direction === 'none' || latest.delta * metricSign(metric) < 0;
    const value =
      query.value === 'alarm' ? (Number.isNaN(latest.z) ? NaN : latest.alarm && worse ? 1 : 0) : latest[query.value];
    return { one, value };
  });
  const last = (id: string): Field =>
    textField(
      id,
      all.map((one) => textAt(data.dimension(id), one.entries[one.entries.length - 1].row))
    );
  return {
    name: 'alert',
    meta: { type: 'numeric-long', typeVersion: [0, 1], notices },
    fields: [
      textField(
        'series',
        judged.map(({ one }) => one.name),
        { displayNameFromDS: 'Series' }
      ),
      textField(
        'metric',
        judged.map(() => metric.id),
        { displayNameFromDS: 'Metric' }
      ),
      ...['config', 'workload', 'run', 'engine_version', 'commit'].map(last),
      numberField(
        query.value,
        judged.map(({ value }) => value),
        { displayNameFromDS: query.value === 'alarm' ? 'Alarm' : query.value }
      ),
    ],
  };
}

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
    {
      name: 'events',
      label: 'Events',
      description: 'Change points, and changes of build and configuration, as annotations take them.',
    },
    { name: 'alert', label: 'Alert', description: 'One row a series with one number: is the latest run out of line?' },
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
      help: 'The one number of the alert.',
      when: { name: 'frame', in: ['alert'] },
      choices: VALUES.map((value) => ({ value, label: value })),
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
    ...metricTables([metricOf(query.metric)]),
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
    const series = found.map((one) => restarted(one, resets, data, by));
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
    const frames = {
      series: () => seriesFrames(series, data, query, metric, notices),
      changes: () => [changesFrame(series, data, query, metric, notices)],
      events: () => [
        eventsFrame({
          data,
          rows,
          metric,
          changes: changesIn(series, query),
          range: context.range,
          notices,
        }),
      ],
      alert: () => [alertFrame(series, data, query, metric, notices)],
    };
    return frames[query.frame]().map((frame) => limitRows(frame, query.limit, context));
  },
};
