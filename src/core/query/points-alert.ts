import { deltaConfig, metricConfig, numberField, textField } from '../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../frames/frame';
import { BUILD_DIMENSIONS } from '../model/identity';
import type { Metric } from '../model/metric-id';
import { numberAt, textAt, type NumberColumn } from '../model/table';
import type { Context } from '../model/request';
import { counted, info } from './common';
import type { Data } from './data';
import { groupMeans, groupRows, type Grouping } from './group';
import { metricOf } from './names';
import type { PointsQuery } from './points-query';
import { seriesOf } from './series';

/** What an alert names beside its series: of the newest run. */
const LABELS = ['run', 'config', 'workload', 'load', 'engine_version', 'commit'];

/** What is compared over builds, and the series of an alert where the query does not say: the build never splits one. */
const CELL = ['config', 'workload', 'load_type', 'load'];

/** Runs or builds of every series. */
interface Aged {
  readonly grouping: Grouping;
  /** Groups a series, the newest first. */
  readonly bySeries: readonly number[][];
}

function timeOf(data: Data, row: number): number {
  const start = numberAt(data.dimension('started_at'), row);
  return Number.isNaN(start) ? numberAt(data.dimension('ended_at'), row) : start;
}

/** Groups of a selection by row of the table. */
function byRow(data: Data, rows: Int32Array, { groupOf }: Grouping): NumberColumn {
  const values = new Float64Array(data.rows);
  rows.forEach((row, index) => (values[row] = groupOf[index]));
  return { kind: 'number', values };
}

/** Groups within each series by some dimensions. O(rows). */
function byAge(data: Data, rows: Int32Array, series: Grouping, ids: readonly string[]): Aged {
  const seriesOfRow = byRow(data, rows, series);
  const grouping = groupRows([seriesOfRow, ...ids.map((id) => data.dimension(id))], rows);
  const newest = new Float64Array(grouping.count).fill(-Infinity);
  rows.forEach((row, index) => {
    const group = grouping.groupOf[index];
    newest[group] = Math.max(newest[group], timeOf(data, row));
  });
  const bySeries: number[][] = Array.from({ length: series.count }, () => []);
  grouping.first.forEach((row, group) => bySeries[seriesOfRow.values[row]].push(group));
  bySeries.forEach((own) => own.sort((a, b) => newest[b] - newest[a]));
  return { grouping, bySeries };
}

function configOf(value: PointsQuery['value'], metrics: readonly Metric[]): [string, FieldConfig] {
  switch (value) {
    case 'latest':
      return metrics.length === 1
        ? [metrics[0].id, metricConfig(metrics[0])]
        : ['value', { displayNameFromDS: 'Value', description: 'In the base unit of the metric that the row names.' }];
    case 'change':
      return ['change', deltaConfig('Change', 'none', 'Mean of the newest build / mean of the build before it - 1.')];
    case 'age':
      return ['age', { displayNameFromDS: 'Age', unit: 's', description: 'Time since the newest run started.' }];
  }
}

/** `run (version, commit)` of a row, for words in alerts; null where the run has no name. */
function nameOf(data: Data, row: number): string | null {
  const text = (id: string): string | null => textAt(data.dimension(id), row);
  const build = [text('engine_version'), text('commit')].filter((part) => part !== null);
  const run = text('run');
  return run === null || build.length === 0 ? run : `${run} (${build.join(', ')})`;
}

/**
 * One row a series and metric with one number, the other columns texts, for alert rules: the metric of the newest run
 * (`latest`), its change against the build before as a fraction (`change`), or the seconds since that run (`age`). A newest
 * run without the metric, or without a build before it, is null, so NoData and never 0; it never falls back to an older run.
 */
export function alertFrame(query: PointsQuery, data: Data, rows: Int32Array, context: Context): Frame {
  const timed = rows.filter((row) => !Number.isNaN(timeOf(data, row)));
  const series = seriesOf(data, timed, { legend: query.legend, groupBy: query.groupBy ?? CELL });
  const metrics = query.metrics.map(metricOf);
  const runs = byAge(data, timed, series.grouping, ['run_key']);
  const builds = byAge(data, timed, series.grouping, [...CELL, ...BUILD_DIMENSIONS]);
  const cellColumns = CELL.map((id) => data.dimension(id));
  const { values: cell } = byRow(data, timed, groupRows(cellColumns, timed));
  const asked = (query.value === 'age' ? metrics.slice(0, 1) : metrics).map((metric) => ({
    metric,
    ofRuns: groupMeans(runs.grouping, timed, data.metric(metric)).means,
    ofBuilds: groupMeans(builds.grouping, timed, data.metric(metric)).means,
  }));
  const found = series.names.flatMap((name, index) => {
    const [run] = runs.bySeries[index];
    const newest = runs.grouping.first[run];
    // Builds of what the newest run measured: another configuration or load is no baseline.
    const comparable = builds.bySeries[index].filter((group) => cell[builds.grouping.first[group]] === cell[newest]);
    const [build, before] = comparable as [number, number | undefined];
    return asked.map(({ metric, ofRuns, ofBuilds }) => {
      const change = before === undefined ? NaN : ofBuilds[build] / ofBuilds[before] - 1;
      const values = {
        latest: ofRuns[run],
        change: Number.isFinite(change) ? change : NaN,
        age: (context.now - timeOf(data, newest)) / 1000,
      };
      const baseline = before === undefined ? null : nameOf(data, builds.grouping.first[before]);
      return { name, metric, newest, baseline, value: values[query.value] };
    });
  });
  const left = rows.length - timed.length;
  const notices: Notice[] =
    left === 0 ? [] : [info(`${counted(left, 'point')} without a run time ${left === 1 ? 'is' : 'are'} left out.`)];
  const text = (id: string, title: string, pick: (row: (typeof found)[number]) => string | null): Field =>
    textField(id, found.map(pick), { displayNameFromDS: title });
  const [id, config] = configOf(query.value, metrics);
  return {
    name: 'alert',
    meta: { type: 'numeric-long', typeVersion: [0, 1], notices },
    fields: [
      text('series', 'Series', ({ name }) => name),
      ...(query.value === 'age' ? [] : [text('metric', 'Metric', ({ metric }) => metric.id)]),
      ...LABELS.map((label) =>
        textField(
          label,
          found.map(({ newest }) => textAt(data.dimension(label), newest))
        )
      ),
      text('baseline', 'Build before', ({ baseline }) => baseline),
      numberField(
        id,
        found.map(({ value }) => value),
        config
      ),
    ],
  };
}
