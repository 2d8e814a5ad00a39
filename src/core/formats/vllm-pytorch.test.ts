import fc from 'fast-check';
import { figuresOf } from '../../../tests/documents';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { vllmPytorch } from './vllm-pytorch';

const read = (value: unknown, path = 'run/serving.pytorch.json') =>
  vllmPytorch.read({ kind: 'value', value }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const record = (name: string, values: readonly unknown[], extra: object = {}, args: object = {}) => ({
  benchmark: { name: 'vLLM benchmark', extra_info: { args: { ...args, api_key: 'secret' } } },
  model: { name: 'org/m' },
  metric: { name, benchmark_values: values, extra_info: extra },
});

/** As `write_to_json` of vllm/benchmarks/lib/utils.py has it. */
const SERVING = {
  model_id: 'org/m',
  num_prompts: 200,
  completed: 200,
  duration: 20,
  request_rate: 'inf',
  max_concurrency: 16,
  request_throughput: 10,
};

describe('PyTorch benchmark database', () => {
  it('keeps repeats as repeats', () => {
    const parts = read([record('mean_ttft_ms', [120, 130], SERVING), record('p99_tpot_ms', [30, 32], SERVING)]);
    expect(parts.map(({ metrics }) => [metrics.ttft.mean, metrics.tpot.p99])).toEqual([
      [0.12, 0.03],
      [0.13, 0.032],
    ]);
    expect(parts.map(({ dimensions }) => [dimensions.run, dimensions.model, dimensions.concurrency])).toEqual([
      ['serving', 'org/m', 16],
      ['serving repeat 1', 'org/m', 16],
    ]);
    expect(new Set(parts.map(({ runKey }) => runKey)).size).toBe(2);
    expect(JSON.stringify(parts)).not.toContain('secret');
  });

  it('is one point with the file beside it', () => {
    const native = { ...SERVING, mean_ttft_ms: 120, median_itl_ms: 4 };
    const [points] = ask(
      catalogOf({
        'run/serving.json': JSON.stringify(native),
        'run/serving.pytorch.json': JSON.stringify([record('mean_ttft_ms', [120], SERVING)]),
      }),
      { kind: 'points', metrics: ['ttft_mean', 'itl_p50'], dimensions: ['path'], limit: 10 }
    );
    expect([column(points, 'path'), column(points, 'itl_p50')]).toEqual([['run/serving.json'], [0.004]]);
  });

  it('reads throughput and latency', () => {
    const offline = { elapsed_time: 10, num_requests: 100, total_num_tokens: 5000 };
    const args = { tensor_parallel_size: 4, max_num_seqs: 64 };
    const [throughput] = read([
      record('requests_per_second', [10], offline, args),
      record('tokens_per_second', [500], offline, args),
    ]);
    expect(figuresOf(throughput)).toEqual({
      request_throughput: 10,
      total_token_throughput: 500,
      duration: 10,
      requests_total: 100,
    });
    expect(throughput.dimensions).toMatchObject({ tp: 4, max_num_seqs: 64, model: 'org/m', load_type: 'throughput' });
    const latency = read([record('latency', [1.5, 1.6, 1.7], { avg_latency: 1.6 })]);
    expect(latency.map(({ metrics }) => metrics.e2e)).toEqual([{ mean: 1.5 }, { mean: 1.6 }, { mean: 1.7 }]);
  });

  it('never throws and never lets a number through that is none', () => {
    const whole = [record('mean_ttft_ms', [120, 130], SERVING), record('latency', [1, 2])];
    fc.assert(
      fc.property(mutations(whole), (value) => {
        vllmPytorch.detect({ kind: 'value', value });
        expect(unsound(read(value))).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});
