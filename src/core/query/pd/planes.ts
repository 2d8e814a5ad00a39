import { interpolateAt } from '../../analysis/interpolate';
import { paretoFrontier } from '../../analysis/pareto';
import { COLOR, numberField, textField } from '../../frames/field';
import { rowsOf, withNotices, type Frame, type Notice } from '../../frames/frame';
import { counted, info, warning } from '../common';
import { FRONTIER_STYLE, POINTS_STYLE, xyFrame } from '../xy';
import { budgetFields } from './budget-fields';
import type { Budget, Sides } from './sides';

const SIDES = ['aggregated', 'disaggregated'] as const;
type Side = (typeof SIDES)[number];

const TITLE: Readonly<Record<Side, string>> = { aggregated: 'Aggregated', disaggregated: 'Prefill/decode' };

interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Cells of one side with both coordinates, and those of them on the frontier, from the best x on. */
  points(budget: Budget, side: Side): number[];
  frontier(budget: Budget, side: Side): number[];
}

function planeOf(sides: Sides, x: string, y: string): Plane {
  const [xs, ys] = [sides.mean(x), sides.mean(y)];
  const [xSign, ySign] = [sides.axis(x).sign, sides.axis(y).sign];
  const points = (budget: Budget, side: Side): number[] =>
    budget[side].filter((cell) => !Number.isNaN(xs[cell]) && !Number.isNaN(ys[cell]));
  return {
    x: xs,
    y: ys,
    points,
    frontier(budget, side) {
      const cells = points(budget, side);
      return paretoFrontier(pick(xs, cells), pick(ys, cells), xSign, ySign).map((index) => cells[index]);
    },
  };
}

const pick = (values: Float64Array, cells: readonly number[]): Float64Array =>
  Float64Array.from(cells, (cell) => values[cell]);

/** Numbers of GPUs and classes that one chart can show: each is four series. */
const MOST_BUDGETS = 25;

function cutBudgets({ budgets }: Sides): Notice[] {
  return budgets.length <= MOST_BUDGETS
    ? []
    : [
        warning(
          `Shows the first ${MOST_BUDGETS} of ${budgets.length} comparisons at equal GPUs: narrow the filters to one model, hardware or workload.`
        ),
      ];
}

/** For the XY chart: one frame of points and one of the frontier a side and number of GPUs. */
export function curvesFrames(sides: Sides, x: string, y: string): Frame[] {
  const plane = planeOf(sides, x, y);
  const loads = sides.mean('load');
  const [xAxis, yAxis] = [sides.axis(x), sides.axis(y)];
  const several = sides.budgets.length > 1;
  const cut = cutBudgets(sides);
  const frames: Frame[] = [];
  sides.budgets.slice(0, MOST_BUDGETS).forEach((budget) =>
    SIDES.forEach((side) => {
      const suffix = several
        ? ` ${[budget.group, `${budget.gpus} GPUs`].filter((part) => part !== null).join(' ')}`
        : '';
      const frame = (name: string, cells: readonly number[], style: Record<string, unknown>): Frame =>
        xyFrame(
          name,
          xAxis.field(pick(plane.x, cells)),
          yAxis.field(pick(plane.y, cells)),
          [
            textField(
              'config',
              cells.map((cell) => sides.configName(cell))
            ),
            textField(
              'load',
              cells.map((cell) => (Number.isNaN(loads[cell]) ? null : String(loads[cell]))),
              { displayNameFromDS: 'Load' }
            ),
            textField(
              'gpus',
              cells.map(() => String(budget.gpus)),
              { displayNameFromDS: 'GPUs' }
            ),
          ],
          style,
          several ? null : COLOR[side]
        );
      const points = plane.points(budget, side).sort((a, b) => plane.x[a] - plane.x[b]);
      frames.push(
        frame(`${TITLE[side]}${suffix}`, points, POINTS_STYLE),
        frame(
          `${TITLE[side]} frontier${suffix}`,
          plane.frontier(budget, side).sort((a, b) => plane.x[a] - plane.x[b]),
          FRONTIER_STYLE
        )
      );
    })
  );
  const drawn = frames.filter((frame) => rowsOf(frame) > 0);
  const shown =
    drawn.length > 0
      ? drawn
      : [xyFrame('curves', xAxis.field(new Float64Array(0)), yAxis.field(new Float64Array(0)), [], POINTS_STYLE, null)];
  return [withNotices(shown[0], [...sides.notices, ...cut]), ...shown.slice(1)];
}

