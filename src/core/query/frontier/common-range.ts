import { areaUnder, commonRange, crossings } from '../../analysis/curves';
import { deltaConfig, numberField, textField } from '../../frames/field';
import type { Field, Frame, Notice } from '../../frames/frame';
import { counted, info, warning } from '../common';
import { curveOf, type Plane } from './plane';

/** Groups between which crossovers are looked for: their pairs grow with the square. */
const MOST_COMPARED = 30;

/** Frontiers with a stretch: a single point has neither an area nor a crossover. */
function stretches(plane: Plane) {
  const all = plane.sets.map((group) => ({ name: group.name, curve: curveOf(plane, group) }));
  const single = all.filter(({ curve }) => curve.x.length === 1);
  const notices: Notice[] =
    single.length === 0
      ? []
      : [info(`Left out, their frontier is a single point: ${single.map(({ name }) => name).join(', ')}.`)];
  return { lines: all.filter(({ curve }) => curve.x.length > 1), notices };
}

function titled(field: Field, displayNameFromDS: string, description: string): Field {
  return { ...field, config: { ...field.config, displayNameFromDS, description } };
}

/**
 * Area under the frontier of each group over the range of x that all of them have, so that none gains by having been measured
 * further; `mean` is the area over the length of the range, in the unit of y. Empty where they have no range in common.
 */
export function areaFrame(plane: Plane): Frame {
  const { lines, notices } = stretches(plane);
  const range = commonRange(lines.map(({ curve }) => curve));
  const areas = lines.map(({ curve }) => (range === null ? NaN : areaUnder(curve, range)));
  const means = areas.map((area) => (range === null ? NaN : area / (range.to - range.from)));
  const best = means.reduce((found, mean) => ((mean - found) * plane.yAxis.sign > 0 ? mean : found), means[0]);
  const { xAxis, yAxis } = plane;
  const ends = (value: number | undefined, name: string): Field =>
    xAxis.field(new Float64Array(lines.length).fill(value ?? NaN), name);
  return {
    name: 'area',
    meta: {
      type: 'table',
      notices: [
        ...plane.notices,
        ...notices,
        ...(range === null && lines.length > 0
          ? [warning('The frontiers have no range of x in common: nothing is extrapolated.')]
          : []),
      ],
    },
    fields: [
      textField(
        'group',
        lines.map(({ name }) => name),
        { displayNameFromDS: 'Group' }
      ),
      titled(ends(range?.from, 'from'), 'From', 'Start of the range of x that all frontiers have.'),
      titled(ends(range?.to, 'to'), 'To', 'End of the range of x that all frontiers have.'),
      titled(
        yAxis.field(Float64Array.from(means), 'mean'),
        'Mean over the range',
        'Area under the frontier / length of the range.'
      ),
      numberField('area', areas, {
        displayNameFromDS: 'Area',
        description: 'Area under the frontier over the range, in units of y x units of x.',
      }),
      numberField(
        'delta',
        means.map((mean) => mean / best - 1),
        deltaConfig(
          'Against the best group',
          yAxis.sign > 0 ? 'higher' : 'lower',
          'Mean over the range / that of the best group - 1.'
        )
      ),
    ],
  };
}

interface Row {
  readonly below: string;
  readonly beyond: string;
  readonly x: number;
  readonly y: number;
}

/** Where the frontiers of two groups change places, linear between measured points: who is better below that x, who beyond. */
export function crossoversFrame(plane: Plane): Frame {
  const { lines, notices } = stretches(plane);
  const compared = lines.slice(0, MOST_COMPARED);
  const rows: Row[] = [];
  compared.forEach((first, index) =>
    compared.slice(index + 1).forEach((second) =>
      crossings(first.curve, second.curve).forEach(({ x, y, above }) => {
        const isFirst = (above === 'first') === plane.yAxis.sign > 0;
        const [below, beyond] = isFirst ? [first.name, second.name] : [second.name, first.name];
        rows.push({ below, beyond, x, y });
      })
    )
  );
  rows.sort((a, b) => a.x - b.x);
  const text = (name: 'below' | 'beyond', title: string): Field =>
    textField(
      name,
      rows.map((row) => row[name]),
      { displayNameFromDS: title }
    );
  return {
    name: 'crossovers',
    meta: {
      type: 'table',
      notices: [
        ...plane.notices,
        ...notices,
        ...(lines.length > compared.length
          ? [warning(`Compares the first ${MOST_COMPARED} of ${counted(lines.length, 'group')} with one another.`)]
          : []),
      ],
    },
    fields: [
      text('below', 'Better at smaller x'),
      text('beyond', 'Better at larger x'),
      plane.xAxis.field(
        Float64Array.from(rows, ({ x }) => x),
        'x'
      ),
      plane.yAxis.field(
        Float64Array.from(rows, ({ y }) => y),
        'y'
      ),
    ],
  };
}
