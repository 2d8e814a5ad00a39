import fc from 'fast-check';
import { JSON_CASES, JSON_DROPPED } from './json-cases';
import { parseJson } from './json-scan';
import { JsonScanner } from './json-scanner';
import { MalformedJson } from './malformed';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const NOTHING: ReadonlySet<string> = new Set();

/** Through the scanner alone, in chunks. */
function scanned(
  text: string,
  drop: ReadonlySet<string>,
  chunk: number,
  elements = false
): { values: unknown[]; whole: boolean } {
  const values: unknown[] = [];
  const scanner = new JsonScanner({ drop, elements, onValue: (value) => values.push(value) });
  const input = bytes(text);
  for (let at = 0; at < input.length; at += chunk) {
    scanner.write(input.subarray(at, at + chunk));
  }
  return { values, whole: scanner.end() };
}

/** What dropping means, on values. */
function dropped(value: unknown, drop: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => dropped(element, drop));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const gone = (key: string, inner: unknown): boolean =>
    drop.has(key) && (Array.isArray(inner) || typeof inner === 'string');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, gone(key, inner) ? null : dropped(inner, drop)])
  );
}

const KEYS = ['texts', 'ü', 'a b', '{"[', ''];
const key = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.string({ unit: 'binary', maxLength: 6 }).filter((name) => name !== '__proto__')
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 'NaN', 'Infinity', '-Infinity', '"\\', '\u2028😀'),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'))
  ),
}));
const indent = fc.constantFrom(undefined, 2, '\t');
const chunk = fc.integer({ min: 1, max: 40 });

describe('the byte scanner', () => {
  it('reads what JSON.parse reads, in chunks of any size', () => {
    fc.assert(
      fc.property(anyValue, indent, chunk, (value, space, size) => {
        const text = JSON.stringify(value, null, space);
        const escaped = text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        for (const written of [text, escaped]) {
          expect(scanned(written, NOTHING, size)).toEqual({ values: [JSON.parse(text)], whole: true });
        }
      }),
      { numRuns: 2000 }
    );
  });

  it('drops arrays and texts under the named keys, and nothing else', () => {
    fc.assert(
      fc.property(anyValue, indent, chunk, fc.subarray(KEYS), (value, space, size, names) => {
        const text = JSON.stringify(value, null, space);
        const drop = new Set(names.filter((name) => name !== '{"['));
        const expected = [dropped(JSON.parse(text), drop)];
        expect(scanned(text, drop, size).values).toEqual(expected);
        expect(parseJson(bytes(text), drop)).toEqual(expected);
      }),
      { numRuns: 2000 }
    );
  });

  it('splits documents that follow each other', () => {
    const separator = fc.constantFrom('\n', '\r\n', ' ', '\n\n\t');
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 5 }), separator, chunk, (values, between, size) => {
        const text = values.map((value) => JSON.stringify(value) + between).join('');
        expect(scanned(text, NOTHING, size).values).toEqual(values.map((value) => JSON.parse(JSON.stringify(value))));
      })
    );
  });

  it('hands over the elements of an outermost array, or documents', () => {
    fc.assert(
      fc.property(fc.array(anyValue), indent, chunk, (values, space, size) => {
        const plain: unknown = JSON.parse(JSON.stringify(values));
        expect(scanned(JSON.stringify(values, null, space), NOTHING, size, true)).toEqual({
          values: plain,
          whole: true,
        });
      })
    );
    expect(scanned('{"a":[1]}\n{"a":[2]}\n', NOTHING, 3, true).values).toEqual([{ a: [1] }, { a: [2] }]);
  });

  it('says whether a value was cut off, wherever it is cut', () => {
    const text = '{"a":[1,"\\"x",{"texts":["y",[2]]}],"texts":"z\\\\"}';
    for (let length = 1; length < text.length; length++) {
      const start = text.slice(0, length);
      expect(scanned(start, new Set(['texts']), 7)).toEqual({ values: [], whole: false });
      expect(() => parseJson(bytes(start), new Set(['texts']))).toThrow(MalformedJson);
      expect(() => parseJson(bytes(start), NOTHING)).toThrow(MalformedJson);
    }
  });
});

describe('documents of an object', () => {
  it.each(JSON_CASES)('%j', (text, expected) => {
    const read = (): readonly unknown[] => parseJson(bytes(text), new Set(JSON_DROPPED));
    if (expected === null) {
      expect(read).toThrow(MalformedJson);
    } else {
      expect(read()).toEqual(expected);
    }
  });

  it('large input is read like small input', () => {
    const filler = 'x'.repeat(300 * 1024);
    const text = `{"pad":"${filler}","texts":["${filler}"],"n":NaN}`;
    expect(parseJson(bytes(text), new Set(['texts']))).toEqual([{ pad: filler, texts: null, n: null }]);
    expect(parseJson(bytes(text), NOTHING)).toEqual([{ pad: filler, texts: [filler], n: null }]);
  });

  it('a message names a byte and no contents', () => {
    expect(() => parseJson(bytes('{"a":1}\n{"secret":,}'), NOTHING)).toThrow(
      'not JSON in the value that begins at byte 8'
    );
    expect(() => parseJson(bytes('['.repeat(6000)), NOTHING)).toThrow(/^nested deeper than 5000 levels at byte 5000$/);
  });
});
