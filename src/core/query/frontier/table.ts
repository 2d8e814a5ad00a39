import { positions, sortBy } from '../../analysis/order';
import { numberField, textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { cutNotices } from '../common';
import type { Data } from '../data';
import { integersAt, numbersAt, textsAt } from '../group';
import { describing, type Plane } from './plane';

/** Every point with its rank, the best ranks first, so that the frontier stands on top; cut at `most` rows. */
export function tableFrame(data: Data, plane: Plane, most: number): Frame {
  const total = plane.sets.reduce((sum, { cells }) => sum + cells.length, 0);
  const allCells = new Int32Array(total);
  const allRanks = new Float64Array(total);
  const allGroups = new Int32Array(total);
  let offset = 0;
  plane.sets.forEach(({ cells, ranks }, group) => {
    allCells.set(cells, offset);
    allRanks.set(ranks, offset);
    allGroups.fill(group, offset, offset + cells.length);
    offset += cells.length;
  });
  const order = sortBy(positions(total), [
    [allRanks, 1],
    [numbersAt(plane.x, allCells), 1],
  ]).subarray(0, most);
  const cells = integersAt(allCells, order);
  const ranks = numbersAt(allRanks, order);
  const [xField, yField] = [plane.xAxis.field(numbersAt(plane.x, cells)), plane.yAxis.field(numbersAt(plane.y, cells))];
  return {
    name: 'frontier',
    meta: { type: 'table', notices: [...plane.notices, ...cutNotices(total, most)] },
    fields: [
      textField(
        'group',
        textsAt({ kind: 'text', codes: allGroups, values: plane.sets.map(({ name }) => name) }, order),
        { displayNameFromDS: 'Group' }
      ),
      ...describing(data, plane, cells).filter(({ name }) => name !== xField.name && name !== yField.name),
      xField,
      yField,
      textField(
        'on_frontier',
        Array.from(ranks, (rank) => (rank === 1 ? 'yes' : 'no')),
        { displayNameFromDS: 'On the frontier' }
      ),
      numberField('rank', ranks, {
        displayNameFromDS: 'Rank',
        description: 'Layer of the point in its group: 1 is the frontier, 2 the frontier of the rest, and so on.',
      }),
      numberField('repeats', Float64Array.from(integersAt(plane.n, cells)), { displayNameFromDS: 'Repeats' }),
    ],
  };
}
