import { argumentPairs } from './argument-pairs';
import { number } from './fields';

/** Sizes of one instance as its arguments say; null where they do not. */
export interface Parallelism {
  readonly tp: number | null;
  readonly pp: number | null;
  readonly dp: number | null;
  readonly ep: number | null;
}

const AXIS_OF = new Map<string, keyof Parallelism>([
  ['tensor_parallel_size', 'tp'],
  ['tp_size', 'tp'],
  ['tp', 'tp'],
  ['pipeline_parallel_size', 'pp'],
  ['pp_size', 'pp'],
  ['pp', 'pp'],
  ['data_parallel_size', 'dp'],
  ['dp_size', 'dp'],
  ['dp', 'dp'],
  ['expert_parallel_size', 'ep'],
  ['ep_size', 'ep'],
  ['ep', 'ep'],
]);

/** A count of things that exist: a whole number above zero, else null. Converters write 0 and -1 for what they do not know. */
export function wholeCount(value: unknown): number | null {
  const found = number(value);
  return found !== null && Number.isInteger(found) && found > 0 ? found : null;
}

/** Parallelism in the arguments of vLLM or SGLang. `--enable-expert-parallel` gives no size of its own. */
export function engineParallelism(args: unknown): Parallelism {
  const sizes: { tp: number | null; pp: number | null; dp: number | null; ep: number | null } = {
    tp: null,
    pp: null,
    dp: null,
    ep: null,
  };
  argumentPairs(args).forEach(([name, value]) => {
    const axis = AXIS_OF.get(name);
    if (axis !== undefined) {
      sizes[axis] = wholeCount(value);
    }
  });
  return sizes;
}
