import { numberField, textField } from '../frames/field';
import type { Frame } from '../frames/frame';
import { inWords } from '../frames/words';
import { metricTitle, metricUnit, type Metric } from '../model/metric-id';
import { numberAt } from '../model/table';
import { countMissing, missingNotice } from './axis';
import { counted, metricSign } from './common';
import type { Data } from './data';
import { groupMeans } from './group';
import { metricOf } from './names';
import type { PointsQuery } from './points-query';
import { repeatCells } from './repeats';
import { seriesOf } from './series';

interface Extremes {
  readonly metric: Metric;
  /** Means over repeats; NaN where no point has the metric. */
  readonly best: number;
  readonly worst: number;
  readonly words: string;
}

/** The largest and the smallest of the values that are there, by position; -1 where there are none. */
function extremes(values: Float64Array): { low: number; high: number } {
  let [low, high] = [-1, -1];
  values.forEach((value, index) => {
    if (!Number.isNaN(value)) {
      low = low < 0 || value < values[low] ? index : low;
      high = high < 0 || value > values[high] ? index : high;
    }
  });
  return { low, high };
}

/** Where a cell lies, in words: its series, if there are several, and its load. */
function placesOf(data: Data, rows: Int32Array, query: PointsQuery, first: Int32Array): (cell: number) => string {
  const series = seriesOf(data, rows, query);
  const seriesOfRow = new Map<number, number>();
  rows.forEach((row, index) => seriesOfRow.set(row, series.grouping.groupOf[index]));
  return (cell) => {
    const row = first[cell];
    const load = numberAt(data.dimension('load'), row);
    const name = series.names.length > 1 ? series.names[seriesOfRow.get(row) ?? 0] : '';
    return [name, Number.isNaN(load) ? '' : `at load ${load}`].filter((part) => part !== '').join(' ');
  };
}

/**
 * One row a metric: its best value and its worst, and where, as numbers in base units and in a sentence. Values are means over
 * repeats; of a metric without a direction the largest stands as the best. Null where no point has the metric.
 */
export function summaryFrame(query: PointsQuery, data: Data, rows: Int32Array): Frame {
  const cells = repeatCells(data, rows);
  const placeOf = placesOf(data, rows, query, cells.first);
  const found = query.metrics.map(metricOf).map((metric): Extremes => {
    const { means } = groupMeans(cells, rows, data.metric(metric));
    const { low, high } = extremes(means);
    const [best, worst] = metricSign(metric) < 0 ? [low, high] : [high, low];
    const said = (cell: number): string =>
      [inWords(metric, means[cell]), placeOf(cell)].filter((part) => part !== '').join(', ');
    const isDirected = metric.base.direction !== 'none';
    return {
      metric,
      best: best < 0 ? NaN : means[best],
      worst: worst < 0 ? NaN : means[worst],
      words:
        best < 0
          ? `No point has ${metricTitle(metric)}: the files do not say it.`
          : means[best] === means[worst]
            ? `${inWords(metric, means[best])} everywhere (${counted(rows.length, 'load point')}).`
            : isDirected
              ? `Best: ${said(best)}. Worst: ${said(worst)}.`
              : `From ${said(low)} to ${said(high)}.`,
    };
  });
  const units = Array.from(new Set(found.map(({ metric }) => metricUnit(metric))));
  const unit = units.length === 1 ? { unit: units[0] } : {};
  return {
    name: 'summary',
    meta: {
      type: 'table',
      notices: found.reduce<ReturnType<typeof missingNotice>>(
        (all, { metric }) => all.concat(missingNotice(metric, countMissing(data.metric(metric), rows), rows.length)),
        []
      ),
    },
    fields: [
      textField(
        'metric',
        found.map(({ metric }) => metricTitle(metric)),
        { displayNameFromDS: 'Metric' }
      ),
      textField(
        'answer',
        found.map(({ words }) => words),
        { displayNameFromDS: 'Answer' }
      ),
      numberField(
        'best',
        found.map(({ best }) => best),
        { displayNameFromDS: 'Best', description: 'Mean over the repeats of the best load point.', ...unit }
      ),
      numberField(
        'worst',
        found.map(({ worst }) => worst),
        { displayNameFromDS: 'Worst', description: 'Mean over the repeats of the worst load point.', ...unit }
      ),
    ],
  };
}
