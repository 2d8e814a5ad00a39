import { fillDimensions, fillMetrics, layDimensions } from './layers';

describe('filling gaps', () => {
  it('the first that has a value has the last word; 0 and the empty text are values', () => {
    expect(
      fillDimensions([
        { tp: null, pp: NaN, dp: 0, model: '' },
        { tp: 1, pp: 2, dp: 3, model: 'x', 'label.e': undefined },
        { tp: 9, 'label.e': 'y' },
      ])
    ).toMatchObject({ tp: 1, pp: 2, dp: 0, model: '', 'label.e': 'y' });
    expect(fillMetrics([{ ttft: { mean: 1 } }, { ttft: { mean: 2, p99: 3 }, itl: { mean: 4 } }])).toEqual({
      ttft: { mean: 1, p99: 3 },
      itl: { mean: 4 },
    });
  });

  it('a dimension that no layer has is missing', () => {
    const filled = fillDimensions([
      { tp: null, pp: 1 },
      { dp: undefined, ep: NaN, model: 'x' },
    ]);
    expect(Object.keys(filled).filter((id) => filled[id] !== null)).toEqual(['model', 'pp']);
  });

  it('dimensions that are laid together may grow, and change no layer', () => {
    const layer = { tp: 1 };
    const grown = layDimensions([layer]);
    grown.tp = 2;
    expect([layer, layDimensions([layer]).tp]).toEqual([{ tp: 1 }, 1]);
  });

  it('without a layer that says anything there is nothing', () => {
    expect(Object.values(fillDimensions([])).filter((value) => value !== null)).toEqual([]);
    expect([fillMetrics([]), fillMetrics([{}, {}])]).toEqual([{}, {}]);
  });
});
