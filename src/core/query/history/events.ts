import { textField, timeField } from '../../frames/field';
import type { Frame, Notice } from '../../frames/frame';
import { inWords, signedPercent } from '../../frames/words';
import { fingerprint } from '../../model/fingerprint';
import { metricTitle, type Metric } from '../../model/metric-id';
import { textAt } from '../../model/table';
import type { Context } from '../../model/request';
import type { Data } from '../data';
import { configurationChanges } from './configuration';
import type { Change } from './changes';
import { describe } from './describe';

/** What Grafana's annotations take of a row; `tags` is a list in one text, as its standard support splits it. */
interface Event {
  readonly time: number;
  readonly timeEnd: number | null;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** What makes the event the same one when it is asked for again. */
  readonly identity: string;
}

/** What the frame of events holds. */
export const EVENTS = ['all', 'changes', 'configuration'] as const;

export interface EventsOf {
  readonly events: (typeof EVENTS)[number];
  readonly data: Data;
  readonly rows: Int32Array;
  readonly metric: Metric;
  readonly changes: readonly Change[];
  readonly range: Context['range'];
  readonly notices: Notice[];
}

/** A change point as an event: from the last run before it to the first one after, the stretch in which it came about. */
function changeEvent({ data, metric }: EventsOf, change: Change): Event {
  const { series, before, after, lastGood, firstBad, delta, verdict } = change;
  return {
    time: lastGood.time,
    timeEnd: firstBad.time,
    title: `${metricTitle(metric)} ${signedPercent(delta)}: ${verdict}`,
    text: `${series.name}: mean ${inWords(metric, before)} → ${inWords(metric, after)}. Last run before: ${describe(data, lastGood)}. First after: ${describe(data, firstBad)}.`,
    tags: ['change point', verdict, metric.id],
    identity: JSON.stringify(['change', metric.id, series.labels, firstBad.time, describe(data, firstBad)]),
  };
}

/** A change of build or configuration as an event: at the first run under it. */
function configurationEvents({ data, rows }: EventsOf): Event[] {
  return configurationChanges(data, rows).map(({ row, time, lineage, changes }) => {
    const words = changes.map((change) => change.words).join('; ');
    return {
      time,
      timeEnd: null,
      title: changes.length === 1 ? words : `${changes.length} changes of the configuration`,
      text: `${lineage}: ${words}. First run: ${textAt(data.dimension('run'), row) ?? '?'}.`,
      tags: ['configuration', ...changes.map(({ id }) => id)],
      identity: JSON.stringify(['configuration', lineage, time, words]),
    };
  });
}

/** True where an event reaches into the range; all do where there is none. */
function isWithin(range: Context['range'], { time, timeEnd }: Event): boolean {
  return range === null || ((timeEnd ?? time) >= range.from && time <= range.to);
}

/**
 * Change points and changes of build and configuration in the shape of Grafana's annotations, oldest first: time, timeEnd (null
 * for a moment), title, text, tags, id. Change points are those of the whole history; the range selects what is shown of them.
 */
export function eventsFrame(of: EventsOf): Frame {
  const changes = (): Event[] =>
    of.changes
      .filter(({ lastGood, firstBad }) => !Number.isNaN(lastGood.time) && !Number.isNaN(firstBad.time))
      .map((change) => changeEvent(of, change));
  const events = [
    ...(of.events === 'configuration' ? [] : changes()),
    ...(of.events === 'changes' ? [] : configurationEvents(of)),
  ]
    .filter((event) => isWithin(of.range, event))
    .sort((a, b) => a.time - b.time);
  return {
    name: 'events',
    meta: { type: 'table', notices: of.notices },
    fields: [
      timeField(
        'time',
        events.map(({ time }) => time),
        { displayNameFromDS: 'Time' }
      ),
      timeField(
        'timeEnd',
        events.map(({ timeEnd }) => timeEnd),
        { displayNameFromDS: 'End' }
      ),
      textField(
        'title',
        events.map(({ title }) => title),
        { displayNameFromDS: 'Title' }
      ),
      textField(
        'text',
        events.map(({ text }) => text),
        { displayNameFromDS: 'Text' }
      ),
      textField(
        'tags',
        events.map(({ tags }) => tags.join(',')),
        { displayNameFromDS: 'Tags' }
      ),
      textField(
        'id',
        events.map(({ identity }) => fingerprint(identity)),
        { displayNameFromDS: 'Id' }
      ),
    ],
  };
}
