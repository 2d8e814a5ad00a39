import Table from 'cli-table3';
import type { FieldValue, FrameJson } from '../../src/core/frames/frame';
import { columnsOf, rowCount, type FrameField, type OutputColumn } from './columns';

/** Units whose values are shown in another scale. Everything else is shown in its base unit. */
const PERCENT = 'percentunit';

/** Units in words, for the head of a column. `suffix:tok/s` carries its own. */
function unitText(unit: string | undefined): string {
  if (unit === undefined || unit === 'short' || unit === 'none' || unit === 'string') {
    return '';
  }
  return unit === PERCENT ? '%' : unit === 'reqps' ? 'req/s' : unit.replace(/^suffix:\s*/, '');
}

function headOf({ name, field }: OutputColumn): string {
  const title = field.config.displayNameFromDS ?? name;
  const unit = field.type === 'number' ? unitText(field.config.unit) : '';
  return unit === '' ? title : `${title} (${unit})`;
}

/** Four significant digits, more where a whole number has more. */
function numberText(value: number, { config }: FrameField): string {
  const shown = config.unit === PERCENT ? value * 100 : value;
  return Number.isInteger(shown) || Math.abs(shown) >= 1e4
    ? String(Math.round(shown))
    : String(Number(shown.toPrecision(4)));
}

function cell(value: FieldValue | undefined, field: FrameField): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return field.type === 'time'
      ? new Date(value).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z')
      : numberText(value, field);
  }
  return String(value);
}

/** Columns as a table for people; numbers to the right. */
export function tableText(columns: readonly OutputColumn[]): string {
  const table = new Table({
    head: columns.map(headOf),
    colAligns: columns.map(({ field }) => (field.type === 'number' ? 'right' : 'left')),
    // Colours are for terminals, and this text is data.
    style: { head: [], border: [], compact: true },
  });
  for (let row = 0; row < rowCount(columns); row++) {
    table.push(columns.map(({ values, field }) => cell(values[row], field)));
  }
  return table.toString();
}

/** Each frame as a table under its name. */
export function tables(frames: readonly FrameJson[]): string {
  return frames
    .map((frame) => {
      const columns = columnsOf(frame);
      const rows = rowCount(columns);
      const name = frame.schema.name === '' ? 'answer' : frame.schema.name;
      return `${name}, ${rows} ${rows === 1 ? 'row' : 'rows'}\n${columns.length === 0 ? '' : `${tableText(columns)}\n`}`;
    })
    .join('\n');
}
