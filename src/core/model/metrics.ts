import type { Unit } from './units';

/** Which way is better. `none`: a fact about the run (token lengths, counts) that has no better or worse. */
export type Direction = 'lower' | 'higher' | 'none';

/** `distribution`: has a mean and percentiles over requests. `value`: one number a point; its id carries no statistic. */
export type Shape = 'distribution' | 'value';

export type MetricGroup = 'latency' | 'throughput' | 'requests' | 'tokens' | 'sessions' | 'server' | 'energy' | 'cost';

export type Denominator = 'gpu' | 'prefill_gpu' | 'decode_gpu';

/** One row of the metric table: the only place where a metric's title, unit, direction and meaning are written down. */
export interface MetricBase {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly direction: Direction;
  readonly shape: Shape;
  readonly group: MetricGroup;
  /** Denominators that make sense: `<id>_per_gpu` and so on. */
  readonly per: readonly Denominator[];
  /** What is measured, and how, so that two tools can be told apart. */
  readonly definition: string;
  /** Where the definition comes from. */
  readonly source: string;
  /** Computed from other columns on opening, never stored. */
  readonly derived?: true;
}

const ALL_GPUS: readonly Denominator[] = ['gpu', 'prefill_gpu', 'decode_gpu'];
const NO_GPUS: readonly Denominator[] = [];

type Row = readonly [id: string, title: string, unit: Unit, direction: Direction, definition: string, source: string];

function rows(group: MetricGroup, shape: Shape, per: readonly Denominator[], table: readonly Row[]): MetricBase[] {
  return table.map(([id, title, unit, direction, definition, source]) => ({
    id,
    title,
    unit,
    direction,
    shape,
    group,
    per,
    definition,
    source,
  }));
}

const BR = 'llm-d Benchmark Report v0.2 schema';
const IP = 'inference-perf docs/metrics.md';

const LATENCY = rows('latency', 'distribution', NO_GPUS, [
  ['ttft', 'TTFT', 'seconds', 'lower', 'Time to first token: from sending the request to the first output token.', BR],
  [
    'tpot',
    'TPOT',
    'seconds',
    'lower',
    'Time per output token after the first, one figure a request: (E2E - TTFT) / (output tokens - 1).',
    IP,
  ],
  [
    'itl',
    'ITL',
    'seconds',
    'lower',
    'Inter-token latency: every gap between consecutive tokens (or chunks), pooled over all requests.',
    IP,
  ],
  [
    'ntpot',
    'NTPOT',
    'seconds',
    'lower',
    'Normalised time per output token: E2E / output tokens, so the first token is included.',
    IP,
  ],
  ['e2e', 'E2E latency', 'seconds', 'lower', 'Request latency: from sending the request to its last token.', BR],
  [
    'schedule_delay',
    'Schedule delay',
    'seconds',
    'lower',
    'How late the load generator sent a request against its schedule; large values mean that the client was the limit.',
    IP,
  ],
  ['client_queue_time', 'Client queue time', 'seconds', 'lower', 'Time a request waited in the load generator for a free slot.', 'vLLM bench serve'],
  ['queue_time', 'Queue time', 'seconds', 'lower', 'Time a request waited in the engine before it was scheduled.', 'vLLM metrics'],
  ['prefill_time', 'Prefill time', 'seconds', 'lower', 'Time a request spent in prefill, as the engine reports it.', 'vLLM metrics'],
  ['decode_time', 'Decode time', 'seconds', 'lower', 'Time a request spent in decode, as the engine reports it.', 'vLLM metrics'],
  ['inference_time', 'Inference time', 'seconds', 'lower', 'Time a request spent running in the engine.', 'vLLM metrics'],
  [
    'kv_transfer_time',
    'KV transfer time',
    'seconds',
    'lower',
    'Time to move the KV cache of a request from a prefill to a decode instance.',
    'vLLM metrics',
  ],
]);

