import { ask, column, notices } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { FrameJson } from '../../frames/frame';
import type { Dimensions, Fragment } from '../../model/record';

const COMMON: Dimensions = { model: 'm', hardware: 'H100', tool: 't', isl: 1000, osl: 100 };
const AGG: Dimensions = { ...COMMON, replicas: 2, tp: 4 };
const PD: Dimensions = { ...COMMON, prefill_replicas: 1, decode_replicas: 1, prefill_tp: 4, decode_tp: 4 };

interface Measured {
  readonly load: number;
  readonly rate?: number;
  readonly ttft?: number;
  readonly more?: Fragment['metrics'];
  readonly build?: string;
  readonly started?: number;
}

const point = (dimensions: Dimensions, given: Measured): Partial<Fragment> => {
  const { load, rate = 100, ttft = 1, more = {}, build, started } = given;
  return {
    dimensions: { ...dimensions, concurrency: load, engine_version: build ?? null, started_at: started ?? null },
    metrics: {
      ttft: { mean: ttft },
      tpot: { mean: 0.01 },
      output_token_throughput: { '': rate },
      input_token_throughput: { '': rate * 10 },
      ...more,
    },
  };
};
const agg = (given: Measured) => point(AGG, given);
const split = (given: Measured) => point(PD, given);
const query = (given: ReadonlyArray<Partial<Fragment>>, more: object): FrameJson =>
  ask(catalogOfPoints(points(given)), { kind: 'pd', ...more })[0];

describe('most load within the SLO', () => {
  const curve = (side: typeof agg, ttfts: readonly number[]) =>
    ttfts.map((ttft, index) => side({ load: 10 * (index + 1), ttft }));
  const asked = (aggregated: readonly number[], disaggregated: readonly number[]): FrameJson =>
    query([...curve(agg, aggregated), ...curve(split, disaggregated)], { frame: 'slo', slo: { ttft_mean: 2 } });

  // TTFT from 1 to 3 between loads 10 and 20 is 2 at 15; from 1 to 5 it is 2 at 12.5.
  it.each<[string, number[], number[], unknown[], string]>([
    ['more', [1, 5], [1, 3], [12.5, 15, expect.closeTo(0.2, 12)], 'prefill/decode carries 20.0 % more'],
    ['less', [1, 3], [1, 5], [15, 12.5, expect.closeTo(-1 / 6, 12)], 'prefill/decode carries 16.7 % less'],
    ['as much', [1, 3], [1, 3], [15, 15, 0], 'no difference that matters (+0.0 %)'],
    ['at least more', [1, 3], [1, 1, 1], [15, null, null], 'prefill/decode carries at least 100.0 % more'],
    ['at least less', [1, 1, 1], [1, 3], [null, 15, null], 'prefill/decode carries at least 50.0 % less'],
    ['not known', [1, 1], [1, 1], [null, null, null], 'not known: the SLO is met at the highest load measured'],
    ['only one side', [3, 4], [1, 3], [null, 15, null], 'only prefill/decode meets the SLO'],
    ['only the other', [1, 3], [3, 4], [15, null, null], 'only aggregated meets the SLO'],
    ['neither', [3, 4], [3, 4], [null, null, null], 'neither meets the SLO at any load'],
    [
      'counted by the first crossing',
      [1, 3, 1, 1],
      [1, 5, 1],
      [15, 12.5, expect.closeTo(-1 / 6, 12)],
      'prefill/decode carries 16.7 % less',
    ],
  ])('%s', (_, aggregated, disaggregated, numbers, verdict) => {
    const frame = asked(aggregated, disaggregated);
    expect([
      ['aggregated', 'disaggregated', 'delta'].map((name) => column(frame, name)[0]),
      column(frame, 'verdict'),
    ]).toEqual([numbers, [verdict]]);
  });

  it('a bar a configuration, per GPU; none where the SLO is not met, and "at least" in words', () => {
    const frame = query([...curve(agg, [1, 1]), ...curve(split, [3, 4])], { frame: 'slo_bars', slo: { ttft_mean: 2 } });
    expect(column(frame, 'config')).toEqual(['2 x TP4, at least', '1P1D TP4, not met']);
    expect([column(frame, 'aggregated'), column(frame, 'disaggregated')]).toEqual([
      [20 / 8, null],
      [null, null],
    ]);
  });

  it('refuses an SLO without a limit', () =>
    expect(() => query([], { frame: 'slo', slo: {} })).toThrow(/at least one limit/));
});

