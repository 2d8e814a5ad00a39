import * as v from 'valibot';
import { interpolateAt } from '../analysis/interpolate';
import { paretoFrontier, paretoRanks } from '../analysis/pareto';
import { COLOR, numberField, textField } from '../frames/field';
import { rowsOf, withNotices, type Field, type Frame, type Notice } from '../frames/frame';
import type { TableName } from '../model/catalog';
import { textAt } from '../model/table';
import { asAxis, axisTables, axisValues, type Axis } from './axis';
import {
  baseEntries,
  counted,
  FILTERS_FIELD,
  info,
  LIMIT_FIELD,
  limitRows,
  nameSchema,
  namesSchema,
  warning,
} from './common';
import { dimensionTables, type Data } from './data';
import type { QueryDefinition } from './definition';
import { filterTables, selectStages } from './filters';
import { groupMeans, groupRows, textsAt } from './group';
import { dimensionOf } from './names';
import { GUARDED, repeatCells } from './repeats';
import { cellsOfSeries, seriesOf } from './series';

const FRAMES = ['table', 'curves', 'at'] as const;

export const frontierSchema = v.object({
  kind: v.literal('frontier'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES), 'table'),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  groupBy: v.optional(namesSchema, []),
  legend: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
  at: v.optional(v.pipe(v.array(v.number()), v.maxLength(1000)), []),
});

export type FrontierQuery = v.InferOutput<typeof frontierSchema>;

/** A group of cells with its frontier. Indices point into the cells. */
interface Group {
  readonly name: string;
  readonly cells: readonly number[];
  readonly frontier: readonly number[];
  readonly ranks: Int32Array;
}

/** Cells of repeats with the means of both axes. */
interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly n: Int32Array;
  readonly first: Int32Array;
  readonly series: readonly Group[];
  readonly notices: readonly Notice[];
}

function planeOf(query: FrontierQuery, data: Data, x: Axis, y: Axis): Plane {
  const rows = selectStages(data, query.filters);
  const series = seriesOf(data, rows, { groupBy: query.groupBy, legend: query.legend });
  const cells = repeatCells(
    data,
    rows,
    query.groupBy.map((id) => data.dimension(dimensionOf(id)))
  );
  const { means: xs, n } = groupMeans(cells, rows, x.values);
  const ys = groupMeans(cells, rows, y.values).means;
  const has = (cell: number): boolean => !Number.isNaN(xs[cell]) && !Number.isNaN(ys[cell]);
  const members = cellsOfSeries(series, rows, cells.groupOf, cells.count);
  const groups = series.names.map((name, index): Group => {
    const own = members[index].filter(has);
    const [px, py] = [own.map((cell) => xs[cell]), own.map((cell) => ys[cell])];
    return {
      name,
      cells: own,
      frontier: paretoFrontier(px, py, x.sign, y.sign).map((at) => own[at]),
      ranks: paretoRanks(px, py, x.sign, y.sign),
    };
  });
  const missing = cells.count - groups.reduce((total, group) => total + group.cells.length, 0);
  const notices =
    missing === 0
      ? []
      : [
          (missing === cells.count ? warning : info)(
            `${counted(missing, 'point')} of ${cells.count} without ${query.x} or ${query.y} left out.`
          ),
        ];
  return {
    x: xs,
    y: ys,
    n,
    first: cells.first,
    series: groups,
    notices: [...notices, ...mixed(data, cells.first, groups)],
  };
}

/** Points that should not be compared with one another are said, by what they differ in. */
function mixed(data: Data, first: Int32Array, groups: readonly Group[]): Notice[] {
  const differing = GUARDED.filter((id) =>
    groups.some(
      (group) =>
        groupRows(
          [data.dimension(id)],
          Int32Array.from(group.cells, (cell) => first[cell])
        ).count > 1
    )
  );
  return differing.length === 0
    ? []
    : [
        warning(
          `Compares points of different ${differing.join(', ')}: filter or group by ${differing.length === 1 ? 'it' : 'them'}.`
        ),
      ];
}