const THROUGHPUT = rows('throughput', 'value', ALL_GPUS, [
  ['request_throughput', 'Request throughput', 'requests_per_second', 'higher', 'Completed requests per second of the measured window.', BR],
  ['output_token_throughput', 'Output throughput', 'tokens_per_second', 'higher', 'Generated tokens per second, all requests together.', BR],
  ['input_token_throughput', 'Input throughput', 'tokens_per_second', 'higher', 'Prompt tokens per second, all requests together.', BR],
  ['total_token_throughput', 'Total throughput', 'tokens_per_second', 'higher', 'Prompt and generated tokens per second.', BR],
]);

const THROUGHPUT_OTHER = rows('throughput', 'value', NO_GPUS, [
  ['offered_rate', 'Offered rate', 'requests_per_second', 'none', 'Request rate that the load generator asked for.', IP],
  ['achieved_rate', 'Achieved send rate', 'requests_per_second', 'none', 'Rate at which requests were really sent.', IP],
  ['goodput', 'Goodput', 'requests_per_second', 'higher', 'Requests per second that met every term of the SLO, as the tool counted them.', IP],
  ['token_goodput', 'Token goodput', 'tokens_per_second', 'higher', 'Prompt and generated tokens per second of the requests that met the SLO, as the tool counts them.', IP],
  ['goodput_ratio', 'Goodput ratio', 'fraction', 'higher', 'Share of the successful requests that met every term of the SLO.', IP],
  ['ttft_attainment', 'TTFT attainment', 'fraction', 'higher', 'Share of requests within the TTFT term of the SLO.', IP],
  ['tpot_attainment', 'TPOT attainment', 'fraction', 'higher', 'Share of requests within the TPOT term of the SLO.', IP],
  ['itl_attainment', 'ITL attainment', 'fraction', 'higher', 'Share of requests within the ITL term of the SLO.', IP],
  ['ntpot_attainment', 'NTPOT attainment', 'fraction', 'higher', 'Share of requests within the NTPOT term of the SLO.', IP],
  ['e2e_attainment', 'E2E attainment', 'fraction', 'higher', 'Share of requests within the E2E term of the SLO.', IP],
  ['image_throughput', 'Images', 'items_per_second', 'higher', 'Images processed per second.', BR],
  ['video_throughput', 'Videos', 'items_per_second', 'higher', 'Videos processed per second.', BR],
  ['audio_throughput', 'Audio clips', 'items_per_second', 'higher', 'Audio clips processed per second.', BR],
  ['peak_output_token_throughput', 'Peak output throughput', 'tokens_per_second', 'higher', 'Largest number of tokens in one second.', 'vLLM bench serve'],
]);

const INTERACTIVITY: readonly MetricBase[] = [
  {
    id: 'interactivity',
    title: 'Interactivity',
    unit: 'tokens_per_second',
    direction: 'higher',
    shape: 'value',
    group: 'throughput',
    per: NO_GPUS,
    definition: 'Output tokens per second that one user sees: 1 / mean TPOT of the point.',
    source: 'InferenceX: *_intvty = 1 / *_tpot',
    derived: true,
  },
  ...rows('throughput', 'distribution', NO_GPUS, [
    [
      'interactivity_reported',
      'Interactivity (reported)',
      'tokens_per_second',
      'higher',
      "The tool's own tokens per second per user: a statistic of 1 / x over requests, not comparable with interactivity.",
      'AIPerf output_token_throughput_per_user',
    ],
  ]),
];

const REQUESTS = rows('requests', 'value', NO_GPUS, [
  ['requests_total', 'Requests', 'count', 'none', 'Requests sent, failed ones included.', BR],
  ['requests_success', 'Successful requests', 'count', 'none', 'Requests answered completely.', BR],
  ['requests_failed', 'Failed requests', 'count', 'lower', 'Requests that ended in an error, as the tool counts them.', BR],
  ['requests_incomplete', 'Incomplete requests', 'count', 'lower', 'Requests cut off by the end of the measurement.', BR],
  ['duration', 'Duration', 'seconds', 'none', 'Length of the measured window.', BR],
  ['send_duration', 'Send duration', 'seconds', 'none', 'Time during which requests were sent.', IP],
  ['achieved_concurrency', 'Achieved concurrency', 'count', 'none', 'Mean number of requests in flight.', 'SGLang bench_serving'],
  ['peak_concurrency', 'Peak concurrency', 'count', 'none', 'Largest number of requests in flight.', 'vLLM bench serve'],
]);

