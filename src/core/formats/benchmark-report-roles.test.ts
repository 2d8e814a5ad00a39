import { component, type Component } from '../model/record';
import { roleMetrics } from './benchmark-report-roles';

const STACK: readonly Component[] = [
  component({ role: 'prefill', label: 'p' }),
  component({ role: 'decode', label: 'd' }),
  component({ role: 'router', label: 'r' }),
];

const entry = (label: string, aggregate: object) => ({ component_label: label, aggregate });
const percent = (mean: number) => ({ units: 'percent', mean });

describe('metrics of roles', () => {
  it('are those of the component of each role, in base units', () => {
    const observability = {
      components: [
        entry('p', { cache_hit_rate: percent(40), waiting_requests: { units: 'count', mean: 3, max: 9 } }),
        entry('d', { cache_hit_rate: percent(10), kv_cache_usage: percent(80), gpu_utilization: percent(55) }),
        entry('r', { cache_hit_rate: percent(99) }),
      ],
      vllm_nixl_xfer_time_seconds: { aggregated: { units: 'ms', mean: 25, p99: 80 } },
    };
    expect(roleMetrics(observability, STACK, 'x').metrics).toEqual({
      prefill_prefix_cache_hit_rate: { mean: 0.4 },
      prefill_requests_waiting: { mean: 3, max: 9 },
      decode_prefix_cache_hit_rate: { mean: 0.1 },
      decode_kv_cache_usage: { mean: 0.8 },
      decode_gpu_utilization: { mean: 0.55 },
      kv_transfer_time: { mean: 0.025, p99: 0.08 },
    });
  });

  it("are completed by the engine's own metrics, pod by pod, where a role has one pod", () => {
    const pod = (role: string, mean: number) => ({ role, statistics: percent(mean) });
    const found = roleMetrics(
      {
        components: [entry('p', { cache_hit_rate: percent(40) })],
        vllm_prefix_cache_hit_rate: { components: [pod('prefill', 1), pod('decode', 30)] },
        vllm_kv_cache_usage_perc: { components: [pod('prefill', 50), pod('decode', 20), pod('decode', 60)] },
      },
      STACK,
      'x'
    );
    expect(found.metrics).toEqual({
      prefill_prefix_cache_hit_rate: { mean: 0.4 },
      prefill_kv_cache_usage: { mean: 0.5 },
      decode_prefix_cache_hit_rate: { mean: 0.3 },
    });
  });

  it('are left out where a role has several components, where no unit is declared, and where there are no roles', () => {
    const twice = {
      components: [entry('p', { kv_cache_usage: percent(1) }), entry('p', { kv_cache_usage: percent(2) })],
    };
    expect(roleMetrics(twice, STACK, 'x').metrics).toEqual({});
    const bare = { vllm_nixl_xfer_time_seconds: { aggregated: { mean: 25 } } };
    expect(roleMetrics(bare, STACK, 'x')).toMatchObject({ metrics: {}, issues: [{ rule: 'unknown-unit', path: 'x' }] });
    const one = { components: [entry('d', { kv_cache_usage: percent(1) })] };
    expect(roleMetrics(one, STACK.slice(1), 'x').metrics).toEqual({});
    expect(roleMetrics(undefined, STACK, 'x')).toEqual({ metrics: {}, issues: [] });
  });
});
