import type { RunPlan } from './plan';
import { reportFiles, runFiles, type StoreFile } from './report/files';
import { simulate } from './run';
import { batchingPlans } from './scenarios/batching';
import { nightlyPlans } from './scenarios/nightly';
import { ratePlans } from './scenarios/rates';
import { routingPlans } from './scenarios/routing';
import { sweepPlans } from './scenarios/sweep';
import { BATCHING, NIGHTLY, ROUTING, SWEEP } from './truth';

/** Changes with every change of what the simulator writes: a demo store of another version is built anew. */
export const STORE_VERSION = 2;

/** Files of one run, written as soon as they are there so that the store never lies in memory as a whole. */
export interface RunFiles {
  readonly files: readonly StoreFile[];
  readonly done: number;
  readonly total: number;
}

/** Reports as YAML, as the harness writes them, but for the nightly runs, which have the JSON export. */
export function* demoStore(seed: string): Generator<RunFiles> {
  const plans = [
    ...sweepPlans(seed),
    ...routingPlans(seed),
    ...batchingPlans(seed),
    ...nightlyPlans(seed),
    ...ratePlans(seed),
  ];
  for (const [index, plan] of plans.entries()) {
    const reports = plan.experiment === NIGHTLY.experiment ? 'json' : 'yaml';
    yield { files: runFiles(simulate(plan), reports), done: index + 1, total: plans.length };
  }
}

/** Builds around the regression and its fix, with enough before it to tell noise from change. */
const SAMPLE_BUILDS = { from: 28, to: 52 };

function isInSample({ experiment, treatment, repeat, build }: RunPlan): boolean {
  switch (experiment) {
    case SWEEP.experiment:
      return repeat === 1 && treatment.startsWith('16gpu-');
    case ROUTING.experiment:
    case BATCHING.experiment:
      // Every repeat: of two, even a sixfold TTFT cannot be told from noise.
      return true;
    case NIGHTLY.experiment:
      return build.number !== null && build.number >= SAMPLE_BUILDS.from && build.number <= SAMPLE_BUILDS.to;
    default:
      return false;
  }
}

/** The part of the demo store that ships inside the plugin, and the index that lists it. Paths are sorted. */
export function sampleStore(seed: string): StoreFile[] {
  const plans = [...sweepPlans(seed), ...routingPlans(seed), ...batchingPlans(seed), ...nightlyPlans(seed)].filter(
    isInSample
  );
  // Single requests of one repeat show what they are for.
  const files = plans.flatMap((plan) =>
    reportFiles(simulate({ ...plan, timeSeries: false, perRequest: plan.perRequest && plan.repeat === 1 }))
  );
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const objects = files.map(({ path, text }) => ({ path, size: Buffer.byteLength(text) }));
  return [...files, { path: 'index.json', text: `${JSON.stringify({ objects }, null, 1)}\n` }];
}
