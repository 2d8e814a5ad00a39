import fc from 'fast-check';
import { isStat } from './metric-id';
import { canonicalStat, percentileOf } from './percentile';

describe('names of statistics', () => {
  it.each<[string, string | null]>([
    ['p50', 'p50'],
    ['P99', 'p99'],
    ['p99.9', 'p99_9'],
    ['p99_9', 'p99_9'],
    ['p99p9', 'p99_9'],
    ['p999', 'p99_9'],
    ['p001', 'p0_1'],
    ['p01', 'p1'],
    ['p0.1', 'p0_1'],
    ['p100', 'p100'],
    ['p50.0', 'p50'],
    ['p99.90', 'p99_9'],
    ['median', 'p50'],
    ['Mean', 'mean'],
    ['avg', 'mean'],
    ['std_dev', 'std'],
    ['minimum', 'min'],
    ['p101', null],
    ['p100.7', null],
    ['p100.0', 'p100'],
    ['p', null],
    ['', null],
    ['99', null],
    ['p9999', null],
    ['mode', null],
    ['constructor', null],
    ['toString', null],
    ['__proto__', null],
    ['hasOwnProperty', null],
  ])('%s is %s', (name, expected) => {
    expect(canonicalStat(name)).toBe(expected);
  });

  it('whatever it accepts is a statistic of the vocabulary, and its own canonical name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 8 }), fc.stringMatching(/^[pP]\d{1,4}([._p]\d{1,5})?$/)), (name) => {
        const found = canonicalStat(name);
        if (found !== null) {
          expect([name, isStat(found), canonicalStat(found)]).toEqual([name, true, found]);
        }
      }),
      { numRuns: 2000 }
    );
  });

  it('keeps the number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 98 }), fc.integer({ min: 1, max: 9999 }), (whole, decimals) => {
        expect(percentileOf(canonicalStat(`p${whole}.${decimals}`) ?? '')).toBe(Number(`${whole}.${decimals}`));
      })
    );
  });
});
