import type { Slowdown } from '../engine/cost';
import { random } from '../random';
import { NOISE_CV } from '../truth';

/** How fast the engines of one run happen to be. */
export function runNoise(seed: string): Slowdown {
  const noise = random(`${seed}/noise`);
  return { prompts: noise.logNormal(NOISE_CV), decode: noise.logNormal(NOISE_CV) };
}
