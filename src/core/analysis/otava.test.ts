import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { changePoints } from './otava';

interface Golden {
  readonly series: number[];
  readonly cases: ReadonlyArray<{
    window_len: number;
    max_pvalue: number;
    min_magnitude: number;
    change_points: number[];
  }>;
}

// The series and the change points that Otava itself finds: its tests/tigerbeetle_test.py.
const GOLDEN = resolve(__dirname, '../../../../shared/golden/otava-tigerbeetle.json');
const present = existsSync(GOLDEN);
const golden: Golden = present ? (JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden) : { series: [], cases: [] };

(present ? describe : describe.skip)(
  `change points of the TigerBeetle series${present ? '' : ' (skipped: the golden file is missing)'}`,
  () => {
    it('are those of Otava in all ten cases', () => {
      expect(golden.cases).toHaveLength(10);
      golden.cases.forEach((one) => {
        const found = changePoints(golden.series, {
          window: one.window_len,
          maxP: one.max_pvalue,
          minMagnitude: one.min_magnitude,
        });
        expect(found.map(({ index }) => index)).toEqual(one.change_points);
      });
    });
  }
);

describe('change points', () => {
  const options = { window: 50, maxP: 0.001, minMagnitude: 0.03 };

  it('of a step are its first new value, with the means on both sides', () => {
    const series = Array.from({ length: 40 }, (_, index) => (index < 20 ? 100 : 110) + (index % 3) * 0.1);
    expect(changePoints(series, options)).toEqual([
      expect.objectContaining({ index: 20, before: expect.closeTo(100.095, 6), after: expect.closeTo(110.1, 6) }),
    ]);
  });

  it('are none in a constant, an empty and a missing series', () => {
    expect(changePoints(Array(30).fill(5), options)).toEqual([]);
    expect(changePoints([], options)).toEqual([]);
    expect(changePoints([NaN, NaN], options)).toEqual([]);
  });

  it('carry a missing value forward', () => {
    const series = Array.from({ length: 40 }, (_, index) => (index === 10 ? NaN : index < 20 ? 100 : 110));
    expect(changePoints(series, options).map(({ index }) => index)).toEqual([20]);
  });
});
