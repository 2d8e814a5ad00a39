import { ask, column, notices } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { Fragment } from '../../model/record';
import { PRESETS } from '../slo';

const DAY = 86400000;

/** Runs of one build: a load and its TTFT p99 in seconds a pair. */
function build(day: number, version: string, curve: ReadonlyArray<readonly [number, number]>, tp = 4) {
  return curve.map(([concurrency, ttft]): Partial<Fragment> => ({
    dimensions: {
      model: 'm',
      hardware: 'H100',
      replicas: 2,
      tp,
      tool: 't',
      concurrency,
      engine_version: version,
      started_at: day * DAY,
    },
    metrics: {
      ttft: { p99: ttft },
      tpot: { mean: concurrency / 1000, p99: 0.01 },
      output_token_throughput: { '': 800 * concurrency },
    },
  }));
}

const catalog = (...runs: Array<Array<Partial<Fragment>>>) => catalogOfPoints(points(runs.flat()));

describe('capacity', () => {
  it('is the load at which the mean over repeats crosses the limit, of the newest build', () => {
    const [frame] = ask(
      catalog(
        build(1, '1.0', [
          [10, 1],
          [20, 9],
        ]),
        // Two repeats: means 1 and 3, so the limit of 2 s is crossed in the middle of 10 and 20.
        build(2, '1.1', [
          [10, 0.8],
          [20, 2.5],
        ]),
        build(2, '1.1', [
          [10, 1.2],
          [20, 3.5],
        ])
      ),
      { kind: 'capacity', demand: 100, headroom: 0.2 }
    );
    expect(column(frame, 'max_load')).toEqual([15]);
    expect(column(frame, 'max_load_per_gpu')).toEqual([15 / 8]);
    expect(column(frame, 'binding')).toEqual(['ttft_p99']);
    // A copy carries 15 x 0.8 = 12; nine copies of 8 GPUs carry 108.
    expect(column(frame, 'gpus_needed')).toEqual([72]);
    expect(notices(frame).join()).toMatch(/1 earlier build left out/);
  });

  it('says in one row which configuration carries the most per GPU', () => {
    const verdict = (...runs: Array<Array<Partial<Fragment>>>) =>
      ask(catalog(...runs), { kind: 'capacity', frame: 'verdict', slo: { ttft_p99: 2 } })[0];
    const steep = build(1, '1.0', [
      [10, 1],
      [20, 3],
    ]);
    const flat = build(
      1,
      '1.0',
      [
        [10, 1],
        [20, 1.5],
        [40, 2.5],
      ],
      2
    );
    const both = verdict(steep, flat);
    // 2 x TP2: halfway between loads 20 and 40 on 4 GPUs; 2 x TP4: halfway between 10 and 20 on 8.
    expect([column(both, 'max_load'), column(both, 'max_load_per_gpu'), column(both, 'configs')]).toEqual([
      [30],
      [7.5],
      [2],
    ]);
    expect(column(both, 'answer')).toEqual([
      'm 4xH100 2 x TP2 carries the most within TTFT p99 ≤ 2 s: load 30 on 4 GPUs, 7.5 a GPU, bound by TTFT p99.',
    ]);
    expect(column(verdict(build(1, '1.0', [[10, 1]])), 'answer')).toEqual([
      'No configuration has a highest load within TTFT p99 ≤ 2 s. 1 of 1 configurations meet it at every measured load: measure higher ones.',
    ]);
    expect([column(verdict(), 'answer'), column(verdict(), 'max_load')]).toEqual([['No load points.'], [null]]);
  });

  it('says why there is none', () => {
    const ask1 = (slo: object, curve: Array<[number, number]>) =>
      ask(catalog(build(1, '1.0', curve)), { kind: 'capacity', slo })[0];
    expect(column(ask1({ ttft_p99: 2 }, [[10, 3]]), 'reason')).toEqual(['ttft_p99 is 3 at load 10 already, against 2']);
    expect(column(ask1({ ttft_p99: 2 }, [[10, 1]]), 'reason')).toEqual([
      'at least 10: every measured load meets the SLO',
    ]);
    expect(column(ask1({ itl_p95: 2 }, [[10, 1]]), 'reason')).toEqual(['itl_p95 was not measured']);
    expect(() => ask1({}, [[10, 1]])).toThrow(/at least one limit/);
  });

  it('gives a value at a target, cost included, and nothing beyond the measured range', () => {
    const one = catalog(
      build(1, '1.0', [
        [10, 1],
        [20, 2],
      ])
    );
    // Interactivity falls from 100 to 50, throughput a GPU rises from 1,000 to 2,000: at 75 they meet in the middle.
    const at = (query: object) => column(ask(one, { kind: 'capacity', ...query })[0], 'value')[0];
    expect(at({ at: 75 })).toBe(1500);
    expect(at({ at: 30 })).toBeNull();
    // 8 GPUs at 4.5 $/h: 36 $/h over 28.8 and 57.6 million tokens an hour are 1.25 and 0.625 $.
    expect(at({ at: 75, y: 'cost_per_million_output_tokens', prices: { H100: 4.5 } })).toBeCloseTo(0.9375, 12);
  });

  it('takes the limits of a preset unless the query has its own', () => {
    const one = catalog(build(1, '1.0', [[10, 1]]));
    const said = (query: object) => notices(ask(one, { kind: 'capacity', ...query })[0]).join();
    expect(said({ preset: 'rag' })).toMatch(/TTFT p99 ≤ 300 ms, ITL p99 ≤ 100 ms, E2E latency p99 ≤ 3 s/);
    expect(said({ preset: 'rag', slo: { ttft_p99: 7 } })).toMatch(/SLO: TTFT p99 ≤ 7 s\. /);
    expect(() => ask(one, { kind: 'capacity', preset: 'none' })).toThrow(/preset/);
    expect(Object.keys(PRESETS)).toHaveLength(7);
  });
});

