import fc from 'fast-check';
import { claims, figuresOf, readSample } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { topology } from '../model/topology';
import { sglangServing } from './sglang';

const ROOT = 'sglang-bench-serving';
const CONTEXT = { zoneOffsetMinutes: 0 };

const read = (value: unknown, document = 0, path = 'sweep/online.jsonl'): Fragment =>
  sglangServing.read({ kind: 'value', value }, { path, document }, CONTEXT)[0];

const worker = (more: object = {}) => ({
  model_path: 'deepseek-ai/DeepSeek-R1',
  tp_size: 8,
  dp_size: 8,
  pp_size: 1,
  ep_size: 8,
  enable_dp_attention: true,
  version: '0.5.2',
  quantization: 'fp8',
  dtype: 'auto',
  api_key: 'hidden',
  admin_api_key: 'hidden',
  ssl_keyfile_password: 'hidden',
  chunked_prefill_size: 16384,
  max_running_requests: 1024,
  mem_fraction_static: 0.85,
  disable_radix_cache: true,
  speculative_algorithm: null,
  internal_states: [{ prompt: 'hidden' }],
  disaggregation_transfer_backend: 'nixl',
  ...more,
});

const line = (more: object = {}) => ({
  backend: 'sglang',
  dataset_name: 'random',
  request_rate: 'Infinity',
  max_concurrency: 64,
  random_input_len: 1024,
  random_output_len: 512,
  random_range_ratio: 1,
  duration: 10,
  completed: 100,
  total_input_tokens: 102400,
  total_output_tokens: 51200,
  request_throughput: 10,
  output_throughput: 5120,
  total_throughput: 15360,
  mean_e2e_latency_ms: 5000,
  median_e2e_latency_ms: 4800,
  p99_e2e_latency_ms: 9000,
  mean_ttft_ms: 100,
  p90_ttft_ms: 150,
  mean_tpot_ms: 20,
  std_tpot_ms: 0,
  mean_itl_ms: 21,
  max_itl_ms: 300,
  concurrency: 50,
  accept_length: 2.4,
  max_output_tokens_per_s: 6000,
  max_concurrent_requests: 70,
  cache_report: { total_prompt_tokens: 102400, total_cached_tokens: 51200, cache_hit_rate_pct: 50 },
  server_info: worker({ disaggregation_mode: 'null' }),
  generated_texts: ['hidden'],
  ...more,
});

