import { metricField, dimensionConfig, numberField, textField, timeField } from '../frames/field';
import type { Field, Frame, Notice } from '../frames/frame';
import { dimensionKind } from '../model/dimensions';
import { countMissing, emptyCellsNotice } from './axis';
import { cutNotices } from './common';
import type { Data } from './data';
import { numbersAt, textsAt } from './group';
import { dimensionOf, metricOf } from './names';
import type { PointsQuery } from './points-query';

const DEFAULT_DIMENSIONS = [
  'run',
  'config',
  'model',
  'hardware',
  'gpus',
  'serving_mode',
  'topology',
  'tool',
  'workload',
  'load_type',
  'load',
  'stage',
  'format',
  'path',
];

/** A dimension of the given rows as a field of its kind. */
export function dimensionField(data: Data, id: string, rows: Int32Array): Field {
  const column = data.dimension(id);
  if (column.kind === 'number') {
    const values = numbersAt(column.values, rows);
    return dimensionKind(id) === 'time' ? timeField(id, values) : numberField(id, values, dimensionConfig(id));
  }
  return textField(id, textsAt(column, rows));
}

/** One row a load point, at most `most`, nothing averaged, with the object that it was read from. */
export function tableFrame(query: PointsQuery, data: Data, selected: Int32Array, most: number): Frame {
  const rows = selected.subarray(0, most);
  const metrics = query.metrics.map(metricOf);
  const ids = query.dimensions ?? query.groupBy ?? DEFAULT_DIMENSIONS;
  const shown = ids.includes('path') ? ids : [...ids, 'path'];
  return {
    name: 'points',
    meta: {
      type: 'table',
      notices: metrics.reduce<Notice[]>(
        (all, metric) =>
          all.concat(emptyCellsNotice(metric, countMissing(data.metric(metric), selected), selected.length)),
        cutNotices(selected.length, most)
      ),
    },
    fields: [
      ...shown.map((id) => dimensionField(data, dimensionOf(id), rows)),
      ...metrics.map((metric) => metricField(metric, numbersAt(data.metric(metric), rows))),
    ],
  };
}
