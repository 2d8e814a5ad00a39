import fc from 'fast-check';
import { numberAt, textAt, type Table } from '../model/table';
import { GrowingTable, type Cell } from './growing-table';

type Row = Readonly<Record<string, Cell>>;

const NUMBERS = ['load', 'stage'];
const kindOf = (name: string): 'text' | 'number' => (NUMBERS.includes(name) ? 'number' : 'text');

function cellsOf({ rows, columns }: Table): Row[] {
  return Array.from({ length: rows }, (_, row) => {
    const cells: Record<string, Cell> = {};
    columns.forEach((column, name) => {
      const value = column.kind === 'text' ? textAt(column, row) : numberAt(column, row);
      if (value !== null && !Number.isNaN(value)) {
        cells[name] = value;
      }
    });
    return cells;
  });
}

describe('a table that grows', () => {
  const cell = (name: string): fc.Arbitrary<Cell> =>
    fc.option<string | number>(
      kindOf(name) === 'text' ? fc.constantFrom('a', 'b', '', 'constructor') : fc.double({ noNaN: true })
    );
  const row = fc.record(
    { load: cell('load'), stage: cell('stage'), run: cell('run'), model: cell('model') },
    { requiredKeys: [] }
  );

  it('has in every row what was set, whenever a column came', () => {
    fc.assert(
      fc.property(fc.array(fc.option(row), { maxLength: 30 }), (rows) => {
        const table = new GrowingTable(kindOf);
        rows.forEach((cells, index) => {
          if (cells !== null) {
            table.set(index, cells);
          }
        });
        const built = table.build(rows.length);
        built.columns.forEach((column) =>
          expect((column.kind === 'text' ? column.codes : column.values).length).toBe(rows.length)
        );
        const isGiven = ([, value]: [string, Cell]): boolean =>
          value !== null && value !== undefined && (typeof value === 'string' || Number.isFinite(value));
        expect(cellsOf(built)).toEqual(
          rows.map((cells) => Object.fromEntries(Object.entries(cells ?? {}).filter(isGiven)))
        );
      })
    );
  });

  it('keeps a text once, writes a number of a text column out, and takes what is no finite number for missing', () => {
    const table = new GrowingTable(kindOf);
    [
      { run: 'x', load: 1 },
      { run: 7, load: NaN },
      { run: 'x', load: Infinity },
      { run: null, load: 'x' },
      { run: undefined, load: -0 },
    ].forEach((cells, index) => table.set(index, cells));
    const { columns } = table.build(6);
    expect(columns.get('run')).toEqual({ kind: 'text', codes: Int32Array.of(0, 1, 0, -1, -1, -1), values: ['x', '7'] });
    expect(columns.get('load')).toEqual({ kind: 'number', values: Float64Array.of(1, NaN, NaN, NaN, -0, NaN) });
  });

  it('parts of one row are set one after the other; no column without a value', () => {
    const table = new GrowingTable(kindOf);
    table.set(0, { run: 'x', model: null });
    table.set(0, { load: 2 });
    expect(cellsOf(table.build(1))).toEqual([{ run: 'x', load: 2 }]);
    expect(Array.from(table.build(1).columns.keys())).toEqual(['run', 'load']);
  });
});
