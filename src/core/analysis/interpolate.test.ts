import fc from 'fast-check';
import { interpolateAt, signChanges } from './interpolate';

const amount = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const curve = fc.uniqueArray(fc.tuple(amount, fc.option(amount)), {
  minLength: 1,
  maxLength: 20,
  selector: ([x]) => x,
});
const split = (points: ReadonlyArray<readonly [number, number | null]>): [number[], number[]] => [
  points.map(([x]) => x),
  points.map(([, y]) => y ?? NaN),
];

describe('interpolation', () => {
  it('lies on the line between the neighbours, and never outside of them', () => {
    fc.assert(
      fc.property(curve, amount, (points, target) => {
        const [x, y] = split(points);
        const found = interpolateAt(x, y, target);
        const measured = points
          .filter((point): point is [number, number] => point[1] !== null)
          .sort(([a], [b]) => a - b);
        const right = measured.find(([at]) => at >= target);
        const left = [...measured].reverse().find(([at]) => at <= target);
        if (left === undefined || right === undefined) {
          expect(found).toBeNull();
          return;
        }
        const [low, high] = [Math.min(left[1], right[1]), Math.max(left[1], right[1])];
        expect(found?.value).toBeGreaterThanOrEqual(low);
        expect(found?.value).toBeLessThanOrEqual(high);
        const width = right[0] - left[0];
        const expected =
          width === 0 ? left[1] : left[1] * ((right[0] - target) / width) + right[1] * ((target - left[0]) / width);
        expect(Math.abs((found?.value ?? NaN) - expected)).toBeLessThanOrEqual(
          1e-6 * Math.max(1, Math.abs(low), Math.abs(high))
        );
        expect([x[found?.left ?? -1], x[found?.right ?? -1]]).toEqual([left[0], right[0]]);
      }),
      { numRuns: 1000 }
    );
  });

  it('gives measured points exactly, and nothing outside of the measured range', () => {
    fc.assert(
      fc.property(curve, (points) => {
        const [x, y] = split(points);
        points.forEach(
          ([at, value], index) =>
            value !== null && expect(interpolateAt(x, y, at)).toEqual({ value, left: index, right: index })
        );
        const measured = points.filter(([, value]) => value !== null).map(([at]) => at);
        expect(interpolateAt(x, y, Math.max(...measured, -2e6) + 1)).toBeNull();
        expect(interpolateAt(x, y, Math.min(...measured, 2e6) - 1)).toBeNull();
      })
    );
  });

  it('takes the mean of what was measured at one x', () => {
    expect(interpolateAt([1, 2, 2, 3], [0, 4, 8, 0], 2)).toEqual({ value: 6, left: 1, right: 1 });
    expect(interpolateAt([], [], 1)).toBeNull();
    expect(interpolateAt([1, 3], [10, NaN], 2)).toBeNull();
  });
});

describe('changes of sign', () => {
  it.each<[number[], Array<[number, number]>]>([
    [[], []],
    [[1, 2, 3], []],
    [[1, -1], [[0, 1]]],
    [[1, 0, -1], [[0, 2]]],
    [
      [1, NaN, -1, 1],
      [
        [0, 2],
        [2, 3],
      ],
    ],
    [[0, 0, -1, -2, 3], [[3, 4]]],
    [[1, 0, 1], []],
  ])('%j: %j', (differences, expected) => {
    expect(signChanges(differences)).toEqual(expected);
  });
});
