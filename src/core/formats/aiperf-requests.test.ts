import fc from 'fast-check';
import { figuresOf } from '../../../tests/documents';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Document } from './format';
import { aiperfRequests } from './aiperf-requests';

const line = (phase: string, start: number, end: number, more: object = {}) => ({
  metadata: { x_request_id: 'x', benchmark_phase: phase, request_start_ns: start * 1e9, request_end_ns: end * 1e9 },
  metrics: {
    request_latency: { value: (end - start) * 1000, unit: 'ms' },
    inter_chunk_latency: { value: [10, 20, 30], unit: 'ms' },
    input_sequence_length: { value: 100, unit: 'tokens' },
    output_sequence_length: { value: 10, unit: 'tokens' },
  },
  ...more,
});
const SOURCE = { path: 'r/profile_export.jsonl', document: 0 };
const read = (lines: readonly unknown[]) =>
  aiperfRequests.readLines?.(
    lines.map((value): Document => ({ kind: 'value', value })),
    SOURCE,
    { zoneOffsetMinutes: 0 }
  ) ?? [];

describe('requests of AIPerf', () => {
  it('are one point of those that were measured; failed ones have no latency', () => {
    const failed = { error: { code: 499 }, metrics: { error_request_count: { value: 1, unit: 'requests' } } };
    const [part] = read([
      line('warmup', 0, 90),
      line('profiling', 100, 101),
      line('profiling', 100, 104),
      line('profiling', 100, 103, failed),
    ]);
    expect(figuresOf(part)).toMatchObject({
      requests_success: 2,
      requests_failed: 1,
      requests_total: 3,
      duration: 4,
      e2e_mean: 2.5,
      e2e_max: 4,
      itl_mean: expect.closeTo(0.02, 12) as number,
      request_throughput: 0.5,
      output_token_throughput: 5,
      total_token_throughput: 55,
    });
  });

  it('without a measured one are no point, and without their times have no rate', () => {
    expect(read([line('warmup', 0, 1)])).toMatchObject([{ grain: 'context', metrics: {} }]);
    const { metadata: _, ...rest } = line('profiling', 1, 2);
    const [part] = read([{ ...rest, metadata: { x_request_id: 'x', benchmark_phase: 'profiling' } }]);
    expect([part.metrics.duration, part.metrics.request_throughput]).toEqual([undefined, undefined]);
  });

  it('stand in for the export of the tool, and are one point with it', () => {
    const lines = [1, 2].map((start) => JSON.stringify(line('profiling', start, start + 1))).join('\n');
    const whole = {
      aiperf_version: '0.8',
      input_config: {},
      request_latency: { unit: 'ms', avg: 7000 },
      request_count: { unit: 'requests', avg: 2 },
    };
    const catalog = catalogOf({
      'a/profile_export.jsonl': lines,
      'b/profile_export.jsonl': lines,
      'b/profile_export_aiperf.json': JSON.stringify(whole),
    });
    const [points] = ask(catalog, { kind: 'points', metrics: ['e2e_mean'], dimensions: ['path'] });
    expect(column(points, 'e2e_mean')).toEqual([1, 7]);
    expect(column(points, 'path')).toEqual(['a/profile_export.jsonl', 'b/profile_export_aiperf.json']);
  });

  it('never throw and never let a number through that is none', () => {
    fc.assert(
      fc.property(mutations([line('profiling', 1, 2), line('profiling', 1, 3)]), (lines) => {
        expect(unsound(read(Array.isArray(lines) ? lines : [lines]))).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});

describeSamples('real requests of AIPerf', () => {
  it('give what the tool itself aggregates of them', () => {
    const path = sampleFiles('aiperf', (name) => name.endsWith('aiperf_artifacts/profile_export.jsonl'))[0];
    const lines = sampleText(path)
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as unknown);
    const whole = JSON.parse(sampleText(path.replace('profile_export.jsonl', 'profile_export_aiperf.json'))) as {
      [tag: string]: { [stat: string]: number };
    };
    const found = figuresOf(read(lines)[0]);
    const same = (id: string, expected: number) =>
      expect([id, Math.abs(found[id] / expected - 1) < 1e-6]).toEqual([id, true]);
    (
      [
        ['ttft', 'time_to_first_token'],
        ['tpot', 'inter_token_latency'],
        ['e2e', 'request_latency'],
      ] as const
    ).forEach(([base, tag]) => {
      same(`${base}_mean`, whole[tag].avg / 1000);
      ['p50', 'p90', 'p95', 'p99', 'min', 'max'].forEach((stat) => same(`${base}_${stat}`, whole[tag][stat] / 1000));
    });
    same('requests_success', whole.request_count.avg);
    same('duration', whole.benchmark_duration.avg);
    same('request_throughput', whole.request_count.avg / whole.benchmark_duration.avg);
    same('output_tokens_total', whole.total_osl.avg);
    same('input_tokens_mean', whole.input_sequence_length.avg);
  });
});
