/**
 * The loops that go over all rows of a column, or to the limit of a series, again and again. An engine that interprets takes a microsecond a row for them, a
 * hundred times what a compiled one does, so a host with such an engine may give them natively as the global `PrismKernels`
 * before it loads the core. They have to do exactly what the code at their calls does; V8 needs none. Outputs are given by
 * the caller and filled.
 */
export interface Kernels {
  /**
   * Groups rows by equal values in all columns (codes of texts, numbers; NaN equals NaN): numbers groups in the order in which
   * their first row comes, fills the group of each row and the first row of each group, and returns how many there are. What
   * `groupOf` holds at first are groups to split, `count` of them.
   */
  group(
    columns: ReadonlyArray<Int32Array | Float64Array>,
    rows: Int32Array,
    groupOf: Int32Array,
    count: number,
    first: Int32Array
  ): number;
  /** Fills the mean of each group, NaN where it has no value, and how many values it has. */
  means(groupOf: Int32Array, rows: Int32Array, values: Float64Array, means: Float64Array, n: Int32Array): void;
  /** Lowers `low` and raises `high`, NaN at first, to the values of each group. */
  range(groupOf: Int32Array, rows: Int32Array, values: Float64Array, low: Float64Array, high: Float64Array): void;
  /** Fills the values of the given rows; both arrays are of one type. */
  pick<T extends Int32Array | Float64Array>(values: T, rows: Int32Array, picked: T): void;
  /** Texts of the given rows, null for the code -1. */
  texts(codes: Int32Array, dictionary: readonly string[], rows: Int32Array): Array<string | null>;
  /** Numbers of the given rows as texts, null for NaN. */
  numberTexts(values: Float64Array, rows: Int32Array): Array<string | null>;
  /** As `sortBy`. */
  sort(positions: Int32Array, keys: ReadonlyArray<readonly [values: Float64Array, ascent: number]>): void;
  /** Writes each value at its place, a later one over an earlier one. */
  scatter(places: Int32Array, values: Int32Array, target: Int32Array): void;
  /** As the functions of these names. */
  fingerprint(text: string): string;
  betaFraction(x: number, a: number, b: number): number;
  /** Rows whose value is NaN. */
  missing(values: Float64Array, rows: Int32Array): number;
}

declare const PrismKernels: Kernels | undefined;

/** The kernels of the host; null where the core's own loops are fast. */
export const KERNELS: Kernels | null = typeof PrismKernels === 'undefined' ? null : PrismKernels;
