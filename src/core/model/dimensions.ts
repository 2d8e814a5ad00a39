/**
 * Which tuning decision a dimension belongs to. `identity` names what was run, `build` the version under test, `workload`
 * the shape of the load, `load` its level, `provenance` where the numbers come from.
 */
export type DecisionClass =
  'routing' | 'batching' | 'topology' | 'sizing' | 'workload' | 'load' | 'identity' | 'build' | 'provenance';

/** `time` is milliseconds since the epoch, UTC. */
export type DimensionKind = 'string' | 'number' | 'time';

export interface Dimension {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly kind: DimensionKind;
  readonly decision: DecisionClass;
  /** Other names under which path rules and metadata files write it. */
  readonly aliases: readonly string[];
  /** Computed from other dimensions, so never set by a reader or a rule. */
  readonly derived?: true;
}

type Row = readonly [id: string, title: string, kind: DimensionKind, description: string, aliases?: readonly string[]];

function rows(decision: DecisionClass, table: readonly Row[]): Dimension[] {
  return table.map(([id, title, kind, description, aliases = []]) => ({
    id,
    title,
    kind,
    description,
    decision,
    aliases,
  }));
}

const derived = (dimension: Dimension): Dimension => ({ ...dimension, derived: true });

const IDENTITY = rows('identity', [
  ['model', 'Model', 'string', 'Name of the served model, after the alias rules.', ['model_id', 'model_name']],
  ['precision', 'Precision', 'string', 'Number format of the weights, or the quantisation.', ['dtype', 'quantization']],
  ['engine', 'Engine', 'string', 'Inference engine or serving stack that was measured.', ['framework', 'backend']],
  [
    'experiment',
    'Experiment',
    'string',
    'A sweep or a comparison: the directory above the runs, or the id the report gives.',
  ],
  ['run', 'Run', 'string', 'One invocation of a load tool on one configuration.', ['run_id']],
]);

const IDENTITY_DERIVED = rows('identity', [
  [
    'config',
    'Configuration',
    'string',
    'Model, precision, engine and every routing, batching, topology and sizing dimension, as a short label with a fingerprint.',
  ],
]).map(derived);

const ROUTING = rows('routing', [
  ['router', 'Router', 'string', 'Request router or gateway in front of the engines.'],
  ['router_version', 'Router version', 'string', 'Version or image of the router.'],
  [
    'scheduler',
    'Scheduler',
    'string',
    'Scorer plugins of the endpoint picker with their weights.',
    ['strategy', 'scheduling_strategy'],
  ],
  ['prefix_aware', 'Prefix aware', 'string', 'Whether routing looks at prefix-cache contents.', ['prefix_awareness']],
  ['kv_aware', 'KV aware', 'string', 'Whether routing looks at KV-cache load.'],
]);

const BATCHING = rows('batching', [
  [
    'max_num_seqs',
    'Max sequences',
    'number',
    'Largest number of sequences in one engine step.',
    ['max_running_requests'],
  ],
  [
    'max_num_batched_tokens',
    'Max batched tokens',
    'number',
    'Largest number of tokens in one engine step.',
    ['chunked_prefill_size'],
  ],
  [
    'chunked_prefill',
    'Chunked prefill',
    'string',
    'Whether long prompts are prefilled in chunks.',
    ['enable_chunked_prefill'],
  ],
  [
    'prefix_caching',
    'Prefix caching',
    'string',
    'Whether the engine keeps prefixes of earlier prompts.',
    ['enable_prefix_caching'],
  ],
  [
    'spec_decoding',
    'Speculative decoding',
    'string',
    'Draft method, none where it is off.',
    ['spec_decode', 'spec_method'],
  ],
  ['block_size', 'Block size', 'number', 'Tokens of one KV-cache block.', ['page_size']],
]);

