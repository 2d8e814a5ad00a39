import type { Random } from '../random';
import type { Instance } from './instance';
import type { Job } from './job';
import type { Policy } from './setup';

/** Chooses the instance for a request. */
export type Router = (instances: readonly Instance[], job: Job) => Instance;

/** Weights of the endpoint picker's scorers, also written into the reports. */
export const SCORER_WEIGHTS = { prefix: 2, queue: 1, kv: 1 } as const;

/** The best score; among equals one at random, as the picker does. */
function best(instances: readonly Instance[], score: (instance: Instance) => number, random: Random): Instance {
  const scores = instances.map(score);
  const top = Math.max(...scores);
  const winners = instances.filter((_, index) => scores[index] >= top - 1e-9);
  return winners[winners.length === 1 ? 0 : random.integer(winners.length)];
}

/** 1 for the shortest queue, 0 for the longest; 1 for all where they are equal. */
function queueScorer(instances: readonly Instance[]): (instance: Instance) => number {
  const loads = instances.map(({ load }) => load);
  const [low, high] = [Math.min(...loads), Math.max(...loads)];
  return ({ load }) => (high === low ? 1 : (high - load) / (high - low));
}

export function router(policy: Policy, random: Random): Router {
  let turn = 0;
  switch (policy) {
    case 'random':
      return (instances) => instances[random.integer(instances.length)];
    case 'round-robin':
      return (instances) => instances[turn++ % instances.length];
    case 'least-loaded':
      return (instances) => {
        const queue = queueScorer(instances);
        return best(
          instances,
          (one) => SCORER_WEIGHTS.queue * queue(one) + SCORER_WEIGHTS.kv * (1 - one.kvUsage),
          random
        );
      };
    case 'prefix-aware':
      return (instances, { group }) => {
        const queue = queueScorer(instances);
        return best(
          instances,
          (one) =>
            SCORER_WEIGHTS.prefix * (one.cache.has(group) ? 1 : 0) +
            SCORER_WEIGHTS.queue * queue(one) +
            SCORER_WEIGHTS.kv * (1 - one.kvUsage),
          random
        );
      };
  }
}