const ERROR_RATE: MetricBase = {
  id: 'error_rate',
  title: 'Error rate',
  unit: 'fraction',
  direction: 'lower',
  shape: 'value',
  group: 'requests',
  per: NO_GPUS,
  definition: 'Failed requests / requests sent; empty where the tool counts no failures.',
  source: 'requests_failed / requests_total',
  derived: true,
};

const TOKENS = rows('tokens', 'distribution', NO_GPUS, [
  ['input_tokens', 'Input tokens', 'tokens', 'none', 'Prompt length of a request.', BR],
  ['output_tokens', 'Output tokens', 'tokens', 'none', 'Generated length of a request.', BR],
  ['cached_tokens', 'Cached tokens', 'tokens', 'higher', 'Prompt tokens of a request served from the prefix cache.', IP],
  ['reasoning_tokens', 'Reasoning tokens', 'tokens', 'none', 'Generated tokens of a request that are reasoning.', 'AIPerf reasoning_token_count'],
  ['request_size', 'Request size', 'bytes', 'none', 'Size of a request body.', IP],
]);

/** What a request carried besides text. */
const MEDIA = [
  ...rows('requests', 'distribution', NO_GPUS, [
    ['image_count', 'Images a request', 'count', 'none', 'Images of one request.', BR],
    ['image_pixels', 'Image size', 'count', 'none', 'Pixels of one image.', BR],
    ['image_bytes', 'Image file size', 'bytes', 'none', 'Bytes of one image.', BR],
    ['video_count', 'Videos a request', 'count', 'none', 'Videos of one request.', BR],
    ['video_frames', 'Video frames', 'count', 'none', 'Frames of one video.', BR],
    ['video_pixels', 'Video size', 'count', 'none', 'Pixels of one frame of a video.', BR],
    ['video_duration', 'Video length', 'seconds', 'none', 'Length of one video.', BR],
    ['video_bytes', 'Video file size', 'bytes', 'none', 'Bytes of one video.', BR],
    ['audio_count', 'Audio clips a request', 'count', 'none', 'Audio clips of one request.', BR],
    ['audio_duration', 'Audio length', 'seconds', 'none', 'Length of one audio clip.', BR],
    ['audio_bytes', 'Audio file size', 'bytes', 'none', 'Bytes of one audio clip.', BR],
  ]),
];

const TOKEN_TOTALS = rows('tokens', 'value', NO_GPUS, [
  ['input_tokens_total', 'Input tokens, total', 'tokens', 'none', 'Prompt tokens of all successful requests.', 'vLLM bench serve'],
  ['output_tokens_total', 'Output tokens, total', 'tokens', 'none', 'Generated tokens of all successful requests.', 'vLLM bench serve'],
  ['cached_tokens_total', 'Cached tokens, total', 'tokens', 'none', 'Prompt tokens served from the prefix cache.', IP],
  ['spec_decode_acceptance_rate', 'Speculative acceptance', 'fraction', 'higher', 'Accepted share of drafted tokens.', 'vLLM bench serve'],
  ['spec_decode_acceptance_length', 'Acceptance length', 'tokens', 'higher', 'Mean tokens accepted a draft step.', 'vLLM bench serve'],
]);

