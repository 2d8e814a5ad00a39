import { dimension, isFreeDimension } from '../../model/dimensions';
import { textAt } from '../../model/table';
import { parseInstant } from '../../model/time';
import type { Data } from '../data';
import { QueryError } from '../definition';
import { dimensionOf } from '../names';
import type { HistorySeries } from './series';

/** What makes older runs incomparable: a change of a dimension, or a mark that somebody set. */
export interface Resets {
  readonly dimensions: readonly string[];
  /** ms since the epoch: the first run that starts then or later begins anew. */
  readonly times: readonly number[];
  /** Values of the axis, such as a version: the first run of that value begins anew. */
  readonly values: readonly string[];
}

/**
 * Sorts the resets of a query: names of dimensions, and marks that are times (ISO 8601) on an axis of time, else values of the
 * axis. Throws QueryError for what is neither.
 */
export function readResets(resets: readonly string[], by: string): Resets {
  const found = { dimensions: [] as string[], times: [] as number[], values: [] as string[] };
  resets.forEach((text) => {
    if (dimension(text) !== undefined || isFreeDimension(text)) {
      found.dimensions.push(text);
      return;
    }
    const instant = /^\d{4}-\d{2}/.test(text) ? parseInstant(text) : null;
    if (instant !== null) {
      found.times.push(instant.ms);
    } else if (by !== 'time') {
      found.values.push(text);
    } else {
      // Says which dimension is meant, where it is a slip of the pen.
      dimensionOf(text);
      throw new QueryError(`Reset "${text}" is neither a dimension nor a time such as 2026-01-31T12:00:00Z.`);
    }
  });
  return found;
}

/** The series with a stretch more at each mark. */
export function restarted(series: HistorySeries, { times, values }: Resets, data: Data, by: string): HistorySeries {
  if (times.length + values.length === 0) {
    return series;
  }
  const { entries } = series;
  const starts = new Set(series.starts);
  const axis = data.dimension(by === 'time' ? 'run' : by);
  times.forEach((time) => starts.add(entries.findIndex((entry) => entry.time >= time)));
  values.forEach((value) => starts.add(entries.findIndex(({ row }) => textAt(axis, row) === value)));
  // A mark before the first run or after the last one parts nothing.
  starts.delete(-1);
  return { ...series, starts: Array.from(starts).sort((a, b) => a - b) };
}
