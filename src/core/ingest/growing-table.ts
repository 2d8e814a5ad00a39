import { MISSING_CODE, type Column, type Table } from '../model/table';

export type Cell = string | number | null | undefined;

/** A table that grows row by row and is kept column by column. */
export interface GrowingTable {
  /**
   * Adds cells to a row, which is the last so far or a later one; rows in between are missing. A missing cell adds nothing: a
   * column comes into being with its first value.
   */
  set(row: number, cells: { readonly [name: string]: Cell }): void;
  build(rows: number): Table;
}

/** Cells beyond the last one set are missing. */
type Growing = { readonly name: string; readonly index: number } & (
  | { readonly kind: 'text'; cells: Int32Array; readonly values: string[]; readonly codes: Map<string, number> }
  | { readonly kind: 'number'; cells: Float64Array }
);

const FIRST_ROWS = 16;

function growing(name: string, index: number, kind: Column['kind']): Growing {
  return kind === 'text'
    ? { name, index, kind, cells: codesOf([], FIRST_ROWS), values: [], codes: new Map() }
    : { name, index, kind, cells: numbersOf([], FIRST_ROWS) };
}

function codesOf(cells: ArrayLike<number>, rows: number): Int32Array {
  const codes = new Int32Array(rows);
  codes.set(cells);
  return codes.fill(MISSING_CODE, cells.length);
}

function numbersOf(cells: ArrayLike<number>, rows: number): Float64Array {
  const numbers = new Float64Array(rows);
  numbers.set(cells);
  return numbers.fill(NaN, cells.length);
}

function codeOf(value: string, { values, codes }: Growing & { readonly kind: 'text' }): number {
  const known = codes.get(value);
  if (known !== undefined) {
    return known;
  }
  codes.set(value, values.length);
  return values.push(value) - 1;
}

/** Makes room for rows. */
function reach(column: Growing, rows: number): void {
  const room = Math.max(rows, column.cells.length * 2);
  if (column.kind === 'text') {
    column.cells = codesOf(column.cells, room);
  } else {
    column.cells = numbersOf(column.cells, room);
  }
}

function built(column: Growing, rows: number): Column {
  if (column.cells.length < rows) {
    reach(column, rows);
  }
  return column.kind === 'text'
    ? { kind: 'text', codes: column.cells.slice(0, rows), values: column.values }
    : { kind: 'number', values: column.cells.slice(0, rows) };
}

/** `kindOf` tells what the cells of a name are. */
export function growingTable(kindOf: (name: string) => Column['kind']): GrowingTable {
  const columns: Growing[] = [];
  const byName = new Map<string, Growing>();
  const columnOf = (name: string): Growing => {
    const known = byName.get(name);
    if (known !== undefined) {
      return known;
    }
    const made = growing(name, columns.length, kindOf(name));
    columns.push(made);
    byName.set(name, made);
    return made;
  };
  return {
    set(row, cells) {
      // Rows name the same columns in the same order, mostly: the next one is sooner tried than looked up.
      let next = 0;
      for (const name in cells) {
        const value = cells[name];
        if (value === null || value === undefined) {
          continue;
        }
        const expected = next < columns.length ? columns[next] : undefined;
        const column = expected?.name === name ? expected : columnOf(name);
        next = column.index + 1;
        if (row >= column.cells.length) {
          reach(column, row + 1);
        }
        if (column.kind === 'text') {
          column.cells[row] = codeOf(String(value), column);
        } else {
          column.cells[row] = typeof value === 'number' && Number.isFinite(value) ? value : NaN;
        }
      }
    },
    build: (rows) => ({ rows, columns: new Map(columns.map((column) => [column.name, built(column, rows)])) }),
  };
}
