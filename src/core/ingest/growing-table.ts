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

/** Plain arrays: this is written for every statistic of every point, where a call each would be felt. */
type Growing =
  | { readonly kind: 'text'; readonly cells: number[]; readonly values: string[]; readonly codes: Map<string, number> }
  | { readonly kind: 'number'; readonly cells: number[] };

function growing(kind: Column['kind']): Growing {
  return kind === 'text' ? { kind, cells: [], values: [], codes: new Map() } : { kind, cells: [] };
}

function codeOf(value: string, { values, codes }: Growing & { readonly kind: 'text' }): number {
  const known = codes.get(value);
  if (known !== undefined) {
    return known;
  }
  codes.set(value, values.length);
  return values.push(value) - 1;
}

function fill(column: Growing, rows: number): void {
  const missing = column.kind === 'text' ? MISSING_CODE : NaN;
  while (column.cells.length < rows) {
    column.cells.push(missing);
  }
}

/** `kindOf` tells what the cells of a name are. */
export function growingTable(kindOf: (name: string) => Column['kind']): GrowingTable {
  const columns = new Map<string, Growing>();
  return {
    set(row, cells) {
      for (const name in cells) {
        const value = cells[name];
        if (value === null || value === undefined) {
          continue;
        }
        let column = columns.get(name);
        if (column === undefined) {
          column = growing(kindOf(name));
          columns.set(name, column);
        }
        if (column.cells.length < row) {
          fill(column, row);
        }
        if (column.kind === 'text') {
          column.cells.push(codeOf(String(value), column));
        } else {
          column.cells.push(typeof value === 'number' && Number.isFinite(value) ? value : NaN);
        }
      }
    },
    build(rows) {
      const built = new Map<string, Column>();
      columns.forEach((column, name) => {
        fill(column, rows);
        built.set(
          name,
          column.kind === 'text'
            ? { kind: 'text', codes: new Int32Array(column.cells), values: column.values }
            : { kind: 'number', values: new Float64Array(column.cells) }
        );
      });
      return { rows, columns: built };
    },
  };
}
