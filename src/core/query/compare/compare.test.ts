import { notices } from '../../../../tests/fake-store';
import { compared, frameOf, of, runs, version, VERSIONS } from '../../../../tests/compared-runs';
import type { Metrics } from '../../model/record';

describe('a cell', () => {
  const twoBuilds = [
    ...runs({ values: [100, 103, 98, 101], dimensions: version('1') }),
    ...runs({ values: [110, 114, 107, 112], dimensions: version('2') }),
  ];

  it("has Welch's effect on logs, its interval, detectable effect and needed repeats", () => {
    // SciPy 1.17 on the logarithms: ttest_ind(equal_var=False), its confidence_interval, t.ppf.
    expect(compared(twoBuilds, VERSIONS)).toEqual([
      {
        config: '2 x TP4',
        load: 16,
        metric: 'tpot_mean',
        baseline: expect.closeTo(Math.pow(100 * 103 * 98 * 101, 1 / 4), 9),
        candidate: expect.closeTo(Math.pow(110 * 114 * 107 * 112, 1 / 4), 9),
        n_baseline: 4,
        n_candidate: 4,
        delta: expect.closeTo(0.10186570394250773, 12),
        ci_low: expect.closeTo(0.056143607318926175, 12),
        ci_high: expect.closeTo(0.14956718112112857, 12),
        p: expect.closeTo(0.0015833975017588665, 12),
        q: expect.closeTo(0.0015833975017588665, 12),
        verdict: 'regression',
        mde: expect.closeTo(0.05959784023570397, 12),
        needed_repeats: 5,
        reason: null,
      },
    ]);
  });

  it('takes the least effect of the query, and knows improvements, noise and equality', () => {
    const verdict = (query: object, given = twoBuilds) => compared(given, { ...VERSIONS, ...query })[0];
    expect(verdict({ minEffect: { tpot_mean: 0.03 } })).toMatchObject({ verdict: 'regression', needed_repeats: 12 });
    expect(verdict({ minEffect: { tpot_mean: 0.2 } })).toMatchObject({ verdict: 'unchanged' });
    expect(verdict({ minEffect: { tpot_mean: 0.12 } })).toMatchObject({ verdict: 'noisy' });
    expect(verdict({ baseline: VERSIONS.candidate, candidate: VERSIONS.baseline })).toMatchObject({
      verdict: 'improvement',
      delta: expect.closeTo(1 / 1.10186570394250773 - 1, 12),
    });
    expect(() => verdict({ minEffect: { tpot: 0.2 } })).toThrow(/needs a statistic/);
  });

  it('holds one load alone, and says which loads have no partner', () => {
    const given = [
      ...twoBuilds,
      ...runs({ values: [1], dimensions: { ...version('1'), concurrency: 1 } }),
      ...runs({ values: [9], dimensions: { ...version('2'), concurrency: 64 } }),
    ];
    expect(compared(given, VERSIONS)).toHaveLength(1);
    expect(compared(given, { ...VERSIONS, frame: 'unmatched' })).toEqual([
      { side: 'baseline', config: '2 x TP4', load: 1 },
      { side: 'candidate', config: '2 x TP4', load: 64 },
    ]);
    expect(notices(frameOf(given, VERSIONS))).toEqual([expect.stringContaining('2 loads of one side alone')]);
  });
});

describe('a single run', () => {
  const history = [100, 102, 97, 101, 99, 103].flatMap((value, day) =>
    runs({ values: [value], day, dimensions: version(`1.${day}`) })
  );
  const given = [...history, ...runs({ values: [112], day: 9, dimensions: version('2') })];

  it('is judged by the spread of earlier builds', () => {
    // SciPy 1.17: deviation of the six logarithms, sqrt(2), t with 5 degrees of freedom.
    expect(compared(given)).toMatchObject([
      {
        baseline: expect.closeTo(103, 9),
        candidate: expect.closeTo(112, 9),
        delta: expect.closeTo(0.0873786407766985, 12),
        ci_low: expect.closeTo(0.005227461157537036, 12),
        ci_high: expect.closeTo(0.17624354099502504, 12),
        p: expect.closeTo(0.040734195726352056, 12),
        verdict: 'regression',
        reason: expect.stringContaining('prediction interval'),
      },
    ]);
  });

  it('against the last builds taken together lies in or out of their prediction interval', () => {
    // sqrt(1 + 1/6) in the place of sqrt(2).
    expect(compared(given, { baseline: { rule: 'as-of', n: 6 } })).toMatchObject([
      {
        n_baseline: 6,
        delta: expect.closeTo(0.11649574632935004, 12),
        ci_low: expect.closeTo(0.051478025454158076, 12),
        ci_high: expect.closeTo(0.18553381182941278, 12),
        p: expect.closeTo(0.005236870389698509, 12),
      },
    ]);
  });

  it('does not look back beyond a reset', () => {
    const renewed = given.map((run, index) => ({
      ...run,
      dimensions: { ...run.dimensions, driver: index < 3 ? 'old' : 'new' },
    }));
    expect(compared(renewed)).toMatchObject([{ verdict: 'insufficient', p: null, delta: expect.closeTo(0.0874, 4) }]);
  });

  it('is judged by the pooled variation of other repeat groups, five or more of them', () => {
    const groups = [
      [100, 102],
      [50, 51],
      [200, 198],
      [80, 83],
      [60, 61],
    ].flatMap((values, index) => runs({ values, dimensions: { replicas: 3 + index, ...version('1') } }));
    const pair = [
      ...runs({ values: [100], dimensions: version('1') }),
      ...runs({ values: [120], dimensions: version('2') }),
    ];
    const query = {
      ...VERSIONS,
      baseline: { filters: [...VERSIONS.baseline.filters, ...of('replicas', '2').filters] },
    };
    // SciPy 1.17: pooled deviation of the logarithms 0.01585 with 5 degrees of freedom.
    expect(compared([...pair, ...groups], query)).toMatchObject([
      {
        delta: expect.closeTo(0.2, 12),
        ci_low: expect.closeTo(0.13278970866995873, 12),
        ci_high: expect.closeTo(0.27119798933444206, 12),
        p: expect.closeTo(0.0004566536745249216, 12),
        verdict: 'regression',
        reason: expect.stringContaining('pooled'),
      },
    ]);
    expect(compared([...pair, ...groups.slice(2)], query)).toMatchObject([
      { verdict: 'insufficient', delta: expect.closeTo(0.2, 12), ci_low: null, p: null, q: null, mde: null },
    ]);
  });
});

