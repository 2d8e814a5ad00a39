import type { Dimensions } from '../model/record';
import { at, isInfinite, list, number, text } from './fields';

function level(value: unknown): number | null {
  const found = number(value);
  return found !== null && found > 0 ? found : null;
}

/** What the arguments of a load tool write for the level of a stage. */
interface Written {
  readonly rate: unknown;
  readonly concurrency: unknown;
  readonly isOpen: boolean;
}

/** Profiles of GuideLLM that send at a rate; `concurrent` holds streams, `throughput` sends all it can. */
const RATED = /^(constant|poisson|async|sweep)$/;

function written(args: unknown, stage: number | null): Written {
  const profile = at(args, 'spec', 'profile');
  if (profile !== undefined) {
    const kind = text(at(profile, 'kind')) ?? '';
    const values = at(profile, kind === 'concurrent' ? 'streams' : 'rate');
    const own = Array.isArray(values) ? values[stage ?? 0] : values;
    return {
      rate: RATED.test(kind) ? own : null,
      concurrency: kind === 'concurrent' ? own : null,
      isOpen: kind === 'throughput',
    };
  }
  // Stages of inference-perf, else options of vLLM bench.
  const step = stage === null ? undefined : list(at(args, 'load', 'stages'))[stage];
  const rate = at(step, 'rate') ?? at(args, 'request_rate');
  return { rate, concurrency: at(step, 'concurrency_level') ?? at(args, 'max_concurrency'), isOpen: isInfinite(rate) };
}

/** Version 0.1 has no load of its own: its level stands in the arguments of the tool, one entry a stage. */
export function loadOfArguments(args: unknown, stage: number | null): Dimensions {
  const found = written(args, stage);
  const rate = level(found.rate);
  const concurrency = level(found.concurrency);
  return {
    dataset: text(at(args, 'data', 'type')),
    request_rate: rate,
    concurrency,
    load_type: rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : found.isOpen ? 'throughput' : null,
  };
}
