import { ask, column } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { Fragment } from '../../model/record';
import { RULES } from './rules';
import { requestsNeeded } from './rules/few-requests';
import { unitRatio } from './rules/suspected-unit';

type Given = Partial<Fragment>;

/** Rules that find something in points that a test writes down. */
function rulesIn(given: readonly Given[]): string[] {
  const [issues] = ask(catalogOfPoints(points(given)), { kind: 'quality', frame: 'issues' });
  return Array.from(new Set(column(issues, 'rule') as string[])).sort();
}

function messages(given: readonly Given[], rule: string): string[] {
  const [issues] = ask(catalogOfPoints(points(given)), { kind: 'quality', frame: 'issues' });
  return (column(issues, 'message') as string[]).filter((_, row) => column(issues, 'rule')[row] === rule);
}

const metrics = (more: Fragment['metrics']): Given[] => [{ metrics: more }];

const described = { model: 'm', hardware: 'H100', tool: 't', isl: 1000, osl: 100 };

/** Topologies with the same number of accelerators at some loads; `scale` gives the figures of each. */
function sweep(
  topologies: ReadonlyArray<readonly [prefill: number, decode: number]>,
  loads: readonly number[],
  scale: (topology: number, load: number) => number
): Given[] {
  return loads.flatMap((concurrency) =>
    topologies.map(([prefill, decode], index) => ({
      dimensions: {
        ...described,
        concurrency,
        prefill_replicas: prefill,
        decode_replicas: decode,
        prefill_tp: 4,
        decode_tp: 4,
      },
      metrics: {
        output_token_throughput: { '': 1000 * scale(index, concurrency) },
        e2e: { mean: 10 / scale(index, concurrency) },
        tpot: { mean: 0.02 * scale(index, concurrency) },
      },
    }))
  );
}

const SAME: ReadonlyArray<readonly [number, number]> = [
  [1, 3],
  [2, 2],
  [3, 1],
];

/** Seven figures that no other run shares by chance. */
const figures = (shift = 0): Fragment['metrics'] => ({
  ttft: { mean: 0.1234 + shift, p99: 0.6543 },
  tpot: { mean: 0.0201 },
  e2e: { mean: 3.21, p99: 4.56 },
  request_throughput: { '': 7.89 },
});

const config = (tp: number) => ({ ...described, replicas: 1, tp, concurrency: 4 });

