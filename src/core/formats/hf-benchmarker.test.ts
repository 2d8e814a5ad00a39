import fc from 'fast-check';
import { claims, figuresOf } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import type { Format } from './format';
import { hfBenchmarker } from './hf-benchmarker';

const value = (format: Format, content: unknown, path = 'run/x.json') =>
  format.read({ kind: 'value', value: content }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const near = (number: number) => expect.closeTo(number, 12) as number;

describe('Hugging Face inference-benchmarker', () => {
  const latency = { p50: 100, p99: 300, avg: 120 };
  const result = (id: string, more: object) => ({
    id,
    executor_type: 'ConstantArrivalRate',
    config: { max_vus: 128, duration: '120s', rate: 5 },
    total_requests: 110,
    successful_requests: 100,
    failed_requests: 10,
    request_rate: 4.5,
    token_throughput_secs: 900,
    total_tokens: 20000,
    total_tokens_sent: 50000,
    duration_ms: 20000,
    time_to_first_token_ms: latency,
    inter_token_latency_ms: { p50: 20, avg: 21 },
    e2e_latency_ms: { p50: 0, avg: 0 },
    ...more,
  });
  const REPORT = {
    config: { model_name: 'org/m', tokenizer: 'org/t', benchmark_kind: 'Rate', prompt_options: { num_tokens: 500 } },
    results: [
      result('warmup', {}),
      result('constant@5.00req/s', {}),
      result('throughput', { executor_type: 'ConstantVUs', config: { max_vus: 128, rate: null } }),
    ],
    start_time: '2025-03-01T10:00:00Z',
    end_time: '2025-03-01T10:10:00Z',
    system: { cpu: [] },
  };

  it('reads milliseconds, counts, and leaves the warm-up out', () => {
    const parts = value(hfBenchmarker, REPORT);
    expect(figuresOf(parts[0])).toEqual({
      ttft_p50: near(0.1),
      ttft_p99: near(0.3),
      ttft_mean: near(0.12),
      tpot_p50: near(0.02),
      tpot_mean: near(0.021),
      input_tokens_mean: 500,
      output_tokens_mean: 200,
      request_throughput: 4.5,
      output_token_throughput: 900,
      input_token_throughput: 2500,
      total_token_throughput: 3400,
      requests_total: 110,
      requests_success: 100,
      requests_failed: 10,
      duration: 20,
      input_tokens_total: 50000,
      output_tokens_total: 20000,
    });
    expect(
      parts.map(({ dimensions }) => [dimensions.load_type, dimensions.request_rate, dimensions.concurrency])
    ).toEqual([
      ['rate', 5, undefined],
      ['concurrency', undefined, 128],
    ]);
    expect(parts[0].dimensions).toMatchObject({ model: 'org/m', isl: 500, started_at: Date.UTC(2025, 2, 1, 10) });
    expect(claims({ kind: 'value', value: REPORT })).toEqual([hfBenchmarker.id]);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(REPORT), (content) => expect(unsound(value(hfBenchmarker, content))).toEqual([])),
      { numRuns: 300 }
    );
  });
});
