import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { effectInterval, pooledSpread, ratioEffect, shareEffect, shareInterval } from './effect';
import { LATEST_DEFAULTS, latestPoint } from './latest';
import { changePoints } from './otava';
import { RATIO } from './scale';
import { defaultMinEffect, minimumDetectable, neededRepeats, verdictOf } from './verdict';

/** Seeded log-normal values around 1 with the given coefficient of variation, by Box and Muller. */
function noise(seed: number): (cv: number) => number {
  const generator = xoroshiro128plus(seed);
  uniformFloat64(generator);
  return (cv) => {
    const sigma = Math.sqrt(Math.log1p(cv * cv));
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    return Math.exp(sigma * radius * Math.cos(2 * Math.PI * uniformFloat64(generator)));
  };
}

const repeat = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe("Welch's test", () => {
  // A published worked example (equal sizes, unequal variances): t = -2.46, 25.0 degrees of freedom, P = 0.021.
  const first = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
  const second = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];

  it('agrees with the published example', () => {
    const effect = ratioEffect(second.map(Math.exp), first.map(Math.exp));
    expect(effect.kind).toBe('welch');
    expect(effect.df).toBeCloseTo(25.0, 1);
    expect(effect.p).toBeCloseTo(0.021, 3);
    expect(Math.log1p(effect.delta) / effect.error).toBeCloseTo(-2.46, 2);
  });

  it('gives delta as a ratio of geometric means, inside its interval', () => {
    const effect = ratioEffect([100, 102, 98], [110, 112, 108]);
    expect(effect.delta).toBeCloseTo(Math.cbrt(110 * 112 * 108) / Math.cbrt(100 * 102 * 98) - 1, 12);
    expect(effect.low).toBeLessThan(effect.delta);
    expect(effect.high).toBeGreaterThan(effect.delta);
  });

  it('judges a single run by the repeats of the other side, and two single runs by a pooled spread or not at all', () => {
    expect(ratioEffect([100, 101, 99, 100], [120]).kind).toBe('prediction');
    expect(ratioEffect([100], [120])).toMatchObject({ kind: 'none', p: NaN, delta: expect.closeTo(0.2, 12) });
    const pooled = pooledSpread(repeat(5, () => [100, 102, 99]));
    expect(pooled).toMatchObject({ groups: 5, df: 10 });
    expect(pooledSpread(repeat(4, () => [100, 102, 99]))).toBeNull();
    expect(ratioEffect([100], [120], { history: null, pooled }).kind).toBe('pooled');
  });

  it('has no effect where a value is not above zero', () => {
    expect(ratioEffect([0, 1], [1, 1]).delta).toBeNaN();
  });

  it.each([
    [0.02, 3],
    [0.05, 3],
    [0.1, 3],
    [0.05, 5],
    [0.1, 5],
    [0.05, 10],
  ])('at CV %f covers the truth with %i repeats in 93 to 97 of 100, 98 at three', (cv, n) => {
    const draw = noise(7);
    const covered =
      repeat(4000, () =>
        ratioEffect(
          repeat(n, () => draw(cv)),
          repeat(n, () => draw(cv))
        )
      ).filter(({ low, high }) => low <= 0 && high >= 0).length / 4000;
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(n === 3 ? 0.98 : 0.97);
  });

  // Figures of an independent simulation: power of Welch's t at alpha 0.05.
  it.each([
    [0.02, 0.05, 3, 0.5],
    [0.02, 0.05, 5, 0.91],
    [0.05, 0.1, 3, 0.34],
    [0.05, 0.1, 5, 0.73],
    [0.1, 0.2, 5, 0.67],
  ])('at CV %f finds an effect of %f with %i repeats as often as it should', (cv, step, n, power) => {
    const draw = noise(11);
    const found =
      repeat(2000, () =>
        ratioEffect(
          repeat(n, () => draw(cv)),
          repeat(n, () => (1 + step) * draw(cv))
        )
      ).filter(({ p }) => p <= 0.05).length / 2000;
    expect(Math.abs(found - power)).toBeLessThan(0.05);
  });
});

describe('shares', () => {
  // Newcombe (1998), method 10, example: 56/70 against 48/80: 0.2, interval 0.0524 to 0.3339.
  it('have the interval of the published example', () => {
    const effect = shareEffect({ count: 48, total: 80, runs: 1 }, { count: 56, total: 70, runs: 1 });
    expect(effect.delta).toBeCloseTo(0.2, 12);
    expect(effect.low).toBeCloseTo(0.0524, 4);
    expect(effect.high).toBeCloseTo(0.3339, 4);
  });

  it('may be zero on both sides', () => {
    expect(shareEffect({ count: 0, total: 100, runs: 1 }, { count: 0, total: 100, runs: 1 })).toMatchObject({
      delta: 0,
      p: 1,
    });
  });
});