const CASES: ReadonlyArray<readonly [rule: string, case_: string, found: boolean, given: readonly Given[]]> = [
  ['percentiles-out-of-order', 'p99 below p95', true, metrics({ ttft: { p50: 0.1, p95: 0.7, p99: 0.5 } })],
  ['percentiles-out-of-order', 'a maximum below p99.9', true, metrics({ e2e: { p99_9: 2, max: 1 } })],
  ['percentiles-out-of-order', 'a mean above the maximum', true, metrics({ itl: { mean: 3, min: 1, max: 2 } })],
  ['percentiles-out-of-order', 'a mean below the minimum', true, metrics({ itl: { mean: 0.5, min: 1, max: 2 } })],
  [
    'percentiles-out-of-order',
    'all in order, the mean above p50, equal ones',
    false,
    metrics({ ttft: { mean: 0.6, min: 0.1, p50: 0.5, p90: 0.7, p95: 0.7, p99: 0.9, p99_9: 0.9, max: 0.9 } }),
  ],
  ['percentiles-out-of-order', 'rounded in the last digit', false, metrics({ ttft: { p95: 0.50001, p99: 0.5 } })],
  ['percentiles-out-of-order', 'a p99 of 0, which has its own rule', false, metrics({ ttft: { p50: 1, p99: 0 } })],

  ['percentile-zero', 'p99 = 0', true, metrics({ e2e: { mean: 1, p99: 0 } })],
  ['percentile-zero', 'a TTFT that was never streamed', true, metrics({ ttft: { mean: 0 }, e2e: { mean: 1 } })],
  ['percentile-zero', 'a TPOT p99 of 0 beside a mean', true, metrics({ tpot: { mean: 0.02, p99: 0 } })],
  [
    'percentile-zero',
    'a median ITL of 0: tokens of one chunk',
    false,
    metrics({ itl: { mean: 0.02, p50: 0, p99: 1 } }),
  ],
  ['percentile-zero', 'one output token: no gap between tokens', false, metrics({ tpot: { mean: 0, p50: 0, p99: 0 } })],
  ['percentile-zero', 'missing', false, metrics({ ttft: { mean: 1 } })],

  ['ttft-over-e2e', 'of the means', true, metrics({ ttft: { mean: 2 }, e2e: { mean: 1 } })],
  ['ttft-over-e2e', 'of p99 alone', true, metrics({ ttft: { mean: 1, p99: 5 }, e2e: { mean: 2, p99: 4 } })],
  ['ttft-over-e2e', 'equal: nothing is streamed', false, metrics({ ttft: { mean: 2 }, e2e: { mean: 2 } })],
  ['ttft-over-e2e', 'TTFT p99 above the mean E2E', false, metrics({ ttft: { p99: 5 }, e2e: { mean: 2 } })],

  [
    'rate-times-tokens',
    'input and output tokens called output',
    true,
    metrics({
      request_throughput: { '': 2 },
      output_tokens: { mean: 100 },
      input_tokens: { mean: 1000 },
      output_token_throughput: { '': 2200 },
    }),
  ],
  [
    'rate-times-tokens',
    'a total that is not the sum',
    true,
    metrics({
      input_token_throughput: { '': 2000 },
      output_token_throughput: { '': 200 },
      total_token_throughput: { '': 200 },
    }),
  ],
  [
    'rate-times-tokens',
    'within what windows differ by',
    false,
    metrics({
      request_throughput: { '': 2 },
      output_tokens: { mean: 100 },
      input_tokens: { mean: 1000 },
      output_token_throughput: { '': 180 },
      input_token_throughput: { '': 2100 },
      total_token_throughput: { '': 2280 },
    }),
  ],

  ['suspected-unit', 'a TTFT of two hours', true, metrics({ ttft: { mean: 7200 } })],
  ['suspected-unit', 'a TTFT of two microseconds', true, metrics({ ttft: { mean: 2e-6 } })],
  [
    'suspected-unit',
    'TPOT in milliseconds beside E2E in seconds',
    true,
    metrics({ ttft: { mean: 0.2 }, tpot: { mean: 20 }, e2e: { mean: 2.2 }, output_tokens: { mean: 101 } }),
  ],
  [
    'suspected-unit',
    'requests per minute',
    true,
    metrics({ request_throughput: { '': 120 }, duration: { '': 100 }, requests_success: { '': 200 } }),
  ],
  [
    'suspected-unit',
    'more in flight than the concurrency allows, a thousandfold',
    true,
    [{ dimensions: { concurrency: 4 }, metrics: { request_throughput: { '': 2 }, e2e: { mean: 2000 } } }],
  ],
  ['suspected-unit', 'a cache usage in percent', true, metrics({ kv_cache_usage: { mean: 45 } })],
  [
    'suspected-unit',
    'units that fit',
    false,
    [
      {
        dimensions: { concurrency: 100 },
        metrics: {
          ttft: { mean: 0.2 },
          tpot: { mean: 0.02 },
          e2e: { mean: 2.2 },
          output_tokens: { mean: 101 },
          request_throughput: { '': 2 },
          duration: { '': 100 },
          requests_success: { '': 200 },
          kv_cache_usage: { mean: 1 },
        },
      },
    ],
  ],
  ['suspected-unit', 'a TTFT of 150 s under overload', false, metrics({ ttft: { mean: 150 }, e2e: { mean: 160 } })],

  [
    'few-requests-for-percentile',
    'p99 over 999 requests',
    true,
    metrics({ ttft: { p99: 1 }, requests_success: { '': 999 } }),
  ],
  [
    'few-requests-for-percentile',
    'failed ones have no latency',
    true,
    metrics({ ttft: { p99: 1 }, requests_total: { '': 1010 }, requests_failed: { '': 20 } }),
  ],
  [
    'few-requests-for-percentile',
    'p99 over 1000 requests and p90 over as many',
    false,
    metrics({ ttft: { p90: 1, p99: 2 }, requests_success: { '': 1000 } }),
  ],
  ['few-requests-for-percentile', 'a mean', false, metrics({ ttft: { mean: 1 }, requests_success: { '': 3 } })],
  [
    'few-requests-for-percentile',
    'ITL pools gaps, not requests',
    false,
    metrics({ itl: { p99: 1 }, requests_success: { '': 100 } }),
  ],
  ['few-requests-for-percentile', 'a number that nobody states', false, metrics({ ttft: { p99: 1 } })],

  ['failed-share', '2 of 100', true, metrics({ requests_total: { '': 100 }, requests_failed: { '': 2 } })],
  ['failed-share', '1 of 100', false, metrics({ requests_total: { '': 100 }, requests_failed: { '': 1 } })],
  ['failed-share', 'no failures counted', false, metrics({ requests_total: { '': 100 } })],

  [
    'saturation',
    '8 of 10 requests/s',
    true,
    [{ dimensions: { request_rate: 10 }, metrics: { request_throughput: { '': 8 } } }],
  ],
  [
    'saturation',
    'a load generator that falls behind',
    true,
    metrics({ offered_rate: { '': 10 }, achieved_rate: { '': 7 }, request_throughput: { '': 7 } }),
  ],
  [
    'saturation',
    '9.6 of 10 requests/s',
    false,
    [{ dimensions: { request_rate: 10 }, metrics: { request_throughput: { '': 9.6 } } }],
  ],
  [
    'saturation',
    'a short run whose last requests take their time: 100 at 10/s and 5 s are 15 s',
    false,
    [
      {
        dimensions: { request_rate: 10 },
        metrics: { request_throughput: { '': 100 / 15 }, requests_total: { '': 100 }, e2e: { mean: 5 } },
      },
    ],
  ],
  [
    'saturation',
    'failed requests are answers: a rule of their own',
    false,
    metrics({
      offered_rate: { '': 10 },
      request_throughput: { '': 5 },
      requests_total: { '': 10000 },
      requests_failed: { '': 5000 },
    }),
  ],
  [
    'saturation',
    'random arrivals that miss their rate by chance: 9.4 for 10 over 200 requests',
    false,
    metrics({
      offered_rate: { '': 10 },
      achieved_rate: { '': 9.4 },
      request_throughput: { '': 9.4 },
      requests_total: { '': 200 },
    }),
  ],
  [
    'saturation',
    'a closed loop',
    false,
    [{ dimensions: { concurrency: 10 }, metrics: { request_throughput: { '': 1 } } }],
  ],

  [
    'duplicated-result',
    'one result in two runs',
    true,
    [
      { dimensions: config(4), metrics: figures() },
      { dimensions: config(4), metrics: figures() },
    ],
  ],
  [
    'duplicated-result',
    'of runs whose configuration nobody states',
    true,
    [{ metrics: figures() }, { metrics: figures() }],
  ],
  [
    'duplicated-result',
    'a repeat that differs in one figure',
    false,
    [
      { dimensions: config(4), metrics: figures() },
      { dimensions: config(4), metrics: figures(0.0001) },
    ],
  ],
  [
    'duplicated-result',
    'three equal figures alone',
    false,
    [
      { metrics: { ttft: { mean: 1, p99: 2 }, tpot: { mean: 1 } } },
      { metrics: { ttft: { mean: 1, p99: 2 }, tpot: { mean: 1 } } },
    ],
  ],

  [
    'identical-across-configurations',
    'one result under two configurations',
    true,
    [
      { dimensions: config(4), metrics: figures() },
      { dimensions: config(8), metrics: figures() },
    ],
  ],
  [
    'identical-across-configurations',
    'one result under two loads',
    true,
    [
      { dimensions: config(4), metrics: figures() },
      { dimensions: { ...config(4), concurrency: 8 }, metrics: figures() },
    ],
  ],
  [
    'identical-across-configurations',
    'a copy is none',
    false,
    [
      { dimensions: config(4), metrics: figures() },
      { dimensions: config(4), metrics: figures() },
    ],
  ],

  ['alike-across-topologies', 'three at their two highest loads', true, sweep(SAME, [1, 64, 128], (_, load) => load)],
  [
    'alike-across-topologies',
    'within 1 %',
    true,
    sweep(SAME, [64, 128], (topology, load) => load * (1 + topology * 0.004)),
  ],
  [
    'alike-across-topologies',
    'at low loads alone',
    false,
    sweep(SAME, [1, 8, 128], (topology, load) => load * (load === 128 ? 1 + topology * 0.05 : 1)),
  ],
  [
    'alike-across-topologies',
    'at the highest load alone',
    false,
    sweep(SAME, [64, 128], (topology, load) => load * (load === 64 ? 1 + topology * 0.05 : 1)),
  ],
  ['alike-across-topologies', 'two are no pattern', false, sweep(SAME.slice(0, 2), [64, 128], (_, load) => load)],
];

