import { distributionOf, PERCENTILES, plain } from './distribution';

test('percentiles interpolate between neighbours as numpy does', () => {
  const found = distributionOf(plain([4, 1, 3, 2]));
  expect(found?.mean).toBe(2.5);
  expect([found?.min, found?.max]).toEqual([1, 4]);
  // numpy.percentile([1, 2, 3, 4], [25, 50, 90])
  const at = (percentile: (typeof PERCENTILES)[number]): number =>
    found?.percentiles[PERCENTILES.indexOf(percentile)] ?? NaN;
  expect([at(25), at(50), at(90)]).toEqual([1.75, 2.5, 3.7]);
});

test('a weight stands for that many equal values', () => {
  const values = [0.5, 0.1, 0.9, 0.3];
  const weights = [3, 1, 2, 5];
  const expanded = values.flatMap((value, index) => Array.from({ length: weights[index] }, () => value));
  const [weighted, written] = [distributionOf({ values, weights }), distributionOf(plain(expanded))];
  expect(weighted?.mean).toBeCloseTo(written?.mean ?? NaN, 12);
  expect(weighted?.percentiles).toEqual(written?.percentiles);
});

test('one value is every percentile, none is no distribution', () => {
  expect(distributionOf(plain([7]))?.percentiles).toEqual(PERCENTILES.map(() => 7));
  expect(distributionOf(plain([]))).toBeNull();
});
