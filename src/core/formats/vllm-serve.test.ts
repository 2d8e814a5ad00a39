import fc from 'fast-check';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { vllmServe } from './vllm-serve';

const CONTEXT = { zoneOffsetMinutes: 0 };
const ROOT = 'vllm-bench-serve';
const EXP7 = `${ROOT}/llm-d__llm-d-benchmark/collected/data/openshift/exp-7`;

function read(value: unknown, path = 'dir/result.json', document = 0, zoneOffsetMinutes = 0): Fragment {
  return vllmServe.read({ kind: 'value', value }, { path, document }, { zoneOffsetMinutes })[0];
}

const readFile = (path: string): Fragment => read(JSON.parse(sampleText(path)), path);
const detected = (value: unknown): boolean => vllmServe.detect({ kind: 'value', value }) !== null;
const rules = (part: Fragment): string[] => part.issues.map((issue) => issue.rule);

const result = () => ({
  date: '20250511-230243',
  endpoint_type: 'openai-chat',
  backend: 'openai-chat',
  label: 'nightly',
  model_id: 'Qwen/Qwen3-0.6B',
  tokenizer_id: 'Qwen/Qwen3-0.6B',
  num_prompts: 100,
  request_rate: 'inf',
  burstiness: 1,
  max_concurrency: 16,
  duration: 50,
  completed: 90,
  failed: 10,
  total_input_tokens: 90000,
  total_output_tokens: 9000,
  request_throughput: 1.8,
  request_goodput: 1.5,
  output_throughput: 180,
  total_token_throughput: 1980,
  max_output_tokens_per_s: 260,
  max_concurrent_requests: 18,
  mean_ttft_ms: 150,
  median_ttft_ms: 120,
  std_ttft_ms: 0,
  'p99.9_ttft_ms': 400,
  mean_tpot_ms: 10,
  mean_itl_ms: 0,
  median_itl_ms: 0,
  mean_e2el_ms: 1500,
  p99_e2el_ms: 2500,
  spec_decode_acceptance_rate: 65,
  spec_decode_acceptance_length: 2.3,
  mean_client_queue_time_ms: 5,
});

