import { aggregated } from '../engine/setup';
import type { RunPlan } from '../plan';
import { ROUTING } from '../truth';
import { RELEASE } from './builds';
import { runNoise } from './noise';

const STAGE_SECONDS = 120;
const FIRST_START = Date.UTC(2026, 10, 14, 6, 0, 0);
const HOURS_BETWEEN = 1;

/** Four routing policies before the same four engines, under prompts that share long prefixes. */
export function routingPlans(seed: string): RunPlan[] {
  const plans: RunPlan[] = [];
  for (let repeat = 1; repeat <= ROUTING.repeats; repeat++) {
    ROUTING.policies.forEach((policy) => {
      const own = `${seed}/${ROUTING.experiment}/${policy}/${repeat}`;
      plans.push({
        experiment: ROUTING.experiment,
        treatment: `${policy}-r${repeat}`,
        repeat,
        description: `simulated routing study, ${policy}, repeat ${repeat}`,
        setup: aggregated(4, 4, policy),
        workload: {
          input: { mean: ROUTING.prefixLength + 1200, std: 60 },
          output: { mean: 300, std: 30 },
          prefix: { length: ROUTING.prefixLength, groups: ROUTING.prefixGroups },
        },
        stages: ROUTING.rates.map((rate) => ({ load: { kind: 'rate', rate }, requests: rate * STAGE_SECONDS })),
        timeout: 60,
        build: RELEASE,
        startedAt: FIRST_START + plans.length * HOURS_BETWEEN * 3_600_000,
        slow: runNoise(own),
        seed: own,
        requestsSeed: `${seed}/${ROUTING.experiment}/${repeat}`,
        slo: null,
        perRequest: false,
        timeSeries: false,
      });
    });
  }
  return plans;
}
