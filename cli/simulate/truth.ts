/**
 * What the demo store has injected, for tests that look for it. Everything else that a question finds in the store is noise or
 * follows from the model of serving.
 */

/** Seed of the demo store and of the sample. */
export const SEED = 'prism-demo-1';

/** Coefficient of variation of the speed of an engine from run to run. */
export const NOISE_CV = 0.02;

export const SWEEP = {
  experiment: 'pd-concurrency-sweep',
  concurrencies: [1, 8, 32, 64, 128, 256],
  repeats: 3,
  /** Topologies in the words of the dimension of that name. */
  aggregated: { 8: ['4 x TP2', '2 x TP4', '1 x TP8'], 16: ['8 x TP2', '4 x TP4', '2 x TP8'] },
  bestAggregated: { 8: '1 x TP8', 16: '2 x TP8' },
  /** Two accelerators hardly hold more than the weights: no room for the KV cache of more than three requests. */
  worstAggregated: { 8: '4 x TP2', 16: '8 x TP2' },
  /**
   * Concurrencies at 16 GPUs by the output tokens/s of the best P/D against the best aggregated configuration. At 256 the
   * KV cache of the decode pool is full. At 8 GPUs P/D never wins: halves of a node are slower than the whole.
   */
  disaggregationWins: [1, 8, 32, 64, 128],
  disaggregationLoses: [256],
} as const;

export const ROUTING = {
  experiment: 'routing-study',
  policies: ['random', 'round-robin', 'least-loaded', 'prefix-aware'],
  rates: [2, 4, 6, 8, 10, 12, 14],
  repeats: 3,
  best: 'prefix-aware',
  prefixLength: 6000,
  prefixGroups: 60,
} as const;

export const NIGHTLY = {
  experiment: 'nightly',
  builds: 60,
  /** Start of build 1, ms since the epoch: one build a day, the last on 2026-11-20. */
  firstStart: Date.UTC(2026, 8, 22, 2, 0, 0),
  concurrency: 16,
  /** First build with the regression, and first without it again; builds count from 1. */
  regressionAt: 38,
  fixedAt: 47,
  /** What the regression multiplies the time of a decode step by. */
  decodeSlowdown: 1.08,
  /** What becomes of the mean, median and tail TPOT and ITL. */
  tpotRatio: 1.08,
} as const;

export const RATES = {
  experiment: 'slo-rates',
  rates: [2, 4, 6, 8, 10, 12, 14],
  slo: { ttft: 1.5, tpot: 0.025 },
} as const;