describe('fractions', () => {
  it('of errors are compared by difference, with an interval from counts', () => {
    const counts = (failed: number, total: number): Metrics => ({
      requests_failed: { '': failed },
      requests_total: { '': total },
    });
    const given = [
      ...runs({ values: [1], metrics: counts(20, 40), dimensions: version('1') }),
      ...runs({ values: [1], metrics: counts(28, 40), dimensions: version('1') }),
      ...runs({ values: [1], metrics: counts(56, 70), dimensions: version('2') }),
    ];
    // Newcombe (1998), method 10: 56/70 against 48/80.
    expect(compared(given, { ...VERSIONS, metrics: ['error_rate'] })).toMatchObject([
      {
        baseline: expect.closeTo(0.6, 12),
        candidate: expect.closeTo(0.8, 12),
        delta: expect.closeTo(0.2, 12),
        ci_low: expect.closeTo(0.0524, 4),
        ci_high: expect.closeTo(0.3339, 4),
        verdict: 'regression',
      },
    ]);
    const none = given.map((run) => ({ ...run, metrics: counts(0, 1000) }));
    expect(compared(none, { ...VERSIONS, metrics: ['error_rate'] })).toMatchObject([
      { delta: 0, p: 1, verdict: 'unchanged', needed_repeats: 2 },
    ]);
  });

  it('without counts by the difference of means, never on logs', () => {
    const metric = 'spec_decode_acceptance_rate';
    const given = [
      ...runs({ values: [0.5, 0.52, 0.51], metric, dimensions: version('1') }),
      ...runs({ values: [0.58, 0.6, 0.61], metric, dimensions: version('2') }),
    ];
    // SciPy 1.17: ttest_ind(equal_var=False) of the fractions themselves.
    expect(compared(given, { ...VERSIONS, metrics: [metric] })).toMatchObject([
      {
        delta: expect.closeTo(0.08666666666666667, 12),
        p: expect.closeTo(0.0022050790091316407, 12),
        ci_low: expect.closeTo(0.055457827147710685, 12),
        ci_high: expect.closeTo(0.11787550618562265, 12),
        verdict: 'improvement',
      },
    ]);
  });
});

describe('interpolation', () => {
  const at = (value: number, concurrency: number, engine_version: string, runKey: string) =>
    runs({ values: [value], dimensions: { concurrency, engine_version } }).map((run) => ({ ...run, runKey }));
  const given = [
    ...[0, 1, 2].flatMap((run) => [...at(10 + run, 8, '1', `b${run}`), ...at(30 + run, 16, '1', `b${run}`)]),
    ...[0, 1, 2].flatMap((run) => [...at(20 + run, 12, '2', `c${run}`), ...at(50 + run, 32, '2', `c${run}`)]),
  ];

  it('happens where it is asked for alone, run by run, and is said', () => {
    expect(compared(given, VERSIONS)).toEqual([]);
    // Half-way between 10 and 30, 11 and 31, 12 and 32; the candidate at 16 is a fifth on the way from 20 to 50.
    const cells = compared(given, { ...VERSIONS, interpolate: true });
    expect(cells).toMatchObject([
      { load: 12, n_baseline: 3, baseline: expect.closeTo(Math.cbrt(20 * 21 * 22), 9), delta: expect.closeTo(0, 12) },
      { load: 16, n_candidate: 3, candidate: expect.closeTo(Math.cbrt(26 * 27 * 28), 9) },
    ]);
    expect(cells[0].reason).toBe('baseline interpolated between loads 8 and 16');
  });

  it('never extrapolates', () => {
    expect(compared(given, { ...VERSIONS, interpolate: true, frame: 'unmatched' })).toEqual([
      expect.objectContaining({ side: 'baseline', load: 8 }),
      expect.objectContaining({ side: 'candidate', load: 32 }),
    ]);
  });

  it('takes the means over runs where each run holds one load, which is one value', () => {
    const apart = given.map((run, index) => ({ ...run, runKey: `apart${index}` }));
    expect(compared(apart, { ...VERSIONS, interpolate: true })[0]).toMatchObject({ n_baseline: 1, n_candidate: 3 });
  });
});
