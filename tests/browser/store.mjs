import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const statistics = (units, mean) => ({ units, mean, p50: mean, p90: mean * 1.5, p99: mean * 2 });

/** A Benchmark Report v0.2 of one load level: two replicas of TP4, or a prefill and a decode instance. */
function report(run, stage, concurrency, seconds, disaggregated) {
  const engine = (role, replicas) => ({
    metadata: { label: role },
    standardized: {
      kind: 'inference_engine',
      tool: 'vllm',
      tool_version: '0.9.1',
      role,
      replicas,
      model: { name: 'test/Model-8B' },
      accelerator: { model: 'H100', count: 4, parallelism: { tp: 4, pp: 1, dp: 1, ep: 1 } },
    },
  });
  return {
    version: '0.2',
    run: { uid: `${run}-${stage}`, eid: run, time: { start: '2026-01-02T03:04:05Z', end: '2026-01-02T03:14:05Z' } },
    scenario: {
      stack: disaggregated ? [engine('prefill', 1), engine('decode', 1)] : [engine('replica', 2)],
      load: {
        standardized: {
          tool: 'inference-perf',
          stage,
          concurrency,
          input_seq_len: { value: 1000 },
          output_seq_len: { value: 100 },
        },
      },
    },
    results: {
      request_performance: {
        aggregate: {
          requests: { total: 100, failures: 1 },
          latency: {
            time_to_first_token: statistics('s', seconds),
            time_per_output_token: statistics('ms/token', disaggregated ? 15 : 20),
            request_latency: statistics('s', seconds * 4),
          },
          throughput: {
            output_token_rate: { units: 'tokens/s', mean: concurrency * (disaggregated ? 55 : 50) },
            request_rate: { units: 'queries/s', mean: concurrency / 2 },
          },
        },
      },
    },
  };
}

/** Writes a small store into a directory of its own and answers its path. */
export function writeStore() {
  const root = mkdtempSync(join(tmpdir(), 'prism-browser-'));
  const write = (path, content) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  [1, 8, 64].forEach((concurrency, stage) => {
    write(
      `sweep/run-a/benchmark_report_v0.2,_stage_${stage}.json`,
      JSON.stringify(report('run-a', stage, concurrency, 0.25 * (stage + 1), false))
    );
    write(
      `sweep/run-b/benchmark_report_v0.2,_stage_${stage}.json`,
      JSON.stringify(report('run-b', stage, concurrency, 0.5 * (stage + 1), true))
    );
  });
  write('sweep/run-a/broken report.json', '{"version": "0.2", "results": {');
  write('sweep/notes.md', 'not a result');
  return root;
}
