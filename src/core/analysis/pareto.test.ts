import fc from 'fast-check';
import { paretoFrontier, paretoLayers, type Sign } from './pareto';

const coordinate = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 2, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 0, -0) }
);
const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 40 });
const sign = fc.constantFrom<Sign>(1, -1);

type Point = readonly [number, number];

const axes = (all: readonly Point[]): [Float64Array, Float64Array] => [
  Float64Array.from(all, ([x]) => x),
  Float64Array.from(all, ([, y]) => y),
];

/** The definition: at least as good in both, better in one; of equal points the first. */
function dominates(points_: readonly Point[], a: number, b: number, xSign: Sign, ySign: Sign): boolean {
  const [dx, dy] = [
    (points_[a][0] === points_[b][0] ? 0 : points_[a][0] - points_[b][0]) * xSign,
    (points_[a][1] === points_[b][1] ? 0 : points_[a][1] - points_[b][1]) * ySign,
  ];
  return dx >= 0 && dy >= 0 && (dx > 0 || dy > 0 || a < b);
}

const whole = ([x, y]: Point): boolean => !Number.isNaN(x) && !Number.isNaN(y);

/** Members of the frontier by comparing every pair. */
function naive(
  all: readonly Point[],
  xSign: Sign,
  ySign: Sign,
  left = all.map((_, index) => index).filter((index) => whole(all[index]))
): number[] {
  return left.filter((one) => !left.some((other) => other !== one && dominates(all, other, one, xSign, ySign)));
}

describe('the frontier', () => {
  it('is what no other point dominates, from the best x on, y improving', () => {
    fc.assert(
      fc.property(points, sign, sign, (all, xSign, ySign) => {
        const [x, y] = axes(all);
        // A y of minus infinity is dominated by nothing, and worth nothing.
        fc.pre(all.every(([, value]) => value * ySign !== -Infinity));
        const found = paretoFrontier(x, y, xSign, ySign);
        expect([...found].sort((a, b) => a - b)).toEqual(naive(all, xSign, ySign));
        found.slice(1).forEach((index, before) => {
          expect((x[found[before]] - x[index]) * xSign).toBeGreaterThan(0);
          expect((y[index] - y[found[before]]) * ySign).toBeGreaterThan(0);
        });
      }),
      { numRuns: 1000 }
    );
  });

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
          selector: ([x, y]) => x * 10 + y,
        }),
        (all) => {
          const at = (list: typeof all) => paretoFrontier(...axes(list), 1, 1).map((index) => list[index]);
          expect(at(all)).toEqual(at([...all].reverse()));
        }
      )
    );
  });

  it.each<[string, number[], number[], number[]]>([
    ['nothing', [], [], []],
    ['one', [1], [1], [0]],
    ['all equal: the first', [1, 1, 1], [2, 2, 2], [0]],
    ['all missing', [NaN, 1], [1, NaN], []],
    ['a vertical line: its top', [1, 1, 1], [1, 3, 2], [1]],
    ['a staircase: all of it', [1, 2, 3], [3, 2, 1], [2, 1, 0]],
  ])('of %s', (_, x, y, expected) => {
    expect(paretoFrontier(Float64Array.from(x), Float64Array.from(y), 1, 1)).toEqual(expected);
  });
});

describe('ranks', () => {
  it('are the frontiers of what is left when the better ones are taken away', () => {
    fc.assert(
      fc.property(points, sign, sign, (all, xSign, ySign) => {
        fc.pre(all.every(([, value]) => value * ySign !== -Infinity));
        const expected = new Array<number>(all.length).fill(0);
        let left = all.map((_, index) => index).filter((index) => whole(all[index]));
        for (let layer = 1; left.length > 0; layer++) {
          const members = new Set(naive(all, xSign, ySign, left));
          members.forEach((index) => (expected[index] = layer));
          left = left.filter((index) => !members.has(index));
        }
        const { ranks, frontier } = paretoLayers(...axes(all), xSign, ySign);
        expect(Array.from(ranks)).toEqual(expected);
        expect(frontier).toEqual(paretoFrontier(...axes(all), xSign, ySign));
      }),
      { numRuns: 1000 }
    );
  });
});
