import { fragment, type Dimensions, type Fragment, type Metrics } from '../model/record';
import { Checked, type Statistics } from './checked';
import { number } from './fields';
import type { Document, Format } from './format';
import { mean, metricSet, quotient, sum } from './metric-set';
import { prometheusSamples, type PrometheusSample } from './prometheus-text';
import { ENGINES, GAUGES, HISTOGRAMS, KNOWN_LINE, RATIOS } from './runtime-names';
import { setting } from './settings';

const ID = 'runtime-metrics';

type Samples = ReadonlyMap<string, readonly PrometheusSample[]>;

function numbers(samples: Samples, name: string): number[] {
  return (samples.get(name) ?? [])
    .map(({ value }) => value)
    .filter((value): value is number => value !== null && value >= 0);
}

/** Sum over all series of a counter; null where the scrape lacks it. */
function total(samples: Samples, name: string): number | null {
  const found = numbers(samples, name);
  return found.length === 0 ? null : found.reduce((all, value) => all + value, 0);
}

/** A gauge of one or several engines at one moment. */
function gauge(values: readonly number[]): Statistics | null {
  if (values.length === 0) {
    return null;
  }
  const average = values.reduce((all, value) => all + value, 0) / values.length;
  return values.length === 1
    ? { mean: average }
    : { mean: average, min: Math.min(...values), max: Math.max(...values) };
}

/** TensorRT-LLM before its gauge of usage: blocks in use / blocks. */
function usedBlocks(samples: Samples): Statistics | null {
  const [all, free] = [total(samples, 'trtllm_kv_cache_max_blocks'), total(samples, 'trtllm_kv_cache_free_blocks')];
  return all === null || free === null || free > all ? null : mean(quotient(all - free, all));
}

function firstOf<T>(names: readonly string[], of: (name: string) => T | null): T | null {
  return names.reduce<T | null>((found, name) => found ?? of(name), null);
}

function metricsOf(samples: Samples): Metrics {
  const found: { [base: string]: Statistics | null } = {};
  GAUGES.forEach(([base, ...names]) => {
    found[base] = firstOf(names, (name) => gauge(numbers(samples, name)));
  });
  found.kv_cache_usage = found.kv_cache_usage ?? usedBlocks(samples);
  HISTOGRAMS.forEach(([base, ...names]) => {
    found[base] = firstOf(names, (name) =>
      mean(quotient(total(samples, `${name}_sum`), total(samples, `${name}_count`)))
    );
  });
  RATIOS.forEach(([base, part, whole]) => {
    found[base] = found[base] ?? mean(quotient(total(samples, part), total(samples, whole)));
  });
  const of = (name: string) => total(samples, `vllm:${name}`);
  const accepted = of('spec_decode_num_accepted_tokens_total');
  return metricSet(found, {
    preemptions: of('num_preemptions_total'),
    spec_decode_acceptance_rate: quotient(accepted, of('spec_decode_num_draft_tokens_total')),
    // The token that the model itself adds to every draft counts.
    spec_decode_acceptance_length: sum(quotient(accepted, of('spec_decode_num_drafts_total')), 1),
    kv_transfer_bandwidth: quotient(of('nixl_bytes_transferred_sum'), of('nixl_xfer_time_seconds_sum')),
  });
}

function agreed(values: readonly string[]): string | null {
  return values.length > 0 && values.every((value) => value === values[0]) ? values[0] : null;
}

function dimensionsOf(samples: Samples): Dimensions {
  const names = Array.from(samples.keys());
  const engines = ENGINES.filter(([prefix]) => names.some((name) => name.startsWith(prefix))).map(
    ([, engine]) => engine
  );
  const labels: string[] = [];
  samples.forEach((series) => series.forEach((one) => labels.push(one.labels.model_name ?? '')));
  const caches = samples.get('vllm:cache_config_info') ?? [];
  const cache = caches.length > 0 ? caches[0].labels : {};
  const caching = (cache.enable_prefix_caching ?? '').toLowerCase();
  return {
    engine: agreed(engines),
    model: agreed(labels.filter((label) => label !== '')),
    block_size: number(cache.block_size),
    gpu_memory_utilization: number(cache.gpu_memory_utilization),
    prefix_caching: caching === 'true' || caching === 'false' ? caching : null,
  };
}

const CACHE_SETTINGS = ['cache_dtype', 'num_gpu_blocks', 'num_cpu_blocks', 'cpu_offload_gb', 'sliding_window'];

/** Buckets are most of a scrape and none of what is read. */
const wanted = (name: string): boolean => !/_(?:bucket|created)$/.test(name);

function read(text: string, source: Fragment['source']): Fragment {
  const samples = new Map<string, PrometheusSample[]>();
  prometheusSamples(text, wanted).forEach((sample) => {
    const series = samples.get(sample.name);
    if (series === undefined) {
      samples.set(sample.name, [sample]);
    } else {
      series.push(sample);
    }
  });
  const doc = new Checked(null, source.path);
  const metrics = metricsOf(samples);
  if (Object.keys(metrics).length === 0) {
    doc.report(
      'info',
      'server-metrics-empty',
      'The scrape has no metric of a serving engine or router that is known here.'
    );
  }
  // A hit rate of vLLM is one of counters.
  const moments = GAUGES.map(([base]) => base).filter(
    (base) => metrics[base] !== undefined && base !== 'prefix_cache_hit_rate'
  );
  if (moments.length > 0) {
    doc.report('info', 'one-moment', `Of the moment of the scrape, not of the run: ${moments.join(', ')}.`);
  }
  const cache = samples.get('vllm:cache_config_info')?.[0]?.labels ?? {};
  return fragment({
    grain: 'context',
    source,
    format: ID,
    dimensions: dimensionsOf(samples),
    metrics,
    settings: CACHE_SETTINGS.reduce<Fragment['settings']>(
      (all, key) => all.concat(setting('engine', key, cache[key])),
      []
    ),
    issues: doc.issues,
  });
}

function isScrape(document: Document): document is Extract<Document, { kind: 'text' }> {
  if (document.kind !== 'text') {
    return false;
  }
  const head = document.text.slice(0, 20000);
  return (
    /^# TYPE [A-Za-z_:][\w:]* (?:gauge|counter|histogram|summary|info|untyped|unknown)\s*$/m.test(head) ||
    KNOWN_LINE.test(head)
  );
}

/** What /metrics of an engine or router answered at one moment: context of the points beside it. */
export const runtimeMetrics: Format = {
  id: ID,
  title: 'Runtime metrics (Prometheus text)',
  files: '*.prom, *.metrics, metrics.txt: a scrape of vLLM, SGLang, TensorRT-LLM or the llm-d router',
  traps: [
    'A gauge is the value at the moment of the scrape; several engines give mean, smallest and largest.',
    'Counters and histograms count from the start of the process, so warm-up and earlier stages are in them.',
    'The mean of a histogram is sum / count; percentiles would be guesses from buckets and are not made.',
    'kv_cache_usage_perc of vLLM is a fraction; hit rates of vLLM are hits / queries, in tokens.',
    'vLLM called inter_token_latency_seconds time_per_output_token_seconds before 0.11.',
    'Old and new names of the llm-d router are exported side by side; the new one is read.',
    'Latencies of the server never stand in for those of the load tool.',
  ],
  drop: [],
  detect: (document) => (isScrape(document) ? { version: null } : null),
  read: (document, source) => (isScrape(document) ? [read(document.text, source)] : []),
};