const SESSIONS = [
  ...rows('sessions', 'value', NO_GPUS, [
    ['sessions_total', 'Sessions', 'count', 'none', 'Multi-turn sessions started.', BR],
    ['sessions_succeeded', 'Sessions succeeded', 'count', 'none', 'Sessions whose every event completed.', BR],
    ['sessions_failed', 'Sessions failed', 'count', 'lower', 'Sessions that did not complete.', BR],
    ['session_rate', 'Session rate', 'requests_per_second', 'higher', 'Sessions completed per second.', BR],
    ['events_total', 'Session events', 'count', 'none', 'Requests planned in all sessions.', BR],
    ['events_completed', 'Completed events', 'count', 'none', 'Requests of all sessions that completed.', BR],
    ['events_cancelled', 'Cancelled events', 'count', 'lower', 'Requests of all sessions that were cancelled, such as after a failed turn.', BR],
  ]),
  ...rows('sessions', 'distribution', NO_GPUS, [
    ['session_duration', 'Session duration', 'seconds', 'lower', 'From the first event of a session to its last.', BR],
    ['session_events', 'Events per session', 'count', 'none', 'Requests of one session.', BR],
    ['session_events_cancelled', 'Cancelled per session', 'count', 'lower', 'Requests of one session that were cancelled.', BR],
    ['session_input_tokens', 'Input tokens per session', 'tokens', 'none', 'Prompt tokens of all requests of one session.', BR],
    ['session_output_tokens', 'Output tokens per session', 'tokens', 'none', 'Generated tokens of all requests of one session.', BR],
  ]),
];

const SERVER = rows('server', 'distribution', NO_GPUS, [
  ['kv_cache_usage', 'KV cache usage', 'fraction', 'none', 'Used share of the KV cache blocks.', 'vLLM kv_cache_usage_perc'],
  ['prefix_cache_hit_rate', 'Prefix cache hit rate', 'fraction', 'higher', 'Prompt tokens found in the prefix cache / prompt tokens looked up.', 'vLLM metrics'],
  ['external_prefix_cache_hit_rate', 'External cache hit rate', 'fraction', 'higher', 'The same, for the cache outside the engine.', 'vLLM metrics'],
  ['multimodal_cache_hit_rate', 'Multimodal cache hit rate', 'fraction', 'higher', 'Multimodal inputs found in the cache / inputs looked up.', 'vLLM metrics'],
  ['requests_running', 'Running requests', 'count', 'none', 'Requests in the running batch of an engine.', 'vLLM num_requests_running'],
  ['requests_waiting', 'Waiting requests', 'count', 'lower', 'Requests queued in an engine.', 'vLLM num_requests_waiting'],
  ['requests_swapped', 'Swapped requests', 'count', 'lower', 'Requests whose KV blocks were moved to the host.', 'vLLM num_requests_swapped'],
  ['gpu_utilization', 'GPU utilisation', 'fraction', 'none', 'Share of time in which the accelerator was busy.', BR],
  ['cpu_utilization', 'CPU utilisation', 'fraction', 'none', 'Share of the CPU in use.', BR],
  ['gpu_memory_usage', 'GPU memory', 'bytes', 'none', 'Accelerator memory in use.', BR],
  ['cpu_memory_usage', 'CPU memory', 'bytes', 'none', 'Host memory in use.', BR],
  ['batch_size', 'Batch size', 'count', 'none', 'Requests in one engine step.', 'llm-d Benchmark Report v0.1 schema'],
  ['startup_time', 'Pod start-up time', 'seconds', 'lower', 'From creation of a serving pod to its readiness.', BR],
  ['routing_time', 'Routing time', 'seconds', 'lower', 'Time the router took to pick an endpoint for a request.', 'llm-d router metrics'],
  ['server_ttft', 'TTFT (server)', 'seconds', 'lower', "Time to first token by the server's own histogram; bucketed.", 'vLLM metrics'],
  ['server_tpot', 'TPOT (server)', 'seconds', 'lower', "Time per output token by the server's own histogram; bucketed.", 'vLLM metrics'],
  ['server_itl', 'ITL (server)', 'seconds', 'lower', "Inter-token latency by the server's own histogram; bucketed.", 'vLLM metrics'],
  ['server_e2e', 'E2E latency (server)', 'seconds', 'lower', "Request latency by the server's own histogram; bucketed.", 'vLLM metrics'],
]);

const SERVER_OTHER = rows('server', 'distribution', NO_GPUS, [
  ['drop_rate', 'Drop rate', 'fraction', 'lower', 'Share of requests that the router dropped.', BR],
  ['ready_replicas', 'Ready replicas', 'count', 'none', 'Instances of the engine that were ready, over the run.', BR],
]);

/** Server metrics that prefill and decode instances have each for itself. */
const BY_ROLE = [
  'kv_cache_usage',
  'prefix_cache_hit_rate',
  'requests_running',
  'requests_waiting',
  'gpu_utilization',
  'gpu_memory_usage',
];

