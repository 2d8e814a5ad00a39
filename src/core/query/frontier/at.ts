import { interpolateAt } from '../../analysis/interpolate';
import { textField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { textAt } from '../../model/table';
import { counted, info } from '../common';
import type { Data } from '../data';
import { numbersAt } from '../group';
import type { Plane } from './plane';

interface Row {
  readonly group: string;
  readonly at: number;
  readonly value: number | null;
  readonly between: string | null;
}

/** y on the frontier of each group at given x, linear between neighbours, null outside: nothing is extrapolated. */
export function atFrame(data: Data, plane: Plane, targets: readonly number[]): Frame {
  const configs = data.dimension('config');
  const curves = plane.sets.map(({ name, frontier }) => ({
    name,
    frontier,
    x: numbersAt(plane.x, frontier),
    y: numbersAt(plane.y, frontier),
  }));
  const rows: Row[] = [];
  targets.forEach((at) =>
    curves.forEach(({ name, frontier, x, y }) => {
      const found = interpolateAt(x, y, at);
      const config = (index: number): string => textAt(configs, plane.first[frontier[index]]) ?? '?';
      rows.push({
        group: name,
        at,
        value: found === null ? null : found.value,
        between: found === null ? null : Array.from(new Set([config(found.left), config(found.right)])).join(' and '),
      });
    })
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
      plane.xAxis.field(
        Float64Array.from(rows, ({ at }) => at),
        'at'
      ),
      plane.yAxis.field(
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