describe('SGLang bench_serving', () => {
  it('reads every metric in base units', () => {
    expect(figuresOf(read(line()))).toEqual({
      e2e_mean: 5,
      e2e_p50: 4.8,
      e2e_p99: 9,
      ttft_mean: 0.1,
      ttft_p90: 0.15,
      tpot_mean: 0.02,
      tpot_std: 0,
      itl_mean: 0.021,
      itl_max: 0.3,
      input_tokens_mean: 1024,
      output_tokens_mean: 512,
      prefix_cache_hit_rate_mean: 0.5,
      request_throughput: 10,
      output_token_throughput: 5120,
      input_token_throughput: 10240,
      total_token_throughput: 15360,
      peak_output_token_throughput: 6000,
      requests_success: 100,
      duration: 10,
      achieved_concurrency: 50,
      peak_concurrency: 70,
      input_tokens_total: 102400,
      output_tokens_total: 51200,
      cached_tokens_total: 51200,
      spec_decode_acceptance_length: 2.4,
    });
  });

  it('knows no failures, so no error rate either', () => {
    expect(read(line()).metrics).not.toHaveProperty('requests_failed');
    expect(read(line()).metrics).not.toHaveProperty('requests_total');
  });

  it('takes engine, parallelism and batching from server_info, and no secret', () => {
    const part = read(line());
    expect(part.components).toEqual([
      expect.objectContaining({
        role: 'replica',
        replicas: 1,
        acceleratorsPerReplica: 8,
        tp: 8,
        dp: 8,
        ep: 8,
        version: '0.5.2',
      }),
    ]);
    expect(part.dimensions).toMatchObject({
      engine: 'sglang',
      precision: 'fp8',
      max_num_seqs: 1024,
      max_num_batched_tokens: 16384,
      chunked_prefill: 'true',
      prefix_caching: 'false',
      gpu_memory_utilization: 0.85,
      kv_connector: null,
    });
    expect(part.settings).toContainEqual({ component: 'server', key: 'mem_fraction_static', value: '0.85' });
    expect(part.settings.map(({ key }) => key)).not.toContain('speculative_algorithm');
    expect(JSON.stringify(part)).not.toContain('hidden');
  });

  it('makes components of the workers behind a router', () => {
    const server_info = {
      prefill: [
        worker({ disaggregation_mode: 'prefill' }),
        worker({ disaggregation_mode: 'prefill' }),
        worker({ disaggregation_mode: 'prefill' }),
      ],
      decode: [worker({ disaggregation_mode: 'decode', tp_size: 16, max_running_requests: 2048 })],
      api_key: 'hidden',
    };
    const part = read(line({ server_info }));
    expect(
      part.components.map(({ role, replicas, acceleratorsPerReplica }) => [role, replicas, acceleratorsPerReplica])
    ).toEqual([
      ['prefill', 3, 8],
      ['decode', 1, 16],
    ]);
    expect(topology(part.dimensions, part.components)).toMatchObject({
      serving_mode: 'disaggregated',
      pd_ratio: '3:1',
      gpus: 40,
      kv_connector: 'nixl',
    });
    expect(part.dimensions).not.toHaveProperty('max_num_seqs');
    expect(part.settings).toContainEqual({ component: 'decode', key: 'max_running_requests', value: '2048' });
    expect(JSON.stringify(part)).not.toContain('hidden');
  });

  it.each([
    [
      { request_rate: 'Infinity', max_concurrency: null },
      { load_type: 'throughput', concurrency: null },
    ],
    [
      { request_rate: Infinity, max_concurrency: 8 },
      { load_type: 'concurrency', concurrency: 8 },
    ],
    [
      { request_rate: 4, max_concurrency: 8 },
      { load_type: 'rate', request_rate: 4 },
    ],
    [{ request_rate: 'trace' }, { load_type: 'trace' }],
    [{ request_rate: -1 }, { load_type: null, request_rate: null }],
  ])('reads the load of %j', (given, expected) => {
    expect(read(line(given)).dimensions).toMatchObject(expected);
  });

  it('keeps lengths drawn from a range apart from the full length', () => {
    expect(read(line()).dimensions).toMatchObject({ dataset: 'random', isl: 1024, osl: 512 });
    expect(read(line({ random_range_ratio: 0 })).dimensions).toMatchObject({
      dataset: 'random, lengths from 0 of the target',
      isl: 1024,
    });
    const sharegpt = read(line({ dataset_name: 'sharegpt', sharegpt_output_len: null })).dimensions;
    expect(sharegpt).toMatchObject({ dataset: 'sharegpt', osl: null });
    expect(sharegpt.isl).toBeUndefined();
  });

  it('reads the short names of the newer writer', () => {
    const { total_input_tokens: input, total_output_tokens: output, ...rest } = line();
    const part = read({ ...rest, total_input: input, total_output: output });
    expect(part.metrics.input_tokens_total).toEqual({ '': 102400 });
    expect(part.metrics.output_tokens).toEqual({ mean: 512 });
  });

  it('has no latency where nothing completed or nothing was streamed', () => {
    expect(read(line({ completed: 0 })).metrics.e2e).toBeUndefined();
    expect(read(line({ mean_ttft_ms: 0, p90_ttft_ms: 0 })).metrics.ttft).toBeUndefined();
  });

  it('a line is a run; an engine is named by the native API alone', () => {
    expect(read(line(), 2)).toMatchObject({ runKey: 'sweep/online.jsonl#2', dimensions: { run: 'online #2' } });
    expect(read(line({ tag: 'night' }), 0).dimensions.run).toBe('night');
    expect(read(line({ backend: 'vllm', server_info: undefined })).dimensions.engine).toBeUndefined();
  });

  it('never throws and never lets a number through that is none', () => {
    const whole = line({ server_info: { prefill: [worker()], decode: [worker()] } });
    fc.assert(
      fc.property(mutations(whole), (value) => {
        expect(
          unsound(sglangServing.read({ kind: 'value', value }, { path: 'a/b.jsonl', document: 0 }, CONTEXT))
        ).toEqual([]);
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('SGLang bench_serving on real files', () => {
  it('every line of every file is one point with the figures of the line', () => {
    const files = sampleFiles(ROOT);
    expect(files).toHaveLength(5);
    const lines = files.flatMap((path) => sampleText(path).trim().split('\n'));
    const parts = files.flatMap((path) => readSample(path));
    expect([lines.length, parts.length]).toEqual([22, 22]);
    expect(unsound(parts)).toEqual([]);
    expect(new Set(parts.map(({ runKey }) => runKey)).size).toBe(22);
    parts.forEach((part, index) => {
      const text = lines[index];
      const value = (key: string): number => Number(new RegExp(`"${key}": ([-\\d.e]+)`).exec(text)?.[1]);
      const figures = figuresOf(part);
      const expected: { [id: string]: number } = {
        e2e_mean: value('mean_e2e_latency_ms') / 1000,
        e2e_p50: value('median_e2e_latency_ms') / 1000,
        ttft_p50: value('median_ttft_ms') / 1000,
        itl_p50: value('median_itl_ms') / 1000,
        output_token_throughput: value('output_throughput'),
        request_throughput: value('completed') / value('duration'),
        input_token_throughput: value('total_input_tokens') / value('duration'),
        total_token_throughput: (value('total_input_tokens') + value('total_output_tokens')) / value('duration'),
        requests_success: value('completed'),
        duration: value('duration'),
        input_tokens_total: value('total_input_tokens'),
        output_tokens_total: value('total_output_tokens'),
        input_tokens_mean: value('total_input_tokens') / value('completed'),
        output_tokens_mean: value('total_output_tokens') / value('completed'),
      };
      expect(Object.keys(figures).sort()).toEqual(Object.keys(expected).sort());
      Object.keys(expected).forEach((id) => expect([id, figures[id]]).toEqual([id, expect.closeTo(expected[id], 9)]));
      const rate = value('request_rate');
      expect(part.dimensions).toMatchObject(
        Number.isNaN(rate) ? { load_type: 'throughput' } : { load_type: 'rate', request_rate: rate }
      );
    });
  });

  it('is claimed by this format alone', () => {
    sampleFiles(ROOT).forEach((path) =>
      sampleText(path)
        .trim()
        .split('\n')
        .forEach((text) =>
          expect(
            claims({ kind: 'value', value: JSON.parse(text.replace('Infinity', '"Infinity"')) as unknown })
          ).toEqual(['sglang-bench-serving'])
        )
    );
  });
});
