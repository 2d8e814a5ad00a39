import { metricBase } from '../model/metrics';
import { fragment, type Dimensions, type Fragment, type Metrics } from '../model/record';
import { conversionFactor, type Unit } from '../model/units';
import { bareName, seriesOfCsv, seriesOfJson, type ServerExport, type ServerSeries } from './aiperf-server-series';
import { Checked, type Statistics } from './checked';
import { at, fields, number, text } from './fields';
import { stem } from './file-name';
import type { Document, Format } from './format';
import { mean, metricSet, quotient } from './metric-set';
import { ENGINES, GAUGES, HISTOGRAMS, RATIOS } from './runtime-names';

const ID = 'aiperf-server-metrics';

/**
 * The series of the first name that is there, where it has exactly one: several engines or endpoints have no weights by which to
 * join them.
 */
function only(series: readonly ServerSeries[], names: readonly string[], shared: Set<string>): ServerSeries | null {
  const name = names.find((one) => series.some((each) => each.name === one));
  const found = series.filter((each) => each.name === name);
  if (found.length > 1) {
    shared.add(found[0].name);
  }
  return found.length === 1 ? found[0] : null;
}

/** By the unit that is declared; where none is, the name of the metric is its definition. */
function statistics(series: ServerSeries | null, unit: Unit, doc: Checked, path: string): Statistics | null {
  const factor = series === null ? null : series.unit === null ? 1 : conversionFactor(series.unit, unit);
  if (series === null || factor === null) {
    if (series !== null) {
      doc.report(
        'warning',
        'unknown-unit',
        `${series.name} is declared in "${series.unit ?? ''}", which is no unit of it; its numbers are left out.`
      );
    }
    return null;
  }
  // A histogram without an observation has no latency.
  const raw =
    number(series.stats.count) === 0 ? null : new Checked({ stats: series.stats }, path).distribution('stats');
  const found: { [stat: string]: number } = {};
  Object.keys(raw ?? {}).forEach((stat) => (found[stat] = (raw ?? {})[stat] * factor));
  return Object.keys(found).length === 0 ? null : found;
}

function total(series: ServerSeries | null): number | null {
  const value = series === null ? null : number(series.stats.total);
  return value !== null && value < 0 ? null : value;
}

function metricsOf({ series }: ServerExport, doc: Checked, path: string): Metrics {
  const shared = new Set<string>();
  const distributions: { [base: string]: Statistics | null } = {};
  [...GAUGES, ...HISTOGRAMS].forEach(([base, ...names]) => {
    const unit = metricBase(base)?.unit ?? 'count';
    distributions[base] = statistics(only(series, names, shared), unit, doc, path);
  });
  RATIOS.forEach(([base, ...counters]) => {
    const [hits, queries] = counters.map((name) => total(only(series, [bareName(name)], shared)));
    distributions[base] = distributions[base] ?? mean(quotient(hits, queries));
  });
  const found = metricSet(distributions, { preemptions: total(only(series, ['vllm:num_preemptions'], shared)) });
  if (shared.size > 0) {
    doc.report(
      'info',
      'several-components',
      `${Array.from(shared).join(', ')} reported by several engines or endpoints; left out of the point, since the export gives no weights.`
    );
  }
  return found;
}

function agreed<T>(values: readonly T[]): T | null {
  return values.length > 0 && values.every((value) => value === values[0]) ? values[0] : null;
}

function dimensionsOf({ series, infos }: ServerExport): Dimensions {
  const engines = series
    .map(({ name }) => ENGINES.find(([prefix]) => name.startsWith(prefix))?.[1])
    .filter((engine): engine is string => engine !== undefined);
  const caches = infos.filter(({ name }) => name === 'vllm:cache_config_info');
  const cache = caches.length === 1 ? caches[0].values : {};
  const caching = text(at(cache, 'enable_prefix_caching'))?.toLowerCase();
  return {
    engine: agreed(engines),
    model: agreed(series.map(({ model }) => model).filter((model): model is string => model !== null)),
    block_size: number(at(cache, 'block_size')),
    gpu_memory_utilization: number(at(cache, 'gpu_memory_utilization')),
    prefix_caching: caching === 'true' || caching === 'false' ? caching : null,
  };
}

const HEAD = /^\ufeff?(# AIPerf Server Metrics|Endpoint,Type,Metric,Unit,)/;

function isExport(document: Document): boolean {
  return document.kind === 'text'
    ? HEAD.test(document.text.slice(0, 200))
    : at(document.value, 'summary', 'endpoints_configured') !== undefined &&
        fields(at(document.value, 'metrics')) !== null;
}

/** The version of AIPerf, in the CSV in its leading comments. */
function versionOf(document: Document): string | null {
  if (document.kind === 'value') {
    return text(at(document.value, 'aiperf_version'));
  }
  const found = /^# aiperf_version: (\S{1,40})$/m.exec(document.text.slice(0, 500));
  return found === null ? null : found[1];
}

function read(document: Document, source: Fragment['source']): Fragment {
  const found = document.kind === 'text' ? seriesOfCsv(document.text) : seriesOfJson(document.value);
  const doc = new Checked(null, source.path);
  const metrics = metricsOf(found, doc, source.path);
  return fragment({
    grain: 'context',
    source,
    format: ID,
    // The CSV keeps four decimals of the same figures.
    madeFrom: document.kind === 'text' ? `${stem(source.path)}.json#0` : null,
    dimensions: { ...dimensionsOf(found), tool_version: versionOf(document) },
    metrics,
    issues: doc.issues,
  });
}

/** What AIPerf scraped from the servers during a run: context of the point beside it. */
export const aiperfServerMetrics: Format = {
  id: ID,
  title: 'AIPerf server metrics',
  files: 'server_metrics_export.json, .csv',
  traps: [
    'A metric is read where exactly one endpoint and engine reports it; several have no weights by which to join them.',
    'kv_cache_usage_perc is a fraction.',
    'Percentiles of histograms are estimates from buckets; latencies of the server never stand in for those of the load tool.',
    'The CSV stacks tables with different columns and keeps four decimals.',
  ],
  drop: ['timeslices'],
  detect: (document) => (isExport(document) ? { version: null } : null),
  read: (document, source) => (isExport(document) ? [read(document, source)] : []),
};
