import fc from 'fast-check';
import { lastUpTo, positions, sortBy, type Ascent } from './order';

describe('sorting positions', () => {
  it('is by the keys in turn, each from its end, then by position', () => {
    const value = fc.constantFrom(-2, -0, 0, 1, 3.5, Infinity, -Infinity);
    const ascent = fc.constantFrom<Ascent>(1, -1);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 30 }), ascent, ascent, (rows, first, second) => {
        const [a, b] = [Float64Array.from(rows, ([x]) => x), Float64Array.from(rows, ([, y]) => y)];
        const sorted = Array.from(
          sortBy(positions(rows.length), [
            [a, first],
            [b, second],
          ])
        );
        expect([...sorted].sort((i, j) => i - j)).toEqual(rows.map((_, index) => index));
        const [rise, riseSecond] = [
          (i: number, j: number): boolean => (first === 1 ? a[i] < a[j] : a[i] > a[j]),
          (i: number, j: number): boolean => (second === 1 ? b[i] < b[j] : b[i] > b[j]),
        ];
        sorted.slice(1).forEach((after, index) => {
          const before = sorted[index];
          const equal = a[before] === a[after];
          expect(
            rise(before, after) || (equal && (riseSecond(before, after) || (b[before] === b[after] && before < after)))
          ).toBe(true);
        });
      }),
      { numRuns: 500 }
    );
  });
});

describe('the last value up to another', () => {
  it('is found among as many as are asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: -7, max: 7 }),
        fc.nat(),
        (numbers, value, some) => {
          const values = [...numbers].sort((a, b) => a - b);
          const count = 1 + (some % values.length);
          const upTo = values.slice(0, count).filter((one) => one <= value).length;
          expect(lastUpTo(values, value, count)).toBe(Math.max(0, upTo - 1));
        }
      ),
      { numRuns: 500 }
    );
  });
});
