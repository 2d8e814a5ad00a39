import { at, fields, list, text, type Fields } from './fields';
import { stackedTables } from './stacked-csv';

/** One time series of a server metric, reduced to statistics over the run. */
export interface ServerSeries {
  readonly endpoint: string;
  readonly name: string;
  readonly unit: string | null;
  readonly model: string | null;
  /** Statistics and totals by the tool's names, percentiles of histograms without `_estimate`. */
  readonly stats: Fields;
}

/** What a server says of itself in a metric whose name ends in `_info`. */
export interface ServerInfoMetric {
  readonly name: string;
  readonly values: Fields;
}

export interface ServerExport {
  readonly series: readonly ServerSeries[];
  readonly infos: readonly ServerInfoMetric[];
}

/** Counters lose `_total` in the export; older exports keep it. */
export const bareName = (name: string): string => name.replace(/_total$/, '');

function bareStats(stats: Fields): Fields {
  const bare: { [key: string]: unknown } = {};
  Object.keys(stats).forEach((key) => (bare[key.replace(/_estimate$/, '')] = stats[key] === '' ? null : stats[key]));
  return bare;
}

/** server_metrics_export.json: metrics by name, each with its series. */
export function seriesOfJson(value: unknown): ServerExport {
  const metrics = fields(at(value, 'metrics')) ?? {};
  const series: ServerSeries[] = [];
  const infos: ServerInfoMetric[] = [];
  Object.keys(metrics).forEach((name) =>
    list(at(metrics[name], 'series')).forEach((one) => {
      const labels = fields(at(one, 'labels')) ?? {};
      if (/_info$/.test(name)) {
        infos.push({ name, values: labels });
        return;
      }
      series.push({
        endpoint: text(at(one, 'endpoint_url')) ?? '',
        name: bareName(name),
        unit: text(at(metrics[name], 'unit')),
        model: text(at(labels, 'model_name')),
        stats: bareStats(fields(at(one, 'stats')) ?? {}),
      });
    })
  );
  return { series, infos };
}

/** server_metrics_export.csv: a table each of gauges, counters, histograms and infos. */
export function seriesOfCsv(csv: string): ServerExport {
  const series: ServerSeries[] = [];
  const infos = new Map<string, { name: string; values: { [key: string]: unknown } }>();
  stackedTables(csv).forEach(({ columns, rows }) => {
    const isInfo = columns.includes('Key') && columns.includes('Value');
    rows.forEach((row) => {
      const [endpoint, name] = [text(row.Endpoint) ?? '', text(row.Metric)];
      if (name === null) {
        return;
      }
      if (isInfo) {
        const key = `${endpoint} ${name}`;
        const info = infos.get(key) ?? { name, values: {} };
        infos.set(key, info);
        info.values[row.Key] = row.Value;
        return;
      }
      series.push({
        endpoint,
        name: bareName(name),
        unit: text(row.Unit),
        model: text(row.model_name),
        stats: bareStats(row),
      });
    });
  });
  return { series, infos: Array.from(infos.values()) };
}