const ROLE_METRICS: readonly MetricBase[] = (['prefill', 'decode'] as const).reduce<MetricBase[]>(
  (all, role) =>
    all.concat(
      SERVER.filter(({ id }) => BY_ROLE.includes(id)).map((metric) => ({
        ...metric,
        id: `${role}_${metric.id}`,
        title: `${metric.title} (${role})`,
        definition: `${metric.definition} Of the ${role} instances alone.`,
      }))
    ),
  []
);

const SERVER_VALUES = rows('server', 'value', NO_GPUS, [
  ['preemptions', 'Preemptions', 'count', 'lower', 'Requests preempted during the measured window.', 'vLLM num_preemptions_total'],
  ['restarts', 'Restarts', 'count', 'lower', 'Container restarts during the run.', BR],
  ['kv_transfer_bandwidth', 'KV transfer bandwidth', 'bytes_per_second', 'higher', 'Bytes of KV cache moved per second.', 'vLLM nixl metrics'],
]);

const ENERGY = [
  ...rows('energy', 'distribution', NO_GPUS, [
    ['power', 'Power', 'watts', 'lower', 'Electrical power of the accelerators of the run.', BR],
  ]),
  ...rows('energy', 'value', NO_GPUS, [
    ['energy', 'Energy', 'joules', 'lower', 'Energy of the accelerators over the measured window.', 'InferenceX'],
    ['joules_per_output_token', 'Energy per output token', 'joules_per_token', 'lower', 'Energy / generated tokens, as the tool says; else mean power / output_token_throughput.', 'InferenceX'],
    ['joules_per_total_token', 'Energy per token', 'joules_per_token', 'lower', 'Energy / (prompt and generated tokens), as the tool says; else mean power / total_token_throughput.', 'InferenceX'],
  ]),
];

/** The throughput whose tokens a metric of energy is for: where no tool says it, power / throughput. */
export const ENERGY_RATE: ReadonlyMap<string, string> = new Map([
  ['joules_per_output_token', 'output_token_throughput'],
  ['joules_per_total_token', 'total_token_throughput'],
]);

const COSTS = [
  ['cost_per_million_output_tokens', 'Cost per 1M output tokens', 'output_token_throughput'],
  ['cost_per_million_input_tokens', 'Cost per 1M input tokens', 'input_token_throughput'],
  ['cost_per_million_total_tokens', 'Cost per 1M tokens', 'total_token_throughput'],
] as const;

/** The throughput whose tokens a cost metric is for. */
export const COST_RATE: ReadonlyMap<string, string> = new Map(COSTS.map(([id, , rate]) => [id, rate]));

const COST: readonly MetricBase[] = COSTS.map(([id, title, rate]) => ({
  id,
  title,
  unit: 'usd' as const,
  direction: 'lower' as const,
  shape: 'value' as const,
  group: 'cost' as const,
  per: NO_GPUS,
  definition: `Price of a GPU-hour x GPUs / (${rate} x 3600) x 1,000,000, prefill and decode at their own prices; empty where no price is configured.`,
  source: 'field convention: $/h x GPUs / (tok/s x 3600) x 1e6',
  derived: true as const,
}));

/** Every metric, in the order in which editors and documents show them. */
export const METRICS: readonly MetricBase[] = [
  ...LATENCY,
  ...THROUGHPUT,
  ...INTERACTIVITY,
  ...THROUGHPUT_OTHER,
  ...REQUESTS,
  ERROR_RATE,
  ...MEDIA,
  ...TOKENS,
  ...TOKEN_TOTALS,
  ...SESSIONS,
  ...SERVER,
  ...SERVER_OTHER,
  ...ROLE_METRICS,
  ...SERVER_VALUES,
  ...ENERGY,
  ...COST,
];

const BY_ID: ReadonlyMap<string, MetricBase> = new Map(METRICS.map((metric) => [metric.id, metric]));

/** The table row of a base, e.g. `ttft`; undefined for an unknown one. */
export function metricBase(id: string): MetricBase | undefined {
  return BY_ID.get(id);
}