const pick = (values: Float64Array, cells: readonly number[]): Float64Array =>
  Float64Array.from(cells, (cell) => values[cell]);

const DESCRIBING = ['config', 'serving_mode', 'topology', 'hardware', 'gpus', 'workload', 'load'];

function describing(data: Data, plane: Plane, cells: readonly number[]): Field[] {
  const rows = Int32Array.from(cells, (cell) => plane.first[cell]);
  return DESCRIBING.map((id) => textField(id, textsAt(data.dimension(id), rows)));
}

/** Points numbered from the best rank on, so that the frontier stands first. */
function tableFrame(data: Data, x: Axis, y: Axis, plane: Plane): Frame {
  const all: Array<{ group: Group; cell: number; rank: number }> = [];
  plane.series.forEach((group) =>
    group.cells.forEach((cell, at) => all.push({ group, cell, rank: group.ranks[at] === 0 ? NaN : group.ranks[at] }))
  );
  all.sort((a, b) => (a.rank || Infinity) - (b.rank || Infinity) || plane.x[a.cell] - plane.x[b.cell]);
  const cells = all.map(({ cell }) => cell);
  const [xField, yField] = [x.field(pick(plane.x, cells)), y.field(pick(plane.y, cells))];
  return {
    name: 'frontier',
    meta: { type: 'table', notices: [...plane.notices] },
    fields: [
      textField(
        'group',
        all.map(({ group }) => group.name),
        { displayNameFromDS: 'Group' }
      ),
      ...describing(data, plane, cells).filter(({ name }) => name !== xField.name && name !== yField.name),
      xField,
      yField,
      textField(
        'on_frontier',
        all.map(({ rank }) => (rank === 1 ? 'yes' : 'no')),
        { displayNameFromDS: 'On the frontier' }
      ),
      numberField(
        'rank',
        all.map(({ rank }) => rank),
        { displayNameFromDS: 'Rank', description: '1 is the frontier, 2 the frontier of the rest, and so on up to 10.' }
      ),
      numberField(
        'repeats',
        cells.map((cell) => plane.n[cell]),
        { displayNameFromDS: 'Repeats' }
      ),
    ],
  };
}

/** A frame of an XY chart: exactly x and y, and texts for the tooltip. */
export function xyFrame(
  name: string,
  x: Field,
  y: Field,
  texts: readonly Field[],
  style: Record<string, unknown>,
  color: string | null
): Frame {
  return {
    name,
    meta: {},
    fields: [
      asAxis(x),
      {
        ...y,
        config: {
          ...y.config,
          displayNameFromDS: name,
          custom: { ...asAxis(y).config.custom, ...style },
          ...(color === null ? {} : { color: { mode: 'fixed', fixedColor: color } }),
        },
      },
      // Two fields of one name are one to a panel.
      ...texts.filter((text) => text.name !== x.name && text.name !== y.name),
    ],
  };
}

export const POINTS_STYLE = { show: 'points', pointSize: { fixed: 6 } };
export const FRONTIER_STYLE = { show: 'lines', lineWidth: 2 };

/** One colour a group, given to its points and its frontier alike. */
const PALETTE = [
  COLOR.aggregated,
  COLOR.disaggregated,
  'green',
  'purple',
  'red',
  'yellow',
  'semi-dark-blue',
  'semi-dark-orange',
  'semi-dark-green',
  'semi-dark-purple',
];

function curveFrames(data: Data, x: Axis, y: Axis, plane: Plane): Frame[] {
  const frames: Frame[] = [];
  plane.series.forEach((group, index) => {
    const color = PALETTE[index % PALETTE.length];
    const frame = (name: string, cells: readonly number[], style: Record<string, unknown>): Frame =>
      xyFrame(
        name,
        x.field(pick(plane.x, cells)),
        y.field(pick(plane.y, cells)),
        describing(data, plane, cells),
        style,
        color
      );
    const points = group.cells.slice().sort((a, b) => plane.x[a] - plane.x[b]);
    frames.push(
      frame(group.name, points, POINTS_STYLE),
      frame(
        `${group.name}: frontier`,
        group.frontier.slice().sort((a, b) => plane.x[a] - plane.x[b]),
        FRONTIER_STYLE
      )
    );
  });
  const drawn = frames.filter((frame) => rowsOf(frame) > 0);
  const shown =
    drawn.length > 0
      ? drawn
      : [xyFrame('frontier', x.field(new Float64Array(0)), y.field(new Float64Array(0)), [], POINTS_STYLE, null)];
  return [withNotices(shown[0], plane.notices), ...shown.slice(1)];
}

