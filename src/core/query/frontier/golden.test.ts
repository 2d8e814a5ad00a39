import { ask, catalogOf, column, storeOfDirectory } from '../../../../tests/fake-store';
import { describeSamples } from '../../../../tests/samples';

// Points of both frontiers of the P/D archive at 16 GPUs, tokens/s of a user and output tokens/s per GPU, typed in.
const AGGREGATED = [
  [14.98, 160.5],
  [18.74, 139.45],
  [26.37, 97.93],
  [34.13, 63.34],
  [45.39, 21.51],
  [49.99, 3.01],
];
const SPLIT = [
  [10.98, 152.46],
  [16.59, 151.9],
  [20.26, 148.8],
  [20.4, 138.02],
  [20.55, 137.7],
  [32.86, 119.1],
  [45.19, 76.36],
  [66.94, 29.92],
];

/** Sum of narrow strips below straight lines between points. */
function strips(points: readonly number[][], from: number, to: number): number {
  const width = 0.001;
  let sum = 0;
  for (let x = from + width / 2; x < to; x += width) {
    const right = points.findIndex(([at]) => at > x);
    const [[x0, y0], [x1, y1]] = [points[right - 1], points[right]];
    sum += (y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)) * width;
  }
  return sum;
}

describeSamples('frontiers of named groups, golden figures', (samples) => {
  const groups = ['aggregated', 'disaggregated'].map((mode) => ({
    name: mode,
    filters: [{ key: 'serving_mode', operator: '=', value: mode }],
  }));
  const answer = (frame: string) =>
    ask(catalogOf(storeOfDirectory(`${samples}/prism-archive`)), {
      kind: 'frontier',
      frame,
      groups,
      filters: [{ key: 'gpus', operator: '=', value: '16' }],
    })[0];

  it('area over the range that both have', () => {
    const area = answer('area');
    const [from, to] = [14.98, 49.99];
    expect([column(area, 'from')[0], column(area, 'to')[1]]).toEqual([expect.closeTo(from, 2), expect.closeTo(to, 2)]);
    const [a, d] = [strips(AGGREGATED, from, to), strips(SPLIT, from, to)];
    const [shownA, shownD] = column(area, 'area') as number[];
    expect(Math.abs(shownA / a - 1)).toBeLessThan(0.001);
    expect(Math.abs(shownD / d - 1)).toBeLessThan(0.001);
    expect((column(area, 'mean') as number[])[1]).toBeCloseTo(d / (to - from), 0);
    expect(column(area, 'delta')).toEqual([expect.closeTo(a / d - 1, 3), 0]);
  });

  it('one crossover, where aggregated serving loses its lead', () => {
    // 160.5 - 5.598 (x - 14.98) = 152.46 - 0.0998 (x - 10.98).
    const crossovers = answer('crossovers');
    expect([column(crossovers, 'below'), column(crossovers, 'beyond')]).toEqual([['aggregated'], ['disaggregated']]);
    expect(column(crossovers, 'x')).toEqual([expect.closeTo(16.51, 1)]);
    expect(column(crossovers, 'y')).toEqual([expect.closeTo(151.9, 0)]);
  });
});
