import { fillDimensions, fillMetrics } from './layers';

describe('filling gaps', () => {
  it('the first that has a value has the last word; 0 and the empty text are values', () => {
    expect(
      fillDimensions([
        { a: null, b: NaN, c: 0, d: '' },
        { a: 1, b: 2, c: 3, d: 'x', e: undefined },
        { a: 9, e: 5 },
      ])
    ).toEqual({ a: 1, b: 2, c: 0, d: '', e: 5 });
    expect(fillMetrics([{ ttft: { mean: 1 } }, { ttft: { mean: 2, p99: 3 }, itl: { mean: 4 } }])).toEqual({
      ttft: { mean: 1, p99: 3 },
      itl: { mean: 4 },
    });
  });

  it('a dimension that no layer has is left out', () => {
    expect(
      Object.keys(
        fillDimensions([
          { a: null, b: 1 },
          { c: undefined, d: NaN, e: 2 },
        ])
      )
    ).toEqual(['b', 'e']);
  });

  it('without a layer that says anything there is nothing', () => {
    expect([fillDimensions([]), fillMetrics([]), fillMetrics([{}, {}])]).toEqual([{}, {}, {}]);
  });
});