describe('the interval at another level', () => {
  it('is that of the tables of t around the same effect', () => {
    // Deviations of 0.01 on logs on both sides: error 0.01 sqrt(2 / 3), four degrees of freedom.
    const sides = [0, 0.1].map((middle) => [-0.01, 0, 0.01].map((step) => Math.exp(middle + step)));
    const effect = ratioEffect(sides[0], sides[1]);
    const error = 0.01 * Math.sqrt(2 / 3);
    expect(effectInterval(effect, RATIO, 0.025)).toEqual([
      expect.closeTo(effect.low, 12),
      expect.closeTo(effect.high, 12),
    ]);
    // t(0.995, 4) = 4.604: five effects held together.
    const [low, high] = effectInterval(effect, RATIO, 0.005);
    expect(Math.log1p(low)).toBeCloseTo(0.1 - 4.604 * error, 5);
    expect(Math.log1p(high)).toBeCloseTo(0.1 + 4.604 * error, 5);
    expect(effectInterval(ratioEffect([1], [2]), RATIO, 0.025)).toEqual([NaN, NaN]);
  });

  it('of 90 % decides whether an effect is within a least one, to both sides', () => {
    // The same samples: t(0.95, 4) = 2.1318, so the interval ends at exp(0.1 +- 0.017406) - 1, which is 0.0861 and 0.1246.
    const values = (middle: number): number[] => [-0.01, 0, 0.01].map((step) => Math.exp(middle + step));
    const [more, less] = [ratioEffect(values(0), values(0.1)), ratioEffect(values(0.1), values(0))];
    expect([0.1244, 0.1248].map((least) => more.isWithin(least))).toEqual([false, true]);
    // exp(-0.117406) - 1 = -0.11078.
    expect([0.1106, 0.111].map((least) => less.isWithin(least))).toEqual([false, true]);
    expect([0.5, 1, 3].map((least) => less.isWithin(least))).toEqual([true, true, true]);
    const same = ratioEffect([2, 2], [2, 2]);
    expect([same.isWithin(0), same.isWithin(0.01)]).toEqual([false, true]);
    expect(ratioEffect([1], [1]).isWithin(0.5)).toBe(false);
  });

  it('of a share is that of the effect at its own level, and holds it at a wider one', () => {
    const [from, to] = [
      { count: 3, total: 100, runs: 1 },
      { count: 12, total: 90, runs: 1 },
    ];
    const effect = shareEffect(from, to);
    expect(shareInterval(from, to, 1.959963984540054)).toEqual([effect.low, effect.high]);
    const [low, high] = shareInterval(from, to, 3);
    expect([low < effect.low, high > effect.high]).toEqual([true, true]);
  });
});

describe('verdicts', () => {
  const effect = ratioEffect([100, 101, 99], [112, 113, 111]);
  it('enter the direction alone', () => {
    expect(verdictOf(effect, 0.001, 0.05, 'lower')).toBe('regression');
    expect(verdictOf(effect, 0.001, 0.05, 'higher')).toBe('improvement');
    expect(verdictOf(effect, 0.2, 0.05, 'higher')).toBe('noisy');
    expect(verdictOf(ratioEffect([100, 100.1, 99.9], [100, 100.1, 99.9]), 1, 0.05, 'lower')).toBe('unchanged');
    expect(verdictOf(ratioEffect([100], [120]), NaN, 0.05, 'lower')).toBe('insufficient');
  });

  it('have least effects by the kind of metric', () => {
    expect(
      ['output_token_throughput_per_gpu', 'ttft_mean', 'ttft_p50', 'ttft_p99', 'error_rate'].map(defaultMinEffect)
    ).toEqual([0.03, 0.05, 0.05, 0.1, 0.005]);
  });

  it('say how many repeats would do', () => {
    // At CV 2 % and n = 5 a 5 % effect is found in 91 of 100: four repeats pass 80, three (50 of 100) do not.
    expect(neededRepeats(0.02, 0.02, 0.05)).toBe(4);
    expect(minimumDetectable(0, 4)).toBe(0);
    expect(neededRepeats(NaN, 0.02, 0.05)).toBeNaN();
  });
});

describe('pure noise', () => {
  it.each([0.02, 0.05, 0.1])('at CV %f raises at most 0.2 alarms per 100 runs', (cv) => {
    const draw = noise(3);
    const series = 400;
    let latest = 0;
    let changes = 0;
    for (let index = 0; index < series; index++) {
      const values = repeat(100, () => draw(cv));
      for (let end = 1; end <= values.length; end++) {
        latest += latestPoint(values.slice(Math.max(0, end - LATEST_DEFAULTS.lookback - 1), end)).alarm ? 1 : 0;
      }
      changes += changePoints(values, { window: 50, maxP: 0.001, minMagnitude: 0.03 }).length;
    }
    expect(latest / series).toBeLessThanOrEqual(0.2);
    expect(changes / series).toBeLessThanOrEqual(0.2);
  });

  it('and a jump is found by the first run after it', () => {
    const draw = noise(5);
    const values = [...repeat(30, () => draw(0.02)), 1.3];
    expect(latestPoint(values)).toMatchObject({ alarm: true, delta: expect.closeTo(0.3, 1) });
  });
});
