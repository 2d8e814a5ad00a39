import { disaggregated } from '../engine/setup';
import type { RunPlan } from '../plan';
import { NIGHTLY } from '../truth';
import { nightlyBuild } from './builds';
import { runNoise } from './noise';

const DAY = 86_400_000;
const REQUESTS = 1024;

function plan(seed: string, number: number): RunPlan {
  const own = `${seed}/${NIGHTLY.experiment}/${number}`;
  const noise = runNoise(own);
  const isSlow = number >= NIGHTLY.regressionAt && number < NIGHTLY.fixedAt;
  return {
    experiment: NIGHTLY.experiment,
    treatment: `nightly-b${String(number).padStart(3, '0')}`,
    repeat: 1,
    description: `simulated nightly run of build ${number}`,
    setup: disaggregated({ instances: 1, tp: 4 }, { instances: 1, tp: 4 }),
    workload: { input: { mean: 2000, std: 200 }, output: { mean: 500, std: 50 }, prefix: null },
    stages: [{ load: { kind: 'concurrency', concurrency: NIGHTLY.concurrency }, requests: REQUESTS }],
    timeout: 120,
    build: nightlyBuild(number),
    startedAt: NIGHTLY.firstStart + (number - 1) * DAY,
    slow: { prompts: noise.prompts, decode: noise.decode * (isSlow ? NIGHTLY.decodeSlowdown : 1) },
    seed: own,
    // The same requests every night, as a fixed seed of the load generator gives them.
    requestsSeed: `${seed}/${NIGHTLY.experiment}`,
    slo: null,
    perRequest: false,
    timeSeries: false,
  };
}

/** One run a night of one configuration, with a regression and its fix. */
export function nightlyPlans(seed: string): RunPlan[] {
  return Array.from({ length: NIGHTLY.builds }, (_, index) => plan(seed, index + 1));
}
