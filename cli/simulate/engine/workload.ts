import type { Random } from '../random';
import { job, type Job } from './job';

/** A length in tokens: normal around `mean`, cut at three deviations. */
export interface Length {
  readonly mean: number;
  readonly std: number;
}

/** Prompts of their own, or a shared prefix of one of `groups` kinds before a question. */
export interface Workload {
  readonly input: Length;
  readonly output: Length;
  readonly prefix: { readonly length: number; readonly groups: number } | null;
}

export function lengthRange({ mean, std }: Length): { min: number; max: number } {
  return { min: Math.max(1, Math.round(mean - 3 * std)), max: Math.round(mean + 3 * std) };
}

function draw(length: Length, random: Random): number {
  const { min, max } = lengthRange(length);
  return Math.min(max, Math.max(min, Math.round(length.mean + length.std * random.normal())));
}

/** `input` counts the whole prompt, prefix included. */
export function jobsOf(workload: Workload, count: number, random: Random): Job[] {
  const { prefix } = workload;
  return Array.from({ length: count }, (_, index) => {
    const input = draw(workload.input, random);
    const output = draw(workload.output, random);
    const group = prefix === null ? -1 : random.integer(prefix.groups);
    return job(index, prefix === null ? input : Math.max(prefix.length + 1, input), output, group);
  });
}
