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
   * Mean over the concurrencies of the log of output tokens/s, mean TTFT and mean TPOT, by topology at 16 and at 8 GPUs: means
   * of 460 simulated repeats with seeds of their own, each known to 0.0025 or better (standard error), a fifth of that of the
   * three repeats of the store.
   */
  logs: {
    '8 x TP2': [5.39785, 2.52512, -3.16615],
    '4 x TP4': [6.7479, -0.72947, -3.48417],
    '2 x TP8': [7.01392, -1.1392, -3.74772],
    '1P1D TP8': [7.11869, -0.36047, -3.8878],
    '2P2D TP4': [6.78202, 0.07369, -3.60229],
    '3P1D TP4': [6.48709, 0.99604, -3.51248],
    '1P3D TP4': [6.84298, 0.64778, -3.69942],
    '2P-TP4 1D-TP8': [7.11737, -0.12232, -3.8899],
    '4 x TP2': [4.72591, 3.06398, -3.16293],
    '2 x TP4': [6.54037, 0.09558, -3.34752],
    '1 x TP8': [6.77713, -0.39706, -3.5213],
    '1P1D TP4': [6.48642, 1.26249, -3.51511],
    '2P-TP2 1D-TP4': [6.47909, 1.49218, -3.51343],
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
  /** As those of the sweep, over the rates: means of 900 simulated repeats, each known to 0.0042 or better. */
  logs: {
    random: [7.08348, 1.29681, -2.6078],
    'round-robin': [7.12257, 1.11119, -2.62416],
    'least-loaded': [7.12221, 1.18649, -2.62554],
    'prefix-aware': [7.51941, -0.75175, -3.24826],
  },
  prefixLength: 6000,
  prefixGroups: 60,
} as const;

export const BATCHING = {
  experiment: 'batching-study',
  rates: [2, 6, 10],
  repeats: 3,
  /** Tokens of one step of 2 x TP4. */
  tokens: [512, 2048, 8192],
  /** Half of the accelerators, at 2048 tokens a step. */
  smaller: '1 x TP4',
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
