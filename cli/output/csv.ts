import type { FieldValue, FrameJson } from '../../src/core/frames/frame';
import { oneTable, rowCount, type FrameField } from './columns';

/** A cell after RFC 4180: quoted where it holds a comma, a quote or a line break. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Numbers with all their digits, times as ISO 8601, missing as nothing. */
function cell(value: FieldValue | undefined, { type }: FrameField): string {
  if (value === null || value === undefined) {
    return '';
  }
  return type === 'time' && typeof value === 'number' ? new Date(value).toISOString() : quoted(String(value));
}

/** Frames as CSV with a line of names, lines ending in CRLF as RFC 4180 has it. */
export function csv(frames: readonly FrameJson[]): string {
  const columns = oneTable(frames, 'csv');
  const lines = [columns.map(({ name }) => quoted(name)).join(',')];
  for (let row = 0; row < rowCount(columns); row++) {
    lines.push(columns.map(({ values, field }) => cell(values[row], field)).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
