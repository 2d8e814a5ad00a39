import type { Curve } from '../../analysis/curves';
import { sortBy } from '../../analysis/order';
import { paretoLayers } from '../../analysis/pareto';
import { textField } from '../../frames/field';
import type { Field, Notice } from '../../frames/frame';
import type { Column } from '../../model/table';
import { axisValues, type Axis } from '../axis';
import { counted, info, signOf, warning } from '../common';
import type { Data } from '../data';
import { QueryError } from '../definition';
import { selectStages } from '../filters';
import { groupMeans, groupRows, integersAt, numbersAt, textsAt, type Grouping } from '../group';
import { dimensionOf } from '../names';
import { GUARDED, repeatCells } from '../repeats';
import { cellsOfSeries, seriesOf } from '../series';
import type { ChosenDirection, FrontierQuery } from './query';

/** A group of cells with its frontier. Numbers are cells; `ranks` stand beside `cells`. */
export interface Group {
  readonly name: string;
  readonly cells: Int32Array;
  /** From the best x on. */
  readonly frontier: Int32Array;
  readonly ranks: Float64Array;
}

/** Cells of repeats with the means of both axes, in groups. */
export interface Plane {
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Repeats with a value of x, a cell. */
  readonly n: Int32Array;
  /** First point of each cell, for its dimensions. */
  readonly first: Int32Array;
  readonly sets: readonly Group[];
  readonly notices: readonly Notice[];
}

interface Cells {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly n: Int32Array;
  readonly first: Int32Array;
}

interface Grouped extends Cells {
  readonly members: ReadonlyArray<{ readonly name: string; readonly cells: readonly number[] }>;
}

function directed(axis: Axis, direction: ChosenDirection): Axis {
  return direction === 'auto' ? axis : { ...axis, sign: signOf(direction) };
}

function means(cells: Grouping, rows: Int32Array, x: Axis, y: Axis): Cells {
  const { means: xs, n } = groupMeans(cells, rows, x.values);
  return { x: xs, y: groupMeans(cells, rows, y.values).means, n, first: cells.first };
}

/** Groups by dimensions: every point is in one. */
function byDimensions(query: FrontierQuery, data: Data, x: Axis, y: Axis): Grouped {
  const rows = selectStages(data, query.filters);
  const series = seriesOf(data, rows, { groupBy: query.groupBy, legend: query.legend });
  const apart = query.groupBy.map((id): Column => data.dimension(dimensionOf(id)));
  const cells = repeatCells(data, rows, apart);
  const members = cellsOfSeries(series, rows, cells.groupOf, cells.count);
  return {
    ...means(cells, rows, x, y),
    members: series.names.map((name, index) => ({ name, cells: members[index] })),
  };
}

/** Groups of the query's own: a point may be in several, or in none. Cells are averaged over the points of their group alone. */
function byName({ filters: shared, groups }: FrontierQuery, data: Data, x: Axis, y: Axis): Grouped {
  const parts = groups.map(({ filters }): Cells => {
    const rows = selectStages(data, [...shared, ...filters]);
    return means(repeatCells(data, rows), rows, x, y);
  });
  const total = parts.reduce((sum, part) => sum + part.x.length, 0);
  const all = {
    x: new Float64Array(total),
    y: new Float64Array(total),
    n: new Int32Array(total),
    first: new Int32Array(total),
  };
  let offset = 0;
  const members = parts.map((part, index) => {
    const start = offset;
    all.x.set(part.x, start);
    all.y.set(part.y, start);
    all.n.set(part.n, start);
    all.first.set(part.first, start);
    offset += part.x.length;
    return { name: groups[index].name, cells: Array.from(part.x, (_, cell) => start + cell) };
  });
  return { ...all, members };
}

/** The points of a query in its plane, sorted into groups, each with its frontier and layers. O(n log n). */
export function planeOf(query: FrontierQuery, data: Data): Plane {
  const { groups: named } = query;
  if (named.length > 0 && query.groupBy.length > 0) {
    throw new QueryError('Named groups and groupBy exclude one another: leave one of them empty.');
  }
  const xAxis = directed(axisValues(data, query.x), query.xDirection);
  const yAxis = directed(axisValues(data, query.y), query.yDirection);
  const grouped = (named.length > 0 ? byName : byDimensions)(query, data, xAxis, yAxis);
  const { x, y } = grouped;
  const groups = grouped.members.map(({ name, cells }): Group => {
    const own = measured(cells, x, y);
    const { ranks, frontier } = paretoLayers(numbersAt(x, own), numbersAt(y, own), xAxis.sign, yAxis.sign);
    return { name, cells: own, frontier: integersAt(own, Int32Array.from(frontier)), ranks };
  });
  const missing = x.length - groups.reduce((total, group) => total + group.cells.length, 0);
  return {
    xAxis,
    yAxis,
    x,
    y,
    n: grouped.n,
    first: grouped.first,
    sets: groups,
    notices: [
      ...left(query, missing, x.length),
      ...(named.length > 0 ? empty(grouped.members) : []),
      ...mixed(data, grouped.first, groups),
    ],
  };
}

/** Those of the cells that have both coordinates. */
function measured(cells: readonly number[], x: Float64Array, y: Float64Array): Int32Array {
  const own = new Int32Array(cells.length);
  let count = 0;
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index];
    if (!Number.isNaN(x[cell]) && !Number.isNaN(y[cell])) {
      own[count++] = cell;
    }
  }
  return own.slice(0, count);
}

function left(query: FrontierQuery, missing: number, all: number): Notice[] {
  const text = `${counted(missing, 'point')} of ${all} without ${query.x} or ${query.y} left out.`;
  return missing === 0 ? [] : [missing === all ? warning(text) : info(text)];
}

function empty(members: Grouped['members']): Notice[] {
  return members
    .filter(({ cells }) => cells.length === 0)
    .map(({ name }) => warning(`No point in the group ${name}: its filters select none.`));
}

/** Points that should not be compared with one another are said, by what they differ in. */
function mixed(data: Data, first: Int32Array, groups: readonly Group[]): Notice[] {
  const rows = groups.map(({ cells }) => integersAt(first, cells));
  const differing = GUARDED.filter((id) => rows.some((own) => groupRows([data.dimension(id)], own).count > 1));
  return differing.length === 0
    ? []
    : [
        warning(
          `Compares points of different ${differing.join(', ')}: filter or group by ${differing.length === 1 ? 'it' : 'them'}.`
        ),
      ];
}

/** The cells in the order of x. */
export function ascending(x: Float64Array, cells: Int32Array): Int32Array {
  return sortBy(cells.slice(), [[x, 1]]);
}

/** The frontier of a group as a curve, x ascending: a frontier has every x once. */
export function curveOf(plane: Plane, group: Group): Curve {
  const cells = ascending(plane.x, group.frontier);
  return { x: numbersAt(plane.x, cells), y: numbersAt(plane.y, cells) };
}

const DESCRIBING = ['config', 'serving_mode', 'topology', 'hardware', 'gpus', 'workload', 'load'];

/** What tells the points of some cells apart, as texts. */
export function describing(data: Data, plane: Plane, cells: Int32Array): Field[] {
  const rows = integersAt(plane.first, cells);
  return DESCRIBING.map((id) => textField(id, textsAt(data.dimension(id), rows)));
}
