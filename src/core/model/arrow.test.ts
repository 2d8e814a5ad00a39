import fc from 'fast-check';
import { ArrowError, decodeTable, encodeTable } from './arrow';
import type { Column, Table } from './table';
import { numberColumn, textColumn } from '../../../tests/columns';

type Cells = ReadonlyArray<string | null> | ReadonlyArray<number | null>;

function columnOf(cells: Cells): Column {
  return cells.some((cell) => typeof cell === 'string')
    ? textColumn(cells as ReadonlyArray<string | null>)
    : numberColumn(cells as ReadonlyArray<number | null>);
}

function cellsOf(column: Column): Array<string | number | null> {
  return column.kind === 'text'
    ? Array.from(column.codes, (code) => (code < 0 ? null : column.values[code]))
    : Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
}

const table = (columns: Readonly<Record<string, Column>>, rows: number): Table => ({
  rows,
  columns: new Map(Object.entries(columns)),
});

function encoded(given: Table): Uint8Array {
  const bytes = encodeTable(given);
  if (bytes === null) {
    throw new Error('no bytes');
  }
  return bytes;
}

// Text of a file is UTF-8, which has no lone surrogates; `binary` gives every other code point.
const word = fc.oneof(
  fc.constantFrom('', 'a', '\u0000', 'null', '日本語', '🦙', 'é'),
  fc.string({ unit: 'binary', maxLength: 12 })
);
const amount = fc.oneof(fc.constantFrom(0, 1e308, 5e-324, -1), fc.double({ noNaN: true, noDefaultInfinity: true }));

const tables = fc.integer({ min: 0, max: 40 }).chain((rows) => {
  const cells = <T>(of: fc.Arbitrary<T>, kind: 'text' | 'number') =>
    fc.record({
      kind: fc.constant(kind),
      cells: fc.oneof(
        fc.array(fc.option(of), { minLength: rows, maxLength: rows }),
        fc.constant(Array.from({ length: rows }, (): T | null => null))
      ),
    });
  return fc.record({
    rows: fc.constant(rows),
    columns: fc.dictionary(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
      fc.oneof(cells<string | number>(word, 'text'), cells<string | number>(amount, 'number')),
      { minKeys: 1, maxKeys: 6, noNullPrototype: true }
    ),
  });
});

describe('a table as an Arrow file', () => {
  it('reads back equal: text of any kind, numbers, missing values, no rows', () => {
    fc.assert(
      fc.property(tables, ({ rows, columns }) => {
        const built = Object.entries(columns).map(([name, { kind, cells }]): [string, Column] => {
          return [
            name,
            kind === 'text'
              ? textColumn(cells as ReadonlyArray<string | null>)
              : numberColumn(cells as ReadonlyArray<number | null>),
          ];
        });
        const read = decodeTable(encoded({ rows, columns: new Map(built) }), rows);
        expect(read.rows).toBe(rows);
        expect([...read.columns.keys()]).toEqual(Object.keys(columns));
        Object.entries(columns).forEach(([name, { kind, cells }]) => {
          const column = read.columns.get(name) as Column;
          expect([name, column.kind, cellsOf(column)]).toEqual([name, kind, cells]);
        });
      }),
      { numRuns: 300 }
    );
  });

  it('writes NaN as an Arrow null, never as 0, whatever the bit', () => {
    const values = Float64Array.from({ length: 70 }, (_, row) => (row % 3 === 0 ? NaN : row));
    const read = decodeTable(encoded(table({ n: { kind: 'number', values } }, 70)), 70);
    expect(cellsOf(read.columns.get('n') as Column)).toEqual(
      Array.from(values, (value) => (Number.isNaN(value) ? null : value))
    );
  });

  it('a dictionary may hold values that no row has', () => {
    const column: Column = { kind: 'text', codes: Int32Array.of(2, -1, 0), values: ['a', 'unused', 'b'] };
    expect(cellsOf(decodeTable(encoded(table({ t: column }, 3)), 3).columns.get('t') as Column)).toEqual([
      'b',
      null,
      'a',
    ]);
  });

  it('two text columns have dictionaries of their own', () => {
    const read = decodeTable(encoded(table({ one: columnOf(['x', 'y']), other: columnOf(['y', 'z']) }, 2)), 2);
    expect([...read.columns.values()].map(cellsOf)).toEqual([
      ['x', 'y'],
      ['y', 'z'],
    ]);
  });

  it('a table without columns has no file', () => {
    expect(encodeTable({ rows: 0, columns: new Map() })).toBeNull();
  });
});

describe('a file that is none', () => {
  const whole = encoded(table({ run: columnOf(['one', 'two', null]), value: columnOf([1, 2, 3]) }, 3));

  it('every cut is an ArrowError', () => {
    for (let length = 0; length < whole.length; length++) {
      let read: Table | null = null;
      try {
        read = decodeTable(whole.slice(0, length), 3);
      } catch (error) {
        expect([length, error instanceof ArrowError]).toEqual([length, true]);
      }
      expect([length, read === null ? null : [...read.columns.values()].map(cellsOf)]).toEqual([length, null]);
    }
  });

  it('and so is garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeTable(bytes, 3)).toThrow(ArrowError);
      })
    );
    expect(() => decodeTable(new TextEncoder().encode('<html>not found</html>'), 3)).toThrow(ArrowError);
  });

  it('a table of other rows than the manifest says is another table', () => {
    expect(() => decodeTable(whole, 4)).toThrow(/has 3 rows, the manifest says 4/);
  });
});
