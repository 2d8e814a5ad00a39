import { DIMENSIONS, DIRECTORY_DIMENSIONS } from './dimensions';
import type { Dimensions, Metrics } from './record';

/*
 * Layers of what several sources say of one point, best first. These run for every point over every dimension. Loops are `for
 * in`, since reading an object by its list of keys takes four times as long.
 */

/** Dimensions that are being put together. */
export type GrowingDimensions = { [id: string]: string | number | null | undefined };

function allUnknown(): GrowingDimensions {
  const unknown: GrowingDimensions = {};
  DIMENSIONS.forEach(({ id }) => (unknown[id] = null));
  DIRECTORY_DIMENSIONS.forEach((id) => (unknown[id] = null));
  return unknown;
}

/**
 * What dimensions are put together in a copy of. An object that grows key by key turns into a hash table after some twenty,
 * and then takes eight times as long to walk; a copy of it is an object again.
 */
const UNKNOWN: GrowingDimensions = { ...allUnknown() };

function isMissing(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

function isEmpty(layer: object): boolean {
  for (const _ in layer) {
    return false;
  }
  return true;
}

/** Dimensions of the first layer that has each; one that none has is missing. To be kept by the caller alone, and to grow. */
export function layDimensions(layers: readonly Dimensions[]): GrowingDimensions {
  const filled = { ...UNKNOWN };
  for (const layer of layers) {
    for (const id in layer) {
      const value = layer[id];
      if (!isMissing(value) && isMissing(filled[id])) {
        filled[id] = value;
      }
    }
  }
  return filled;
}

/** The same to be read alone: where one layer says something, it is returned as it is. */
export function fillDimensions(layers: readonly Dimensions[]): Dimensions {
  const saying = layers.filter((layer) => !isEmpty(layer));
  return saying.length === 1 ? saying[0] : layDimensions(saying);
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
