import fc from 'fast-check';
import { areaUnder, commonRange, crossings, type Curve } from './curves';
import { interpolateAt } from './interpolate';

const curve = (...points: ReadonlyArray<readonly [number, number]>): Curve => ({
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
});

const drawn = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -20, max: 20 })), {
    minLength: 2,
    maxLength: 12,
    selector: ([x]) => x,
  })
  .map((points) => curve(...points.sort(([a], [b]) => a - b)));

describe('the common range', () => {
  it.each<[string, Curve[], ReturnType<typeof commonRange>]>([
    ['of no curve', [], null],
    ['of an empty one', [curve(), curve([0, 1], [1, 1])], null],
    ['of one', [curve([2, 0], [5, 0])], { from: 2, to: 5 }],
    ['of several', [curve([0, 0], [5, 0]), curve([2, 0], [9, 0])], { from: 2, to: 5 }],
    ['of such that touch', [curve([0, 0], [2, 0]), curve([2, 0], [9, 0])], null],
    ['of such that are apart', [curve([0, 0], [2, 0]), curve([3, 0], [9, 0])], null],
  ])('%s', (_, curves, expected) => expect(commonRange(curves)).toEqual(expected));
});

describe('the area', () => {
  it.each<[string, Curve, number, number, number]>([
    ['of a rectangle', curve([0, 3], [4, 3]), 1, 3, 6],
    ['of a triangle', curve([0, 0], [4, 4]), 0, 4, 8],
    ['of a part that starts and ends between points', curve([0, 0], [4, 4], [8, 0]), 2, 6, 12],
  ])('%s', (_, one, from, to, area) => expect(areaUnder(one, { from, to })).toBeCloseTo(area, 12));

  it('is the limit of many narrow strips', () => {
    fc.assert(
      fc.property(drawn, (one) => {
        const [from, to] = [one.x[0], one.x[one.x.length - 1]];
        const [strips, width] = [4000, (to - from) / 4000];
        let sum = 0;
        for (let strip = 0; strip < strips; strip++) {
          sum += (interpolateAt(one.x, one.y, from + (strip + 0.5) * width)?.value ?? NaN) * width;
        }
        expect(areaUnder(one, { from, to })).toBeCloseTo(sum, 0);
      }),
      { numRuns: 20 }
    );
  });
});

describe('crossings', () => {
  it.each<[string, Curve, Curve, ReturnType<typeof crossings>]>([
    ['of two straight lines', curve([0, 0], [10, 10]), curve([0, 10], [10, 0]), [{ x: 5, y: 5, above: 'second' }]],
    [
      'between points of either',
      curve([0, 4], [8, 4]),
      curve([1, 0], [3, 8], [5, 0]),
      [
        { x: 2, y: 4, above: 'first' },
        { x: 4, y: 4, above: 'second' },
      ],
    ],
    ['that only touch', curve([0, 4], [8, 4]), curve([0, 0], [4, 4], [8, 0]), []],
    [
      'that run together and part on the other side',
      curve([0, 0], [2, 5], [4, 5], [6, 9]),
      curve([0, 5], [6, 5]),
      [{ x: 2, y: 5, above: 'second' }],
    ],
    ['of one curve with itself', curve([0, 0.1], [3, 0.7]), curve([0, 0.1], [3, 0.7]), []],
    ['outside the common range', curve([0, 0], [4, 4]), curve([5, 0], [9, 9]), []],
  ])('%s', (_, first, second, expected) => expect(crossings(first, second)).toEqual(expected));

  it('stand where the curves are equal, and the same seen from the other side', () => {
    fc.assert(
      fc.property(drawn, drawn, (a, b) => {
        const found = crossings(a, b);
        found.forEach(({ x, y }) => {
          expect(interpolateAt(a.x, a.y, x)?.value).toBeCloseTo(y, 9);
          expect(interpolateAt(b.x, b.y, x)?.value).toBeCloseTo(y, 9);
        });
        expect(crossings(b, a).map(({ x }) => x)).toEqual(found.map(({ x }) => expect.closeTo(x, 9) as number));
        // Who is above alternates.
        found.slice(1).forEach(({ above }, index) => expect(above).not.toBe(found[index].above));
      })
    );
  });
});
