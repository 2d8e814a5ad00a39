import fc from 'fast-check';
import { sampleStatistics } from './sample-statistics';

describe('statistics of single requests', () => {
  it('interpolates as numpy does', () => {
    // numpy.percentile([1, 2, 3, 4, 10], [50, 90, 95, 99])
    expect(sampleStatistics([10, 3, null, 1, NaN, 4, 2])).toEqual({
      mean: 4,
      min: 1,
      max: 10,
      p50: 3,
      p90: expect.closeTo(7.6, 12) as number,
      p95: expect.closeTo(8.8, 12) as number,
      p99: expect.closeTo(9.76, 12) as number,
    });
    expect(sampleStatistics([7])).toEqual({ mean: 7, min: 7, max: 7, p50: 7, p90: 7, p95: 7, p99: 7 });
    expect(sampleStatistics([])).toBeNull();
    expect(sampleStatistics([null, Infinity])).toBeNull();
  });

  it('keeps the order of its percentiles', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const found = sampleStatistics(values) ?? {};
        const ordered = [found.min, found.p50, found.p90, found.p95, found.p99, found.max];
        ordered.forEach((value, index) =>
          expect(value).toBeGreaterThanOrEqual(index === 0 ? 0 : ordered[index - 1] * (1 - 1e-12))
        );
      })
    );
  });
});
