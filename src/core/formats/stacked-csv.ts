import Papa from 'papaparse';

/** One table of a CSV file: rows by column name, as texts. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<{ readonly [column: string]: string }>;
}

/** Names of columns that would be something else on an object. */
const UNSAFE = /^(__proto__|constructor|prototype)$/;

/**
 * The tables of a CSV file that puts several below each other: each has its own header and ends at an empty line; lines that
 * begin with `#` are comments. Cells without a column, and columns without a name, are left out. Never throws: what cannot be
 * parsed comes out as odd cells.
 */
export function stackedTables(text: string): CsvTable[] {
  const { data } = Papa.parse<string[]>(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, {
    delimiter: ',',
    comments: '#',
    skipEmptyLines: false,
  });
  const tables: Array<{ columns: string[]; rows: Array<{ [column: string]: string }> }> = [];
  let open = false;
  data.forEach((cells) => {
    if (cells.every((cell) => cell.trim() === '')) {
      open = false;
      return;
    }
    if (!open) {
      tables.push({ columns: cells.map((cell) => cell.trim()), rows: [] });
      open = true;
      return;
    }
    const table = tables[tables.length - 1];
    const row: { [column: string]: string } = {};
    table.columns.forEach((column, index) => {
      if (index < cells.length && column !== '' && !UNSAFE.test(column)) {
        row[column] = cells[index];
      }
    });
    table.rows.push(row);
  });
  return tables;
}

/** A number written for people: `5,919.16` is 5919.16. Null for what is none. */
export function groupedNumber(cell: string | undefined): number | null {
  const written = (cell ?? '').trim();
  const plain = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(written) ? written.replace(/,/g, '') : written;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) {
    return null;
  }
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
