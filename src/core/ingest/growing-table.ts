import { MISSING_CODE, type Column, type Table } from '../model/table';

export type Cell = string | number | null | undefined;

export type Cells = { readonly [name: string]: Cell };

/** Cells beyond the last one set are missing. */
type Growing = { readonly name: string; readonly index: number } & (GrowingText | GrowingNumbers);

interface GrowingText {
  readonly kind: 'text';
  cells: Int32Array;
  readonly values: string[];
  readonly codes: Map<string, number>;
  /** Code of the last cell, for cells that follow each other mostly agree. */
  last: number;
}

interface GrowingNumbers {
  readonly kind: 'number';
  cells: Float64Array;
}

const FIRST_ROWS = 16;

function growing(name: string, index: number, kind: Column['kind']): Growing {
  return kind === 'text'
    ? { name, index, kind, cells: codesOf([], FIRST_ROWS), values: [], codes: new Map(), last: MISSING_CODE }
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

function codeOf(value: string, column: GrowingText): number {
  const { values, codes, last } = column;
  if (last !== MISSING_CODE && values[last] === value) {
    return last;
  }
  const known = codes.get(value);
  if (known !== undefined) {
    column.last = known;
    return known;
  }
  codes.set(value, values.length);
  column.last = values.push(value) - 1;
  return column.last;
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

/** A table that grows row by row and is kept column by column. `kindOf` tells what the cells of a name are. */
export class GrowingTable {
  private readonly columns: Growing[] = [];
  private readonly byName = new Map<string, Growing>();

  constructor(private readonly kindOf: (name: string) => Column['kind']) {}

  /**
   * Adds cells to a row, which is the last so far or a later one; rows in between are missing. A missing cell adds nothing: a
   * column comes into being with its first value.
   */
  set(row: number, cells: Cells): void {
    // Rows name the same columns in the same order, mostly: the next one is sooner tried than looked up.
    let next = 0;
    for (const name in cells) {
      const value = cells[name];
      if (value === null || value === undefined) {
        continue;
      }
      const expected = next < this.columns.length ? this.columns[next] : undefined;
      const column = expected?.name === name ? expected : this.column(name);
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
  }

  build(rows: number): Table {
    return { rows, columns: new Map(this.columns.map((column) => [column.name, built(column, rows)])) };
  }

  private column(name: string): Growing {
    const known = this.byName.get(name);
    if (known !== undefined) {
      return known;
    }
    const made = growing(name, this.columns.length, this.kindOf(name));
    this.columns.push(made);
    this.byName.set(name, made);
    return made;
  }
}
