import type { Frame } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { axisTables } from '../axis';
import { FILTERS_FIELD, LIMIT_FIELD, limitRows, PRICES_FIELD } from '../common';
import { dimensionTables } from '../data';
import type { Choice, QueryDefinition } from '../definition';
import { filterTables } from '../filters';
import { dimensionOf } from '../names';
import { atFrame } from './at';
import { areaFrame, crossoversFrame } from './common-range';
import { curveFrames, layerFrames } from './curves';
import { planeOf } from './plane';
import { frontierSchema, type FrontierQuery } from './query';
import { tableFrame } from './table';

const DIRECTIONS: readonly Choice[] = [
  { value: 'auto', label: 'By the metric', description: 'The direction of the metric table.' },
  { value: 'higher', label: 'Higher is better' },
  { value: 'lower', label: 'Lower is better' },
];

export const frontier: QueryDefinition<FrontierQuery> = {
  kind: 'frontier',
  title: 'Pareto frontier',
  question: 'Which points are worth having?',
  frames: [
    { name: 'table', label: 'Table', description: 'Every point with its rank; the frontier first.' },
    { name: 'curves', label: 'Curves (XY chart)', description: 'One frame of points and one of the frontier a group.' },
    { name: 'layers', label: 'Layers (XY chart)', description: 'The frontier of each group and the layers behind it.' },
    {
      name: 'at',
      label: 'Value at',
      description: 'What each frontier reaches at given x, interpolated between neighbours.',
    },
    { name: 'area', label: 'Area', description: 'Area under each frontier over the range of x that all have.' },
    { name: 'crossovers', label: 'Crossovers', description: 'Where the frontiers of two groups change places.' },
  ],
  schema: frontierSchema,
  form: [
    { name: 'x', kind: 'metric', label: 'X axis', help: 'A metric, or a dimension that holds numbers.' },
    { name: 'y', kind: 'metric', label: 'Y axis', help: 'A metric. Directions come from the metric table.' },
    {
      name: 'xDirection',
      kind: 'choice',
      label: 'Better x',
      help: 'Which way is better on the x axis.',
      choices: DIRECTIONS,
    },
    {
      name: 'yDirection',
      kind: 'choice',
      label: 'Better y',
      help: 'Which way is better on the y axis.',
      choices: DIRECTIONS,
    },
    {
      name: 'groupBy',
      kind: 'dimensions',
      label: 'Group by',
      help: 'One frontier for each combination. Empty: one for all.',
    },
    {
      name: 'groups',
      kind: 'groups',
      label: 'Named groups',
      help: 'One frontier for each, of the points that its filters select, in the place of Group by.',
    },
    {
      name: 'at',
      kind: 'numbers',
      label: 'At',
      help: 'Values of x, in base units.',
      when: { name: 'frame', in: ['at'] },
    },
    {
      name: 'layers',
      kind: 'number',
      label: 'Layers',
      help: 'How many layers are drawn, 3 when left out.',
      when: { name: 'frame', in: ['layers'] },
    },
    {
      name: 'legend',
      kind: 'text',
      label: 'Legend',
      help: 'Template of the group name, for example {{serving_mode}}.',
    },
    FILTERS_FIELD,
    PRICES_FIELD,
    LIMIT_FIELD,
  ],
  tables: ({ groups, ...query }): TableName[] => [
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...filterTables(groups.reduce((all, { filters }) => all.concat(filters), query.filters)),
    ...query.groupBy.reduce<TableName[]>((all, id) => all.concat(dimensionTables(dimensionOf(id))), []),
    ...dimensionTables('workload'),
  ],
  run(query, data, context) {
    const plane = planeOf(query, data);
    const frames: Readonly<Record<FrontierQuery['frame'], () => Frame[]>> = {
      table: () => [tableFrame(data, plane, query.limit ?? context.limits.rows)],
      curves: () => curveFrames(data, plane),
      layers: () => layerFrames(data, plane, query.layers),
      at: () => [atFrame(data, plane, query.at)],
      area: () => [areaFrame(plane)],
      crossovers: () => [crossoversFrame(plane)],
    };
    return frames[query.frame]().map((frame) => limitRows(frame, query.limit, context));
  },
};
