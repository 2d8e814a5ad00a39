import { ratioEffect, type PooledSpread } from './effect';
import { matchedEffect, type MatchedEffect } from './matched';
import { DIFFERENCE, RATIO, type Scale } from './scale';

/** Values of one side at one load, one a run. */
interface Runs {
  readonly runs: readonly number[];
  readonly values: readonly number[];
}

/** The effect over the loads of pairs of sides, each load with its runs. */
function effectOver(
  matches: ReadonlyArray<{ readonly from: readonly Runs[]; readonly to: readonly Runs[] }>,
  scale: Scale,
  pooled: PooledSpread | null
): MatchedEffect {
  const points: Runs[] = [];
  const placed = (loads: readonly Runs[]): number[] => loads.map((load) => points.push(load) - 1);
  const places = matches.map(({ from, to }) => ({ from: placed(from), to: placed(to) }));
  const starts = [0];
  points.forEach(({ runs }, point) => starts.push(starts[point] + runs.length));
  const samples = {
    starts: Int32Array.from(starts),
    runs: Int32Array.from(points.flatMap(({ runs }) => runs)),
    values: Float64Array.from(points.flatMap(({ values }) => values)),
  };
  return matchedEffect(samples, places, scale, pooled);
}

/** Runs 0, 1, 2 ... of a side at every load: one array of values a run. */
const balanced = (runs: readonly number[][], first = 0): Runs[] =>
  runs[0].map((_, load) => ({
    runs: runs.map((__, run) => first + run),
    values: runs.map((values) => Math.log(values[load])),
  }));

const FROM = [
  [100, 210, 400],
  [104, 202, 390],
  [98, 196, 420],
];
const TO = [
  [118, 240, 470],
  [121, 236, 455],
  [115, 250, 480],
  [119, 238, 466],
];

const geometric = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

describe('the effect over matched loads', () => {
  it('at one load is the comparison of two samples', () => {
    const [from, to] = [FROM, TO].map((runs) => runs.map(([first]) => first));
    const one = [{ from: balanced(FROM).slice(0, 1), to: balanced(TO, 10).slice(0, 1) }];
    const { pairs, ...effect } = effectOver(one, RATIO, null);
    expect(pairs).toBe(1);
    const expected = ratioEffect(from, to);
    (['delta', 'low', 'high', 'p', 'df', 'error'] as const).forEach((key) =>
      expect([key, effect[key]]).toEqual([key, expect.closeTo(expected[key], 10)])
    );
  });

  it('of runs that have every load is that of their geometric means: the loads of a run are not independent', () => {
    const effect = effectOver([{ from: balanced(FROM), to: balanced(TO, 10) }], RATIO, null);
    const expected = ratioEffect(FROM.map(geometric), TO.map(geometric));
    expect(effect).toMatchObject({ kind: 'welch', pairs: 3 });
    (['delta', 'low', 'high', 'p', 'df', 'error'] as const).forEach((key) =>
      expect([key, effect[key]]).toEqual([key, expect.closeTo(expected[key], 10)])
    );
  });

  // By hand: s2 = 0.02 at each of two loads and sides of two runs, s2 / n = 0.01; four parts with one degree of freedom each
  // make the variance of the mean 4 x 0.01 / 2^2 = 0.01 with (4 x 0.01)^2 / (4 x 0.01^2) = 4 degrees; t(0.975, 4) = 2.776445.
  it('of loads with runs of their own adds their variances', () => {
    const at = (first: number, middle: number): Runs => ({
      runs: [first, first + 1],
      values: [middle - 0.1, middle + 0.1],
    });
    const effect = effectOver([{ from: [at(0, 1), at(2, 2)], to: [at(4, 1.3), at(6, 2.5)] }], DIFFERENCE, null);
    expect(effect.delta).toBeCloseTo(0.4, 12);
    expect(effect.error).toBeCloseTo(0.1, 12);
    expect(effect.df).toBeCloseTo(4, 10);
    expect(effect.high - effect.delta).toBeCloseTo(0.2776445, 6);
  });

  it('takes a single run against repeats by a prediction interval', () => {
    const single = balanced([TO[0]], 10);
    const effect = effectOver([{ from: balanced(FROM), to: single }], RATIO, null);
    const expected = ratioEffect(FROM.map(geometric), [geometric(TO[0])]);
    expect(effect.kind).toBe('prediction');
    (['delta', 'low', 'high', 'df'] as const).forEach((key) => expect(effect[key]).toBeCloseTo(expected[key], 10));
  });

  it('leaves loads without repeats out where others have them', () => {
    const from = [...balanced(FROM), { runs: [0], values: [0] }];
    const to = [...balanced(TO, 10), { runs: [10], values: [9] }];
    const { isWithin: _, ...effect } = effectOver([{ from, to }], RATIO, null);
    expect(effectOver([{ from: balanced(FROM), to: balanced(TO, 10) }], RATIO, null)).toMatchObject(effect);
  });

  it('of single runs has an interval only by the variation of others', () => {
    const match = [{ from: balanced([FROM[0]]), to: balanced([TO[0]], 10) }];
    expect(effectOver(match, RATIO, null)).toMatchObject({ kind: 'none', pairs: 3, low: NaN, p: NaN });
    const pooled = effectOver(match, RATIO, { deviation: 0.02, df: 10, groups: 5 });
    // sqrt(2) x 0.02 whatever the number of loads: a run's luck is the same at all of them. t(0.975, 10) = 2.228139.
    expect(Math.log1p(pooled.high) - Math.log1p(pooled.delta)).toBeCloseTo(2.228139 * Math.SQRT2 * 0.02, 6);
  });

  it('of no common load is unknown', () => {
    expect(effectOver([], RATIO, null)).toMatchObject({ kind: 'none', delta: NaN, pairs: 0 });
  });
});
