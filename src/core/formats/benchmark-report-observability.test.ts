import { describeSamples, sampleText } from '../../../tests/samples';
import { figuresOf } from '../../../tests/documents';
import { parseYaml } from '../../host/yaml';
import { component, type Component } from '../model/record';
import { benchmarkReport } from './benchmark-report';
import { healthMetrics, observabilityMetrics } from './benchmark-report-observability';

const PREFILL = component({ role: 'prefill', label: 'p' });
const DECODE = component({ role: 'decode', label: 'd' });
const usage = (label: string, percent: number) => ({
  component_label: label,
  aggregate: { kv_cache_usage: { units: 'percent', mean: percent } },
});
const observed = (observability: object, components: readonly Component[] = [PREFILL, DECODE]) =>
  observabilityMetrics(observability, components, 'r.yaml');
const rules = ({ issues }: ReturnType<typeof observed>) => issues.map(({ rule }) => rule);

describe('server metrics of a report', () => {
  it('of the only engine are those of the point', () =>
    expect(observed({ components: [usage('d', 40)] }).metrics).toEqual({ kv_cache_usage: { mean: 0.4 } }));

  it('of prefill and decode instances stay apart', () => {
    const found = observed({ components: [usage('p', 10), usage('d', 90), usage('router', 5)] });
    expect(found.metrics).toEqual({
      prefill_kv_cache_usage: { mean: 0.1 },
      decode_kv_cache_usage: { mean: 0.9 },
    });
    expect(found.issues).toEqual([]);
  });

  it('of several instances of a role are left out and said, for nobody states their weights', () => {
    const found = observed({ components: [usage('p', 10), usage('d', 90), usage('d', 80)] });
    expect([found.metrics, rules(found)]).toEqual([{ prefill_kv_cache_usage: { mean: 0.1 } }, ['several-components']]);
    const replicas = ['a', 'b'].map((label) => component({ role: 'replica', label }));
    expect(observed({ components: [usage('a', 1), usage('b', 2)] }, replicas).metrics).toEqual({});
  });

  it('that a collector adds fill gaps, as aggregated or of the only component', () => {
    const scraped = (units: string, mean: number) => ({ statistics: { units, mean } });
    const found = observed({
      components: [usage('d', 40)],
      vllm_kv_cache_usage_perc: { aggregated: { units: 'percent', mean: 99 } },
      vllm_num_requests_running: { components: [scraped('count', 3)] },
      vllm_num_requests_waiting: { components: [scraped('count', 3), scraped('count', 4)] },
      epp_dispatch_latency: scraped('ms', 2),
      my_own_key: 4,
    });
    expect(found.metrics).toEqual({
      kv_cache_usage: { mean: 0.4 },
      requests_running: { mean: 3 },
      routing_time: { mean: 0.002 },
    });
    expect(found.issues).toEqual([]);
  });

  it('start-up times are those of the pods where nothing is aggregated', () => {
    const pods = [60, 'x', 80, -1, null].map((startup_seconds) => ({ startup_seconds }));
    expect(observed({ pod_startup_times: { pods } }).metrics.startup_time).toMatchObject({
      mean: 70,
      min: 60,
      max: 80,
    });
    expect(observed({ pod_startup_times: { pods: [] } }).metrics).toEqual({});
  });

  it('instances that were not ready, failed or restarted are said and counted', () => {
    const controllers = [
      { name: 'decode', desired_replicas: 3, ready_replicas: 2 },
      { name: 'prefill', desired_replicas: 0, ready_replicas: 0 },
      { name: 'x', desired_replicas: 3 },
    ];
    expect(observed({ replica_status: { controllers } }).issues.map(({ message }) => message)).toEqual([
      'decode had 2 of 3 instances ready: the run had fewer accelerators than its set-up says.',
    ]);
    const health = [
      { component_label: 'a', total_restarts: 3, failed_replicas: 1 },
      { component_label: 'b', total_restarts: 1, failed_replicas: 0 },
    ];
    expect(healthMetrics(health, 'r.yaml').metrics).toEqual({ restarts: { '': 4 } });
    expect(rules(healthMetrics(health, 'r.yaml'))).toEqual(['failed-replicas']);
    expect(healthMetrics([...health, {}], 'r.yaml').metrics).toEqual({});
    expect([healthMetrics([], 'r.yaml').metrics, healthMetrics(undefined, 'r.yaml').metrics]).toEqual([{}, {}]);
  });
});

describeSamples('the official example', () => {
  it('has every figure of its sessions, media, pods, replicas and health in the catalog', () => {
    const path =
      'llm-d-benchmark-report/llm-d__llm-d-benchmark/llmdbenchmark/analysis/benchmark_report/br_v0_2_1_example.yaml';
    const [part] = benchmarkReport.read(
      { kind: 'value', value: parseYaml(sampleText(path))[0] },
      { path, document: 0 },
      { zoneOffsetMinutes: 0 }
    );
    // Typed in from the file.
    expect(figuresOf(part)).toMatchObject({
      sessions_total: 112,
      events_total: 1340,
      events_completed: 1320,
      events_cancelled: 20,
      session_events_cancelled_mean: 0.18,
      session_input_tokens_p99: 43020,
      session_output_tokens_mean: 11800.2,
      image_count_max: 4,
      image_pixels_mean: 2073600,
      image_bytes_mean: 40000,
      video_frames_mean: 16,
      video_bytes_mean: 800000,
      audio_duration_mean: 10,
      drop_rate_p99: 0.0012,
      startup_time_p90: 93,
      ready_replicas_mean: 2.4,
      restarts: 3,
      kv_cache_usage_p99: 0.856,
      gpu_memory_usage_mean: 62.4 * 2 ** 30,
      external_prefix_cache_hit_rate_mean: expect.closeTo(0.429, 12) as number,
      routing_time_p99: 0.0035,
    });
  });
});