const TOPOLOGY = rows('topology', [
  ['replicas', 'Replicas', 'number', 'Aggregated engine instances.'],
  [
    'prefill_replicas',
    'Prefill replicas',
    'number',
    'Prefill instances.',
    ['prefill', 'prefill_workers', 'prefill_node_count', 'prefill_num_workers'],
  ],
  [
    'decode_replicas',
    'Decode replicas',
    'number',
    'Decode instances.',
    ['decode', 'decode_workers', 'decode_node_count', 'decode_num_workers'],
  ],
  ['tp', 'TP', 'number', 'Tensor parallelism of an aggregated instance.', ['tensor_parallel_size', 'tp_size']],
  ['pp', 'PP', 'number', 'Pipeline parallelism of an aggregated instance.', ['pipeline_parallel_size', 'pp_size']],
  ['dp', 'DP', 'number', 'Data parallelism of an aggregated instance.', ['data_parallel_size', 'dp_size']],
  ['ep', 'EP', 'number', 'Expert parallelism of an aggregated instance.', ['ep_size', 'expert_parallel_size']],
  ['dcp', 'DCP', 'number', 'Decode context parallelism; it shares the accelerators of TP.', ['dcp_size']],
  ['pcp', 'PCP', 'number', 'Prefill context parallelism.', ['pcp_size']],
  [
    'dp_attention',
    'DP attention',
    'string',
    'Whether attention is data parallel inside the tensor-parallel group.',
    ['enable_dp_attention'],
  ],
  ['prefill_dp_attention', 'Prefill DP attention', 'string', 'DP attention of a prefill instance.'],
  ['decode_dp_attention', 'Decode DP attention', 'string', 'DP attention of a decode instance.'],
  ['prefill_tp', 'Prefill TP', 'number', 'Tensor parallelism of a prefill instance.'],
  ['prefill_pp', 'Prefill PP', 'number', 'Pipeline parallelism of a prefill instance.'],
  ['prefill_dp', 'Prefill DP', 'number', 'Data parallelism of a prefill instance.'],
  ['prefill_ep', 'Prefill EP', 'number', 'Expert parallelism of a prefill instance.'],
  ['decode_tp', 'Decode TP', 'number', 'Tensor parallelism of a decode instance.'],
  ['decode_pp', 'Decode PP', 'number', 'Pipeline parallelism of a decode instance.'],
  ['decode_dp', 'Decode DP', 'number', 'Data parallelism of a decode instance.'],
  ['decode_ep', 'Decode EP', 'number', 'Expert parallelism of a decode instance.'],
  [
    'kv_connector',
    'KV connector',
    'string',
    'How KV cache moves between prefill and decode instances.',
    ['kv_p2p_transfer'],
  ],
]);

const TOPOLOGY_DERIVED = rows('topology', [
  ['serving_mode', 'Serving mode', 'string', 'disaggregated where a prefill role exists, else aggregated.'],
  ['pd_ratio', 'P/D ratio', 'string', 'Prefill replicas : decode replicas, empty for aggregated serving.'],
  ['topology', 'Topology', 'string', 'Instances and their parallelism in short: 4 x TP4, 3P1D TP4, 2P-TP4 1D-TP8.'],
]).map(derived);

const SIZING = rows('sizing', [
  [
    'hardware',
    'Hardware',
    'string',
    'Accelerator model, after the alias rules.',
    ['hw', 'gpu', 'accelerator', 'accelerator_type'],
  ],
  [
    'prefill_hardware',
    'Prefill hardware',
    'string',
    'Accelerator model of the prefill instances, where it differs.',
    ['prefill_hw'],
  ],
  [
    'decode_hardware',
    'Decode hardware',
    'string',
    'Accelerator model of the decode instances, where it differs.',
    ['decode_hw'],
  ],
  [
    'gpus',
    'GPUs',
    'number',
    'Accelerators of the run: replicas x accelerators per replica, summed over the inference components.',
    ['accelerator_count', 'gpu_count', 'num_gpus'],
  ],
  ['prefill_gpus', 'Prefill GPUs', 'number', 'Accelerators of all prefill instances.', ['num_prefill_gpu']],
  ['decode_gpus', 'Decode GPUs', 'number', 'Accelerators of all decode instances.', ['num_decode_gpu']],
  [
    'gpu_memory_utilization',
    'GPU memory share',
    'number',
    'Share of accelerator memory given to the engine, 0..1.',
    ['mem_fraction_static'],
  ],
  ['max_model_len', 'Max model length', 'number', 'Largest context length that is served.', ['context_length']],
  [
    'kv_offload',
    'KV offload',
    'string',
    'Where KV blocks go when they leave the accelerator.',
    ['kv_offloading', 'offload_mode'],
  ],
]);

const BUILD = rows('build', [
  ['engine_version', 'Engine version', 'string', 'Version of the engine.', ['version']],
  ['image', 'Image', 'string', 'Container image of the engine.', ['image_tag']],
  ['commit', 'Commit', 'string', 'Source revision under test.', ['head_sha', 'sha', 'git_sha']],
  ['build', 'Build', 'string', 'Build number or name under test.', ['build_id']],
  ['driver', 'Driver', 'string', 'Accelerator driver version.', ['driver_version']],
  ['tool_version', 'Tool version', 'string', 'Version of the load tool.', ['harness_version']],
]);

const WORKLOAD = rows('workload', [
  ['tool', 'Load tool', 'string', 'Program that generated the load and measured it.', ['harness', 'harness_name']],
  ['dataset', 'Dataset', 'string', 'Data set, or the kind of synthetic prompts.', ['dataset_name']],
  [
    'isl',
    'ISL',
    'number',
    'Target input sequence length in tokens, as configured.',
    ['input_len', 'random_input_len', 'input_tokens'],
  ],
  [
    'osl',
    'OSL',
    'number',
    'Target output sequence length in tokens, as configured.',
    ['output_len', 'random_output_len', 'output_tokens'],
  ],
  ['prefix_len', 'Shared prefix', 'number', 'Shared prefix length in tokens.', ['system_prompt_len']],
  ['prefix_groups', 'Prefix groups', 'number', 'Number of distinct shared prefixes.', ['num_groups', 'num_prefixes']],
  ['turns', 'Turns', 'number', 'Turns of a conversation, as configured.'],
  ['load_type', 'Load type', 'string', 'rate, concurrency, throughput, trace or sessions.'],
]);

