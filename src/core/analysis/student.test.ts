import fc from 'fast-check';
import { incompleteBeta, logGamma, tCdf, tQuantile, tTwoSided } from './student';
import { benjaminiHochberg } from './benjamini-hochberg';
import { median, medianAbsoluteDeviation, summarise } from './summary';

describe("Student's t", () => {
  // Two-sided 5 % and 1 % points of the printed table: Abramowitz and Stegun, table 26.10.
  it.each([
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [5, 2.571, 4.032],
    [10, 2.228, 3.169],
    [30, 2.042, 2.75],
    [120, 1.98, 2.617],
  ])('with %i degrees of freedom has the quantiles of the table', (df, five, one) => {
    expect(tQuantile(0.975, df)).toBeCloseTo(five, 3);
    expect(tQuantile(0.995, df)).toBeCloseTo(one, 3);
    expect(tTwoSided(five, df)).toBeCloseTo(0.05, 3);
    expect(tQuantile(0.025, df)).toBeCloseTo(-five, 3);
  });

  // With 1 and 2 degrees of freedom the distribution has a closed form.
  it('agrees with the closed forms', () => {
    [-3, -0.5, 0, 0.1, 1, 20].forEach((t) => {
      expect(tCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(tCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    });
  });

  it('inverts itself', () => {
    [1, 1.3, 2.5, 4, 17, 300].forEach((df) =>
      [0.001, 0.2, 0.5, 0.9, 0.9999].forEach((p) => expect(tCdf(tQuantile(p, df), df)).toBeCloseTo(p, 10))
    );
  });

  it('has no value without degrees of freedom, and none outside of 0 and 1', () => {
    expect(tTwoSided(1, 0)).toBeNaN();
    expect(tQuantile(1, 5)).toBeNaN();
  });

  it('stands on ln Γ and I_x', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(incompleteBeta(0.3, 0.7, 1, 1)).toBeCloseTo(0.3, 14);
  });
});

describe('Benjamini-Hochberg', () => {
  // The worked example of the paper: 15 p values, four of them rejected at q = 0.05.
  it('rejects the first four of the published example', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const q = Array.from(benjaminiHochberg(p));
    expect(q.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(q[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
    expect(q[14]).toBe(1);
  });

  it('leaves cells without a test out of the family', () => {
    expect(Array.from(benjaminiHochberg([0.02, NaN, 0.04]))).toEqual([0.04, NaN, 0.04]);
  });

  it('gives what the definition gives, equal p and untested ones among them', () => {
    const p = fc.oneof(fc.constantFrom(0, 0.01, 0.2, 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(NaN));
    fc.assert(
      fc.property(fc.array(p, { maxLength: 40 }), (all) => {
        const tested = all.filter((value) => !Number.isNaN(value));
        // The least p m / j among the p that are no smaller, where j counts those up to each.
        const upTo = (limit: number): number => tested.filter((other) => other <= limit).length;
        const expected = all.map((value) =>
          Math.min(1, ...tested.filter((other) => other >= value).map((other) => (other * tested.length) / upTo(other)))
        );
        expect(Array.from(benjaminiHochberg(all))).toEqual(
          all.map((value, index) => (Number.isNaN(value) ? NaN : expect.closeTo(expected[index], 12)))
        );
      }),
      { numRuns: 300 }
    );
  });
});

describe('summaries', () => {
  it('one value has no deviation, none no mean', () => {
    expect(summarise([3])).toEqual({ n: 1, mean: 3, deviation: NaN });
    expect(summarise([NaN])).toEqual({ n: 0, mean: NaN, deviation: NaN });
    expect(median([3, 1, NaN, 2])).toBe(2);
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });
});
