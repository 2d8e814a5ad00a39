import { at, list } from './fields';

/** Steps into a parsed document: keys, and numbers for elements of an array. */
export type ValuePath = ReadonlyArray<string | number>;

/** 1 key between dots, 2 index, 3 key in quotes. */
const STEP = /^(?:\.?([^.[\]"]+)|\[(\d{1,6})\]|\["((?:[^"\\]|\\.)*)"\])/;

/**
 * Reads `results.latency["p99.9"][0].mean`. Keys with dots or brackets stand in quotes. The empty text is the document.
 * Null where it is malformed.
 */
export function parseValuePath(text: string): ValuePath | null {
  const steps: Array<string | number> = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (found === null || (steps.length === 0 && rest.charAt(0) === '.')) {
      return null;
    }
    const [whole, key, index, quoted] = found as ReadonlyArray<string | undefined>;
    steps.push(index !== undefined ? Number(index) : (key?.trim() ?? (quoted ?? '').replace(/\\(.)/g, '$1')));
    rest = rest.slice((whole ?? '').length);
  }
  return steps;
}

/** The value at a path, undefined where the document has none. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>((found, step) => (typeof step === 'number' ? list(found)[step] : at(found, step)), value);
}
