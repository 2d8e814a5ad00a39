import type { Component } from '../model/record';
import type { Unit } from '../model/units';
import { NOTHING, type Collected } from './benchmark-report-metrics';
import { Checked, type Report, type Statistics } from './checked';
import { at, fields, list, text } from './fields';
import { declaredStatistics } from './statistics';

const ROLES = ['prefill', 'decode'] as const;

/** Base of the metric after the role, its key in the aggregate of a component, its name among the engine's own metrics. */
const BY_ROLE: ReadonlyArray<readonly [base: string, key: string, native: string, unit: Unit]> = [
  ['prefix_cache_hit_rate', 'cache_hit_rate', 'vllm_prefix_cache_hit_rate', 'fraction'],
  ['kv_cache_usage', 'kv_cache_usage', 'vllm_kv_cache_usage_perc', 'fraction'],
  ['gpu_utilization', 'gpu_utilization', 'gpu_utilization', 'fraction'],
  ['requests_waiting', 'waiting_requests', 'vllm_num_requests_waiting', 'count'],
];

/** Key of the time that transfers of KV caches took. */
export const TRANSFER = 'vllm_nixl_xfer_time_seconds';

/** What is wrong with the aggregate of a component is said where the metrics of all engines are read. */
const SAID_ALREADY: Report = () => undefined;

function only<T>(entries: readonly T[]): T | undefined {
  return entries.length === 1 ? entries[0] : undefined;
}

/**
 * Server metrics of prefill and decode engines, each under the name of its role, and the transfer of KV caches between them.
 * Only of a stack that has a prefill engine. A role with several entries is left out: nobody states their weights.
 */
export function roleMetrics(observability: unknown, stack: readonly Component[], path: string): Collected {
  if (fields(observability) === null || !stack.some(({ role }) => role === 'prefill')) {
    return NOTHING;
  }
  const metrics: { [base: string]: Statistics } = {};
  const { report, issues } = new Checked(observability, path);
  const keep = (base: string, statistics: Statistics | null): void => {
    if (statistics !== null && !(base in metrics)) {
      metrics[base] = statistics;
    }
  };
  ROLES.forEach((role) => {
    const labels = new Set(stack.filter((component) => component.role === role).map(({ label }) => label ?? ''));
    const component = only(
      list(at(observability, 'components')).filter((entry) => labels.has(text(at(entry, 'component_label')) ?? ''))
    );
    BY_ROLE.forEach(([base, key, native, unit]) => {
      keep(`${role}_${base}`, declaredStatistics(at(component, 'aggregate', key), unit, key, SAID_ALREADY));
      const own = only(
        list(at(observability, native, 'components')).filter((entry) => text(at(entry, 'role')) === role)
      );
      const name = `observability.${native}.${role}`;
      keep(`${role}_${base}`, declaredStatistics(at(own, 'statistics'), unit, name, report));
    });
  });
  const transfer = at(observability, TRANSFER, 'aggregated');
  keep('kv_transfer_time', declaredStatistics(transfer, 'seconds', `observability.${TRANSFER}`, report));
  return { metrics, issues };
}
