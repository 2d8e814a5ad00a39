import { Checked } from './checked';
import { declaredStatistics } from './statistics';

function read(value: unknown, unit: Parameters<typeof declaredStatistics>[1] = 'seconds') {
  const { report, issues } = new Checked(value, 'a.yaml');
  return { statistics: declaredStatistics(value, unit, 'latency.ttft', report), issues };
}

describe('statistics that declare their unit', () => {
  it('are converted once, under one spelling of every percentile', () => {
    expect(read({ units: 'ms', mean: 250, stddev: 4, P25: 8, p50: 16, p99p9: 32, p0p1: 1, max: 64 })).toEqual({
      statistics: { mean: 0.25, std: 0.004, p25: 0.008, p50: 0.016, p99_9: 0.032, p0_1: 0.001, max: 0.064 },
      issues: [],
    });
    expect(read({ units: 's/token', mean: 0.5 }).statistics).toEqual({ mean: 0.5 });
  });

  it.each([
    ['percent', 'fraction', 92, 0.92],
    ['fraction', 'fraction', 0.92, 0.92],
    ['GiB', 'bytes', 2, 2147483648],
    ['MB', 'bytes', 2, 2000000],
    ['queries/s', 'requests_per_second', 3, 3],
    ['count', 'tokens', 7, 7],
    ['Watts', 'watts', 410, 410],
  ] as const)('%s', (units, unit, given, expected) => {
    expect(read({ units, mean: given }, unit).statistics?.mean).toBeCloseTo(expected, 9);
  });

  it.each([
    ['an unknown unit', { units: 'score', mean: 1 }],
    ['a unit of something else', { units: 'bytes', mean: 1 }],
    ['no unit', { mean: 1 }],
    ['a unit that is no text', { units: {}, mean: 1 }],
  ])('%s leaves the numbers out and says so', (_, value) => {
    const { statistics, issues } = read(value);
    expect(statistics).toBeNull();
    expect(issues).toEqual([expect.objectContaining({ severity: 'warning', rule: 'unknown-unit', path: 'a.yaml' })]);
  });

  it('a name of Object.prototype is no unit', () => {
    expect(read({ units: 'constructor', mean: 1 }).issues[0].rule).toBe('unknown-unit');
  });

  it('what is no finite number, and what is below zero, is left out alone', () => {
    const { statistics, issues } = read({ units: 's', mean: 1, p50: NaN, p90: 'x', p99: Infinity, max: -1, min: null });
    expect(statistics).toEqual({ mean: 1 });
    expect(issues.map(({ rule }) => rule).sort()).toEqual(['negative-value', 'wrong-type', 'wrong-type', 'wrong-type']);
  });

  it('a conversion never gives Infinity', () => {
    expect(read({ units: 'TiB', mean: 1e308, min: 1 }, 'bytes')).toEqual({
      statistics: { min: 1099511627776 },
      issues: [expect.objectContaining({ rule: 'not-finite' })],
    });
    expect(read({ units: 'TiB', mean: 1e308 }, 'bytes').statistics).toBeNull();
  });

  it('a key that is missing or null is no issue', () => {
    expect(read(undefined)).toEqual({ statistics: null, issues: [] });
    expect(read(null)).toEqual({ statistics: null, issues: [] });
  });

  it('zero is a number', () => expect(read({ units: 's', min: 0 }).statistics).toEqual({ min: 0 }));
});
