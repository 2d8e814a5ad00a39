import { parseRetryAfter, retryDelay, withRetries, type Attempt, type Outcome } from './retry';

describe('the policy of attempts', () => {
  it.each<[Outcome, number, number | null, number | null]>([
    [200, 1, null, null],
    [304, 1, null, null],
    [404, 1, null, null],
    [500, 1, null, null],
    [429, 1, null, 1000],
    [429, 3, null, 9000],
    [429, 4, null, null],
    [429, 1, 0, 0],
    [503, 1, 5000, 5000],
    [503, 1, 30001, null],
    [502, 2, null, 2000],
    [504, 2, null, null],
    ['unreachable', 1, null, 300],
    ['timeout', 1, null, null],
    ['cancelled', 1, null, null],
    ['malformed', 1, null, null],
  ])('%s, attempt %i, server asks for %s: %s', (outcome, attempt, retryAfter, delay) => {
    expect(retryDelay(outcome, attempt, retryAfter)).toBe(delay);
  });

  it.each([
    ['2', 2000],
    [' 0 ', 0],
    ['Tue, 24 Nov 2026 11:19:20 GMT', 5000],
    ['Tue, 24 Nov 2026 11:19:10 GMT', 0],
    ['soon', null],
    ['-1', null],
    [null, null],
  ])('Retry-After: %s', (header, ms) => {
    expect(parseRetryAfter(header, Date.UTC(2026, 10, 24, 11, 19, 15))).toBe(ms);
  });

  it('gives the last result', async () => {
    const attempts: Array<Attempt<string>> = [
      { outcome: 429, retryAfter: null, result: 'a' },
      { outcome: 'unreachable', retryAfter: null, result: 'b' },
      { outcome: 200, retryAfter: null, result: 'c' },
    ];
    const slept: number[] = [];
    const result = await withRetries(
      () => Promise.resolve(attempts.shift() as Attempt<string>),
      (ms) => Promise.resolve(void slept.push(ms))
    );
    expect([result, slept]).toEqual(['c', [1000, 1500]]);
  });

  it('ends where the waiting is ended', async () => {
    const busy = () => Promise.resolve({ outcome: 429, retryAfter: null, result: 'x' });
    await expect(withRetries(busy, () => Promise.reject(new Error('enough')))).rejects.toThrow('enough');
  });
});
