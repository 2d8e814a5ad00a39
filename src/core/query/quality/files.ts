import { numberField, textField, timeField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { numberAt, textAt, type Column } from '../../model/table';
import type { Data } from '../data';

function cell(column: Column | undefined, row: number): string | null {
  return column === undefined ? null : textAt(column, row);
}

function amount(column: Column | undefined, row: number): number {
  return column === undefined ? NaN : numberAt(column, row);
}

/** One row a producer, version and reason: files recognised with their points, and files left aside or failed. */
export function formatsFrame(data: Data): Frame {
  const table = data.table('objects');
  const [format, version, reason, points] = ['format', 'format_version', 'reason', 'points'].map((name) =>
    table.column(name)
  );
  const groups = new Map<
    string,
    { producer: string | null; version: string | null; reason: string | null; files: number; points: number }
  >();
  for (let row = 0; row < table.rows; row++) {
    const [producer, itsVersion, why] = [cell(format, row), cell(version, row), cell(reason, row)];
    const key = JSON.stringify([producer, itsVersion, why]);
    const group = groups.get(key) ?? { producer, version: itsVersion, reason: why, files: 0, points: 0 };
    group.files++;
    group.points += amount(points, row) || 0;
    groups.set(key, group);
  }
  const rows = Array.from(groups.values()).sort((a, b) =>
    (a.producer ?? '\uffff') < (b.producer ?? '\uffff') ? -1 : 1
  );
  return {
    name: 'formats',
    meta: { type: 'table' },
    fields: [
      textField(
        'producer',
        rows.map((row) => row.producer),
        { displayNameFromDS: 'Producer' }
      ),
      textField(
        'version',
        rows.map((row) => row.version),
        { displayNameFromDS: 'Version' }
      ),
      numberField(
        'files',
        rows.map((row) => row.files),
        { displayNameFromDS: 'Files', unit: 'short' }
      ),
      numberField(
        'points',
        rows.map((row) => row.points),
        { displayNameFromDS: 'Points', unit: 'short' }
      ),
      textField(
        'reason',
        rows.map((row) => row.reason),
        { displayNameFromDS: 'Left aside because' }
      ),
    ],
  };
}

/** One row an object that gave nothing: failed ones first, then those left aside, each with its reason. */
export function filesFrame(data: Data): Frame {
  const table = data.table('objects');
  const [status, reason, path, size, modified] = ['status', 'reason', 'path', 'size', 'modified'].map((name) =>
    table.column(name)
  );
  const left = Array.from({ length: table.rows }, (_, row) => row).filter((row) => cell(reason, row) !== null);
  const rows = [
    ...left.filter((row) => cell(status, row) === 'failed'),
    ...left.filter((row) => cell(status, row) !== 'failed'),
  ];
  const texts = (column: Column | undefined): Array<string | null> => rows.map((row) => cell(column, row));
  return {
    name: 'files',
    meta: { type: 'table' },
    fields: [
      textField('path', texts(path), { displayNameFromDS: 'Object' }),
      textField('status', texts(status), {
        displayNameFromDS: 'Status',
        mappings: [{ type: 'value', options: { failed: { color: 'red', index: 0 } } }],
        custom: { cellOptions: { type: 'color-text' } },
      }),
      textField('reason', texts(reason), { displayNameFromDS: 'Because' }),
      numberField(
        'size',
        rows.map((row) => amount(size, row)),
        { displayNameFromDS: 'Size', unit: 'bytes' }
      ),
      timeField(
        'modified',
        rows.map((row) => amount(modified, row)),
        { displayNameFromDS: 'Modified' }
      ),
    ],
  };
}
