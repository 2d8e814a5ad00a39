import type { TableName } from '../model/catalog';
import { axisTables } from './axis';
import { FILTERS_FIELD, LIMIT_FIELD, limitRows, PRICES_FIELD } from './common';
import { dimensionTables, metricTables } from './data';
import type { QueryDefinition } from './definition';
import { filterTables, selectStages } from './filters';
import { dimensionOf, metricOf } from './names';
import { alertFrame } from './points-alert';
import { curveFrames } from './points-curves';
import { historyFrames } from './points-history';
import { pointsSchema, type PointsQuery } from './points-query';
import { summaryFrame } from './points-summary';
import { tableFrame } from './points-table';
import { trendFrame } from './points-trend';

export const points: QueryDefinition<PointsQuery> = {
  kind: 'points',
  title: 'Load points',
  question: 'How do latency and throughput move with load?',
  frames: [],
  schema: pointsSchema,
  form: [
    {
      name: 'shape',
      kind: 'choice',
      label: 'Shape',
      help: 'What the panel takes.',
      choices: [
        { value: 'table', label: 'Table', description: 'One row a load point, as measured.' },
        { value: 'curves', label: 'Curves (XY chart)', description: 'One frame a series; repeats are averaged.' },
        {
          value: 'trend',
          label: 'Trend',
          description: 'One wide frame, one row a load, with low and high over repeats.',
        },
        {
          value: 'history',
          label: 'History (time series)',
          description: 'One frame a series over the start of the runs.',
        },
        {
          value: 'summary',
          label: 'Summary',
          description: 'One row a metric: the best and the worst value, and where, in a sentence.',
        },
        { value: 'alert', label: 'Alert', description: 'One row a series with one number, of its newest run.' },
      ],
    },
    {
      name: 'value',
      kind: 'choice',
      label: 'Value',
      help: 'The one number of the alert.',
      when: { name: 'shape', in: ['alert'] },
      choices: [
        { value: 'latest', label: 'Latest', description: 'The metric of the newest run.' },
        { value: 'change', label: 'Change', description: 'Newest build / build before it - 1, as a fraction.' },
        { value: 'age', label: 'Age', description: 'Seconds since the newest run started.' },
      ],
    },
    { name: 'metrics', kind: 'metrics', label: 'Metrics', help: 'What to show, each with its statistic.' },
    {
      name: 'x',
      kind: 'metric',
      label: 'X axis',
      help: 'A metric, or a dimension that holds numbers.',
      when: { name: 'shape', in: ['curves', 'trend'] },
    },
    {
      name: 'groupBy',
      kind: 'dimensions',
      label: 'Group by',
      help: 'One series for each combination. Empty: whatever differs among the points.',
      when: { name: 'shape', in: ['curves', 'trend', 'history', 'summary', 'alert'] },
    },
    {
      name: 'legend',
      kind: 'text',
      label: 'Legend',
      help: 'Template of the series name, for example {{topology}} {{model}}. Empty: the dimensions that differ.',
      placeholder: '{{topology}}',
      when: { name: 'shape', in: ['curves', 'trend', 'history', 'alert'] },
    },
    {
      name: 'dimensions',
      kind: 'dimensions',
      label: 'Columns',
      help: 'Dimensions to show beside the metrics.',
      when: { name: 'shape', in: ['table'] },
    },
    FILTERS_FIELD,
    PRICES_FIELD,
    LIMIT_FIELD,
  ],
  tables(query) {
    const dimensions = [...(query.groupBy ?? []), ...(query.dimensions ?? [])].map(dimensionOf);
    return [
      ...metricTables(query.metrics.map(metricOf)),
      ...axisTables(query.x),
      ...filterTables(query.filters),
      ...dimensions.reduce<TableName[]>((all, id) => all.concat(dimensionTables(id)), []),
      ...dimensionTables('workload'),
    ];
  },
  run(query, data, context) {
    const rows = selectStages(data, query.filters);
    switch (query.shape) {
      case 'table':
        return [tableFrame(query, data, rows, query.limit ?? context.limits.rows)];
      case 'curves':
        return curveFrames(query, data, rows).map((frame) => limitRows(frame, query.limit, context));
      case 'trend':
        return [limitRows(trendFrame(query, data, rows), query.limit, context)];
      case 'summary':
        return [summaryFrame(query, data, rows)];
      case 'history':
        return historyFrames(query, data, rows).map((frame) => limitRows(frame, query.limit, context));
      case 'alert':
        return [limitRows(alertFrame(query, data, rows, context), query.limit, context)];
    }
  },
};
