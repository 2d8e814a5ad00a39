import type { Dimensions } from '../../core/model/record';

/** `tp = 4, hardware = H100`: dimensions as the settings show what was read. */
export function written(dimensions: Dimensions): string {
  return Object.keys(dimensions)
    .filter((id) => dimensions[id] !== null && dimensions[id] !== undefined)
    .map((id) => `${id} = ${String(dimensions[id])}`)
    .join(', ');
}
