import type { Metrics } from '../model/record';
import { canonicalStat } from '../model/percentile';
import type { Checked, Statistics } from './checked';
import { at, fields, meaningful, number, type Fields } from './fields';
import { measured, mean, metricSet, product } from './metric-set';

/** `itl` of the flat generation is one figure a request, as the harness itself says by taking it for TPOT. */
const FLAT: ReadonlyArray<readonly [base: string, name: string]> = [
  ['ttft', 'ttft'],
  ['e2e', 'ttlt'],
  ['tpot', 'itl'],
  ['input_tokens', 'input_tokens'],
  ['output_tokens', 'output_tokens_actual'],
];

/** `<stat>_<name>` keys of one object as statistics. */
export function prefixed(row: Fields, doc: Checked, name: string): Statistics | null {
  const found: { [stat: string]: number } = {};
  Object.keys(row).forEach((key) => {
    const end = key.length - name.length - 1;
    const stat = end > 0 && key.slice(end) === `_${name}` ? canonicalStat(key.slice(0, end)) : null;
    const value = stat === null ? null : doc.amount(key);
    if (stat !== null && value !== null) {
      found[stat] = value;
    }
  });
  return Object.keys(found).length === 0 ? null : measured(found);
}

/** The first agentic generation: flat keys, seconds, totals beside figures a GPU. */
export function flatMetrics(row: Fields, doc: Checked, gpus: number | null): Metrics {
  const distributions: { [base: string]: Statistics | null } = {};
  FLAT.forEach(([base, name]) => (distributions[base] = prefixed(row, doc, name)));
  const total = (name: string) => doc.rate(`${name}_tps`) ?? product(doc.rate(`${name}_per_gpu`), gpus);
  return metricSet(
    {
      ...distributions,
      prefix_cache_hit_rate: mean(doc.amount('server_gpu_cache_hit_rate')),
      external_prefix_cache_hit_rate: mean(doc.amount('server_cpu_cache_hit_rate')),
    },
    {
      request_throughput: doc.rate('mean_qps'),
      input_token_throughput: total('input_tput'),
      output_token_throughput: total('output_tput'),
      total_token_throughput: doc.rate('total_tput_tps') ?? product(doc.rate('tput_per_gpu'), gpus),
      requests_success: doc.amount('num_requests_successful'),
      duration: doc.amount('duration_seconds'),
    }
  );
}

/** The second generation: nested, without `tput_per_gpu` at the top. `itl` repeats `tpot` and is no ITL. */
export function nestedMetrics(doc: Checked): Metrics {
  const latency = (name: string) => measured(doc.distribution('request_metrics', 'latency', name));
  const tokens = (name: string) => doc.distribution('request_metrics', 'tokens', name);
  const rate = (name: string) => doc.rate('request_metrics', 'throughput', name, 'tokens_per_second');
  const used = doc.amount('server_metrics', 'kv_cache', 'gpu_usage_pct');
  return metricSet(
    {
      ttft: latency('ttft'),
      tpot: latency('tpot'),
      e2e: latency('e2el'),
      input_tokens: tokens('input'),
      output_tokens: tokens('output_actual'),
      // The largest value of the gauge, 0..1 in spite of its name.
      kv_cache_usage: used === null ? null : { max: used },
      prefix_cache_hit_rate: mean(doc.amount('server_metrics', 'cache', 'gpu_cache_hit_rate')),
      external_prefix_cache_hit_rate: mean(doc.amount('server_metrics', 'cache', 'external_cache_hit_rate')),
    },
    {
      request_throughput: doc.rate('request_metrics', 'qps', 'mean'),
      input_token_throughput: rate('input'),
      output_token_throughput: rate('output'),
      total_token_throughput: rate('total'),
      requests_success: doc.amount('num_requests_successful'),
      duration: doc.amount('request_metrics', 'throughput', 'duration_seconds'),
    }
  );
}

/** Errors of a nested run by class; they may be of the warm-up, so they are no count of failures. */
export function reportErrors(row: Fields, doc: Checked): void {
  const categories = fields(at(row, 'request_accounting', 'error_categories')) ?? {};
  const parts = Object.keys(categories)
    .slice(0, 20)
    .map((name) => [name.slice(0, 80), number(categories[name])] as const)
    .filter(([, count]) => count !== null && count > 0);
  if (parts.length > 0) {
    doc.report(
      'info',
      'failed-requests',
      `Errors of the whole run, warm-up included: ${parts.map(([name, count]) => `${name}: ${count}`).join('; ')}.`
    );
  }
}

/** The data set that was replayed, else the name of the scenario. */
export function datasetOf(row: Fields): string | null {
  return (
    meaningful(at(row, 'dataset', 'hf_dataset_name')) ??
    meaningful(at(row, 'dataset', 'loader')) ??
    meaningful(at(row, 'scenario_type'))
  );
}
