import type { Dimensions, Metrics } from './record';

/*
 * Layers of what several sources say of one point, best first. Loops are `for in`: these run for every point over every
 * dimension, and reading an object by its list of keys takes four times as long.
 */

function isMissing(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

/** Dimensions of the first that has each. */
export function fillDimensions(layers: readonly Dimensions[]): Dimensions {
  if (layers.length === 1) {
    return layers[0];
  }
  const filled: { [id: string]: string | number | null | undefined } = {};
  layers.forEach((layer) => {
    for (const id in layer) {
      if (isMissing(filled[id])) {
        filled[id] = layer[id];
      }
    }
  });
  return filled;
}

/** Statistics of the first that has each. Nothing is copied that only one layer has. */
export function fillMetrics(layers: readonly Metrics[]): Metrics {
  const [first, ...others] = layers.filter((layer) => Object.keys(layer).length > 0);
  if (others.length === 0) {
    return first ?? {};
  }
  const filled: { [base: string]: { readonly [stat: string]: number } } = { ...first };
  others.forEach((layer) => {
    for (const base in layer) {
      const known = filled[base] as Metrics[string] | undefined;
      filled[base] = known === undefined ? layer[base] : { ...layer[base], ...known };
    }
  });
  return filled;
}
