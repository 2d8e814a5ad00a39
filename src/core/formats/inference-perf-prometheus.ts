import { fragment } from '../model/record';
import { Checked } from './checked';
import { at } from './fields';
import { stageOf } from './file-name';
import type { Format } from './format';
import { lifecycleSections } from './inference-perf';
import { aboveZero, mean, measured, metricSet, quotient } from './metric-set';

const ID = 'inference-perf-prometheus';

/**
 * inference-perf writes 0 for a query that Prometheus did not answer (`execute_query`), so a histogram or gauge that is 0
 * throughout, and a share or count for which 0 is no ordinary value, was not measured.
 */
function metrics(doc: Checked) {
  const of = (name: string) => measured(doc.distribution('successes', name));
  const single = (name: string) => doc.amount('successes', name, 'mean');
  /** Written 0..100. */
  const percent = (name: string) => measured(mean(quotient(single(name), 100)));
  return metricSet(
    {
      server_ttft: of('time_to_first_token'),
      server_tpot: of('time_per_output_token'),
      server_itl: of('inter_token_latency'),
      server_e2e: of('request_latency'),
      queue_time: of('request_queue_time'),
      prefill_time: of('request_prefill_time'),
      decode_time: of('request_decode_time'),
      inference_time: of('request_inference_time'),
      // Written 0..1, in spite of its name.
      kv_cache_usage: of('kv_cache_usage_percentage'),
      prefix_cache_hit_rate: percent('prefix_cache_hit_percent'),
      external_prefix_cache_hit_rate: percent('external_prefix_cache_hit_percent'),
      requests_running: measured(mean(single('num_requests_running'))),
      requests_waiting: mean(single('queue_len')),
      requests_swapped: measured(mean(single('num_requests_swapped'))),
    },
    {
      // A count over the window, written as `mean`.
      preemptions: single('num_preemptions_total'),
      cached_tokens_total: aboveZero(doc.amount('successes', 'prompt_tokens_cached')),
    }
  );
}

/** True where the server answered at all; otherwise every 0 of the file is a query without an answer. */
function answered(doc: Checked): boolean {
  return (
    (doc.amount('successes', 'count') ?? 0) > 0 || measured(doc.distribution('successes', 'request_latency')) !== null
  );
}

export const inferencePerfPrometheus: Format = {
  id: ID,
  title: 'inference-perf server metrics',
  files: 'stage_<N>_prometheus_metrics.json, summary_prometheus_metrics.json',
  traps: [
    'kv_cache_usage_percentage is a fraction 0..1, prefix_cache_hit_percent is 0..100.',
    'num_preemptions_total.mean is a total.',
    'A query without an answer is written as 0: what is 0 throughout is left out, except waiting requests and preemptions.',
    'Percentiles come from histogram buckets, over a window that may reach into the next stage.',
    'Latencies are those of the server itself and never stand in for those of the load tool.',
  ],
  drop: [],
  detect(document) {
    const sections = document.kind === 'value' ? lifecycleSections(document.value) : null;
    const isServer =
      sections !== null &&
      Object.keys(sections.load).length === 0 &&
      ['queue_len', 'kv_cache_usage_percentage'].some((key) => at(sections.successes, key) !== undefined);
    return isServer ? { version: null } : null;
  },
  read(document, source) {
    if (document.kind !== 'value' || lifecycleSections(document.value) === null) {
      return [];
    }
    const doc = new Checked(document.value, source.path);
    const stage = stageOf(source.path);
    const found = answered(doc) ? metrics(doc) : {};
    if (Object.keys(found).length === 0) {
      doc.report(
        'info',
        'server-metrics-empty',
        'Prometheus answered no query for this window; the file has no values.'
      );
    }
    return [
      fragment({
        grain: 'context',
        source,
        format: ID,
        stage,
        dimensions: stage === null ? { scope: 'pooled' } : {},
        metrics: found,
        issues: doc.issues,
      }),
    ];
  },
};
