import { numberField, textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { cutNotices } from '../common';
import type { Data } from '../data';
import { describing, pick, type Group, type Plane } from './plane';

/** Every point with its rank, the best ranks first, so that the frontier stands on top; cut at `most` rows. */
export function tableFrame(data: Data, plane: Plane, most: number): Frame {
  const groupOf: Group[] = [];
  const cellOf: number[] = [];
  const rankOf: number[] = [];
  plane.sets.forEach((group) =>
    group.cells.forEach((cell, at) => {
      groupOf.push(group);
      cellOf.push(cell);
      rankOf.push(group.ranks[at]);
    })
  );
  const order = Int32Array.from(cellOf, (_, index) => index)
    .sort((a, b) => rankOf[a] - rankOf[b] || plane.x[cellOf[a]] - plane.x[cellOf[b]] || a - b)
    .subarray(0, most);
  const cells = Array.from(order, (index) => cellOf[index]);
  const ranks = Array.from(order, (index) => rankOf[index]);
  const [xField, yField] = [plane.xAxis.field(pick(plane.x, cells)), plane.yAxis.field(pick(plane.y, cells))];
  return {
    name: 'frontier',
    meta: { type: 'table', notices: [...plane.notices, ...cutNotices(cellOf.length, most)] },
    fields: [
      textField(
        'group',
        Array.from(order, (index) => groupOf[index].name),
        { displayNameFromDS: 'Group' }
      ),
      ...describing(data, plane, cells).filter(({ name }) => name !== xField.name && name !== yField.name),
      xField,
      yField,
      textField(
        'on_frontier',
        ranks.map((rank) => (rank === 1 ? 'yes' : 'no')),
        { displayNameFromDS: 'On the frontier' }
      ),
      numberField('rank', ranks, {
        displayNameFromDS: 'Rank',
        description: 'Layer of the point in its group: 1 is the frontier, 2 the frontier of the rest, and so on.',
      }),
      numberField(
        'repeats',
        cells.map((cell) => plane.n[cell]),
        { displayNameFromDS: 'Repeats' }
      ),
    ],
  };
}
