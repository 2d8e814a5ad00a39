import { aggregated, type Setup } from '../engine/setup';
import type { RunPlan } from '../plan';
import { BATCHING } from '../truth';
import { RELEASE } from './builds';
import { runNoise } from './noise';

/** The middle size of a step is also that of half the accelerators, so that size alone differs. */
const [, MIDDLE] = BATCHING.tokens;

const SETUPS: ReadonlyArray<readonly [name: string, setup: Setup, perRequest: boolean]> = [
  ...BATCHING.tokens.map((tokens): [string, Setup, boolean] => [
    `2xtp4-b${tokens}`,
    aggregated(2, 4, 'least-loaded', tokens),
    tokens === MIDDLE,
  ]),
  [`1xtp4-b${MIDDLE}`, aggregated(1, 4, 'least-loaded', MIDDLE), true],
];

const STAGE_SECONDS = 8;
const FIRST_START = Date.UTC(2026, 10, 18, 6, 0, 0);
const QUARTERS_BETWEEN = 1;

/** Sizes of a step, and half the accelerators, under long prompts with short answers; two of them with every request. */
export function batchingPlans(seed: string): RunPlan[] {
  const plans: RunPlan[] = [];
  for (let repeat = 1; repeat <= BATCHING.repeats; repeat++) {
    SETUPS.forEach(([name, setup, perRequest]) => {
      const own = `${seed}/${BATCHING.experiment}/${name}/${repeat}`;
      plans.push({
        experiment: BATCHING.experiment,
        treatment: `${name}-r${repeat}`,
        repeat,
        description: `simulated batching study, ${name}, repeat ${repeat}`,
        setup,
        workload: { input: { mean: 2000, std: 200 }, output: { mean: 24, std: 3 }, prefix: null },
        stages: BATCHING.rates.map((rate) => ({ load: { kind: 'rate', rate }, requests: rate * STAGE_SECONDS })),
        timeout: 60,
        build: RELEASE,
        startedAt: FIRST_START + plans.length * QUARTERS_BETWEEN * 900_000,
        slow: runNoise(own),
        seed: own,
        requestsSeed: `${seed}/${BATCHING.experiment}/${repeat}`,
        slo: null,
        perRequest,
        timeSeries: false,
      });
    });
  }
  return plans;
}
