/**
 * Columns. Text is dictionary-coded, numbers are Float64Array; a missing text has the code -1, a missing number is NaN.
 * No row objects: hot paths walk the typed arrays.
 */
export interface TextColumn {
  readonly kind: 'text';
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}

export type Column = TextColumn | NumberColumn;

export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export const MISSING_CODE = -1;

/** A text column of `rows` missing values. */
export function missingText(rows: number): TextColumn {
  return { kind: 'text', codes: new Int32Array(rows).fill(MISSING_CODE), values: [] };
}

/** A number column of `rows` missing values. */
export function missingNumbers(rows: number): NumberColumn {
  return { kind: 'number', values: new Float64Array(rows).fill(NaN) };
}

/** The text of a row, null where it is missing. A number column answers its number as text. */
export function textAt(column: Column, row: number): string | null {
  if (column.kind === 'text') {
    const code = column.codes[row];
    return code === MISSING_CODE ? null : column.values[code];
  }
  const value = column.values[row];
  return Number.isNaN(value) ? null : String(value);
}

/** The number of a row, NaN where it is missing or the column holds text. */
export function numberAt(column: Column, row: number): number {
  return column.kind === 'number' ? column.values[row] : NaN;
}

/** Part of one column: its source, and the rows to keep in order. */
export interface Part {
  readonly column: Column | undefined;
  /** Rows to keep; null keeps all `rows`. */
  readonly keep: Int32Array | null;
  readonly rows: number;
}

function partLength(part: Part): number {
  return part.keep === null ? part.rows : part.keep.length;
}

/**
 * One column out of parts of several, with one dictionary. A part without the column is missing throughout. Where one
 * part holds numbers and another text, the numbers become texts.
 */
export function concatColumns(parts: readonly Part[]): Column {
  const length = parts.reduce((total, part) => total + partLength(part), 0);
  return parts.some((part) => part.column !== undefined && part.column.kind === 'text')
    ? concatTexts(parts, length)
    : concatNumbers(parts, length);
}

function concatNumbers(parts: readonly Part[], length: number): NumberColumn {
  const values = new Float64Array(length).fill(NaN);
  let at = 0;
  parts.forEach((part) => {
    const { column, keep } = part;
    if (column !== undefined && column.kind === 'number') {
      if (keep === null) {
        values.set(column.values, at);
      } else {
        for (let index = 0; index < keep.length; index++) {
          values[at + index] = column.values[keep[index]];
        }
      }
    }
    at += partLength(part);
  });
  return { kind: 'number', values };
}

function concatTexts(parts: readonly Part[], length: number): TextColumn {
  const codes = new Int32Array(length).fill(MISSING_CODE);
  const values: string[] = [];
  const known = new Map<string, number>();
  const code = (value: string): number => {
    const found = known.get(value);
    if (found !== undefined) {
      return found;
    }
    known.set(value, values.length);
    return values.push(value) - 1;
  };
  let at = 0;
  parts.forEach((part) => {
    const { column, keep } = part;
    const count = partLength(part);
    if (column !== undefined) {
      // Translated on first use, so that values of masked rows do not enter the dictionary.
      const translated = column.kind === 'text' ? new Int32Array(column.values.length).fill(MISSING_CODE) : null;
      for (let index = 0; index < count; index++) {
        const row = keep === null ? index : keep[index];
        if (column.kind === 'number') {
          const value = textAt(column, row);
          codes[at + index] = value === null ? MISSING_CODE : code(value);
        } else if (column.codes[row] !== MISSING_CODE && translated !== null) {
          const old = column.codes[row];
          if (translated[old] === MISSING_CODE) {
            translated[old] = code(column.values[old]);
          }
          codes[at + index] = translated[old];
        }
      }
    }
    at += count;
  });
  return { kind: 'text', codes, values };
}
