import { COLOR } from '../frames/field';
import type { Field, Frame } from '../frames/frame';
import { asAxis } from './axis';

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
export const PALETTE = [
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
