import { lengthRange, type Length } from '../engine/workload';
import type { Sample } from '../distribution';
import { throughput } from '../measure';
import { TOOL_VERSION } from '../plan';
import { hexOf } from '../random';
import type { RunResult, StageResult } from '../run';
import { inferencePerfConfig } from './config';
import type { Json, JsonObject } from './json';
import { observability, stamp } from './observability';
import { stack } from './stack';
import { figure, statistics, type Digits } from './statistics';

/** An id in the form of a UUID of version 5. */
function uuid(name: string): string {
  const hex = hexOf(name, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}

function sequence(length: Length): JsonObject {
  return { distribution: 'gaussian', value: length.mean, std_dev: length.std, ...lengthRange(length) };
}

function load(run: RunResult, index: number): JsonObject {
  const { workload, stages } = run.plan;
  const { load: level } = stages[index];
  const config = inferencePerfConfig(run.plan);
  const prefix: JsonObject =
    workload.prefix === null
      ? {}
      : {
          prefix: {
            prefix_len: { distribution: 'fixed', value: workload.prefix.length },
            num_groups: workload.prefix.groups,
            num_users_per_group: 20,
            num_prefixes: 1,
          },
        };
  return {
    metadata: {
      schema_version: '0.0.1',
      cfg_id: hexOf(JSON.stringify([config, index]), 64),
      description: 'synthetic: a simulated load generator',
    },
    standardized: {
      tool: 'inference-perf',
      tool_version: TOOL_VERSION,
      parallelism: 1,
      source: 'random',
      stage: index,
      input_seq_len: sequence(workload.input),
      output_seq_len: sequence(workload.output),
      ...prefix,
      ...(level.kind === 'rate' ? { rate_qps: level.rate } : { concurrency: level.concurrency }),
    },
    native: { args: {}, config },
  };
}

/** A statistic is left out where nothing succeeded: the schema wants a mean. */
function given(entries: ReadonlyArray<readonly [string, Json]>): JsonObject {
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function aggregate({ measured }: StageResult, digits: Digits): JsonObject {
  const { samples } = measured;
  const of = (sample: Sample, units: string): JsonObject | null => statistics(sample, units, digits);
  const rates = throughput(measured);
  const rate = (value: number | undefined, units: string): JsonObject | null =>
    value === undefined ? null : figure(value, units, digits);
  return {
    requests: {
      total: measured.total,
      failures: measured.failed,
      ...given([
        ['input_length', of(samples.input, 'count')],
        ['output_length', of(samples.output, 'count')],
      ]),
    },
    latency: given([
      ['time_to_first_token', of(samples.ttft, 's')],
      ['time_per_output_token', of(samples.tpot, 's/token')],
      ['inter_token_latency', of(samples.itl, 's/token')],
      ['normalized_time_per_output_token', of(samples.ntpot, 's/token')],
      ['request_latency', of(samples.e2e, 's')],
    ]),
    throughput: given([
      ['input_token_rate', rate(rates?.input, 'tokens/s')],
      ['output_token_rate', rate(rates?.output, 'tokens/s')],
      ['total_token_rate', rate(rates === null ? undefined : rates.input + rates.output, 'tokens/s')],
      ['request_rate', rate(rates?.requests, 'queries/s')],
    ]),
  };
}

/** Benchmark Report v0.2 of one stage. Times are those of the whole run, as the converter of llm-d-benchmark writes them. */
export function benchmarkReport(run: RunResult, index: number, digits: Digits): JsonObject {
  const { plan } = run;
  const result = run.stages[index];
  const seconds = Math.round(run.duration * 1000) / 1000;
  return {
    version: '0.2',
    run: {
      uid: uuid(`${run.id}/${index}`),
      eid: uuid(run.id),
      cid: uuid('synthetic cluster'),
      time: { start: stamp(plan.startedAt, 0), end: stamp(plan.startedAt, seconds), duration: `PT${seconds}S` },
      user: 'namespace=synthetic',
      description: `synthetic: ${plan.description}`,
      keywords: ['synthetic', 'simulated', plan.experiment],
    },
    scenario: { stack: stack(plan.setup, plan.build), load: load(run, index) },
    results: {
      request_performance: { aggregate: aggregate(result, digits) },
      observability: observability(result, plan.setup.pools, plan.startedAt, plan.timeSeries, digits),
    },
  };
}
