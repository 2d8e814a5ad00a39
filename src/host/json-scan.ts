import { JsonScanner } from './json-scanner';
import { MalformedJson } from './malformed';

/** Below this many bytes strict parsing is tried first where nothing is to be dropped. */
const SMALL = 256 * 1024;

const decoder = new TextDecoder();

const FOUND = new WeakMap<ReadonlySet<string>, RegExp>();

/** Finds a key of the set with a text or an array behind it: what is to be dropped. A key with escapes in it is not found. */
function droppable(drop: ReadonlySet<string>): RegExp {
  const known = FOUND.get(drop);
  if (known !== undefined) {
    return known;
  }
  const names = Array.from(drop, (key) =>
    JSON.stringify(key)
      .slice(1, -1)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  );
  const found = new RegExp(`"(?:${names.join('|')})"\\s*:\\s*["[]`);
  FOUND.set(drop, found);
  return found;
}

/**
 * The one document of a small object, by the engine's own parser: the common case. Null where something is to be dropped or
 * repaired, or is no JSON at all: `scannedJson` tells.
 */
export function strictJson(bytes: Uint8Array, drop: ReadonlySet<string>): readonly [unknown] | null {
  if (bytes.length >= SMALL && drop.size > 0) {
    return null;
  }
  const text = decoder.decode(bytes);
  if (drop.size > 0 && droppable(drop).test(text)) {
    return null;
  }
  try {
    return [JSON.parse(text)];
  } catch {
    return null;
  }
}

/** The documents of an object of any size, as `parseJson` gives them. */
export function scannedJson(bytes: Uint8Array, drop: ReadonlySet<string>): readonly unknown[] {
  const documents: unknown[] = [];
  const scanner = new JsonScanner({ drop, elements: false, onValue: (value) => documents.push(value) });
  scanner.write(bytes);
  if (!scanner.end()) {
    throw new MalformedJson(`cut off at byte ${bytes.length}`);
  }
  return documents;
}

/**
 * The documents of an object. Arrays and texts under the keys of `drop` become null at any depth; bare NaN becomes null, bare
 * ±Infinity the texts "Infinity" and "-Infinity"; documents may follow each other with or without white space. No document
 * where there is nothing but white space. Throws MalformedJson.
 */
export function parseJson(bytes: Uint8Array, drop: ReadonlySet<string>): readonly unknown[] {
  return strictJson(bytes, drop) ?? scannedJson(bytes, drop);
}
