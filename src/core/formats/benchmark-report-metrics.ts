import { fillMetrics } from '../model/layers';
import type { Issue, Metrics } from '../model/record';
import type { Unit } from '../model/units';
import { checked, type Statistics } from './checked';
import { at, fields, list, text } from './fields';
import { declaredStatistics } from './statistics';

/** Metrics of a report as they are collected, with what cannot be used. */
export interface Collected {
  readonly metrics: Metrics;
  readonly issues: readonly Issue[];
}

type Mapping = readonly [base: string, key: string, unit: Unit];

const LATENCY: readonly Mapping[] = [
  ['ttft', 'time_to_first_token', 'seconds'],
  ['tpot', 'time_per_output_token', 'seconds'],
  ['itl', 'inter_token_latency', 'seconds'],
  ['ntpot', 'normalized_time_per_output_token', 'seconds'],
  ['e2e', 'request_latency', 'seconds'],
];

/** GuideLLM and AIPerf keep their own names through the conversion, and these name other things. */
const RENAMED_BY_TOOL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  guidellm: { time_per_output_token: 'ntpot', inter_token_latency: 'tpot' },
  aiperf: { inter_token_latency: 'tpot' },
};

const THROUGHPUT: readonly Mapping[] = [
  ['request_throughput', 'request_rate', 'requests_per_second'],
  ['output_token_throughput', 'output_token_rate', 'tokens_per_second'],
  ['input_token_throughput', 'input_token_rate', 'tokens_per_second'],
  ['total_token_throughput', 'total_token_rate', 'tokens_per_second'],
  ['image_throughput', 'image_rate', 'items_per_second'],
  ['video_throughput', 'video_rate', 'items_per_second'],
  ['audio_throughput', 'audio_rate', 'items_per_second'],
];

const LENGTHS: readonly Mapping[] = [
  ['input_tokens', 'input_length', 'tokens'],
  ['output_tokens', 'output_length', 'tokens'],
  ['request_size', 'request_size', 'bytes'],
];

const SESSIONS: readonly Mapping[] = [
  ['session_rate', 'session_rate', 'requests_per_second'],
  ['session_duration', 'session_duration', 'seconds'],
  ['session_events', 'events_per_session', 'count'],
];

const SERVER: readonly Mapping[] = [
  ['kv_cache_usage', 'kv_cache_usage', 'fraction'],
  ['prefix_cache_hit_rate', 'cache_hit_rate', 'fraction'],
  ['gpu_utilization', 'gpu_utilization', 'fraction'],
  ['cpu_utilization', 'cpu_utilization', 'fraction'],
  ['gpu_memory_usage', 'gpu_memory_usage', 'bytes'],
  ['cpu_memory_usage', 'cpu_memory_usage', 'bytes'],
  ['power', 'power_consumption', 'watts'],
  ['requests_running', 'running_requests', 'count'],
  ['requests_waiting', 'waiting_requests', 'count'],
  ['requests_swapped', 'swapped_requests', 'count'],
];

/** Bases whose mean is the plain value of the metric; their percentiles are kept beside it. */
const VALUES = new Set([...THROUGHPUT.map(([base]) => base), 'session_rate']);

function asMetric(base: string, statistics: Statistics): { readonly [stat: string]: number } {
  if (!VALUES.has(base)) {
    return statistics;
  }
  const named: { [stat: string]: number } = {};
  for (const stat in statistics) {
    named[stat === 'mean' ? '' : stat] = statistics[stat];
  }
  return named;
}

/** Reads the statistics that a mapping names out of one object of the report. */
function collect(parent: unknown, mappings: readonly Mapping[], where: string, path: string): Collected {
  const metrics: { [base: string]: { readonly [stat: string]: number } } = {};
  const { report, issues } = checked(parent, path);
  mappings.forEach(([base, key, unit]) => {
    const statistics = declaredStatistics(at(parent, key), unit, `${where}.${key}`, report);
    if (statistics !== null) {
      metrics[base] = asMetric(base, statistics);
    }
  });
  return { metrics, issues };
}

export function merged(parts: readonly Collected[]): Collected {
  return {
    metrics: fillMetrics(parts.map(({ metrics }) => metrics)),
    issues: parts.reduce<Issue[]>((all, part) => all.concat(part.issues), []),
  };
}

/** The latencies with some of them renamed. A renamed metric wins over one that keeps its name. */
function renamedLatencies(renamed: Readonly<Record<string, string>>): readonly Mapping[] {
  return LATENCY.map(([base, key, unit]): Mapping => [renamed[key] ?? base, key, unit])
    .sort(([, a], [, b]) => Number(b in renamed) - Number(a in renamed))
    .filter(([base], index, all) => all.findIndex(([other]) => other === base) === index);
}

/** Latencies by what the load tool means, which its names do not always say. */
const LATENCY_BY_TOOL: ReadonlyMap<string, readonly Mapping[]> = new Map(
  Object.keys(RENAMED_BY_TOOL).map((tool) => [tool, renamedLatencies(RENAMED_BY_TOOL[tool])])
);

export function latencyMetrics(latency: unknown, tool: string | null, path: string): Collected {
  return collect(latency, LATENCY_BY_TOOL.get((tool ?? '').toLowerCase()) ?? LATENCY, 'latency', path);
}

export function throughputMetrics(throughput: unknown, path: string): Collected {
  return collect(throughput, THROUGHPUT, 'throughput', path);
}

export function lengthMetrics(requests: unknown, path: string): Collected {
  return collect(requests, LENGTHS, 'requests', path);
}

export function sessionMetrics(sessions: unknown, path: string): Collected {
  return collect(sessions, SESSIONS, 'sessions', path);
}

/**
 * Server metrics of the engines. Where several components report one metric their figures cannot be put together, since
 * nobody states their weights: it is left out and said.
 */
export function observabilityMetrics(observability: unknown, engines: ReadonlySet<string>, path: string): Collected {
  const found: Collected[] = list(at(observability, 'components'))
    .filter((component) => engines.has(text(at(component, 'component_label')) ?? ''))
    .map((component) =>
      collect(
        at(component, 'aggregate'),
        SERVER,
        `observability.${text(at(component, 'component_label')) ?? '?'}`,
        path
      )
    );
  const startup = collect(
    { startup: at(observability, 'pod_startup_times', 'aggregate') },
    [['startup_time', 'startup', 'seconds']],
    'pod_startup_times',
    path
  );
  const counts = new Map<string, number>();
  found.forEach(({ metrics }) => Object.keys(metrics).forEach((base) => counts.set(base, (counts.get(base) ?? 0) + 1)));
  const shared = Array.from(counts)
    .filter(([, count]) => count > 1)
    .map(([base]) => base);
  const all = merged([...found, startup]);
  const kept: { [base: string]: { readonly [stat: string]: number } } = { ...all.metrics };
  shared.forEach((base) => delete kept[base]);
  const issues =
    shared.length === 0
      ? []
      : [
          {
            severity: 'info' as const,
            rule: 'several-components',
            path,
            message: `${shared.join(', ')} reported by several engines; left out of the point, since the report gives no weights.`,
          },
        ];
  return { metrics: kept, issues: [...all.issues, ...issues] };
}

/** True for an object that has keys; used to tell an absent section from an empty one. */
export function present(value: unknown): boolean {
  const object = fields(value);
  return object !== null && Object.keys(object).length > 0;
}
