import {
  columnFromArray,
  dictionary,
  float64,
  int32,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  Type,
  utf8,
  type Column as ArrowColumn,
} from '@uwdata/flechette';
import { MISSING_CODE, textAt, type Column, type Table } from './table';

/** Raised for bytes that are no table of ours. */
export class ArrowError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArrowError';
  }
}

function toArrow(column: Column, rows: number): ArrowColumn<unknown> {
  if (column.kind === 'number') {
    const values = Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
    return columnFromArray(values, float64()) as ArrowColumn<unknown>;
  }
  const texts: Array<string | null> = [];
  for (let row = 0; row < rows; row++) {
    texts.push(textAt(column, row));
  }
  // A dictionary type of its own a column: one object used twice writes a file that cannot be read.
  return columnFromArray(texts, dictionary(utf8(), int32())) as ArrowColumn<unknown>;
}

/**
 * A table as an Arrow IPC file: text as dictionaries of UTF-8, numbers as Float64, missing as Arrow nulls. A table without
 * columns has no file: null.
 */
export function encodeTable(table: Table): Uint8Array | null {
  const columns = Array.from(table.columns, ([name, column]): [string, ArrowColumn<unknown>] => [
    name,
    toArrow(column, table.rows),
  ]);
  if (columns.length === 0) {
    return null;
  }
  const bytes = tableToIPC(tableFromColumns(columns), { format: 'file' });
  if (bytes === null) {
    throw new ArrowError('The Arrow writer gave no bytes.');
  }
  return bytes;
}

interface Batch {
  readonly length: number;
  readonly nullCount: number;
  readonly validity: Uint8Array;
  readonly values: unknown;
  readonly dictionary?: { toArray(): ArrayLike<unknown> };
}

function isValid(batch: Batch, index: number): boolean {
  return (
    batch.nullCount === 0 || batch.validity.length === 0 || ((batch.validity[index >> 3] >> (index & 7)) & 1) === 1
  );
}

function numbers(column: ArrowColumn<unknown>, rows: number): Column {
  const values = new Float64Array(rows);
  let start = 0;
  (column.data as unknown as readonly Batch[]).forEach((batch) => {
    values.set((batch.values as Float64Array).subarray(0, batch.length), start);
    // Under an Arrow null the array holds 0, so nulls are filled once here.
    if (batch.nullCount > 0) {
      for (let index = 0; index < batch.length; index++) {
        if (!isValid(batch, index)) {
          values[start + index] = NaN;
        }
      }
    }
    start += batch.length;
  });
  return { kind: 'number', values };
}

function texts(column: ArrowColumn<unknown>, rows: number): Column {
  const codes = new Int32Array(rows).fill(MISSING_CODE);
  let values: string[] = [];
  let start = 0;
  (column.data as unknown as readonly Batch[]).forEach((batch, position) => {
    if (position === 0 && batch.dictionary !== undefined) {
      values = Array.from(batch.dictionary.toArray(), String);
    }
    const keys = batch.values as Int32Array;
    for (let index = 0; index < batch.length; index++) {
      if (isValid(batch, index)) {
        codes[start + index] = keys[index];
      }
    }
    start += batch.length;
  });
  return { kind: 'text', codes, values };
}

/**
 * Opens an Arrow IPC file that `encodeTable` wrote. `rows` is what the manifest says: a file that was cut can open as an
 * empty table without an error, so the count is checked. Throws ArrowError.
 */
export function decodeTable(bytes: Uint8Array, rows: number): Table {
  try {
    const table = tableFromIPC(bytes);
    if (table.numRows !== rows) {
      throw new ArrowError(
        `The table has ${table.numRows} rows, the manifest says ${rows}: the file is cut or belongs to another index.`
      );
    }
    const columns = new Map<string, Column>();
    table.schema.fields.forEach((field, index) => {
      const column = table.getChildAt(index) as ArrowColumn<unknown>;
      // By the schema, since a column without rows has no batch to tell.
      columns.set(field.name, field.type.typeId === Type.Dictionary ? texts(column, rows) : numbers(column, rows));
    });
    return { rows, columns };
  } catch (error) {
    if (error instanceof ArrowError) {
      throw error;
    }
    throw new ArrowError(
      `The file is no Arrow table (${error instanceof Error ? error.message : 'unknown error'}). Write the index anew.`
    );
  }
}
