import {
  batchType,
  Column as FlechetteColumn,
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
import { MISSING_CODE, type Column, type Table } from './table';

/** Raised for bytes that are no table of ours. */
export class ArrowError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArrowError';
  }
}

/** Bits of the rows that have a value, and how many have none. */
function validityOf(
  values: Float64Array | Int32Array,
  isMissing: (value: number) => boolean
): { validity: Uint8Array; nullCount: number } {
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row])) {
      nullCount++;
    } else {
      validity[row >> 3] |= 1 << (row & 7);
    }
  }
  return { validity, nullCount };
}

const NO_NULLS = { validity: new Uint8Array(0), nullCount: 0 };

/** A column out of typed arrays as they are: a builder that looks at each value would cost more than all else in a scan. */
function toArrow(column: Column): ArrowColumn<unknown> {
  if (column.kind === 'number') {
    const { values } = column;
    if (values.length === 0) {
      return columnFromArray([], float64()) as ArrowColumn<unknown>;
    }
    const nulls = values.includes(NaN) ? validityOf(values, Number.isNaN) : NO_NULLS;
    const type = float64();
    const batch = new (batchType(type))({ length: values.length, type, values, ...nulls });
    return new FlechetteColumn([batch]) as ArrowColumn<unknown>;
  }
  const { codes } = column;
  const nulls = codes.includes(MISSING_CODE) ? validityOf(codes, (code) => code === MISSING_CODE) : NO_NULLS;
  // A dictionary type of its own a column: one object used twice writes a file that cannot be read.
  const words = utf8();
  const type = dictionary(words, int32());
  if (codes.length === 0 || column.values.length === 0) {
    // A dictionary of nothing can only be made by the builder.
    return columnFromArray(new Array<null>(codes.length).fill(null), type) as ArrowColumn<unknown>;
  }
  const values = nulls.nullCount === 0 ? codes : codes.map((code) => Math.max(code, 0));
  const batch = new (batchType(type))({ length: codes.length, type, values, ...nulls });
  (batch as unknown as { setDictionary(column: unknown): void }).setDictionary(
    columnFromArray(column.values.slice(), words)
  );
  return new FlechetteColumn([batch]) as ArrowColumn<unknown>;
}

/**
 * A table as an Arrow IPC file: text as dictionaries of UTF-8, numbers as Float64, missing as Arrow nulls. A table without
 * columns has no file: null.
 */
export function encodeTable(table: Table): Uint8Array | null {
  const columns = Array.from(table.columns, ([name, column]): [string, ArrowColumn<unknown>] => [
    name,
    toArrow(column),
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

/** Writes a value at every null of a batch; `target` begins where the batch does. Bytes of the bitmap without a null are passed over. */
function fillNulls(batch: Batch, target: Float64Array | Int32Array, value: number): void {
  const { validity, length } = batch;
  if (batch.nullCount === 0 || validity.length === 0) {
    return;
  }
  for (let byte = 0; byte * 8 < length; byte++) {
    if (validity[byte] === 0xff) {
      continue;
    }
    for (let index = byte * 8; index < Math.min(length, byte * 8 + 8); index++) {
      if (((validity[byte] >> (index & 7)) & 1) === 0) {
        target[index] = value;
      }
    }
  }
}

function numbers(column: ArrowColumn<unknown>, rows: number): Column {
  const values = new Float64Array(rows);
  let start = 0;
  (column.data as unknown as readonly Batch[]).forEach((batch) => {
    values.set((batch.values as Float64Array).subarray(0, batch.length), start);
    // Under an Arrow null the array holds 0, so nulls are filled once here.
    fillNulls(batch, values.subarray(start), NaN);
    start += batch.length;
  });
  return { kind: 'number', values };
}

function texts(column: ArrowColumn<unknown>, rows: number): Column {
  const codes = new Int32Array(rows);
  let values: string[] = [];
  let start = 0;
  (column.data as unknown as readonly Batch[]).forEach((batch, position) => {
    if (position === 0 && batch.dictionary !== undefined) {
      values = Array.from(batch.dictionary.toArray(), String);
    }
    codes.set((batch.values as Int32Array).subarray(0, batch.length), start);
    fillNulls(batch, codes.subarray(start), MISSING_CODE);
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
