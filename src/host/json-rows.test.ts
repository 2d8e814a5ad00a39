import fc from 'fast-check';
import { JsonRows, type Columns } from './json-rows';
import { MalformedJson } from './malformed';

function read(text: string, fields: readonly string[], drop: readonly string[] = [], size = 7): Columns {
  const rows = new JsonRows(fields, new Set(drop));
  const input = new TextEncoder().encode(text);
  for (let at = 0; at < input.length; at += size) {
    rows.write(input.subarray(at, at + size));
  }
  return rows.end();
}

describe('rows of a large array', () => {
  it('are the fields of its elements, whatever the chunks', () => {
    const row = fc.record(
      {
        a: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
        b: fc.string({ unit: 'binary' }),
      },
      { requiredKeys: [] }
    );
    fc.assert(
      fc.property(
        fc.array(row),
        fc.constantFrom(undefined, 2),
        fc.integer({ min: 1, max: 50 }),
        (rows, indent, size) => {
          const expected = [rows.map(({ a }) => a ?? null), rows.map(({ b }) => b ?? null)];
          expect(read(JSON.stringify(rows, null, indent), ['a', 'b'], [], size)).toEqual({
            columns: expected,
            cut: false,
          });
        }
      )
    );
  });

  it('reach into objects by dots; a key with dots comes first', () => {
    const text = '[{"a":{"b":{"c":1}}},{"a.b":{"c":2}},{"a":5},7,null]';
    expect(read(text, ['a.b.c']).columns).toEqual([[1, null, null, null, null]]);
    expect(read('[{}]', ['constructor', 'toString.name']).columns).toEqual([[null], [null]]);
    expect(read('[{"p99.9":1,"p99":{"9":2}}]', ['p99.9']).columns).toEqual([[1]]);
  });

  it('reach into arrays by place, from both ends, and take their length', () => {
    const fields = ['a.t.0', 'a.t.-1', 'a.t.1.b', 'a.t.length', 'a.t.x', 'a.length'];
    expect(
      read('[{"a":{"t":[5,{"b":6},7]}},{"a":{"t":[]}},{"a":{"t":{"0":8}}},{"a":"text"},[9]]', fields).columns
    ).toEqual([
      [5, null, 8, null, null],
      [7, null, null, null, null],
      [6, null, null, null, null],
      [3, 0, null, null, null],
      [null, null, null, null, null],
      [null, null, null, null, null],
    ]);
  });

  it('are documents that follow each other, too', () => {
    expect(read('{"a":1}\n{"a":NaN}\n{"a":Infinity}\n', ['a'])).toEqual({
      columns: [[1, null, 'Infinity']],
      cut: false,
    });
  });

  it('leave out what is dropped', () => {
    expect(read('[{"a":1,"t":["x",[1]]},{"t":"y","a":2}]', ['a', 't'], ['t']).columns).toEqual([
      [1, 2],
      [null, null],
    ]);
  });

  it('say where the input was cut', () => {
    expect(read('[{"a":1},{"a":2},{"a"', ['a'])).toEqual({ columns: [[1, 2]], cut: true });
    expect(read('[{"a":1},', ['a'])).toEqual({ columns: [[1]], cut: true });
    expect(read('', ['a'])).toEqual({ columns: [[]], cut: false });
    expect(read('[]', ['a'])).toEqual({ columns: [[]], cut: false });
  });

  it('refuse what is no JSON', () => {
    expect(() => read('[{"a":}]', ['a'])).toThrow(MalformedJson);
  });
});
