/** Results as tools write them, made up: nothing is measured. Deterministic, so that two runs read the same bytes. */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Numbers of 0 to 1 that look random and are not: mulberry32. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PERCENTILES = ['p0p1', 'p1', 'p5', 'p10', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99p9'];

function statistics(mean: number, units: string, next: () => number): Json {
  const spread = (index: number): number => mean * (0.4 + 0.15 * index + 0.1 * next());
  const percentiles = Object.fromEntries(PERCENTILES.map((name, index) => [name, spread(index)]));
  return { units, mean, mode: mean, stddev: mean * next(), min: mean * 0.3, ...percentiles, max: mean * 3 };
}

function engine(role: string, replicas: number, tp: number): Json {
  return {
    metadata: { label: `vllm-svc-${role}`, cfg_id: '0123456789abcdef'.repeat(4) },
    standardized: {
      kind: 'inference_engine',
      tool: 'vllm',
      tool_version: 'v0.11.0',
      role,
      replicas,
      model: { name: 'meta-llama/Llama-3.1-70B-Instruct' },
      accelerator: { model: 'H100', count: tp, parallelism: { dp: 1, dp_local: 1, ep: 1, pp: 1, tp, workers: 1 } },
    },
    native: {
      args: {
        '--tensor-parallel-size': String(tp),
        '--max-num-seqs': '256',
        '--gpu-memory-utilization': '0.9',
        '--block-size': '64',
      },
      envars: { UCX_TLS: 'cuda_ipc,cuda_copy,tcp', VLLM_NIXL_SIDE_CHANNEL_PORT: '5557' },
    },
  };
}

/** A Benchmark Report v0.2 of one load level, as llm-d-benchmark writes it. */
export function benchmarkReport(run: number, stage: number): string {
  const next = numbers(run * 1000 + stage);
  const load = 2 ** stage;
  const [prefill, decode] = [1 + (run % 3), 1 + ((run >> 2) % 3)];
  const report: Json = {
    version: '0.2',
    run: {
      uid: `uid-${run}-${stage}`,
      eid: `eid-${run}`,
      cid: 'cluster',
      time: { start: '2026-01-02T03:04:05Z', end: '2026-01-02T03:24:05Z', duration: 'PT1200S' },
      user: 'namespace=bench',
      description: `run ${run}`,
    },
    scenario: {
      stack: [engine('prefill', prefill, 4), engine('decode', decode, 4)],
      load: {
        metadata: { schema_version: '0.0.1', cfg_id: 'fedcba9876543210'.repeat(4) },
        standardized: {
          tool: 'inference-perf',
          tool_version: '0.2.0',
          parallelism: 1,
          source: 'random',
          stage,
          input_seq_len: { distribution: 'gaussian', value: 1024, std_dev: 10, min: 1000, max: 1050 },
          output_seq_len: { distribution: 'gaussian', value: 128, std_dev: 5, min: 100, max: 150 },
          rate_qps: load,
        },
        native: {
          args: {},
          config: {
            load: { type: 'constant', stages: [{ rate: load, duration: 60 }] },
            api: { type: 'completion', streaming: true },
          },
        },
      },
    },
    results: {
      request_performance: {
        aggregate: {
          requests: {
            total: 1000,
            failures: 0,
            incomplete: 0,
            input_length: statistics(1024, 'count', next),
            output_length: statistics(128, 'count', next),
          },
          latency: {
            time_to_first_token: statistics(0.1 * load * (1 + next()), 's', next),
            time_per_output_token: statistics(0.01 * (1 + next()), 's/token', next),
            inter_token_latency: statistics(0.01 * (1 + next()), 's/token', next),
            normalized_time_per_output_token: statistics(0.02 * (1 + next()), 's/token', next),
            request_latency: statistics(2 * (1 + next()), 's', next),
          },
          throughput: {
            input_token_rate: statistics(1024 * load, 'tokens/s', next),
            output_token_rate: statistics(128 * load * (0.9 + 0.1 * next()), 'tokens/s', next),
            total_token_rate: statistics(1152 * load, 'tokens/s', next),
            request_rate: statistics(load, 'queries/s', next),
          },
        },
      },
    },
  };
  return JSON.stringify(report);
}

/** A small result of vLLM bench serve. */
export function serveResult(run: number, stage: number): string {
  const next = numbers(run * 1000 + stage);
  const latency = (name: string, mean: number): { [key: string]: Json } => ({
    [`mean_${name}_ms`]: mean,
    [`median_${name}_ms`]: mean * next(),
    [`std_${name}_ms`]: mean * next(),
    [`p99_${name}_ms`]: mean * (2 + next()),
  });
  return JSON.stringify({
    date: '20260102-030405',
    backend: 'vllm',
    model_id: `org/model-${run % 7}`,
    num_prompts: 1000,
    request_rate: 'inf',
    max_concurrency: 2 ** stage,
    duration: 60 + next(),
    completed: 1000,
    total_input_tokens: 1024000,
    total_output_tokens: 128000,
    request_throughput: 16 * next(),
    output_throughput: 2000 * next(),
    ...latency('ttft', 100 * (stage + 1)),
    ...latency('tpot', 10 + next()),
    ...latency('itl', 10 + next()),
  });
}
