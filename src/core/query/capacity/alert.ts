import { numberField, textField } from '../../frames/field';
import type { Frame, Notice } from '../../frames/frame';
import { textAt } from '../../model/table';
import { counted, info } from '../common';
import type { Data } from '../data';
import type { Builds, Curve } from './curves';

/** The most load that was shown to fit; 0 where none of the measured ones does, NaN where nothing was measured. */
function shown({ capacity }: Curve): number {
  switch (capacity?.kind) {
    case 'within':
    case 'all':
      return capacity.load;
    case 'none':
      return 0;
    default:
      return NaN;
  }
}

/**
 * Most load of a build against the build before, as a fraction, up to the highest load that both were measured at: beyond it
 * nobody knows. -1 where none of its loads meets the SLO any more. NaN without a build before, and where the loads of the two
 * tell nothing about each other.
 */
export function capacityChange([newest, previous]: Builds): number {
  if (previous === undefined || newest.loads.length === 0 || previous.loads.length === 0) {
    return NaN;
  }
  const top = Math.min(newest.loads[newest.loads.length - 1], previous.loads[previous.loads.length - 1]);
  const before = Math.min(shown(previous), top);
  // Of loads that only lie higher than what fitted before, none has to fit now.
  return before > 0 && before >= newest.loads[0] ? Math.min(shown(newest), top) / before - 1 : NaN;
}

/** One row a configuration and workload with one number, as alert rules take it. A missing baseline is NoData, never 0. */
export function alertFrame(data: Data, families: readonly Builds[], notices: readonly Notice[]): Frame {
  const changes = families.map(capacityChange);
  const missing = changes.filter((change) => Number.isNaN(change)).length;
  const text = (id: string) =>
    textField(
      id,
      families.map(([newest]) => textAt(data.dimension(id), newest.row))
    );
  return {
    name: 'alert',
    meta: {
      type: 'numeric-long',
      typeVersion: [0, 1],
      notices: [
        ...notices,
        ...(missing === 0
          ? []
          : [info(`${counted(missing, 'configuration')} without an earlier build to judge the newest one by.`)]),
      ],
    },
    fields: [
      ...['config', 'workload', 'load_type'].map(text),
      numberField('delta', changes, {
        displayNameFromDS: 'Change of the most load',
        description:
          'Most load within the SLO of the newest build / that of the build before - 1, up to the highest load that both were measured at; -1 where no load fits any more.',
        unit: 'percentunit',
        decimals: 1,
      }),
    ],
  };
}
