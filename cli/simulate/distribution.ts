/** The percentiles that inference-perf is configured with by default. */
export const PERCENTILES = [0.1, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9] as const;

export interface Distribution {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** In the order of PERCENTILES. */
  readonly percentiles: readonly number[];
}

/** Values of which each stands for `weights[i]` equal ones. */
export interface Sample {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

export function concatSamples(samples: readonly Sample[]): Sample {
  return { values: samples.flatMap(({ values }) => values), weights: samples.flatMap(({ weights }) => weights) };
}

/**
 * Mean, extremes and percentiles with linear interpolation between neighbours, as numpy's default: the rank of percentile p
 * among n values is (n - 1) p. Null for no values.
 */
export function distributionOf({ values, weights }: Sample): Distribution | null {
  const order = values.map((_, index) => index).filter((index) => weights[index] > 0);
  order.sort((a, b) => values[a] - values[b]);
  if (order.length === 0) {
    return null;
  }
  const total = order.reduce((sum, index) => sum + weights[index], 0);
  let position = 0;
  let before = 0;
  // Ranks are asked for in rising order, so one walk over the sorted values answers all of them.
  const at = (rank: number): number => {
    while (before + weights[order[position]] <= rank) {
      before += weights[order[position]];
      position++;
    }
    return values[order[position]];
  };
  const percentiles = PERCENTILES.map((percentile) => {
    const rank = ((total - 1) * percentile) / 100;
    const low = at(Math.floor(rank));
    const saved = [position, before];
    const high = at(Math.ceil(rank));
    [position, before] = saved;
    return low + (high - low) * (rank - Math.floor(rank));
  });
  return {
    mean: order.reduce((sum, index) => sum + values[index] * weights[index], 0) / total,
    min: values[order[0]],
    max: values[order[order.length - 1]],
    percentiles,
  };
}

export function plain(values: readonly number[]): Sample {
  return { values, weights: values.map(() => 1) };
}