describe('the alert of capacity', () => {
  const change = (before: Array<[number, number]>, after: Array<[number, number]>) => {
    const [frame] = ask(catalog(build(1, '1.0', before), build(2, '1.1', after)), { kind: 'capacity', frame: 'alert' });
    expect(frame.schema.fields.filter(({ type }) => type === 'number').map(({ name }) => name)).toEqual(['delta']);
    return column(frame, 'delta');
  };

  it('is the most load of the newest build against the build before', () => {
    // Crossings at 20 and at 15.
    expect(
      change(
        [
          [10, 1],
          [30, 3],
        ],
        [
          [10, 1.5],
          [20, 2.5],
        ]
      )
    ).toEqual([15 / 20 - 1]);
  });

  it('looks no further than both were measured', () => {
    expect(
      change(
        [
          [10, 1],
          [40, 1],
        ],
        [
          [10, 1],
          [20, 1],
        ]
      )
    ).toEqual([0]);
    expect(
      change(
        [
          [10, 1],
          [20, 1],
        ],
        [
          [10, 1],
          [40, 1],
        ]
      )
    ).toEqual([0]);
  });

  it('is a total loss where no load fits any more, and unknown where nothing tells', () => {
    expect(change([[10, 1]], [[10, 3]])).toEqual([-1]);
    expect(change([[10, 3]], [[10, 1]])).toEqual([null]);
    // 15 fitted before; that 20 does not fit now is no news.
    expect(
      change(
        [
          [10, 1],
          [20, 3],
        ],
        [[20, 3]]
      )
    ).toEqual([null]);
  });

  it('is NoData for a configuration with one build, and keeps its rows apart', () => {
    const [frame] = ask(catalog(build(1, '1.0', [[10, 1]]), build(1, '1.0', [[10, 1]], 8)), {
      kind: 'capacity',
      frame: 'alert',
    });
    expect(column(frame, 'delta')).toEqual([null, null]);
    expect(new Set(column(frame, 'config')).size).toBe(2);
    expect(notices(frame).join()).toMatch(/2 configurations without an earlier build/);
  });
});