describe('the recommendation', () => {
  const rates = (deltas: readonly number[], repeats: readonly number[] = [1]) =>
    deltas.flatMap((delta, index) =>
      repeats.flatMap((factor) => [
        agg({ load: 2 ** index, rate: 100 * factor }),
        split({ load: 2 ** index, rate: (100 + delta) * factor }),
      ])
    );
  const asked = (deltas: readonly number[], repeats?: readonly number[]): FrameJson =>
    query(rates(deltas, repeats), { frame: 'recommendation', slo: { ttft_mean: 2 } });

  it.each<[number[], string]>([
    [[10, 10], 'Disaggregate: prefill/decode (1P1D TP4) is ahead at loads 1, 2.'],
    [[10, 1], 'Disaggregate: prefill/decode (1P1D TP4) is ahead at load 1. No lead that matters at load 2.'],
    [[-10, -5], 'Stay aggregated (2 x TP4): it is ahead at loads 1, 2.'],
    [[2, -2], 'Either: no difference that matters at any load.'],
    [[9, -9], 'Disaggregate up to load 1: prefill/decode (1P1D TP4); from load 2 on aggregated (2 x TP4) is ahead.'],
    [[-9, 9], 'Stay aggregated (2 x TP4) up to load 1; from load 2 on prefill/decode (1P1D TP4) is ahead.'],
    [[9, -9, 9], 'By load: prefill/decode (1P1D TP4) is ahead at loads 1, 4, aggregated (2 x TP4) at load 2.'],
  ])('of differences of %j percent', (deltas, words) =>
    expect(column(asked(deltas), 'recommendation')).toEqual([words])
  );

  it('takes repeats for evidence, and a single run a side for a doubt', () => {
    expect(String(column(asked([10, 10, 10]), 'doubt')[0])).toMatch(/^one run a side: nothing tells/);
    const steady = [0.99, 1, 1.01];
    expect(column(asked([10, 10, 10], steady), 'doubt')).toEqual([
      'only one aggregated configuration, perhaps not the best',
    ]);
    // A difference of 10 % in repeats that scatter by half of their mean is none to build on.
    const noisy = asked([10, 10, 10], [0.5, 1, 1.5]);
    expect(column(noisy, 'recommendation')).toEqual(['Either: no difference that matters at any load.']);
    expect(String(column(noisy, 'doubt')[0])).toMatch(/no lead to be told from noise at loads 1, 2, 4/);
  });

  it('says where the SLO speaks against it, what else differs, and how little was compared', () => {
    const given = [
      agg({ load: 1, ttft: 1 }),
      agg({ load: 9, ttft: 1 }),
      split({ load: 1, ttft: 3, rate: 200, build: '2' }),
    ];
    const frame = query(given, { frame: 'recommendation', slo: { ttft_mean: 2 } });
    const doubt = String(column(frame, 'doubt')[0]);
    expect(doubt).toContain('the SLO speaks against it: only aggregated meets the SLO');
    expect(doubt).toContain('only 1 load in common');
    expect(doubt).toContain('the sides also differ in engine_version');
    expect(column(frame, 'workload_class')).toEqual(['clearly prefill-heavy, ~1k in, ~128 out']);
  });

  it('without a load in common is none', () => {
    const frame = query([agg({ load: 1 }), split({ load: 2 })], { frame: 'recommendation' });
    expect([column(frame, 'recommendation'), column(frame, 'delta')]).toEqual([
      ['Not known: the sides have no load in common.'],
      [null],
    ]);
  });
});