describe('vLLM bench serve', () => {
  it('turns milliseconds into seconds and finds every percentile', () => {
    const { metrics } = read(result());
    expect(metrics.ttft).toEqual({ mean: 0.15, p50: 0.12, std: 0, p99_9: 0.4 });
    expect(metrics.e2e).toEqual({ mean: 1.5, p99: 2.5 });
    expect(metrics.tpot).toEqual({ mean: 0.01 });
    expect(metrics.itl).toBeUndefined();
  });

  it('counts requests, tokens and rates', () => {
    const { metrics } = read(result());
    const value = (base: string) => metrics[base]?.[''];
    expect(['requests_total', 'requests_success', 'requests_failed'].map(value)).toEqual([100, 90, 10]);
    expect(['input_token_throughput', 'output_token_throughput', 'total_token_throughput'].map(value)).toEqual([
      1800, 180, 1980,
    ]);
    expect(['peak_output_token_throughput', 'peak_concurrency', 'goodput'].map(value)).toEqual([260, 18, 1.5]);
    expect(metrics.input_tokens).toEqual({ mean: 1000 });
    expect(metrics.output_tokens).toEqual({ mean: 100 });
    expect(value('spec_decode_acceptance_rate')).toBe(0.65);
  });

  it('never takes the protocol for the engine, and no length for configured', () => {
    const part = read(result());
    expect(part.dimensions).toEqual({
      model: 'Qwen/Qwen3-0.6B',
      ended_at: 1747004563000,
      load_type: 'concurrency',
      concurrency: 16,
      tool: 'vllm-bench',
      run: 'result',
    });
    expect(part.settings).toContainEqual({ component: 'load', key: 'backend', value: 'openai-chat' });
  });

  it('reads date as local time of the end', () => {
    expect(read(result(), 'a.json', 0, 120).dimensions.ended_at).toBe(1747004563000 - 7200000);
    expect(rules(read(result()))).toEqual(['time-without-zone']);
    expect(rules(read({ ...result(), date: 'yesterday' }))).toEqual(['unreadable-time']);
  });

  it.each([
    [
      { request_rate: 'inf', max_concurrency: 8 },
      { load_type: 'concurrency', concurrency: 8 },
    ],
    [
      { request_rate: Infinity, max_concurrency: null },
      { load_type: 'throughput', concurrency: null },
    ],
    [
      { request_rate: 4, max_concurrency: 8 },
      { load_type: 'rate', request_rate: 4 },
    ],
    [
      { request_rate: 4, max_concurrency: null },
      { load_type: 'rate', request_rate: 4 },
    ],
    [{ request_rate: 'inf', max_concurrency: null, ramp_up_strategy: 'linear' }, { load_type: 'rate' }],
    [
      { request_rate: -1, max_concurrency: null },
      { load_type: null, request_rate: null },
    ],
  ])('reads the load of %j', (given, expected) => {
    const { load_type, request_rate, concurrency } = read({ ...result(), ...given }).dimensions;
    expect({ load_type, request_rate, concurrency }).toEqual({
      request_rate: undefined,
      concurrency: undefined,
      ...expected,
    });
  });

  it('counts what did not complete where the tool counted no failures', () => {
    const { failed: _, ...older } = result();
    expect(read(older).metrics.requests_failed).toEqual({ '': 10 });
    const { completed: __, ...aggregates } = older;
    expect(read(aggregates).metrics.requests_failed).toBeUndefined();
    expect(read(aggregates).metrics.requests_total).toEqual({ '': 100 });
    expect(rules(read({ ...older, completed: 101 }))).toContain('count-mismatch');
  });

  it('has no latency where nothing completed, although the tool writes 0', () => {
    const { metrics } = read({ ...result(), completed: 0, failed: 100 });
    expect([metrics.ttft, metrics.tpot, metrics.e2e]).toEqual([undefined, undefined, undefined]);
    expect(metrics.requests_success).toEqual({ '': 0 });
  });

  it('reads the misspelt goodput of older versions', () => {
    const { request_goodput: _, ...older } = result();
    expect(read({ ...older, 'request_goodput:': 1.25 }).metrics.goodput).toEqual({ '': 1.25 });
  });

  it('takes metadata as dimensions where the table has the name, else as settings, and no secret', () => {
    const part = read({
      ...result(),
      tp: '4',
      gpu: 'H100',
      version: '0.10.1',
      framework: 'sglang',
      stage: '7',
      rate: '5',
      replicas: 'many',
      note: 'warm cache',
      api_key: 'hidden',
      'HF-Token': 'hidden',
      prompts: ['hidden'],
      generated_texts: ['hidden'],
    });
    expect(part.dimensions).toMatchObject({ tp: 4, hardware: 'H100', engine_version: '0.10.1', engine: 'sglang' });
    expect(part.dimensions).not.toHaveProperty('stage');
    expect(part.dimensions.request_rate).toBeUndefined();
    expect(part.settings).toEqual(
      expect.arrayContaining([
        { component: 'load', key: 'note', value: 'warm cache' },
        { component: 'load', key: 'replicas', value: 'many' },
      ])
    );
    expect(JSON.stringify(part)).not.toContain('hidden');
  });

  it('gives each document of a file a run of its own', () => {
    expect(read(result(), 'dir/all.json', 0)).toMatchObject({ runKey: 'dir/all.json#0', dimensions: { run: 'all' } });
    expect(read(result(), 'dir/all.json', 2)).toMatchObject({
      runKey: 'dir/all.json#2',
      dimensions: { run: 'all #2' },
    });
  });

  it('reads runs of a sweep with their overrides, and leaves its warm-up out', () => {
    const sweep = {
      ...result(),
      run_number: 1,
      max_num_seqs: 64,
      'max-num-batched-tokens': 2048,
      random_input_len: 512,
      enable_prefix_caching: false,
      compilation_config: { level: 3 },
    };
    const part = read(sweep, 's/SERVE-max_num_seqs=64/run=1.json');
    expect(part.dimensions).toMatchObject({
      run: 'SERVE-max_num_seqs=64/run=1',
      max_num_seqs: 64,
      max_num_batched_tokens: 2048,
      isl: 512,
      prefix_caching: 'false',
    });
    expect(part.settings).toContainEqual({ component: 'load', key: 'compilation_config.level', value: '3' });
    const warmUp = read({ ...sweep, run_number: -1 }, 's/SERVE-x/warmup.json');
    expect(warmUp).toMatchObject({ grain: 'context', metrics: {}, dimensions: {}, runKey: null });
  });

  it('is told from lists, SGLang and InferenceX', () => {
    expect(detected(result())).toBe(true);
    expect(detected([result()])).toBe(false);
    expect(detected({ ...result(), mean_e2e_latency_ms: 1 })).toBe(false);
    expect(detected({ hw: 'h200', tput_per_gpu: 1, median_ttft: 1, model_id: 'x' })).toBe(false);
    expect(detected({ run_number: 0, error_type: 'X', error: 'y' })).toBe(false);
    expect(detected({ mean_e2el_ms: 1, model_id: 'embedder', num_prompts: 3 })).toBe(true);
  });

  it('never throws and never lets a number through that is none', () => {
    const whole = { ...result(), tp: '4', note: 'x', compilation_config: { level: 3 }, run_number: 1 };
    fc.assert(
      fc.property(mutations(whole), (value) => {
        expect(unsound(vllmServe.read({ kind: 'value', value }, { path: 'a/b.json', document: 0 }, CONTEXT))).toEqual(
          []
        );
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('vLLM bench serve on real files', () => {
  it('reads 201 results and nothing else', () => {
    const found = sampleFiles(ROOT, (path) => path.endsWith('.json'))
      .map((path) => ({ path, value: JSON.parse(sampleText(path)) as unknown }))
      .filter(({ value }) => detected(value))
      .map(({ path, value }) => read(value, path));
    expect(found).toHaveLength(201);
    expect(unsound(found)).toEqual([]);
    expect(new Set(found.map((part) => part.runKey)).size).toBe(201);
    expect(found.every((part) => part.dimensions.engine === undefined)).toBe(true);
  });

  it('takes the figures of a run at a rate', () => {
    const part = readFile(`${EXP7}/A100/llm-d-1p1d/benchmark_2025-05-11_23-00-27.json`);
    expect(part.dimensions).toEqual({
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      ended_at: 1747004563000,
      load_type: 'rate',
      request_rate: 1.8,
      tool: 'vllm-bench',
      run: 'benchmark_2025-05-11_23-00-27',
    });
    expect(part.metrics.ttft.mean).toBeCloseTo(1.0608074895199388, 15);
    expect(part.metrics.ttft.p99).toBeCloseTo(1.677645647451281, 15);
    expect(part.metrics.tpot.p95).toBeCloseTo(0.07487241899613383, 15);
    expect(part.metrics.itl.std).toBeCloseTo(0.1195820230484573, 15);
    expect(part.metrics.e2e).toBeUndefined();
    expect(part.metrics.output_token_throughput['']).toBe(345.88659683736);
    expect(part.metrics.input_token_throughput['']).toBeCloseTo(13835.46387, 4);
    expect(part.metrics.input_tokens.mean).toBe(8000);
    expect(part.metrics.output_tokens.mean).toBe(200);
    expect(part.metrics.requests_failed['']).toBe(0);
    expect(part.metrics.goodput).toBeUndefined();
    expect(part.settings).toContainEqual({ component: 'load', key: 'timestamp', value: '2025-05-11_23-00-27,model' });
  });

  it('takes the variant in seconds as seconds', () => {
    const part = readFile(
      `${ROOT}/SemiAnalysisAI__InferenceX/experimental/token_position_decode_slo/minimax-m2.5/results/minimax_m25_vllm_tep8_isl10240_osl128_conc8.json`
    );
    expect(part.metrics.ttft).toEqual({ p50: 1.8341439673677087, p99: 4.951054758802055 });
    expect(part.metrics.e2e).toEqual({ p50: 4.371704826131463, p99: 8.318980314601212 });
    expect(part.metrics.tpot).toEqual({ p50: 0.020785798084020146, p99: 0.047637920127668244 });
    expect(part.metrics.input_token_throughput['']).toBe(14956.616534781106);
    expect(part.metrics.total_token_throughput['']).toBeCloseTo((819200 + 10240) / 54.77174587547779, 9);
    expect(part.dimensions).toMatchObject({ load_type: 'concurrency', concurrency: 8, ended_at: 1771081811000 });
    expect(part.metrics.goodput).toBeUndefined();
  });

  it('reads a file with latencies alone, and keeps nothing of single requests', () => {
    const bare = readFile(`${ROOT}/vllm-project__vllm-ascend/results/serving_llama8B_tp1_qps_1.json`);
    expect(Object.keys(bare.metrics).sort()).toEqual(['itl', 'requests_total', 'tpot', 'ttft']);
    const detailed = readFile(
      `${ROOT}/dstackai__benchmarks/comparison/h100sxm5_vs_mi300x/raw_data/8xH100SXM5-serving/nvidia-vllm-16.0qps-Llama-3.1-405B-FP8-20241109-150547.json`
    );
    expect(JSON.stringify(detailed).length).toBeLessThan(4000);
    expect(detailed.metrics.ttft.p50).toBeCloseTo(0.40331627649993607, 15);
    expect(detailed.metrics.request_throughput['']).toBe(9.933701079436696);
  });
});
