import fc from 'fast-check';
import { parseValuePath, valueAt } from './value-path';

describe('places in a document', () => {
  it.each<[string, unknown]>([
    ['', []],
    ['a', ['a']],
    ['a.b_c.d-e', ['a', 'b_c', 'd-e']],
    ['results.latency["p99.9"].mean', ['results', 'latency', 'p99.9', 'mean']],
    ['rows[0].ttft', ['rows', 0, 'ttft']],
    ['["a\\"b"][12]', ['a"b', 12]],
    ['TTFT (ms)', ['TTFT (ms)']],
    ['.a', null],
    ['a..b', null],
    ['a[x]', null],
    ['a["b', null],
    ['a.', null],
  ])('%s', (text, expected) => expect(parseValuePath(text)).toEqual(expected));

  it('finds values, and nothing where there is none', () => {
    const document = { a: [{ 'p99.9': 3 }], constructor: undefined };
    expect(valueAt(document, ['a', 0, 'p99.9'])).toBe(3);
    expect(valueAt(document, ['a', 5, 'p99.9'])).toBeUndefined();
    expect(valueAt(document, ['toString'])).toBeUndefined();
    expect(valueAt(null, ['a'])).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseValuePath(text)));
  });
});
