import { useState } from 'react';

/**
 * Rows of a list that is being edited. Blank ones are shown and not saved: settings with an empty rule cannot be read.
 */
export function useRows<Row>(
  saved: readonly Row[],
  isBlank: (row: Row) => boolean,
  save: (rows: Row[]) => void
): {
  readonly rows: readonly Row[];
  add(row: Row): void;
  remove(index: number): void;
  change(index: number, change: Partial<Row>): void;
} {
  const [rows, setRows] = useState<readonly Row[]>(saved);
  const set = (next: Row[]): void => {
    setRows(next);
    save(next.filter((row) => !isBlank(row)));
  };
  return {
    rows,
    add: (row) => setRows([...rows, row]),
    remove: (index) => set(rows.filter((_, at) => at !== index)),
    change: (index, change) => set(rows.map((old, at) => (at === index ? { ...old, ...change } : old))),
  };
}
