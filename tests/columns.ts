import { MISSING_CODE, type Column } from '../src/core/model/table';

/** A column of texts; null is missing. */
export function textColumn(cells: ReadonlyArray<string | null>): Column {
  const values = Array.from(new Set(cells.filter((cell): cell is string => cell !== null)));
  return {
    kind: 'text',
    codes: Int32Array.from(cells, (cell) => (cell === null ? MISSING_CODE : values.indexOf(cell))),
    values,
  };
}

/** A column of numbers; null is missing. */
export function numberColumn(cells: ReadonlyArray<number | null>): Column {
  return { kind: 'number', values: Float64Array.from(cells, (cell) => cell ?? NaN) };
}
