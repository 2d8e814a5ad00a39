import { labelled, metricConfig, metricField, textField } from '../frames/field';
import { rowsOf, withNotices, type Field, type Frame, type Notice } from '../frames/frame';
import { metricTitle } from '../model/metric-id';
import { textAt } from '../model/table';
import { asAxis, axisValues, countMissing, loadTypeNotices, missingNotice } from './axis';
import type { Data } from './data';
import { groupMeans } from './group';
import { dimensionOf, metricOf } from './names';
import type { PointsQuery } from './points-query';
import { drawnCells } from './repeats';
import { cellsOfSeries, MAX_SERIES, mixedNotices, seriesNotices, seriesOf } from './series';

/**
 * Cells of a series that have both coordinates, in the order of their load, so that a line through them follows the load even
 * where it bends back at saturation; in the order of x where a load is unknown.
 */
function curve(x: Float64Array, y: Float64Array, load: Float64Array, cells: readonly number[]): number[] {
  const own = cells.filter((cell) => !Number.isNaN(x[cell]) && !Number.isNaN(y[cell]));
  const along = own.some((cell) => Number.isNaN(load[cell])) ? x : load;
  return own.sort((a, b) => along[a] - along[b] || x[a] - x[b]);
}

/** One frame a series and metric: x, y, and texts for the tooltip. Repeats of a cell are averaged. */
export function curveFrames(query: PointsQuery, data: Data, rows: Int32Array): Frame[] {
  const series = seriesOf(data, rows, query);
  const { cells, mixed } = drawnCells(data, rows, query.groupBy?.map(dimensionOf));
  const members = cellsOfSeries(series, rows, cells.groupOf, cells.count);
  const axis = axisValues(data, query.x);
  const x = groupMeans(cells, rows, axis.values).means;
  const load = groupMeans(cells, rows, axisValues(data, 'load').values).means;
  const shared = [...seriesNotices(series), ...mixedNotices(mixed), ...loadTypeNotices(data, rows, query.x)];
  const frames: Frame[] = [];
  query.metrics.map(metricOf).forEach((metric) => {
    const values = data.metric(metric);
    const { means: y, n } = groupMeans(cells, rows, values);
    const notices = [...shared, ...missingNotice(metric, countMissing(values, rows), rows.length)];
    series.names.slice(0, MAX_SERIES).forEach((seriesName, index) => {
      const order = curve(x, y, load, members[index]);
      const title = query.metrics.length === 1 ? seriesName : `${seriesName} · ${metricTitle(metric)}`;
      const firstRows = Int32Array.from(order, (cell) => cells.first[cell]);
      frames.push({
        name: title,
        meta: { notices: frames.length === 0 ? notices : [] },
        fields: [
          asAxis(axis.field(Float64Array.from(order, (cell) => x[cell]))),
          {
            name: metric.id,
            type: 'number',
            values: Float64Array.from(order, (cell) => y[cell]),
            config: labelled(metricConfig(metric, title), metricTitle(metric)),
          },
          textField(
            'series',
            order.map(() => seriesName),
            { displayNameFromDS: 'Series' }
          ),
          // Two fields of one name are one to a panel.
          ...(query.x === 'load'
            ? []
            : [
                textField(
                  'load',
                  Array.from(firstRows, (row) => textAt(data.dimension('load'), row)),
                  { displayNameFromDS: 'Load' }
                ),
              ]),
          textField(
            'repeats',
            order.map((cell) => String(n[cell])),
            { displayNameFromDS: 'Repeats' }
          ),
        ],
      });
    });
  });
  const drawn = frames.filter((frame) => rowsOf(frame) > 0);
  const notices = frames.reduce<Notice[]>((all, frame) => all.concat(frame.meta.notices ?? []), []);
  return drawn.length > 0
    ? [withNotices({ ...drawn[0], meta: {} }, notices), ...drawn.slice(1)]
    : emptyCurves(query, axis.field(new Float64Array(0)), notices);
}

function emptyCurves(query: PointsQuery, x: Field, notices: readonly Notice[]): Frame[] {
  const metric = metricOf(query.metrics[0] ?? 'ttft_p99');
  return [{ name: 'curves', meta: { notices: [...notices] }, fields: [x, metricField(metric, new Float64Array(0))] }];
}
