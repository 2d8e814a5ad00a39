import fc from 'fast-check';
import { claims, figuresOf } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import type { Format } from './format';
import { fmperf } from './fmperf';

const value = (format: Format, content: unknown, path = 'run/x.json') =>
  format.read({ kind: 'value', value: content }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const near = (number: number) => expect.closeTo(number, 12) as number;

describe('fmperf', () => {
  const record = (request_idx: number, response_idx: number, duration_ms: number, more: object = {}) => ({
    response: { text: 'hidden' },
    ok: true,
    error: 'None',
    timestamp: 1700000000000000000,
    exp_num_users: 2,
    exp_duration: 10,
    duration_ms,
    exclude: false,
    worker_idx: 0,
    request_idx,
    sample_idx: 1,
    response_idx,
    n_tokens: 1,
    ...more,
  });
  const RESULT = {
    results: [
      record(0, 0, 100),
      record(0, 1, 20),
      record(0, 2, 40),
      record(1, 0, 300),
      record(1, 1, 50),
      record(2, 0, 5, { ok: false, n_tokens: 0 }),
      record(3, 0, 900, { exclude: true }),
      record(0, 0, 100, { exp_num_users: 4 }),
    ],
    energy: {},
  };

  it('makes requests of tokens, and a point of a number of users', () => {
    const parts = value(fmperf, RESULT);
    expect(parts.map(({ dimensions }) => dimensions.concurrency)).toEqual([2, 4]);
    expect(figuresOf(parts[0])).toMatchObject({
      ttft_mean: near(0.2),
      ttft_max: 0.3,
      itl_max: 0.05,
      itl_p50: 0.04,
      tpot_max: near(0.05),
      tpot_min: near(0.03),
      e2e_max: near(0.35),
      ntpot_max: near(0.175),
      output_tokens_mean: 2.5,
      output_token_throughput: 0.5,
      requests_total: 4,
      requests_success: 2,
      requests_failed: 1,
      requests_incomplete: 1,
      duration: 10,
    });
    expect(JSON.stringify(parts)).not.toContain('hidden');
    expect(claims({ kind: 'value', value: RESULT })).toEqual([fmperf.id]);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(RESULT), (content) => expect(unsound(value(fmperf, content))).toEqual([])),
      { numRuns: 300 }
    );
  });
});
