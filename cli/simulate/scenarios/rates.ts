import { aggregated, disaggregated, type Setup } from '../engine/setup';
import type { RunPlan } from '../plan';
import { RATES } from '../truth';
import { RELEASE } from './builds';
import { runNoise } from './noise';

const SETUPS: ReadonlyArray<readonly [name: string, setup: Setup]> = [
  ['16gpu-2xtp8', aggregated(2, 8)],
  ['16gpu-2p-tp4-1d-tp8', disaggregated({ instances: 2, tp: 4 }, { instances: 1, tp: 8 })],
];

const STAGE_SECONDS = 45;
const FIRST_START = Date.UTC(2026, 10, 17, 6, 0, 0);
const QUARTERS_BETWEEN = 1;

/** Rising request rates with the file of single requests, one run a rate so that a file belongs to one load. */
export function ratePlans(seed: string): RunPlan[] {
  const plans: RunPlan[] = [];
  SETUPS.forEach(([name, setup]) => {
    RATES.rates.forEach((rate) => {
      const own = `${seed}/${RATES.experiment}/${name}/${rate}`;
      plans.push({
        experiment: RATES.experiment,
        treatment: `${name}-rate${rate}`,
        repeat: 1,
        description: `simulated run of ${name} at ${rate} requests a second, with every request`,
        setup,
        workload: { input: { mean: 2000, std: 200 }, output: { mean: 250, std: 25 }, prefix: null },
        stages: [{ load: { kind: 'rate', rate }, requests: rate * STAGE_SECONDS }],
        timeout: 60,
        build: RELEASE,
        startedAt: FIRST_START + plans.length * QUARTERS_BETWEEN * 900_000,
        slow: runNoise(own),
        seed: own,
        requestsSeed: `${seed}/${RATES.experiment}/${rate}`,
        slo: RATES.slo,
        perRequest: true,
        timeSeries: true,
      });
    });
  });
  return plans;
}
