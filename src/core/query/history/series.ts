import { numberAt, textAt, type Column } from '../../model/table';
import type { Metric } from '../../model/metric-id';
import { groupMeans, groupRows } from '../group';
import type { Data } from '../data';
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

function timeOf(data: Data): (row: number) => number {
  const [started, ended] = [data.dimension('started_at'), data.dimension('ended_at')];
  return (row) => {
    const start = numberAt(started, row);
    return Number.isNaN(start) ? numberAt(ended, row) : start;
  };
}

/** Orders runs by time, or by a dimension: numbers by value, texts such as versions naturally. */
function order(data: Data, by: string): (a: Entry, b: Entry) => number {
  if (by === 'time') {
    return (a, b) => a.time - b.time;
  }
  const column = data.dimension(by);
  return column.kind === 'number'
    ? (a, b) => numberAt(column, a.row) - numberAt(column, b.row)
    : (a, b) => naturally(textAt(column, a.row) ?? '', textAt(column, b.row) ?? '') || a.time - b.time;
}

function placed(data: Data, by: string, entry: Entry): boolean {
  return by === 'time' ? !Number.isNaN(entry.time) : textAt(data.dimension(by), entry.row) !== null;
}

function stretches(entries: readonly Entry[], columns: readonly Column[]): number[] {
  const starts: number[] = entries.length === 0 ? [] : [0];
  for (let index = 1; index < entries.length; index++) {
    // A run that does not say takes nothing back: only a stated change is a reset.
    const changed = columns.some((column) => {
      const [before, after] = [textAt(column, entries[index - 1].row), textAt(column, entries[index].row)];
      return before !== null && after !== null && before !== after;
    });
    if (changed) {
      starts.push(index);
    }
  }
  return starts;
}

/** Series of a metric over the runs of the selected rows; `left` counts runs without a place on the axis. */
export function historySeries(
  data: Data,
  rows: Int32Array,
  metric: Metric,
  options: HistoryOptions
): { series: HistorySeries[]; left: number } {
  const found = seriesOf(data, rows, { groupBy: options.groupBy ?? SERIES_OF, legend: options.legend });
  const time = timeOf(data);
  const resets = options.resets.map((id) => data.dimension(id));
  const members: number[][] = found.names.map(() => []);
  rows.forEach((row, index) => members[found.grouping.groupOf[index]].push(row));
  let left = 0;
  const series = found.names.map((name, index): HistorySeries => {
    const own = Int32Array.from(members[index]);
    const runs = groupRows([data.dimension('run_key')], own);
    const { means } = groupMeans(runs, own, data.metric(metric));
    const all = Array.from(runs.first, (row, run): Entry => ({ row, time: time(row), value: means[run] })).filter(
      ({ value }) => !Number.isNaN(value)
    );
    const entries = all.filter((entry) => placed(data, options.by, entry)).sort(order(data, options.by));
    left += all.length - entries.length;
    return { name, labels: found.labels[index], entries, starts: stretches(entries, resets) };
  });
  return { series: series.filter(({ entries }) => entries.length > 0), left };
}
