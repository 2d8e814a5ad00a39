/** Kinds of a byte outside texts. Those up to SPACE end nothing inside a value; those from CLOSE on begin none. */
export const ORDINARY = 0;
export const SPACE = 1;
export const TEXT = 2;
export const OPEN_ARRAY = 3;
export const OPEN_OBJECT = 4;
export const ODD = 5;
export const CLOSE = 6;
export const COMMA = 7;
export const COLON = 8;

export const KIND = new Uint8Array(256);
const kinds: ReadonlyArray<readonly [number, string]> = [
  // With the bytes of a byte order mark.
  [SPACE, ' \t\r\n\xef\xbb\xbf'],
  [TEXT, '"'],
  [OPEN_ARRAY, '['],
  [OPEN_OBJECT, '{'],
  // First letters of NaN and Infinity, which no other word of JSON has.
  [ODD, 'NI'],
  [CLOSE, ']}'],
  [COMMA, ','],
  [COLON, ':'],
];
kinds.forEach(([kind, bytes]) => Array.from(bytes).forEach((byte) => (KIND[byte.charCodeAt(0)] = kind)));

const MINUS = 0x2d;
const REPAIRS: ReadonlyArray<readonly [string, string]> = [
  ['NaN', 'null'],
  ['-Infinity', '"-Infinity"'],
  ['Infinity', '"Infinity"'],
];
const decoder = new TextDecoder();

/** JSON as text, bare NaN replaced by null and ±Infinity by texts. `odd`: the places of an N or I outside texts, rising. */
export function repaired(bytes: Uint8Array, odd: readonly number[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const place of odd) {
    const from = place > done && bytes[place - 1] === MINUS ? place - 1 : place;
    const word = decoder.decode(bytes.subarray(from, from + 9));
    const found = place < done ? undefined : REPAIRS.find(([bare]) => word.startsWith(bare));
    if (found !== undefined) {
      parts.push(decoder.decode(bytes.subarray(done, from)), found[1]);
      done = from + found[0].length;
    }
  }
  return parts.join('') + decoder.decode(bytes.subarray(done));
}
