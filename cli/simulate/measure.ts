import { concatSamples, plain, type Sample } from './distribution';
import type { Job } from './engine/job';
import type { Instance } from './engine/instance';
import type { Load, Served } from './engine/serve';

/** What a load generator saw of one stage. Seconds, counted from the start of the run. */
export interface Measured {
  readonly total: number;
  readonly success: number;
  readonly failed: number;
  /** First request sent, last answer of a success; null where nothing succeeded. */
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly sendStart: number;
  readonly sendEnd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly samples: Samples;
  /** `null` for a whole run. */
  readonly load: Load | null;
}

/** Of successes, but for the last two. `itl` pools the gaps of all tokens. */
export interface Samples {
  readonly ttft: Sample;
  readonly tpot: Sample;
  readonly itl: Sample;
  readonly ntpot: Sample;
  readonly e2e: Sample;
  readonly input: Sample;
  readonly output: Sample;
  readonly scheduleDelay: Sample;
  readonly failedLatency: Sample;
  readonly failedInput: Sample;
}

export const ttftOf = (job: Job): number => job.firstToken - job.arrival;
export const e2eOf = (job: Job): number => job.end - job.arrival;
export const tpotOf = (job: Job): number => (job.end - job.firstToken) / (job.outputTokens - 1);

/** Gaps are kept to 10 us, finer than a load generator's clock is steady, so that a million of them are few values. */
const GAP_STEPS = 1e5;

/**
 * Gaps between tokens: the time of each step, as often as sequences got both this and the step's predecessor's token. Counted
 * by differences over the steps, so a million gaps cost no more than their steps.
 */
function gaps(jobs: readonly Job[], instances: readonly Instance[]): Sample {
  const counts = new Map<number, number>();
  instances.forEach(({ id, stepEnds }) => {
    const change = new Int32Array(stepEnds.length + 1);
    jobs.forEach((job) => {
      if (job.instance === id && job.lastStep > job.firstStep) {
        change[job.firstStep + 1]++;
        change[job.lastStep + 1]--;
      }
    });
    let weight = 0;
    for (let step = 1; step < stepEnds.length; step++) {
      weight += change[step];
      if (weight > 0) {
        const gap = ((stepEnds[step] - stepEnds[step - 1]) * GAP_STEPS + 0.5) | 0;
        counts.set(gap, (counts.get(gap) ?? 0) + weight);
      }
    }
  });
  return { values: Array.from(counts.keys(), (gap) => gap / GAP_STEPS), weights: Array.from(counts.values()) };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** What the load generator saw. `offset`: when the stage starts in its run. */
export function measure({ jobs, instances }: Served, load: Load, offset: number): Measured {
  const successes = jobs.filter(({ status }) => status === 'done');
  const failures = jobs.filter(({ status }) => status === 'failed');
  const of = (pick: (job: Job) => number): Sample => plain(successes.map(pick));
  const arrivals = jobs.map(({ arrival }) => arrival);
  const longer = successes.filter(({ outputTokens }) => outputTokens > 1);
  return {
    total: jobs.length,
    success: successes.length,
    failed: failures.length,
    window:
      successes.length === 0
        ? null
        : {
            start: offset + Math.min(...successes.map(({ arrival }) => arrival)),
            end: offset + Math.max(...successes.map(({ end }) => end)),
          },
    sendStart: offset + Math.min(...arrivals),
    sendEnd: offset + Math.max(...arrivals),
    inputTokens: sum(successes.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(successes.map(({ outputTokens }) => outputTokens)),
    cachedTokens: sum(successes.map(({ cachedTokens }) => cachedTokens)),
    samples: {
      ttft: of(ttftOf),
      tpot: plain(longer.map(tpotOf)),
      itl: gaps(successes, instances),
      ntpot: of((job) => e2eOf(job) / job.outputTokens),
      e2e: of(e2eOf),
      input: of(({ inputTokens }) => inputTokens),
      output: of(({ outputTokens }) => outputTokens),
      // The simulated generator is never late by more than its timer.
      scheduleDelay: plain(jobs.map(({ index }) => 0.0002 + 0.0001 * ((index * 7) % 11))),
      failedLatency: plain(failures.map(e2eOf)),
      failedInput: plain(failures.map(({ inputTokens }) => inputTokens)),
    },
    load,
  };
}

/** All stages of a run as one, as the summary of a load generator pools them. */
export function pooled(stages: readonly Measured[]): Measured {
  const windows = stages.map(({ window }) => window).filter((window) => window !== null);
  const join = (key: keyof Samples): Sample => concatSamples(stages.map(({ samples }) => samples[key]));
  const total = (pick: (stage: Measured) => number): number => sum(stages.map(pick));
  return {
    total: total((stage) => stage.total),
    success: total((stage) => stage.success),
    failed: total((stage) => stage.failed),
    window:
      windows.length === 0
        ? null
        : { start: Math.min(...windows.map(({ start }) => start)), end: Math.max(...windows.map(({ end }) => end)) },
    sendStart: Math.min(...stages.map(({ sendStart }) => sendStart)),
    sendEnd: Math.max(...stages.map(({ sendEnd }) => sendEnd)),
    inputTokens: total((stage) => stage.inputTokens),
    outputTokens: total((stage) => stage.outputTokens),
    cachedTokens: total((stage) => stage.cachedTokens),
    samples: {
      ttft: join('ttft'),
      tpot: join('tpot'),
      itl: join('itl'),
      ntpot: join('ntpot'),
      e2e: join('e2e'),
      input: join('input'),
      output: join('output'),
      scheduleDelay: join('scheduleDelay'),
      failedLatency: join('failedLatency'),
      failedInput: join('failedInput'),
    },
    load: null,
  };
}

/** Rates over the window of the successes; null where nothing succeeded. */
export function throughput({ window, success, inputTokens, outputTokens }: Measured): Throughput | null {
  if (window === null) {
    return null;
  }
  const seconds = window.end - window.start;
  return { requests: success / seconds, input: inputTokens / seconds, output: outputTokens / seconds };
}

export interface Throughput {
  /** Requests a second. */
  readonly requests: number;
  /** Tokens a second. */
  readonly input: number;
  readonly output: number;
}
