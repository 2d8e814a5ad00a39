import { rowsOf, withNotices, type Frame } from '../../frames/frame';
import { warning } from '../common';
import type { Data } from '../data';
import { numbersAt } from '../group';
import { FRONTIER_STYLE, PALETTE, POINTS_STYLE, xyFrame } from '../xy';
import { ascending, describing, type Group, type Plane } from './plane';

/** Groups that one chart can show, for each is two series or more. */
export const MOST_GROUPS = 50;

type Draw = (name: string, cells: Int32Array, style: Record<string, unknown>) => Frame;

/** Frames of an XY chart, some a group, each group in one colour; what is empty is not drawn. */
function chart(data: Data, plane: Plane, framesOf: (group: Group, draw: Draw) => Frame[]): Frame[] {
  const { xAxis, yAxis, sets: groups } = plane;
  const drawn = groups
    .slice(0, MOST_GROUPS)
    .reduce<Frame[]>((all, group, index) => {
      const draw: Draw = (name, cells, style) => {
        const sorted = ascending(plane.x, cells);
        const [x, y] = [xAxis.field(numbersAt(plane.x, sorted)), yAxis.field(numbersAt(plane.y, sorted))];
        return xyFrame(name, x, y, describing(data, plane, sorted), style, PALETTE[index % PALETTE.length]);
      };
      return all.concat(framesOf(group, draw));
    }, [])
    .filter((frame) => rowsOf(frame) > 0);
  const none = new Float64Array(0);
  const shown =
    drawn.length > 0 ? drawn : [xyFrame('frontier', xAxis.field(none), yAxis.field(none), [], POINTS_STYLE, null)];
  const cut =
    groups.length <= MOST_GROUPS
      ? []
      : [
          warning(
            `Shows the first ${MOST_GROUPS} of ${groups.length} groups: group by fewer dimensions or narrow the filters.`
          ),
        ];
  return [withNotices(shown[0], [...plane.notices, ...cut]), ...shown.slice(1)];
}

/** One frame of points and one of the frontier a group. */
export function curveFrames(data: Data, plane: Plane): Frame[] {
  return chart(data, plane, (group, draw) => [
    draw(group.name, group.cells, POINTS_STYLE),
    draw(`${group.name}: frontier`, group.frontier, FRONTIER_STYLE),
  ]);
}

/** The frontier of each group and the layers behind it, thinner from layer to layer. */
export function layerFrames(data: Data, plane: Plane, layers: number): Frame[] {
  return chart(data, plane, (group, draw) =>
    Array.from({ length: layers }, (_, behind) =>
      draw(
        `${group.name}: layer ${behind + 1}`,
        group.cells.filter((__, at) => group.ranks[at] === behind + 1),
        behind === 0 ? FRONTIER_STYLE : { ...FRONTIER_STYLE, lineWidth: 1, lineStyle: { fill: 'dash' } }
      )
    )
  );
}
