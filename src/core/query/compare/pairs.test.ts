import { column } from '../../../../tests/fake-store';
import { compared, DAY, frameOf, of, rowsOf, runs, version, VERSIONS } from '../../../../tests/compared-runs';
import type { Dimensions, Fragment, Metrics } from '../../model/record';

describe('what can be compared', () => {
  const both = (left: Dimensions, right: Dimensions) => [
    ...runs({ values: [1, 1.01, 0.99], dimensions: { experiment: 'a', ...left } }),
    ...runs({ values: [1.3, 1.31, 1.29], dimensions: { experiment: 'b', ...right } }),
  ];
  const sides = { baseline: of('experiment', 'a'), candidate: of('experiment', 'b') };

  it.each<[string, Dimensions]>([
    ['model', { model: 'org/other' }],
    ['precision', { precision: 'bf16' }],
    ['hardware', { hardware: 'H200' }],
    ['isl', { isl: 2000 }],
    ['osl', { osl: 200 }],
  ])('a difference in %s is incomparable, and named, unless it is the treatment', (id, other) => {
    expect(compared(both({}, other), sides)).toMatchObject([
      {
        verdict: 'incomparable',
        reason: expect.stringContaining(`${id} differs`),
        delta: expect.closeTo(0.3, 2),
        p: null,
        q: null,
      },
    ]);
    expect(compared(both({}, other), { ...sides, treatment: [id] })).toMatchObject([{ verdict: 'regression' }]);
    // What selects the sides does not say that it is the treatment.
    const value = String(other[id]);
    const byIt = { baseline: { filters: [{ key: id, operator: '!=', value }] }, candidate: of(id, value) };
    expect(compared(both({}, other), byIt)).toMatchObject([{ verdict: 'incomparable' }]);
  });

  it('lengths compare by their targets, or observed means within 2 %', () => {
    const observed = (mean: number): Metrics => ({ input_tokens: { mean }, output_tokens: { mean: 100 } });
    const given = (left: number, right: number, isl: number | undefined) => [
      ...runs({ values: [1, 1.01], metrics: observed(left), dimensions: { experiment: 'a' } }),
      ...runs({ values: [1, 1.01], metrics: observed(right), dimensions: { experiment: 'b', isl } }),
    ];
    const verdict = (data: Array<Partial<Fragment>>) => compared(data, sides)[0].verdict;
    expect(verdict(given(990, 1005, undefined))).not.toBe('incomparable');
    expect(verdict(given(990, 1050, undefined))).toBe('incomparable');
    expect(verdict(given(990, 1300, 1000))).not.toBe('incomparable');
  });

  it('two configurations of one treatment are two cells, and their points no repeats', () => {
    const given = [
      ...runs({ values: [1, 1.01], dimensions: { scheduler: 'random' } }),
      ...runs({ values: [2, 2.01], dimensions: { scheduler: 'queue' } }),
      ...runs({ values: [3, 3.01], dimensions: { scheduler: 'prefix' } }),
    ];
    const query = {
      baseline: of('scheduler', 'random'),
      candidate: { filters: [{ key: 'scheduler', operator: '!=', value: 'random' }] },
    };
    expect(compared(given, query)).toMatchObject([
      { config: 'queue', n_candidate: 2, delta: expect.closeTo(1, 1), reason: 'against random' },
      { config: 'prefix', n_candidate: 2, delta: expect.closeTo(2, 1), reason: 'against random' },
    ]);
    // What does not matter makes repeats.
    expect(compared(given, { ...query, ignore: ['scheduler'] })).toMatchObject([{ n_candidate: 4 }]);
  });

  it('two runs that agree in nothing but the guards are meant, and what differs is said', () => {
    const given = both({ max_num_seqs: 64 }, { max_num_seqs: 128 });
    expect(compared(given, sides)).toMatchObject([
      { verdict: 'regression', reason: expect.stringContaining('max_num_seqs differs') },
    ]);
  });

  it('runs of which nobody states the accelerators are no repeats of one another', () => {
    const bare = { replicas: undefined, tp: undefined };
    const given = both(bare, bare).map((run, index) => ({ ...run, runKey: `bare${index}` }));
    expect(new Set(compared(given, sides).map(({ n_baseline }) => n_baseline))).toEqual(new Set([1]));
  });
});

