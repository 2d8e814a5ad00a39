/** The scale on which an effect is tested: what becomes of values, and of a difference of two of them. */
export interface Scale {
  to(values: ArrayLike<number>): Float64Array;
  /** A difference on the scale as an effect. */
  from(difference: number): number;
  /** An effect as a difference on the scale. */
  difference(effect: number): number;
}

/** In a loop of its own: a function given for each value would be called for each, and its results boxed. */
function logs(values: ArrayLike<number>): Float64Array {
  const found = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    found[index] = Math.log(values[index]);
  }
  return found;
}

/** Effects as candidate / baseline - 1, tested on logs: rates and latencies. */
export const RATIO: Scale = { to: logs, from: Math.expm1, difference: Math.log1p };

const same = (value: number): number => value;

/** Effects as candidate - baseline, tested as they are: fractions, which may be zero. */
export const DIFFERENCE: Scale = { to: (values) => new Float64Array(values), from: same, difference: same };
