import { labelled, metricConfig } from '../frames/field';
import type { Field, Frame, Notice } from '../frames/frame';
import { metricTitle, statTitle, type Metric } from '../model/metric-id';
import { asAxis, axisValues, countMissing, loadTypeNotices, missingNotice } from './axis';
import { info } from './common';
import type { Data } from './data';
import { groupMeans, groupRange } from './group';
import { dimensionOf, metricOf } from './names';
import type { PointsQuery } from './points-query';
import { drawnCells } from './repeats';
import { cellsOfSeries, MAX_SERIES, mixedNotices, seriesNotices, seriesOf } from './series';

/** Percentiles are never pooled: over repeats they are the mean of the runs' own, and say so. */
function repeatedTitle(metric: Metric): string {
  return metric.stat.startsWith('p') ? `mean of per-run ${statTitle(metric.stat)}` : 'mean of repeats';
}

/** Loads spread over a factor of this or more stand on a logarithmic axis: 1, 8, 64, 256 and not 1 and 8 on one spot. */
const LOG_FROM = 16;

/** The x of a trend with its scale, which it always says: a logarithmic y set for the panel is none for the loads. */
function scaled(x: Field, levels: readonly number[]): Field {
  const isWide = levels.length > 2 && levels[0] > 0 && levels[levels.length - 1] >= LOG_FROM * levels[0];
  const scaleDistribution = isWide ? { type: 'log', log: 2 } : { type: 'linear' };
  return { ...x, config: { ...x.config, custom: { ...x.config.custom, scaleDistribution } } };
}

/** A band is drawn by filling from the high field down to the low one, which stays out of the legend. */
function bandConfig(metric: Metric, title: string, fill: string | null): Field['config'] {
  return {
    ...metricConfig(metric, title),
    custom: {
      axisLabel: metricTitle(metric),
      lineWidth: 0,
      showPoints: 'never',
      hideFrom: { legend: true, tooltip: false, viz: false },
      ...(fill === null ? {} : { fillBelowTo: fill, fillOpacity: 15 }),
    },
  };
}

/**
 * One wide frame, one row a load: a strictly increasing x, then a field a series and metric. Where a load of a series has
 * two or more repeats, the fields low and high stand around it: the smallest and largest of the repeats. A series without a
 * value is left out.
 */
export function trendFrame(query: PointsQuery, data: Data, rows: Int32Array): Frame {
  const series = seriesOf(data, rows, query);
  const { cells, mixed } = drawnCells(data, rows, query.groupBy?.map(dimensionOf));
  const members = cellsOfSeries(series, rows, cells.groupOf, cells.count);
  const axis = axisValues(data, query.x);
  const x = groupMeans(cells, rows, axis.values).means;
  const levels = Array.from(new Set(Array.from(x).filter((value) => !Number.isNaN(value)))).sort((a, b) => a - b);
  const rowOf = new Map(levels.map((value, row) => [value, row]));
  const fields: Field[] = [];
  const notices: Notice[] = [...seriesNotices(series), ...mixedNotices(mixed), ...loadTypeNotices(data, rows, query.x)];
  let collisions = 0;
  query.metrics.map(metricOf).forEach((metric) => {
    const values = data.metric(metric);
    const { means, n } = groupMeans(cells, rows, values);
    const { low, high } = groupRange(cells, rows, values);
    notices.push(...missingNotice(metric, countMissing(values, rows), rows.length));
    series.names.slice(0, MAX_SERIES).forEach((name, index) => {
      if (!members[index].some((cell) => n[cell] > 0 && rowOf.has(x[cell]))) {
        return;
      }
      const spread = (source: Float64Array, least: number): Float64Array => {
        const column = new Float64Array(levels.length).fill(NaN);
        members[index].forEach((cell) => {
          const row = rowOf.get(x[cell]);
          if (row !== undefined && n[cell] >= least) {
            column[row] = source[cell];
          }
        });
        return column;
      };
      const taken = new Set<number>();
      members[index].forEach((cell) => {
        collisions += n[cell] > 0 && taken.has(x[cell]) ? 1 : 0;
        taken.add(x[cell]);
      });
      const repeated = members[index].some((cell) => n[cell] >= 2);
      const title = query.metrics.length === 1 ? name : `${name} · ${metricTitle(metric)}`;
      const labels = { series: name, ...series.labels[index] };
      const most = Math.max(0, ...members[index].map((cell) => n[cell]));
      const described = labelled(metricConfig(metric, title), metricTitle(metric));
      const low_ = `${title} low`;
      if (repeated) {
        fields.push({
          name: `${metric.id} low`,
          type: 'number',
          labels,
          values: spread(low, 2),
          config: bandConfig(metric, low_, null),
        });
      }
      fields.push({
        name: metric.id,
        type: 'number',
        labels,
        values: spread(means, 1),
        config: repeated
          ? { ...described, description: `${described.description} Shown: ${repeatedTitle(metric)}, n up to ${most}.` }
          : described,
      });
      if (repeated) {
        fields.push({
          name: `${metric.id} high`,
          type: 'number',
          labels,
          values: spread(high, 2),
          config: bandConfig(metric, `${title} high`, low_),
        });
      }
    });
  });
  if (collisions > 0) {
    notices.push(
      info(
        `${collisions} points share their x with another point of the same series; the later one is shown. Group by more dimensions to tell them apart.`
      )
    );
  }
  // Loads without a series would be a chart of nothing that says nothing.
  const drawn = fields.length === 0 ? [] : levels;
  return {
    name: 'trend',
    meta: { notices },
    fields: [scaled(asAxis(axis.field(Float64Array.from(drawn))), drawn), ...fields],
  };
}
