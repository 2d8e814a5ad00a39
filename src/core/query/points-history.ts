import { metricConfig, timeField } from '../frames/field';
import type { Frame, Notice } from '../frames/frame';
import { metricTitle } from '../model/metric-id';
import { numberAt } from '../model/table';
import { countMissing, missingNotice } from './axis';
import { counted, info } from './common';
import type { Data } from './data';
import { metricOf } from './names';
import type { PointsQuery } from './points-query';
import { MAX_SERIES, seriesNotices, seriesOf } from './series';

/** Over history the build is what changes, so it never splits a series; the load does. */
const HISTORY_SERIES = ['config', 'workload', 'load_type', 'load'];

/**
 * One frame a series and metric over the start of the runs (their end where only that is known). Runs without a time are
 * left out and said: the time of a file never passes for the time of a run.
 */
export function historyFrames(query: PointsQuery, data: Data, rows: Int32Array): Frame[] {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  const timeOf = (row: number): number => {
    const start = numberAt(started, row);
    return Number.isNaN(start) ? numberAt(ended, row) : start;
  };
  const timed = rows.filter((row) => !Number.isNaN(timeOf(row)));
  const timeless = rows.length - timed.length;
  const series = seriesOf(data, timed, { legend: query.legend, groupBy: query.groupBy ?? HISTORY_SERIES });
  const members: number[][] = series.names.map(() => []);
  timed.forEach((row, index) => members[series.grouping.groupOf[index]].push(row));
  const notices: Notice[] = [...seriesNotices(series)];
  if (timeless > 0) {
    notices.push(info(`${counted(timeless, 'point')} without a run time ${timeless === 1 ? 'is' : 'are'} left out.`));
  }
  const frames: Frame[] = [];
  query.metrics.map(metricOf).forEach((metric) => {
    const values = data.metric(metric);
    notices.push(...missingNotice(metric, countMissing(values, timed), timed.length));
    series.names.slice(0, MAX_SERIES).forEach((name, index) => {
      const kept = members[index].filter((row) => !Number.isNaN(values[row])).sort((a, b) => timeOf(a) - timeOf(b));
      if (kept.length > 0) {
        const title = query.metrics.length === 1 ? name : `${name} · ${metricTitle(metric)}`;
        frames.push({
          name: title,
          meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
          fields: [
            timeField('time', Float64Array.from(kept, timeOf), { displayNameFromDS: 'Time' }),
            {
              name: metric.id,
              type: 'number',
              labels: { series: name, ...series.labels[index] },
              values: Float64Array.from(kept, (row) => values[row]),
              config: metricConfig(metric, title),
            },
          ],
        });
      }
    });
  });
  if (frames.length === 0) {
    const metric = metricOf(query.metrics[0] ?? 'ttft_p99');
    frames.push({
      name: 'history',
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        timeField('time', [], { displayNameFromDS: 'Time' }),
        { name: metric.id, type: 'number', values: [], config: metricConfig(metric) },
      ],
    });
  }
  return [{ ...frames[0], meta: { ...frames[0].meta, notices } }, ...frames.slice(1)];
}
