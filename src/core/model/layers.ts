import type { Dimensions, Metrics } from './record';

/*
 * Layers of what several sources say of one point, best first. These run for every point over every dimension. Loops are `for
 * in`, since reading an object by its list of keys takes four times as long; and objects grow from nothing, since one that is
 * spread and then grows takes more than twice as long.
 */

function isMissing(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

function isEmpty(layer: object): boolean {
  for (const _ in layer) {
    return false;
  }
  return true;
}

/** Dimensions of the first that has each; one that none has is left out. The one layer that says anything is returned as it is. */
export function fillDimensions(layers: readonly Dimensions[]): Dimensions {
  const saying = layers.filter((layer) => !isEmpty(layer));
  if (saying.length === 1) {
    return saying[0];
  }
  const filled: { [id: string]: string | number | null | undefined } = {};
  saying.forEach((layer) => {
    for (const id in layer) {
      const value = layer[id];
      if (!isMissing(value) && filled[id] === undefined) {
        filled[id] = value;
      }
    }
  });
  return filled;
}

/** Statistics of the first that has each. Nothing is copied that only one layer has. */
export function fillMetrics(layers: readonly Metrics[]): Metrics {
  const [first, ...others] = layers.filter((layer) => !isEmpty(layer));
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
