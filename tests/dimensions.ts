import { DIMENSIONS } from '../src/core/model/dimensions';
import type { Dimensions } from '../src/core/model/record';

/** Dimensions with null for each of the table that they lack, so that a test can say that nothing is known. */
export function whole(dimensions: Dimensions): Dimensions {
  return { ...Object.fromEntries(DIMENSIONS.map(({ id }) => [id, null])), ...dimensions };
}
