/** The scale on which an effect is tested: what becomes of a value, and of a difference of two of them. */
export interface Scale {
  to(value: number): number;
  /** A difference on the scale as an effect. */
  from(difference: number): number;
  /** An effect as a difference on the scale. */
  difference(effect: number): number;
}

/** Effects as candidate / baseline - 1, tested on logs: rates and latencies. */
export const RATIO: Scale = { to: Math.log, from: Math.expm1, difference: Math.log1p };

const same = (value: number): number => value;

/** Effects as candidate - baseline, tested as they are: fractions, which may be zero. */
export const DIFFERENCE: Scale = { to: same, from: same, difference: same };

/** Values on a scale. */
export function onScale(values: ArrayLike<number>, scale: Scale): Float64Array {
  const scaled = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    scaled[index] = scale.to(values[index]);
  }
  return scaled;
}
