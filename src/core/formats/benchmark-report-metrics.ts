import type { Stat } from '../model/metric-id';
import { canonicalStat } from '../model/percentile';
import type { Issue, Metrics } from '../model/record';
import type { Unit } from '../model/units';
import { Checked, type Statistics } from './checked';
import { at, fields } from './fields';
import { declaredStatistics } from './statistics';

/** Metrics of a report as they are collected, with what cannot be used. */
export interface Collected {
  readonly metrics: Metrics;
  readonly issues: readonly Issue[];
}

export type Mapping = readonly [base: string, key: string, unit: Unit];

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
  ['session_events_cancelled', 'events_cancelled_per_session', 'count'],
  ['session_input_tokens', 'input_tokens_per_session', 'tokens'],
  ['session_output_tokens', 'output_tokens_per_session', 'tokens'],
];

/** Media of a request, by kind; `filesize` of the report is the size of a file. */
const MEDIA: ReadonlyArray<readonly [kind: string, mappings: readonly Mapping[]]> = [
  [
    'image',
    [
      ['image_count', 'count', 'count'],
      ['image_pixels', 'pixels', 'count'],
      ['image_bytes', 'filesize', 'bytes'],
    ],
  ],
  [
    'video',
    [
      ['video_count', 'count', 'count'],
      ['video_frames', 'frames', 'count'],
      ['video_pixels', 'pixels', 'count'],
      ['video_duration', 'duration', 'seconds'],
      ['video_bytes', 'filesize', 'bytes'],
    ],
  ],
  [
    'audio',
    [
      ['audio_count', 'count', 'count'],
      ['audio_duration', 'duration', 'seconds'],
      ['audio_bytes', 'filesize', 'bytes'],
    ],
  ],
];

/** Bases whose mean is the plain value of the metric; their percentiles are kept beside it. */
const VALUES = new Set([...THROUGHPUT.map(([base]) => base), 'session_rate']);

function plainMean(key: string): Stat | null {
  const stat = canonicalStat(key);
  return stat === 'mean' ? '' : stat;
}

/** Nothing was reported. */
export const NOTHING: Collected = { metrics: {}, issues: [] };

/** Reads the statistics that a mapping names out of one object of the report. */
export function collect(parent: unknown, mappings: readonly Mapping[], where: string, path: string): Collected {
  if (fields(parent) === null) {
    return NOTHING;
  }
  const metrics: { [base: string]: Statistics } = {};
  const { report, issues } = new Checked(parent, path);
  for (const [base, key, unit] of mappings) {
    const nameOf = VALUES.has(base) ? plainMean : canonicalStat;
    const statistics = declaredStatistics(at(parent, key), unit, `${where}.${key}`, report, nameOf);
    if (statistics !== null) {
      metrics[base] = statistics;
    }
  }
  return { metrics, issues };
}

/** All metrics, each whole from the first that has it, and all issues. */
export function merged(parts: readonly Collected[]): Collected {
  const metrics: { [base: string]: Statistics } = {};
  const issues: Issue[] = [];
  for (const part of parts) {
    for (const base in part.metrics) {
      metrics[base] = metrics[base] ?? part.metrics[base];
    }
    issues.push(...part.issues);
  }
  return { metrics, issues };
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

/** What the requests carried besides text. */
export function mediaMetrics(requests: unknown, path: string): Collected {
  const media = at(requests, 'multimodal');
  return fields(media) === null
    ? NOTHING
    : merged(MEDIA.map(([kind, mappings]) => collect(at(media, kind), mappings, `multimodal.${kind}`, path)));
}