describe('rules', () => {
  it.each(CASES)('%s: %s -> %s', (rule, _, found, given) => {
    expect(rulesIn(given).includes(rule)).toBe(found);
  });

  it('each has a case that it finds and one that it leaves', () => {
    RULES.forEach(({ id }) => {
      const own = CASES.filter(([rule]) => rule === id).map(([, , found]) => found);
      expect([id, new Set(own).size]).toEqual([id, 2]);
    });
  });

  it('each names a mend, once, as a sentence', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    RULES.forEach(({ advice, title }) => {
      expect(advice).toMatch(/^[A-Z].*[a-z]$/);
      expect(title).toMatch(/^[A-Z]/);
    });
  });

  it('nothing is found in a sound run', () => {
    const sound = [1, 2, 3].map((load) => ({
      dimensions: { ...config(4), concurrency: load },
      metrics: {
        ttft: { mean: 0.1 * load, p50: 0.09 * load, p99: 0.2 * load },
        tpot: { mean: 0.01 * load, p99: 0.03 * load },
        e2e: { mean: 1.09 * load, p99: 2 * load },
        requests_total: { '': 2000 },
        requests_failed: { '': 0 },
        output_tokens: { mean: 100 },
      },
    }));
    expect(rulesIn(sound)).toEqual([]);
    expect(rulesIn([])).toEqual([]);
  });

  it.each([
    ['percentiles-out-of-order', CASES[0][3], 'TTFT has a p99 of 0.5 s below p95 of 0.7 s.'],
    [
      'failed-share',
      metrics({ requests_total: { '': 200 }, requests_failed: { '': 3 } }),
      '1.5 % failed (3 of 200 requests).',
    ],
    [
      'few-requests-for-percentile',
      metrics({ e2e: { p50: 1, p90: 1, p99: 2 }, requests_success: { '': 100 } }),
      'P99 over 100 requests, which takes 1000; p90 stands.',
    ],
    [
      'saturation',
      [{ dimensions: { request_rate: 10 }, metrics: { request_throughput: { '': 8 } } }],
      'Rate 10: 8 of 10 requests/s answered.',
    ],
  ] as const)('%s says the figures', (rule, given, words) => {
    expect(messages(given, rule)).toEqual([expect.stringMatching(/\.$/)]);
    expect(messages(given, rule)[0].startsWith(words)).toBe(true);
  });

  // n (1 - p) >= 10.
  it.each([
    [50, 20],
    [90, 100],
    [95, 200],
    [99, 1000],
    [99.9, 10000],
  ])('p%s takes %s requests', (share, needed) => {
    expect(requestsNeeded(share)).toBe(needed);
  });

  it.each([
    [1000, 'about a thousand'],
    [1 / 1000, 'about a thousand'],
    [60, 'about sixty'],
    [1 / 60, 'about sixty'],
    [1, null],
    [10, null],
    [1e6, null],
    [NaN, null],
    [0, null],
  ])('a ratio of %s is that of units: %s', (ratio, words) => {
    expect(unitRatio(ratio)).toBe(words);
  });
});
