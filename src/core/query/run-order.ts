import { numberAt } from '../model/table';
import type { Data } from './data';

/** When the run of a point started, or ended where nobody says its start: ms since the epoch, NaN where unknown. */
export function runTime(data: Data): (row: number) => number {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  return (row) => {
    const start = numberAt(started, row);
    return Number.isNaN(start) ? numberAt(ended, row) : start;
  };
}