describe('the ladder', () => {
  const of = (prefill: number, decode: number) => (given: Measured) =>
    point({ ...PD, prefill_replicas: prefill, decode_replicas: decode }, given);

  it('of a single ratio does not say what binds', () => {
    const frame = query([agg({ load: 1 }), split({ load: 1 })], { frame: 'ladder' });
    expect([column(frame, 'ratio'), column(frame, 'bound'), column(frame, 'matched')]).toEqual([
      ['aggregated', '1:1'],
      [null, null],
      [null, null],
    ]);
    expect(notices(frame)).toContainEqual(expect.stringMatching(/^Which side binds shows only against another ratio/));
  });

  it('says what binds only under load', () => {
    const wide = { ...AGG, replicas: 4 };
    const given = [1, 64].flatMap((load) => [
      point(wide, { load, rate: 100 * load }),
      of(1, 3)({ load, rate: load * 10 }),
      of(3, 1)({ load, rate: load * 12 }),
    ]);
    const bound = (load: number) => column(query(given, { frame: 'ladder', load }), 'bound');
    // Prompt tokens a prefill GPU: 6400 / 4 against 7680 / 12; generated a decode GPU: 640 / 12 against 768 / 4.
    expect(bound(64)).toEqual([null, 'prefill-bound', 'decode-bound']);
    expect(bound(1)).toEqual([null, 'light load', 'light load']);
  });
});

describe('roles', () => {
  it('share of KV transfer in TTFT and reuse of the prefix cache by role; empty where the files do not say it', () => {
    const more = {
      kv_transfer_time: { mean: 0.1 },
      prefill_prefix_cache_hit_rate: { mean: 0.5 },
      decode_prefix_cache_hit_rate: { mean: 0.25 },
    };
    const frame = query([agg({ load: 1 }), split({ load: 1, ttft: 0.4, more })], { frame: 'roles' });
    expect(column(frame, 'kv_transfer_share')).toEqual([null, 0.25]);
    expect(column(frame, 'prefill_prefix_cache_hit_rate_mean')).toEqual([null, 0.5]);
    expect(column(frame, 'decode_prefix_cache_hit_rate_mean')).toEqual([null, 0.25]);
    expect(column(frame, 'decode_kv_cache_usage_mean')).toEqual([null, null]);
    const silent = query([agg({ load: 1 }), split({ load: 1 })], { frame: 'roles' });
    expect(notices(silent)).toContainEqual(expect.stringMatching(/say nothing of the engines/));
  });
});

describe('for alert rules', () => {
  const given = [
    agg({ load: 1, rate: 100, started: 1 }),
    agg({ load: 4, rate: 100, started: 1 }),
    split({ load: 1, rate: 150, build: '1', started: 2 }),
    split({ load: 4, rate: 120, build: '1', started: 2 }),
    split({ load: 4, rate: 90, build: '2', started: 3 }),
  ];

  it('one row a load with one number and labels that tell the rows apart, by the newest build', () => {
    const frame = query(given, { frame: 'alert' });
    const fields = frame.schema.fields;
    expect(fields.filter(({ type }) => type === 'number').map(({ name }) => name)).toEqual(['lead']);
    expect(fields.every(({ type }) => type === 'number' || type === 'string')).toBe(true);
    expect([column(frame, 'load'), column(frame, 'lead')]).toEqual([
      ['1', '4'],
      [0.5, expect.closeTo(-0.1, 12)],
    ]);
    const labels = frame.data.values[0].map((_, row) =>
      JSON.stringify(fields.flatMap(({ type }, index) => (type === 'string' ? [frame.data.values[index][row]] : [])))
    );
    expect(new Set(labels).size).toBe(labels.length);
    expect(frame.schema.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
  });

  it('at one load where one is asked for, and above zero where prefill/decode is better, whatever the metric', () => {
    expect(column(query(given, { frame: 'alert', load: 4 }), 'load')).toEqual(['4']);
    const slow = [agg({ load: 1, ttft: 2 }), split({ load: 1, ttft: 1 })];
    expect(column(query(slow, { frame: 'alert', load_metric: 'ttft_mean' }), 'lead')).toEqual([0.5]);
  });
});

it('the statistic of TTFT and TPOT beside what is compared can be chosen', () => {
  const more = { ttft: { p99: 3 } };
  const frame = query([agg({ load: 1, more }), split({ load: 1, more })], { frame: 'by_load', stat: 'p99' });
  expect(column(frame, 'ttft_p99_aggregated')).toEqual([3]);
  expect(() => query([], { frame: 'by_load', stat: 'best' })).toThrow(/no statistic/);
});
