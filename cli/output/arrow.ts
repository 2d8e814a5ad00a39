import {
  bool,
  columnFromArray,
  dictionary,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  timestamp,
  TimeUnit,
  utf8,
  type Column,
} from '@uwdata/flechette';
import type { FrameJson } from '../../src/core/frames/frame';
import { Failed } from '../io';
import { oneTable, type OutputColumn } from './columns';

function arrowColumn({ field, values }: OutputColumn): Column<unknown> {
  const given = values as unknown[];
  switch (field.type) {
    case 'number':
      return columnFromArray(given, float64()) as Column<unknown>;
    case 'boolean':
      return columnFromArray(given, bool()) as Column<unknown>;
    case 'time':
      return columnFromArray(given, timestamp(TimeUnit.MILLISECOND, 'UTC')) as Column<unknown>;
    case 'string':
      // A dictionary type of its own a column: one object used twice writes a file that cannot be read.
      return columnFromArray(given, dictionary(utf8(), int32())) as Column<unknown>;
  }
}

/** Frames as one Arrow IPC file, missing values as Arrow nulls. */
export function arrow(frames: readonly FrameJson[]): Uint8Array {
  const columns = oneTable(frames, 'arrow').map((column): [string, Column<unknown>] => [
    column.name,
    arrowColumn(column),
  ]);
  const bytes = columns.length === 0 ? null : tableToIPC(tableFromColumns(columns), { format: 'file' });
  if (bytes === null) {
    throw new Failed('The answer has no columns, so there is no Arrow table');
  }
  return bytes;
}