/** The points of both frontiers, from the best x on. */
export function frontierFrame(sides: Sides, x: string, y: string): Frame {
  const plane = planeOf(sides, x, y);
  const loads = sides.mean('load');
  const rows = sides.budgets.reduce<Array<{ budget: Budget; side: Side; cell: number }>>((all, budget) => {
    SIDES.forEach((side) => plane.frontier(budget, side).forEach((cell) => all.push({ budget, side, cell })));
    return all;
  }, []);
  const cells = rows.map(({ cell }) => cell);
  return {
    name: 'frontier',
    meta: { type: 'table', notices: [...sides.notices] },
    fields: [
      ...budgetFields(sides, rows),
      textField(
        'serving_mode',
        rows.map(({ side }) => side)
      ),
      textField(
        'config',
        cells.map((cell) => sides.configName(cell))
      ),
      ...(x === 'load' || y === 'load' ? [] : [numberField('load', pick(loads, cells), { displayNameFromDS: 'Load' })]),
      sides.axis(x).field(pick(plane.x, cells)),
      sides.axis(y).field(pick(plane.y, cells)),
    ],
  };
}

/**
 * y of both frontiers at equal x, linear between neighbouring measured points. A side that was not measured there is empty,
 * and so is the ratio: nothing is extrapolated. ratio is disaggregated / aggregated.
 */
export function isoFrame(sides: Sides, x: string, y: string, at: readonly number[]): Frame {
  const plane = planeOf(sides, x, y);
  const rows = sides.budgets.reduce<Array<{ budget: Budget; at: number; aggregated: number; disaggregated: number }>>(
    (all, budget) => {
      const frontierOf = (side: Side): ((target: number) => number) => {
        const cells = plane.frontier(budget, side);
        const [xs, ys] = [pick(plane.x, cells), pick(plane.y, cells)];
        return (target) => interpolateAt(xs, ys, target)?.value ?? NaN;
      };
      const [aggregated, disaggregated] = SIDES.map(frontierOf);
      at.forEach((target) =>
        all.push({ budget, at: target, aggregated: aggregated(target), disaggregated: disaggregated(target) })
      );
      return all;
    },
    []
  );
  const empty = rows.filter((row) => Number.isNaN(row.aggregated) || Number.isNaN(row.disaggregated)).length;
  const notices =
    empty === 0
      ? sides.notices
      : [
          ...sides.notices,
          info(`${counted(empty, 'target')} outside the measured range of a side left empty: nothing is extrapolated.`),
        ];
  const yAxis = sides.axis(y);
  const titled = (name: string, title: string, values: Float64Array) => {
    const field = yAxis.field(values, name);
    return {
      ...field,
      config: { ...field.config, displayNameFromDS: `${field.config.displayNameFromDS ?? y}, ${title}` },
    };
  };
  return {
    name: 'iso',
    meta: { type: 'table', notices: [...notices] },
    fields: [
      ...budgetFields(sides, rows),
      sides.axis(x).field(
        Float64Array.from(rows, (row) => row.at),
        'at'
      ),
      titled(
        'aggregated',
        'aggregated',
        Float64Array.from(rows, (row) => row.aggregated)
      ),
      titled(
        'disaggregated',
        'P/D',
        Float64Array.from(rows, (row) => row.disaggregated)
      ),
      numberField(
        'ratio',
        rows.map((row) => row.disaggregated / row.aggregated),
        {
          displayNameFromDS: 'P/D / aggregated',
          description: 'Above 1: prefill/decode reaches more at this x with as many GPUs.',
          decimals: 3,
          thresholds: {
            mode: 'absolute',
            steps: [
              { value: null, color: sides.axis(y).sign > 0 ? COLOR.worse : COLOR.better },
              { value: 1, color: sides.axis(y).sign > 0 ? COLOR.better : COLOR.worse },
            ],
          },
          custom: { cellOptions: { type: 'color-text' } },
        }
      ),
    ],
  };
}
