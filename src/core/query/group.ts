import { combine, together, type Codes } from '../analysis/codes';
import { KERNELS } from '../model/kernels';
import { MISSING_CODE, textAt, type Column } from '../model/table';

/** Rows with the same values in some columns. Groups stand in the order in which their first row comes. */
export interface Grouping {
  readonly count: number;
  /** Group of each selected row, by position in the selection. */
  readonly groupOf: Int32Array;
  /** First selected row of each group. */
  readonly first: Int32Array;
}

const LARGEST_TABLE = 8;

/** By a table of all codes of a dictionary; -1, what is missing, has the place before them. */
function codesByTable(dictionary: number, column: Int32Array, rows: Int32Array): Codes {
  const codes = new Int32Array(rows.length);
  const dense = new Int32Array(dictionary + 1).fill(-1);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const slot = column[rows[index]] - MISSING_CODE;
    if (dense[slot] < 0) {
      dense[slot] = count++;
    }
    codes[index] = dense[slot];
  }
  return { codes, count };
}

function codesByMap(values: Int32Array | Float64Array, rows: Int32Array): Codes {
  const codes = new Int32Array(rows.length);
  const dense = new Map<number, number>();
  // Rows of one run come together and mostly agree, so the code of the row before often is that of the next.
  let previous = NaN;
  let code = -1;
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index]];
    const isSame = value === previous || (Number.isNaN(value) && Number.isNaN(previous));
    if (code < 0 || !isSame) {
      code = dense.get(value) ?? dense.size;
      dense.set(value, code);
      previous = value;
    }
    codes[index] = code;
  }
  return { codes, count: dense.size };
}

/** Dense codes of the selected rows of one column: equal values, equal codes; missing is a value of its own. */
function denseCodes(column: Column, rows: Int32Array): Codes {
  if (column.kind === 'number') {
    return codesByMap(column.values, rows);
  }
  // A table as long as the dictionary would cost more than a few rows are worth.
  return column.values.length <= LARGEST_TABLE * rows.length
    ? codesByTable(column.values.length, column.codes, rows)
    : codesByMap(column.codes, rows);
}

function firstRows({ codes, count }: Codes, rows: Int32Array): Int32Array {
  const first = new Int32Array(count).fill(-1);
  for (let index = 0; index < rows.length; index++) {
    if (first[codes[index]] < 0) {
      first[codes[index]] = rows[index];
    }
  }
  return first;
}

/** True where a text is another than that of the first row of its group. */
function textSplits(values: Int32Array, groupOf: Int32Array, rows: Int32Array, first: Int32Array): boolean {
  for (let index = 0; index < rows.length; index++) {
    if (values[rows[index]] !== values[first[groupOf[index]]]) {
      return true;
    }
  }
  return false;
}

/** As `textSplits`, of numbers: a loop over arrays of two kinds would box every value. */
function numberSplits(values: Float64Array, groupOf: Int32Array, rows: Int32Array, first: Int32Array): boolean {
  for (let index = 0; index < rows.length; index++) {
    const own = values[rows[index]];
    const other = values[first[groupOf[index]]];
    if (own !== other && !(Number.isNaN(own) && Number.isNaN(other))) {
      return true;
    }
  }
  return false;
}

/** True where a column splits a group. Most columns follow from those before them, which is soon seen. */
function splits(column: Column, { codes }: Codes, rows: Int32Array, first: Int32Array): boolean {
  return column.kind === 'text'
    ? textSplits(column.codes, codes, rows, first)
    : numberSplits(column.values, codes, rows, first);
}

/**
 * Groups the selected rows by the given columns, within the groups of another grouping of them where one is given. O(rows x
 * columns). Without columns all rows are one group.
 */
export function groupRows(columns: readonly Column[], rows: Int32Array, within?: Grouping): Grouping {
  // Many a column is the one of what no point has.
  const distinct = Array.from(new Set(columns));
  if (KERNELS !== null) {
    const groupOf = within === undefined ? new Int32Array(rows.length) : within.groupOf.slice();
    const first = new Int32Array(rows.length);
    const known = within?.count ?? Math.min(1, rows.length);
    const values = distinct.map((column) => (column.kind === 'text' ? column.codes : column.values));
    const count = KERNELS.group(values, rows, groupOf, known, first);
    return { count, groupOf, first: first.slice(0, count) };
  }
  let held = within === undefined ? together(rows.length) : { codes: within.groupOf, count: within.count };
  let first = firstRows(held, rows);
  distinct.forEach((column) => {
    if (splits(column, held, rows, first)) {
      held = combine(held, denseCodes(column, rows));
      first = firstRows(held, rows);
    }
  });
  return { count: held.count, groupOf: held.codes, first };
}

/** Mean of the values of each group, missing ones left out; NaN where a group has none. `n` counts those that have one. */
export function groupMeans(
  grouping: Grouping,
  rows: Int32Array,
  values: Float64Array
): { means: Float64Array; n: Int32Array } {
  const means = new Float64Array(grouping.count);
  const n = new Int32Array(grouping.count);
  if (KERNELS !== null) {
    KERNELS.means(grouping.groupOf, rows, values, means, n);
    return { means, n };
  }
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index]];
    if (!Number.isNaN(value)) {
      means[grouping.groupOf[index]] += value;
      n[grouping.groupOf[index]]++;
    }
  }
  for (let group = 0; group < grouping.count; group++) {
    means[group] = n[group] === 0 ? NaN : means[group] / n[group];
  }
  return { means, n };
}

/** Smallest and largest value of each group; NaN where a group has none. */
export function groupRange(
  grouping: Grouping,
  rows: Int32Array,
  values: Float64Array
): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(grouping.count).fill(NaN);
  const high = new Float64Array(grouping.count).fill(NaN);
  if (KERNELS !== null) {
    KERNELS.range(grouping.groupOf, rows, values, low, high);
    return { low, high };
  }
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index]];
    const group = grouping.groupOf[index];
    if (!Number.isNaN(value)) {
      low[group] = low[group] <= value ? low[group] : value;
      high[group] = high[group] >= value ? high[group] : value;
    }
  }
  return { low, high };
}

/** Texts of a column for the given rows. */
export function textsAt(column: Column, rows: Int32Array): Array<string | null> {
  if (KERNELS !== null) {
    return column.kind === 'text'
      ? KERNELS.texts(column.codes, column.values, rows)
      : KERNELS.numberTexts(column.values, rows);
  }
  return Array.from(rows, (row) => textAt(column, row));
}

function fillAt<T extends Int32Array | Float64Array>(values: T, rows: Int32Array, picked: T): T {
  if (KERNELS !== null) {
    KERNELS.pick(values, rows, picked);
    return picked;
  }
  for (let index = 0; index < rows.length; index++) {
    picked[index] = values[rows[index]];
  }
  return picked;
}

/** Numbers of a column for the given rows. */
export function numbersAt(values: Float64Array, rows: Int32Array): Float64Array {
  return fillAt(values, rows, new Float64Array(rows.length));
}

/** Codes, places or counts for the given rows. */
export function integersAt(values: Int32Array, rows: Int32Array): Int32Array {
  return fillAt(values, rows, new Int32Array(rows.length));
}
