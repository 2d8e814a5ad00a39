import { product, quotient, sum } from './metric-set';

describe('figures made of two', () => {
  it('are missing where one is, where nothing is to be divided by, and where no number can hold them', () => {
    expect([product(2, 3), sum(2, 3), quotient(6, 3)]).toEqual([6, 5, 2]);
    expect([product(null, 3), sum(2, null), quotient(null, 3), quotient(6, null)]).toEqual([null, null, null, null]);
    expect([quotient(6, 0), quotient(1e200, 1e-200), product(1e200, 1e200), sum(1.7e308, 1.7e308)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(product(4, Infinity)).toBeNull();
  });
});
