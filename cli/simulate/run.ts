import type { Job } from './engine/job';
import { serve, type Served } from './engine/serve';
import { jobsOf } from './engine/workload';
import { measure, type Measured } from './measure';
import type { RunPlan, Stage } from './plan';
import { hexOf, random } from './random';

/** Pause between two stages of a run, as the load generator makes it. */
export const INTERVAL_SECONDS = 15;

export interface StageResult {
  readonly stage: Stage;
  /** When it starts, in seconds since the start of the run. */
  readonly offset: number;
  readonly served: Served;
  readonly measured: Measured;
}

export interface RunResult {
  readonly plan: RunPlan;
  /** Name as the benchmark harness gives it: `inference-perf-<treatment>-<unix time>-<6 digits>`. */
  readonly id: string;
  readonly stages: readonly StageResult[];
  /** Seconds from start to end. */
  readonly duration: number;
}

const endOf = (jobs: readonly Job[]): number => jobs.reduce((end, job) => Math.max(end, job.end), 0);

/** Carries a run out: its stages one after the other, each on idle engines. */
export function simulate(plan: RunPlan): RunResult {
  const stages: StageResult[] = [];
  let offset = 0;
  plan.stages.forEach((stage, index) => {
    const served = serve({
      setup: plan.setup,
      load: stage.load,
      jobs: jobsOf(plan.workload, stage.requests, random(`${plan.requestsSeed}/requests/${index}`)),
      prefixLength: plan.workload.prefix?.length ?? 0,
      timeout: plan.timeout,
      slow: plan.slow,
      seed: `${plan.seed}/${index}`,
    });
    stages.push({ stage, offset, served, measured: measure(served, stage.load, offset) });
    offset += endOf(served.jobs) + INTERVAL_SECONDS;
  });
  const seconds = Math.floor(plan.startedAt / 1000);
  const id = `inference-perf-${plan.treatment}-${seconds}-${hexOf(plan.seed, 6)}`;
  return { plan, id, stages, duration: offset - INTERVAL_SECONDS };
}
