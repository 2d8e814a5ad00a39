import { SCORER_WEIGHTS } from '../engine/router';
import type { Policy, Pool, Setup } from '../engine/setup';
import { ACCELERATOR, ENGINE, MODEL, type Build } from '../plan';
import { hexOf } from '../random';
import type { JsonObject } from './json';

const ROLE = { mixed: 'replica', prefill: 'prefill', decode: 'decode' } as const;

/** Label of a pool's component, which observability refers to. */
export function labelOf(pool: Pool): string {
  return `sim-${pool.role === 'mixed' ? 'engine' : pool.role}`;
}

function engineArgs(pool: Pool, disaggregated: boolean): JsonObject {
  return {
    '--tensor-parallel-size': pool.tp,
    '--max-num-seqs': pool.maxNumSeqs,
    '--max-num-batched-tokens': pool.maxNumBatchedTokens,
    '--enable-chunked-prefill': null,
    '--enable-prefix-caching': null,
    '--gpu-memory-utilization': 0.95,
    '--max-model-len': 16384,
    '--dtype': 'bfloat16',
    ...(disaggregated ? { '--kv-transfer-config': { kv_connector: 'NixlConnector', kv_role: 'kv_both' } } : {}),
  };
}

function engine(pool: Pool, build: Build, disaggregated: boolean): JsonObject {
  const native: JsonObject = {
    args: engineArgs(pool, disaggregated),
    envars: {
      BUILD_COMMIT: build.commit,
      BUILD_VERSION: build.version,
      ...(build.number === null ? {} : { BUILD_NUMBER: String(build.number) }),
    },
  };
  return {
    metadata: {
      schema_version: '0.0.1',
      label: labelOf(pool),
      cfg_id: hexOf(JSON.stringify(native), 64),
      description: 'synthetic: a simulated engine, nobody measured it',
    },
    standardized: {
      kind: 'inference_engine',
      tool: ENGINE,
      tool_version: build.image,
      role: ROLE[pool.role],
      replicas: pool.instances,
      model: { name: MODEL },
      accelerator: {
        model: ACCELERATOR,
        count: pool.tp,
        parallelism: { tp: pool.tp, dp: 1, dp_local: 1, workers: 1, ep: 1, pp: 1 },
      },
    },
    native,
  };
}

interface Plugin {
  readonly type: string;
  readonly weight?: number;
}

/** Balancers without an endpoint picker, by name. */
const BALANCERS: Readonly<Partial<Record<Policy, string>>> = {
  random: 'sim-random-router',
  'round-robin': 'sim-round-robin-router',
};

const LOAD_SCORERS: readonly Plugin[] = [
  { type: 'queue-scorer', weight: SCORER_WEIGHTS.queue },
  { type: 'kv-cache-utilization-scorer', weight: SCORER_WEIGHTS.kv },
];

const PREFIX_SCORER: Plugin = { type: 'prefix-cache-scorer', weight: SCORER_WEIGHTS.prefix };

/** Endpoint pickers are all named alike and told apart by their scorers and weights. */
function pickerConfig(policy: Policy, disaggregated: boolean): JsonObject {
  const plugins: readonly Plugin[] = [
    ...(policy === 'prefix-aware' ? [PREFIX_SCORER] : []),
    ...LOAD_SCORERS,
    { type: 'max-score-picker' },
  ];
  const handler = disaggregated ? 'pd-profile-handler' : 'single-profile-handler';
  return {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [{ type: handler }, ...plugins.map(({ type }) => ({ type }))],
    schedulingProfiles: (disaggregated ? ['prefill', 'decode'] : ['default']).map((name) => ({
      name,
      plugins: plugins.map(({ type, weight }) => ({ pluginRef: type, ...(weight === undefined ? {} : { weight }) })),
    })),
  };
}

function router(policy: Policy, disaggregated: boolean): JsonObject {
  const tool = BALANCERS[policy] ?? 'sim-inference-scheduler';
  const config: JsonObject = policy in BALANCERS ? { policy } : pickerConfig(policy, disaggregated);
  return {
    metadata: {
      schema_version: '0.0.1',
      label: 'sim-router',
      cfg_id: hexOf(JSON.stringify(config), 64),
      description: 'synthetic: a simulated router',
    },
    standardized: { kind: 'generic', tool, tool_version: `registry.example/${tool}:0.4.0` },
    native: { args: {}, envars: {}, config },
  };
}

/** Components of the serving stack, engines first. */
export function stack(setup: Setup, build: Build): JsonObject[] {
  const disaggregated = setup.pools.length > 1;
  return [...setup.pools.map((pool) => engine(pool, build, disaggregated)), router(setup.policy, disaggregated)];
}
