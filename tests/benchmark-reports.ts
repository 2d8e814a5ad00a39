import type { FakeStore } from './fake-store';

/** One load level of a run, as a Benchmark Report v0.2 writes it. What is left out, the report does not say. */
export interface ReportOf {
  readonly experiment: string;
  readonly run: string;
  readonly stage: number;
  /** Start of the run, ISO 8601. */
  readonly start?: string;
  readonly model?: string;
  /** Instances of 4 GPUs each by their role; none: the report names no engine. */
  readonly instances?: { readonly replica?: number; readonly prefill?: number; readonly decode?: number };
  readonly version?: string;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly failures?: number;
  /** Means in seconds, and output tokens per second. */
  readonly ttft?: number;
  readonly tpot?: number;
  readonly output?: number;
}

const spread = (units: string, mean: number | undefined): object | undefined =>
  mean === undefined
    ? undefined
    : { units, mean, p50: mean, p90: mean * 1.5, p95: mean * 1.7, p99: mean * 2, max: mean * 3 };

function engine(role: string, replicas: number, { model, version }: ReportOf): object {
  return {
    metadata: { label: role },
    standardized: {
      kind: 'inference_engine',
      tool: 'vllm',
      tool_version: version,
      role,
      replicas,
      model: { name: model },
      accelerator: { model: 'H100', count: 4, parallelism: { tp: 4 } },
    },
  };
}

function report(given: ReportOf): object {
  const { instances = {}, output } = given;
  return {
    version: '0.2',
    run: { uid: `${given.run}-${given.stage}`, eid: given.run, time: { start: given.start } },
    scenario: {
      stack: Object.entries(instances).map(([role, replicas]) => engine(role, replicas, given)),
      load: {
        standardized: {
          tool: 'inference-perf',
          source: 'random',
          stage: given.stage,
          input_seq_len: { distribution: 'fixed', value: 1000 },
          output_seq_len: { distribution: 'fixed', value: 100 },
          concurrency: given.concurrency,
          rate_qps: given.rate,
        },
      },
    },
    results: {
      request_performance: {
        aggregate: {
          requests: { total: 100, failures: given.failures },
          latency: {
            time_to_first_token: spread('s', given.ttft),
            time_per_output_token: spread('s/token', given.tpot),
            request_latency: spread(
              's',
              given.ttft === undefined || given.tpot === undefined ? undefined : given.ttft + 99 * given.tpot
            ),
          },
          throughput: {
            output_token_rate: spread('tokens/s', output),
            total_token_rate: spread('tokens/s', output === undefined ? undefined : output * 11),
            request_rate: spread('queries/s', output === undefined ? undefined : output / 100),
          },
        },
      },
    },
  };
}

/** Reports where a harness leaves them: a directory a run below its experiment, a file a stage. */
export function storeOfReports(given: readonly ReportOf[]): FakeStore {
  const store: { [path: string]: string } = {};
  given.forEach((one) => {
    const name = `benchmark_report_v0.2,_stage_${one.stage}_lifecycle_metrics.json.json`;
    store[`${one.experiment}/results/${one.run}/${name}`] = JSON.stringify(report(one));
  });
  return store;
}
