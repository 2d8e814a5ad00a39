import { aggregated, disaggregated, gpusOf, type Setup } from '../engine/setup';
import type { RunPlan, Stage } from '../plan';
import { SWEEP } from '../truth';
import { RELEASE } from './builds';
import { runNoise } from './noise';

const of = (instances: number, tp: number): { instances: number; tp: number } => ({ instances, tp });

/** Configurations by a short name that goes into directory names. */
const SETUPS: ReadonlyArray<readonly [name: string, setup: Setup]> = [
  ['8gpu-4xtp2', aggregated(4, 2)],
  ['8gpu-2xtp4', aggregated(2, 4)],
  ['8gpu-1xtp8', aggregated(1, 8)],
  ['8gpu-1p-tp4-1d-tp4', disaggregated(of(1, 4), of(1, 4))],
  ['8gpu-2p-tp2-1d-tp4', disaggregated(of(2, 2), of(1, 4))],
  ['16gpu-8xtp2', aggregated(8, 2)],
  ['16gpu-4xtp4', aggregated(4, 4)],
  ['16gpu-2xtp8', aggregated(2, 8)],
  ['16gpu-1p-tp8-1d-tp8', disaggregated(of(1, 8), of(1, 8))],
  ['16gpu-2p-tp4-2d-tp4', disaggregated(of(2, 4), of(2, 4))],
  ['16gpu-3p-tp4-1d-tp4', disaggregated(of(3, 4), of(1, 4))],
  ['16gpu-1p-tp4-3d-tp4', disaggregated(of(1, 4), of(3, 4))],
  ['16gpu-2p-tp4-1d-tp8', disaggregated(of(2, 4), of(1, 8))],
];

/** Enough requests to be in a steady state for most of a stage. */
function stage(concurrency: number): Stage {
  return { load: { kind: 'concurrency', concurrency }, requests: Math.min(1024, Math.max(64, 8 * concurrency)) };
}

const FIRST_START = Date.UTC(2026, 10, 9, 6, 0, 0);
const HOURS_BETWEEN = 2;

/** The sweep of concurrency over topologies, every configuration with three repeats. */
export function sweepPlans(seed: string): RunPlan[] {
  const plans: RunPlan[] = [];
  for (let repeat = 1; repeat <= SWEEP.repeats; repeat++) {
    SETUPS.forEach(([name, setup]) => {
      const own = `${seed}/${SWEEP.experiment}/${name}/${repeat}`;
      plans.push({
        experiment: SWEEP.experiment,
        treatment: `${name}-r${repeat}`,
        repeat,
        description: `simulated concurrency sweep of ${name} on ${gpusOf(setup)} GPUs, repeat ${repeat}`,
        setup,
        workload: { input: { mean: 5000, std: 500 }, output: { mean: 1650, std: 165 }, prefix: null },
        stages: SWEEP.concurrencies.map(stage),
        timeout: 240,
        build: RELEASE,
        startedAt: FIRST_START + plans.length * HOURS_BETWEEN * 3_600_000,
        slow: runNoise(own),
        seed: own,
        requestsSeed: `${seed}/${SWEEP.experiment}/${repeat}`,
        slo: null,
        perRequest: false,
        timeSeries: repeat === 1,
      });
    });
  }
  return plans;
}
