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

const PLUGINS: Readonly<Record<Policy, readonly Plugin[]>> = {
  random: [{ type: 'random-picker' }],
  'round-robin': [{ type: 'round-robin-picker' }],
  'least-loaded': [
    { type: 'queue-scorer', weight: SCORER_WEIGHTS.queue },
    { type: 'kv-cache-utilization-scorer', weight: SCORER_WEIGHTS.kv },
    { type: 'max-score-picker' },
  ],
  'prefix-aware': [
    { type: 'prefix-cache-scorer', weight: SCORER_WEIGHTS.prefix },
    { type: 'queue-scorer', weight: SCORER_WEIGHTS.queue },
    { type: 'kv-cache-utilization-scorer', weight: SCORER_WEIGHTS.kv },
    { type: 'max-score-picker' },
  ],
};

/** The endpoint picker: routers are told apart by their plugins and weights, all are named alike. */
function router(policy: Policy, disaggregated: boolean): JsonObject {
  const plugins = PLUGINS[policy];
  const handler = disaggregated ? 'pd-profile-handler' : 'single-profile-handler';
  const config: JsonObject = {
    apiVersion: 'inference.networking.x-k8s.io/v1alpha1',
    kind: 'EndpointPickerConfig',
    plugins: [{ type: handler }, ...plugins.map(({ type }) => ({ type }))],
    schedulingProfiles: (disaggregated ? ['prefill', 'decode'] : ['default']).map((name) => ({
      name,
      plugins: plugins.map(({ type, weight }) => ({ pluginRef: type, ...(weight === undefined ? {} : { weight }) })),
    })),
  };
  return {
    metadata: {
      schema_version: '0.0.1',
      label: 'sim-epp',
      cfg_id: hexOf(JSON.stringify(config), 64),
      description: 'synthetic: a simulated endpoint picker',
    },
    standardized: { kind: 'generic', tool: 'sim-inference-scheduler', tool_version: 'registry.example/sim-inference-scheduler:0.4.0' },
    native: { args: {}, envars: {}, config },
  };
}

/** Components of the serving stack, engines first. */
export function stack(setup: Setup, build: Build): JsonObject[] {
  const disaggregated = setup.pools.length > 1;
  return [...setup.pools.map((pool) => engine(pool, build, disaggregated)), router(setup.policy, disaggregated)];
}