const WORKLOAD_DERIVED = rows('workload', [
  ['workload', 'Workload', 'string', 'The load shape without its level: data set, lengths, prefix sharing, load type.'],
]).map(derived);

const LOAD = rows('load', [
  [
    'request_rate',
    'Request rate',
    'number',
    'Offered requests per second, as configured; empty for a closed loop.',
    ['rate', 'qps', 'rate_qps'],
  ],
  [
    'concurrency',
    'Concurrency',
    'number',
    'Requests held in flight, as configured; empty for an open loop.',
    ['conc', 'max_concurrency', 'users'],
  ],
]);

const LOAD_DERIVED = rows('load', [
  ['load', 'Load', 'number', 'Request rate or concurrency, whichever load_type names.'],
]).map(derived);

const PROVENANCE = rows('provenance', [
  ['started_at', 'Started', 'time', 'Start of the run, as the files say.', ['start_time']],
  ['ended_at', 'Ended', 'time', 'End of the run, as the files say.', ['end_time']],
  ['seed', 'Seed', 'number', 'Seed of the load generator.', ['random_seed']],
  ['stage', 'Stage', 'number', 'Position of the point in its run.'],
  [
    'scope',
    'Scope',
    'string',
    'stage: one load level; pooled: the whole run over all its load levels; part: some of its requests, such as those of one adapter. The last two are never points of a curve.',
  ],
  ['format', 'Format', 'string', 'File format that the point was read from.'],
  ['format_version', 'Format version', 'string', 'Version of that format.'],
  [
    'path',
    'Path',
    'string',
    'Object that the point was read from, relative to the root of the store.',
    ['source_path'],
  ],
  ['cluster', 'Cluster', 'string', 'Cluster that the run used.', ['cid']],
  ['namespace', 'Namespace', 'string', 'Kubernetes namespace of the run.'],
  ['description', 'Description', 'string', 'What the author wrote about the run.'],
  ['synthetic', 'Synthetic', 'string', 'true where the data says of itself that it was simulated.'],
  [
    'file_modified',
    'File modified',
    'time',
    'When the object was last changed; never taken for the start of the run.',
    ['file_mtime'],
  ],
]);

/** Every dimension of the table, in the order in which editors and documents show them. */
export const DIMENSIONS: readonly Dimension[] = [
  ...IDENTITY,
  ...IDENTITY_DERIVED,
  ...ROUTING,
  ...BATCHING,
  ...TOPOLOGY_DERIVED,
  ...TOPOLOGY,
  ...SIZING,
  ...BUILD,
  ...WORKLOAD,
  ...WORKLOAD_DERIVED,
  ...LOAD,
  ...LOAD_DERIVED,
  ...PROVENANCE,
];

const BY_ID: ReadonlyMap<string, Dimension> = new Map(DIMENSIONS.map((dimension) => [dimension.id, dimension]));

const BY_NAME: ReadonlyMap<string, Dimension> = new Map([
  ...DIMENSIONS.reduce<Array<[string, Dimension]>>(
    (names, dimension) => names.concat(dimension.aliases.map((alias): [string, Dimension] => [alias, dimension])),
    []
  ),
  ...DIMENSIONS.map((dimension): [string, Dimension] => [dimension.id, dimension]),
]);

/** The table row of an id, undefined for free dimensions and unknown names. */
export function dimension(id: string): Dimension | undefined {
  return BY_ID.get(id);
}

/** The dimension that a name or an alias of a file or path rule stands for. */
export function dimensionByName(name: string): Dimension | undefined {
  return BY_NAME.get(name);
}

/** Segments of an object's directory, from the root of the store; deeper ones are not told. */
export const DIRECTORY_DIMENSIONS: readonly string[] = Array.from({ length: 20 }, (_, index) => `dir.${index + 1}`);

const FREE = /^(setting|label|dir)\.(.+)$/;

/** True for `setting.<name>`, `label.<name>` and `dir.<n>`, which arrive with the data. */
export function isFreeDimension(id: string): boolean {
  const found = FREE.exec(id);
  return found !== null && (found[1] !== 'dir' || /^[1-9]\d?$/.test(found[2]));
}

/** Title of any dimension; a free one is its own title. */
export function dimensionTitle(id: string): string {
  return dimension(id)?.title ?? id;
}

/** Kind of any dimension; free ones are strings. */
export function dimensionKind(id: string): DimensionKind {
  return dimension(id)?.kind ?? 'string';
}

/** The ids of a decision class, derived ones left out. */
export function dimensionsOf(decision: DecisionClass): string[] {
  return DIMENSIONS.filter((row) => row.decision === decision && row.derived === undefined).map((row) => row.id);
}
