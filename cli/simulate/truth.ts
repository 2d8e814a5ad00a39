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
  /**
   * Mean over the concurrencies of the log of output tokens/s, mean TTFT and mean TPOT, by topology at 16 GPUs: means of 30
   * simulated repeats with seeds of their own, each known to 0.009 or better (standard error).
   */
  logs: {
    '8 x TP2': [5.39328, 2.52077, -3.16318],
    '4 x TP4': [6.7445, -0.73364, -3.48087],
    '2 x TP8': [7.01398, -1.13912, -3.74788],
    '1P1D TP8': [7.11457, -0.35641, -3.88352],
    '2P2D TP4': [6.77959, 0.06976, -3.59993],
    '3P1D TP4': [6.47329, 0.99735, -3.50421],
    '1P3D TP4': [6.83815, 0.62666, -3.69034],
    '2P-TP4 1D-TP8': [7.11517, -0.1213, -3.88762],
  },
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
  /** As those of the sweep, over the rates: means of 42 simulated repeats, each known to 0.018 or better. */
  logs: {
    random: [7.07749, 1.30997, -2.60364],
    'round-robin': [7.12019, 1.10209, -2.62409],
    'least-loaded': [7.12101, 1.18131, -2.62342],
    'prefix-aware': [7.51362, -0.7623, -3.24142],
  },
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
