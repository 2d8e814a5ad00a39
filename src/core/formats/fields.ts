/**
 * Careful reading of parsed documents: a value of another type than wanted is missing (null), never an exception.
 */

export type Fields = { readonly [key: string]: unknown };

/** The value as an object with keys, or null. */
export function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The value under a key; keys of Object.prototype are not there. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (let index = 0; index < path.length; index++) {
    const object = fields(found);
    if (object === null || !Object.prototype.hasOwnProperty.call(object, path[index])) {
      return undefined;
    }
    found = object[path[index]];
  }
  return found;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something: not empty, not blank. A number is written out. */
export function text(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return String(value);
  }
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A finite number, or a text that is one as a whole (`"550"`). Infinity, NaN and everything else is null. */
export function number(value: unknown): number | null {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value)) {
    return null;
  }
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** True for the infinity that an open or closed loop is written with: YAML .inf, JSON Infinity, "inf". */
export function isInfinite(value: unknown): boolean {
  return value === Infinity || (typeof value === 'string' && /^\+?(inf|infinity|\.inf)$/i.test(value.trim()));
}

/** A text that names something: converters write `//:` for an image and `unknown` for a model that they do not know. */
export function meaningful(value: unknown): string | null {
  const found = text(value);
  return found !== null && /[a-z0-9]/i.test(found) && found.toLowerCase() !== 'unknown' ? found : null;
}
