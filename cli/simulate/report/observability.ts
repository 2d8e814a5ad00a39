import { SLICE_SECONDS } from '../engine/gauges';
import type { Instance } from '../engine/instance';
import type { Pool } from '../engine/setup';
import type { StageResult } from '../run';
import type { Json, JsonObject } from './json';
import { labelOf } from './stack';
import { figure, rounded, statistics, type Digits } from './statistics';
import { plain } from '../distribution';

/** Watts of an accelerator that idles, and what full load adds. */
const POWER = { idle: 110, busy: 560 } as const;

interface Moment {
  readonly at: number;
  readonly kv: number;
  readonly busy: number;
  readonly running: number;
  readonly waiting: number;
}

/** Means over the instances of a pool, slice by slice. */
function moments(instances: readonly Instance[]): Moment[] {
  const length = Math.max(0, ...instances.map(({ gauges }) => gauges.slices.length));
  const mean = (index: number, key: 'kv' | 'busy' | 'running' | 'waiting'): number =>
    instances.reduce((sum, { gauges }) => sum + (gauges.slices[index]?.[key] ?? 0), 0) /
    (SLICE_SECONDS * instances.length);
  return Array.from({ length }, (_, index) => ({
    at: index * SLICE_SECONDS,
    kv: mean(index, 'kv'),
    busy: Math.min(1, mean(index, 'busy')),
    running: mean(index, 'running'),
    waiting: mean(index, 'waiting'),
  }));
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function aggregate(pool: Pool, instances: readonly Instance[], over: readonly Moment[], digits: Digits): JsonObject {
  const highest = (key: 'kvMax' | 'runningMax' | 'waitingMax'): number =>
    Math.max(...instances.map(({ gauges }) => gauges[key]));
  const gauge = (values: readonly number[], max: number, units: string): JsonObject => ({
    ...figure(average(values), units, digits),
    max: rounded(max, digits),
  });
  const lookups = instances.reduce((sum, { cache }) => sum + cache.lookups, 0);
  const hits = instances.reduce((sum, { cache }) => sum + cache.hits, 0);
  const power = over.map(({ busy }) => (POWER.idle + POWER.busy * busy) * pool.tp * pool.instances);
  return {
    kv_cache_usage: gauge(
      over.map(({ kv }) => 100 * kv),
      100 * highest('kvMax'),
      'percent'
    ),
    gpu_utilization: gauge(
      over.map(({ busy }) => 100 * busy),
      100 * Math.max(0, ...over.map(({ busy }) => busy)),
      'percent'
    ),
    running_requests: gauge(
      over.map(({ running }) => running),
      highest('runningMax'),
      'count'
    ),
    waiting_requests: gauge(
      over.map(({ waiting }) => waiting),
      highest('waitingMax'),
      'count'
    ),
    power_consumption: gauge(power, Math.max(0, ...power), 'Watts'),
    ...(lookups === 0 ? {} : { cache_hit_rate: figure((100 * hits) / lookups, 'percent', digits) }),
  };
}

/** ISO time of a moment of a stage. */
export function stamp(startedAt: number, seconds: number): string {
  return new Date(startedAt + Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z');
}

function timeSeries(over: readonly Moment[], startedAt: number, digits: Digits): JsonObject {
  const series = (pick: (moment: Moment) => number): Json => ({
    units: 'percent',
    series: over.map((moment) => ({ ts: stamp(startedAt, moment.at), mean: rounded(100 * pick(moment), digits) })),
  });
  return { kv_cache_usage: series(({ kv }) => kv), gpu_utilization: series(({ busy }) => busy) };
}

/** Transfer of KV caches under the names that the report's example gives to the connector's metrics. */
function transfers(result: StageResult, digits: Digits): JsonObject {
  const seconds = result.served.jobs.filter((job) => job.transferSeconds > 0).map((job) => job.transferSeconds);
  const stats = statistics(plain(seconds), 's', digits);
  return stats === null ? {} : { vllm_nixl_xfer_time_seconds: { aggregated: stats } };
}

/** What the engines looked like during a stage. `startedAt`: start of the run, ms since the epoch. */
export function observability(
  result: StageResult,
  pools: readonly Pool[],
  startedAt: number,
  withSeries: boolean,
  digits: Digits
): JsonObject {
  const components = pools.map((pool) => {
    const instances = result.served.instances.filter((instance) => instance.pool === pool);
    const over = moments(instances);
    return {
      component_label: labelOf(pool),
      aggregate: aggregate(pool, instances, over, digits),
      ...(withSeries ? { time_series: timeSeries(over, startedAt + result.offset * 1000, digits) } : {}),
    };
  });
  return { components, ...transfers(result, digits) };
}