describe('rules', () => {
  const nightly = [1, 2, 3, 4].flatMap((day) =>
    runs({ values: [day, day + 0.01], day, dimensions: version(`0.${day}`) })
  );
  const means = (query: object) =>
    compared(nightly, query).map(({ baseline, candidate }) =>
      [baseline, candidate].map((value) => Math.round(Number(value) * 10) / 10)
    );

  it('previous is the build before the candidate, whichever that is', () => {
    expect(means({})).toEqual([[3, 4]]);
    expect(means({ candidate: of('engine_version', '0.3') })).toEqual([[2, 3]]);
    expect(means({ candidate: of('engine_version', '0.1') })).toEqual([]);
  });

  it('as-of takes the last builds together, so many or since then', () => {
    expect(compared(nightly, { baseline: { rule: 'as-of' } })).toMatchObject([{ n_baseline: 6 }]);
    expect(compared(nightly, { baseline: { rule: 'as-of', n: 2 } })).toMatchObject([{ n_baseline: 4 }]);
    expect(compared(nightly, { baseline: { rule: 'as-of', since: 3 * DAY } })).toMatchObject([{ n_baseline: 2 }]);
    expect(compared(nightly, { baseline: { rule: 'as-of', since: '1970-01-03' } })).toMatchObject([{ n_baseline: 4 }]);
    expect(() => compared(nightly, { baseline: { rule: 'as-of', since: 'yesterday' } })).toThrow();
  });

  const fleet = [
    ...runs({ values: [3, 3.01], dimensions: { replicas: 2 } }),
    ...runs({ values: [2, 2.01], dimensions: { replicas: 1, tp: 8 } }),
    ...runs({
      values: [1, 1.01],
      dimensions: {
        replicas: undefined,
        tp: undefined,
        prefill_replicas: 1,
        decode_replicas: 1,
        prefill_tp: 4,
        decode_tp: 4,
      },
    }),
    ...runs({ values: [0.5], dimensions: { replicas: 1, tp: 4 } }),
  ];

  it('best is the best other configuration at equal GPUs, best-aggregated the best aggregated one', () => {
    const against = (rule: string, query: object = {}) =>
      compared(fleet, { baseline: { rule }, ...query }).map(({ config, baseline }) => [
        config,
        Math.round(Number(baseline)),
      ]);
    expect(against('best-aggregated', { candidate: of('serving_mode', 'disaggregated') })).toEqual([['1P1D TP4', 2]]);
    expect(against('best')).toEqual([
      ['2 x TP4', 1],
      ['1 x TP8', 1],
    ]);
    expect(against('best', { candidate: of('serving_mode', 'disaggregated') })).toEqual([['1P1D TP4', 2]]);
  });
});

describe('the other frames', () => {
  const given = [
    ...runs({ values: [100, 101, 99], dimensions: { ...version('1'), concurrency: 1 } }),
    ...runs({ values: [120, 121, 119], dimensions: { ...version('2'), concurrency: 1 } }),
    ...runs({ values: [100, 101, 99], dimensions: { ...version('1'), concurrency: 8 } }),
    ...runs({ values: [80, 81, 79], dimensions: { ...version('2'), concurrency: 8 } }),
  ];

  it('a row a metric: geometric mean over common loads, the worst cell named', () => {
    expect(compared(given, { ...VERSIONS, frame: 'summary' })).toEqual([
      expect.objectContaining({
        metric: 'tpot_mean',
        verdict: 'regression',
        // The square root of the two ratios of geometric means.
        delta: expect.closeTo(Math.cbrt((120 * 121 * 119 * 80 * 81 * 79) / (100 * 101 * 99) ** 2) ** 0.5 - 1, 9),
        cells: 2,
        regression: 1,
        improvement: 1,
        worst: '2 x TP4 at load 1: +20.0 %',
      }),
    ]);
  });

  it('one row with the answer in words', () => {
    expect(compared(given, { ...VERSIONS, frame: 'verdict' })).toMatchObject([
      {
        verdict: 'regression',
        answer: 'Worse: 1 regression and 1 improvement in 2 cells; the worst is TPOT mean, 2 x TP4 at load 1: +20.0 %.',
        cells: 2,
      },
    ]);
    expect(compared([], { frame: 'verdict' })).toMatchObject([{ verdict: null, cells: 0 }]);
  });

  it('one alert instance a configuration and metric, with one number', () => {
    const frame = frameOf(given, { ...VERSIONS, frame: 'alert', metrics: ['tpot_mean', 'ttft_mean'] });
    expect(frame.schema.fields.filter(({ type }) => type === 'number')).toHaveLength(1);
    expect(rowsOf(frame)).toMatchObject([{ metric: 'tpot_mean', alarm: 1 }]);
    const single = given.filter((_, index) => index % 3 === 0);
    expect(column(frameOf(single, { ...VERSIONS, frame: 'alert' }), 'alarm')).toEqual([null]);
  });

  it('adjusts p over all cells of the query', () => {
    const cells = compared(given, VERSIONS);
    const p = cells.map((cell) => Number(cell.p)).sort((a, b) => a - b);
    expect(cells.map(({ q }) => q).sort()).toEqual([Math.min(2 * p[0], p[1]), p[1]].sort());
  });
});
