import * as fc from 'fast-check';
import { mostLoad } from './capacity';

const limit = (metric: string, most: number, values: number[]) => ({ metric, limit: most, sign: -1 as const, values });

describe('most load within an SLO', () => {
  it('lies between the loads around the limit, by the constraint that binds first', () => {
    const loads = [1, 10, 20, 40];
    expect(
      mostLoad(loads, [limit('ttft_p99', 2, [0.5, 1, 3, 9]), limit('tpot_p99', 0.05, [0.01, 0.02, 0.03, 0.07])])
    ).toEqual({ kind: 'within', load: 15, binding: 'ttft_p99' });
  });

  it('is at least the highest load where every one meets it', () => {
    expect(mostLoad([1, 2], [limit('ttft_p99', 2, [0.5, 1])])).toEqual({ kind: 'all', load: 2 });
  });

  it('says which value misses it where none does', () => {
    expect(mostLoad([1, 2], [limit('ttft_p99', 2, [3, 1])])).toEqual({
      kind: 'none',
      binding: 'ttft_p99',
      load: 1,
      value: 3,
    });
  });

  it('counts the first crossing of a curve that is not monotone', () => {
    expect(mostLoad([1, 2, 3], [limit('m', 2, [1, 3, 1])])).toEqual({ kind: 'within', load: 1.5, binding: 'm' });
  });

  it('is unknown where a metric of the SLO was not measured', () => {
    expect(mostLoad([1, 2], [limit('m', 2, [NaN, NaN])])).toEqual({ kind: 'unmeasured', metric: 'm' });
  });

  it('takes a least value for a metric of which more is better', () => {
    expect(mostLoad([1, 2], [{ metric: 'interactivity', limit: 30, sign: 1, values: [40, 20] }])).toEqual({
      kind: 'within',
      load: 1.5,
      binding: 'interactivity',
    });
  });

  it('never leaves the measured range', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (values, most) => {
          const loads = values.map((_, index) => index + 1);
          const found = mostLoad(loads, [limit('m', most, values)]);
          if (found.kind === 'within') {
            expect(found.load).toBeGreaterThanOrEqual(1);
            expect(found.load).toBeLessThanOrEqual(loads.length);
          }
        }
      )
    );
  });
});
