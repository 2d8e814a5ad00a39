import { deltaConfig, metricConfig, numberField, textField, timeField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { metricTitle, type Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import { countedBy } from '../compare/measure';
import { counted } from '../common';
import type { Data } from '../data';
import { isFraction } from '../fractions';
import { changeText, VERDICT_CONFIG } from '../verdicts';
import { broughtToLight, changesOf, latestOf, type Change } from './changes';
import { describe } from './describe';
import type { HistoryQuery } from './index';
import type { HistorySeries } from './series';

const ALERT_TITLES = { alarm: 'Alarm', delta: 'Change', z: 'z', change: 'New change point' } as const;

/** Change points of all series, the newest first; those without a time last. */
function newestFirst(all: readonly HistorySeries[], metric: Metric, query: HistoryQuery): Change[] {
  const time = ({ firstBad }: Change): number => (Number.isNaN(firstBad.time) ? -Infinity : firstBad.time);
  return ([] as Change[])
    .concat(...all.map((one) => changesOf(one, metric, query)))
    .sort((a, b) => (time(a) === time(b) ? 0 : time(b) - time(a)));
}

/** What one request more or less makes of a share; 0 of metrics that are no shares of counted requests. */
function resolutionAt(data: Data, metric: Metric, { entries }: HistorySeries): number {
  const of = countedBy(metric);
  const total = of.length === 0 ? NaN : data.metric(of[of.length - 1])[entries[entries.length - 1].row];
  return total > 0 ? 1 / total : 0;
}

export function seriesFrames(
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
    const changed = new Set(changesOf(one, metric, query).map(({ index }) => index));
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
  const shown =
    frames.length > 0
      ? frames
      : [
          {
            name: 'series',
            meta: byTime ? { type: 'timeseries-multi' as const, typeVersion: [0, 1] as [number, number] } : {},
            fields: [
              timeField('time', []),
              { name: metric.id, type: 'number' as const, values: [], config: metricConfig(metric) },
            ],
          },
        ];
  return [{ ...shown[0], meta: { ...shown[0].meta, notices } }, ...shown.slice(1)];
}

export function changesFrame(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  notices: Notice[]
): Frame {
  const changes = newestFirst(all, metric, query);
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
        changes.map(({ delta }) => delta),
        deltaConfig(
          'Change',
          metric.base.direction,
          isFraction(metric) ? 'Mean after - mean before.' : 'Mean after / mean before - 1.'
        )
      ),
      numberField(
        'p',
        changes.map(({ p }) => p),
        { displayNameFromDS: 'p' }
      ),
      textField(
        'verdict',
        changes.map(({ verdict }) => verdict),
        VERDICT_CONFIG
      ),
    ],
  };
}

/** The number of the alert for a series; NaN (NoData) where its history is too short to judge. */
function alertValue(one: HistorySeries, data: Data, query: HistoryQuery, metric: Metric, since: number | null): number {
  if (query.value === 'change') {
    const last = one.entries[one.entries.length - 1];
    const changes = broughtToLight(one, metric, query, since ?? last.time);
    return changes === null ? NaN : changes.length > 0 ? 1 : 0;
  }
  const latest = latestOf(one, metric, query, resolutionAt(data, metric, one));
  return query.value !== 'alarm'
    ? latest[query.value]
    : Number.isNaN(latest.z)
      ? NaN
      : latest.alarm && latest.isWorse
        ? 1
        : 0;
}

/**
 * One row a series: its labels, and one number. A history too short to judge is NoData (null), never 0. `since` is the start of
 * the time range of the request, for `change`; null: the latest run alone is new.
 */
export function alertFrame(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  since: number | null,
  notices: Notice[]
): Frame {
  const judged = all.map((one) => ({ one, value: alertValue(one, data, query, metric, since) }));
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
        { displayNameFromDS: ALERT_TITLES[query.value] }
      ),
    ],
  };
}

const isBad = ({ verdict }: Change): boolean => verdict !== 'improvement';

function answerText(judged: number, alarms: number, changes: readonly Change[], data: Data, metric: Metric): string {
  const newest = changes.find(isBad);
  const latest =
    judged === 0
      ? 'No series has a history long enough to judge its latest run.'
      : `The latest run is out of line for the worse in ${alarms} of ${counted(judged, 'series', 'series')}.`;
  const found = `${counted(changes.filter(isBad).length, 'change point')} for the worse, ${changes.filter((one) => !isBad(one)).length} for the better`;
  return newest === undefined
    ? `${latest} ${found}.`
    : `${latest} ${found}; the newest worsened ${metricTitle(metric)} by ${changeText(newest.delta, isFraction(metric))}, first seen in ${describe(data, newest.firstBad)}.`;
}

/** One row: the answer in words, and how many series and change points it is about. */
export function verdictFrame(
  all: readonly HistorySeries[],
  data: Data,
  query: HistoryQuery,
  metric: Metric,
  notices: Notice[]
): Frame {
  const latest = all.map((one) => latestOf(one, metric, query, resolutionAt(data, metric, one)));
  const judged = latest.filter(({ z }) => !Number.isNaN(z));
  const alarms = judged.filter(({ alarm, isWorse }) => alarm && isWorse).length;
  const changes = newestFirst(all, metric, query);
  const numbers: ReadonlyArray<readonly [string, string, number]> = [
    ['alarms', 'Alarms', alarms],
    ['regressions', 'Worsened', changes.filter(isBad).length],
    ['improvements', 'Improved', changes.filter((one) => !isBad(one)).length],
    ['judged', 'Judged', judged.length],
    ['series', 'Series', all.length],
  ];
  return {
    name: 'verdict',
    meta: { type: 'table', notices },
    fields: [
      textField('answer', [answerText(judged.length, alarms, changes, data, metric)], { displayNameFromDS: 'Answer' }),
      ...numbers.map(([name, title, value]) => numberField(name, [value], { displayNameFromDS: title })),
    ],
  };
}
