import { numberAt, textAt, type Column } from '../../model/table';
import type { Metric } from '../../model/metric-id';
import { groupMeans, groupRows } from '../group';
import type { Data } from '../data';
import { runTime, stretches } from '../run-order';
import { seriesOf } from '../series';
import { naturally } from '../values';

/** One run of a series: the mean of its points at the load. */
export interface Entry {
  readonly row: number;
  /** Start of the run, or its end; NaN where nobody says. */
  readonly time: number;
  readonly value: number;
}

/** A series over runs, oldest first, cut where a reset makes older runs incomparable. */
export interface HistorySeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
  /** Positions at which a new stretch starts, 0 first. */
  readonly starts: readonly number[];
}

/** What a series is: the build is what changes along it, so it never splits one. */
export const SERIES_OF = ['config', 'workload', 'load_type', 'load'];

export interface HistoryOptions {
  readonly by: string;
  readonly groupBy?: readonly string[];
  readonly resets: readonly string[];
  readonly legend: string;
}

/** Dimensions whose texts have no order of their own: theirs is that of their first run. */
const UNORDERED = ['commit', 'image'];

/** Orders runs by time, or by a dimension: numbers by value, texts such as versions naturally, commits by their first run. */
function order(data: Data, by: string, entries: readonly Entry[]): (a: Entry, b: Entry) => number {
  if (by === 'time') {
    return (a, b) => a.time - b.time;
  }
  const column = data.dimension(by);
  if (column.kind === 'number') {
    return (a, b) => numberAt(column, a.row) - numberAt(column, b.row) || a.time - b.time;
  }
  const text = ({ row }: Entry): string => textAt(column, row) ?? '';
  if (!UNORDERED.includes(by)) {
    return (a, b) => naturally(text(a), text(b)) || a.time - b.time;
  }
  const first = new Map<string, number>();
  entries.forEach((entry) => first.set(text(entry), Math.min(entry.time, first.get(text(entry)) ?? Infinity)));
  const start = (entry: Entry): number => first.get(text(entry)) ?? NaN;
  return (a, b) => start(a) - start(b) || naturally(text(a), text(b)) || a.time - b.time;
}

function placed(data: Data, by: string, entry: Entry): boolean {
  const needsTime = by === 'time' || UNORDERED.includes(by);
  return !(needsTime && Number.isNaN(entry.time)) && (by === 'time' || textAt(data.dimension(by), entry.row) !== null);
}

/** Series of a metric over the runs of the selected rows; `left` counts runs without a place on the axis. */
export function historySeries(
  data: Data,
  rows: Int32Array,
  metric: Metric,
  options: HistoryOptions
): { series: HistorySeries[]; left: number } {
  const found = seriesOf(data, rows, { groupBy: options.groupBy ?? SERIES_OF, legend: options.legend });
  const time = runTime(data);
  const resets = options.resets.map((id) => data.dimension(id));
  const seriesOfRow: Column = { kind: 'number', values: new Float64Array(data.rows) };
  rows.forEach((row, index) => (seriesOfRow.values[row] = found.grouping.groupOf[index]));
  const runs = groupRows([seriesOfRow, data.dimension('run_key')], rows);
  const { means } = groupMeans(runs, rows, data.metric(metric));
  const members: Entry[][] = found.names.map(() => []);
  runs.first.forEach((row, run) => {
    if (!Number.isNaN(means[run])) {
      members[seriesOfRow.values[row]].push({ row, time: time(row), value: means[run] });
    }
  });
  let left = 0;
  const series = members.map((all, index): HistorySeries => {
    const entries = all.filter((entry) => placed(data, options.by, entry));
    entries.sort(order(data, options.by, entries));
    left += all.length - entries.length;
    return {
      name: found.names[index],
      labels: found.labels[index],
      entries,
      starts: stretches(
        entries.map(({ row }) => row),
        resets
      ),
    };
  });
  return { series: series.filter(({ entries }) => entries.length > 0), left };
}
