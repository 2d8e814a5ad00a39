/** Instances of one kind. `maxNumBatchedTokens`: tokens of one step; `maxNumSeqs`: sequences of one step. */
export interface Pool {
  readonly role: 'mixed' | 'prefill' | 'decode';
  readonly instances: number;
  readonly tp: number;
  readonly maxNumSeqs: number;
  readonly maxNumBatchedTokens: number;
}

export type Policy = 'random' | 'round-robin' | 'least-loaded' | 'prefix-aware';

/** What is served with: one mixed pool, or a prefill and a decode pool. */
export interface Setup {
  readonly pools: readonly Pool[];
  readonly policy: Policy;
}

/** Tokens of one step: small where decode steps wait for prompts, large where nothing waits. */
const BATCHED_TOKENS = { mixed: 2048, prefill: 16384, decode: 2048 } as const;

function pool(
  role: Pool['role'],
  instances: number,
  tp: number,
  maxNumBatchedTokens: number = BATCHED_TOKENS[role]
): Pool {
  return { role, instances, tp, maxNumSeqs: 256, maxNumBatchedTokens };
}

export function aggregated(
  instances: number,
  tp: number,
  policy: Policy = 'least-loaded',
  maxNumBatchedTokens: number = BATCHED_TOKENS.mixed
): Setup {
  return { pools: [pool('mixed', instances, tp, maxNumBatchedTokens)], policy };
}

export function disaggregated(
  prefill: { instances: number; tp: number },
  decode: { instances: number; tp: number },
  policy: Policy = 'least-loaded'
): Setup {
  return {
    pools: [pool('prefill', prefill.instances, prefill.tp), pool('decode', decode.instances, decode.tp)],
    policy,
  };
}

export function gpusOf(setup: Setup): number {
  return setup.pools.reduce((sum, { instances, tp }) => sum + instances * tp, 0);
}
