import { numberField, textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import type { Data } from '../data';
import { describing, pick, type Group, type Plane } from './plane';

/** Every point with its rank, the best ranks first, so that the frontier stands on top. */
export function tableFrame(data: Data, plane: Plane): Frame {
  const all: Array<{ group: Group; cell: number; rank: number }> = [];
  plane.groups.forEach((group) => group.cells.forEach((cell, at) => all.push({ group, cell, rank: group.ranks[at] })));
  all.sort((a, b) => a.rank - b.rank || plane.x[a.cell] - plane.x[b.cell]);
  const cells = all.map(({ cell }) => cell);
  const [xField, yField] = [plane.xAxis.field(pick(plane.x, cells)), plane.yAxis.field(pick(plane.y, cells))];
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
        {
          displayNameFromDS: 'Rank',
          description: 'Layer of the point in its group: 1 is the frontier, 2 the frontier of the rest, and so on.',
        }
      ),
      numberField(
        'repeats',
        cells.map((cell) => plane.n[cell]),
        { displayNameFromDS: 'Repeats' }
      ),
    ],
  };
}
