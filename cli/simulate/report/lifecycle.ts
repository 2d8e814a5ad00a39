import type { Sample } from '../distribution';
import { throughput, type Measured } from '../measure';
import type { Slo } from '../plan';
import type { Job } from '../engine/job';
import { tpotOf, ttftOf } from '../measure';
import type { Json, JsonObject } from './json';
import { nativeDistribution, rounded, type Digits } from './statistics';

/** Goodput as inference-perf counts it: failed requests are not good. */
function goodput(jobs: readonly Job[], slo: Slo, seconds: number, digits: Digits): JsonObject {
  const done = jobs.filter(({ status }) => status === 'done');
  const good = done.filter((job) => ttftOf(job) <= slo.ttft && tpotOf(job) <= slo.tpot);
  const share = (count: number): number => rounded((100 * count) / jobs.length, digits);
  const tokens = good.reduce((sum, job) => sum + job.inputTokens + job.outputTokens, 0);
  return {
    goodput_percentage: share(good.length),
    request_goodput: rounded(good.length / seconds, digits),
    token_goodput: rounded(tokens / seconds, digits),
    good_requests: good.length,
    total_requests: jobs.length,
    ttft_attainment_percentage: share(done.filter((job) => ttftOf(job) <= slo.ttft).length),
    tpot_attainment_percentage: share(done.filter((job) => tpotOf(job) <= slo.tpot).length),
  };
}

/** Rates that only a file of one stage has. A closed loop's requested rate is made up by the tool from what it achieved. */
function stageLoad(measured: Measured, digits: Digits): JsonObject {
  const { load, sendStart, sendEnd, total } = measured;
  if (load === null) {
    return {};
  }
  const sending = sendEnd - sendStart;
  const achieved = rounded(total / sending, digits);
  return {
    send_duration: rounded(sending, digits),
    requested_rate: load.kind === 'rate' ? load.rate : achieved,
    achieved_rate: achieved,
    ...(load.kind === 'concurrency' ? { concurrency: load.concurrency } : {}),
  };
}

function failures(measured: Measured, digits: Digits): JsonObject {
  const { failed, samples } = measured;
  const labels: JsonObject =
    failed === 0
      ? {}
      : { '504 - Gateway Timeout': { count: failed, messages: [{ message: 'upstream request timeout' }] } };
  return {
    count: failed,
    request_latency: nativeDistribution(samples.failedLatency, digits),
    prompt_len: nativeDistribution(samples.failedInput, digits),
    by_label: labels,
  };
}

/**
 * `stage_<N>_lifecycle_metrics.json` or, for pooled stages, `summary_lifecycle_metrics.json` of inference-perf 0.5.
 * `jobs` are those of the stage, needed for goodput alone.
 */
export function lifecycle(measured: Measured, jobs: readonly Job[], slo: Slo | null, digits: Digits): JsonObject {
  const { samples } = measured;
  const dist = (sample: Sample): Json => nativeDistribution(sample, digits);
  const rates = throughput(measured);
  const rate = (value: number | undefined): number => (value === undefined ? 0 : rounded(value, digits));
  const seconds = measured.window === null ? 0 : measured.window.end - measured.window.start;
  const lengths = (sample: Sample, totals: JsonObject): Json => ({ ...totals, ...(dist(sample) as JsonObject | null) });
  const { inputTokens, outputTokens, cachedTokens } = measured;
  return {
    benchmark_time_seconds: rounded(seconds, digits),
    load_summary: {
      count: measured.total,
      schedule_delay: dist(samples.scheduleDelay),
      ...stageLoad(measured, digits),
    },
    successes: {
      count: measured.success,
      latency: {
        request_latency: dist(samples.e2e),
        normalized_time_per_output_token: dist(samples.ntpot),
        time_per_output_token: dist(samples.tpot),
        time_to_first_token: dist(samples.ttft),
        inter_token_latency: dist(samples.itl),
      },
      throughput: {
        input_tokens_per_sec: rate(rates?.input),
        output_tokens_per_sec: rate(rates?.output),
        total_tokens_per_sec: rate(rates === null ? undefined : rates.input + rates.output),
        requests_per_sec: rate(rates?.requests),
      },
      prompt_len: dist(samples.input),
      prompt_tokens: lengths(samples.input, {
        total: inputTokens,
        cached: cachedTokens,
        uncached: inputTokens - cachedTokens,
      }),
      output_len: dist(samples.output),
      output_tokens: lengths(samples.output, { total: outputTokens }),
      token_count_mismatches: 0,
      ...(slo === null || seconds === 0 ? {} : { goodput_metrics: goodput(jobs, slo, seconds, digits) }),
    },
    failures: failures(measured, digits),
  };
}