/** y on the frontier of each group at given x, linear between neighbours, null outside: nothing is extrapolated. */
function atFrame(query: FrontierQuery, data: Data, x: Axis, y: Axis, plane: Plane): Frame {
  const rows = query.at.reduce<Array<{ group: string; at: number; value: number | null; between: string | null }>>(
    (all, at) => {
      plane.series.forEach((group) => {
        const [xs, ys] = [pick(plane.x, group.frontier), pick(plane.y, group.frontier)];
        const found = interpolateAt(xs, ys, at);
        const config = (index: number): string =>
          textAt(data.dimension('config'), plane.first[group.frontier[index]]) ?? '?';
        const between =
          found === null ? null : Array.from(new Set([config(found.left), config(found.right)])).join(' and ');
        all.push({ group: group.name, at, value: found === null ? null : found.value, between });
      });
      return all;
    },
    []
  );
  const outside = rows.filter(({ value }) => value === null).length;
  const notices =
    outside === 0
      ? plane.notices
      : [
          ...plane.notices,
          info(`${counted(outside, 'target')} outside the measured range left empty: nothing is extrapolated.`),
        ];
  return {
    name: 'at',
    meta: { type: 'table', notices: [...notices] },
    fields: [
      textField(
        'group',
        rows.map(({ group }) => group),
        { displayNameFromDS: 'Group' }
      ),
      x.field(
        Float64Array.from(rows, ({ at }) => at),
        'at'
      ),
      y.field(
        Float64Array.from(rows, ({ value }) => value ?? NaN),
        'value'
      ),
      textField(
        'between',
        rows.map(({ between }) => between),
        { displayNameFromDS: 'Measured with' }
      ),
    ],
  };
}

export const frontier: QueryDefinition<FrontierQuery> = {
  kind: 'frontier',
  title: 'Pareto frontier',
  question: 'Which points are worth having?',
  frames: [
    { name: 'table', label: 'Table', description: 'Every point with its rank; the frontier first.' },
    { name: 'curves', label: 'Curves (XY chart)', description: 'One frame of points and one of the frontier a group.' },
    {
      name: 'at',
      label: 'Value at',
      description: 'What each frontier reaches at given x, interpolated between neighbours.',
    },
  ],
  schema: frontierSchema,
  form: [
    { name: 'x', kind: 'metric', label: 'X axis', help: 'A metric, or a dimension that holds numbers.' },
    { name: 'y', kind: 'metric', label: 'Y axis', help: 'A metric. Directions come from the metric table.' },
    {
      name: 'groupBy',
      kind: 'dimensions',
      label: 'Group by',
      help: 'One frontier for each combination. Empty: one for all.',
    },
    {
      name: 'at',
      kind: 'numbers',
      label: 'At',
      help: 'Values of x, in base units.',
      when: { name: 'frame', in: ['at'] },
    },
    {
      name: 'legend',
      kind: 'text',
      label: 'Legend',
      help: 'Template of the group name, for example {{serving_mode}}.',
    },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...filterTables(query.filters),
    ...query.groupBy.reduce<TableName[]>((all, id) => all.concat(dimensionTables(dimensionOf(id))), []),
    ...dimensionTables('workload'),
  ],
  run(query, data, context) {
    const [x, y] = [axisValues(data, query.x), axisValues(data, query.y)];
    const plane = planeOf(query, data, x, y);
    const frames = {
      table: () => [tableFrame(data, x, y, plane)],
      curves: () => curveFrames(data, x, y, plane),
      at: () => [atFrame(query, data, x, y, plane)],
    };
    return frames[query.frame]().map((frame) => limitRows(frame, query.limit, context));
  },
};
