import * as v from 'valibot';
import { numberField, textField } from '../frames/field';
import type { Frame } from '../frames/frame';
import { textAt, type Column } from '../model/table';
import { baseEntries, LIMIT_FIELD, limitRows } from './common';
import type { Data } from './data';
import type { QueryDefinition } from './definition';

const FRAMES = ['issues', 'formats'] as const;

export const qualitySchema = v.object({
  kind: v.literal('quality'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES)),
});

export type QualityQuery = v.InferOutput<typeof qualitySchema>;

const SEVERITY_MAPPINGS = [
  {
    type: 'value',
    options: {
      error: { color: 'red', index: 0 },
      warning: { color: 'orange', index: 1 },
      info: { color: 'blue', index: 2 },
    },
  },
];

const ORDER: Readonly<Record<string, number>> = { error: 0, warning: 1, info: 2 };

function cell(column: Column | undefined, row: number): string | null {
  return column === undefined ? null : textAt(column, row);
}

/** One row an issue: severity, rule, path, message; errors first. */
function issuesFrame(data: Data): Frame {
  const table = data.table('issues');
  const [severity, rule, path, message] = ['severity', 'rule', 'path', 'message'].map((name) => table.column(name));
  const rows = Array.from({ length: table.rows }, (_, row) => row).sort(
    (a, b) => (ORDER[cell(severity, a) ?? ''] ?? 3) - (ORDER[cell(severity, b) ?? ''] ?? 3) || a - b
  );
  const column = (of: Column | undefined): Array<string | null> => rows.map((row) => cell(of, row));
  return {
    name: 'issues',
    meta: { type: 'table' },
    fields: [
      textField('severity', column(severity), {
        displayNameFromDS: 'Severity',
        mappings: SEVERITY_MAPPINGS,
        custom: { cellOptions: { type: 'color-text' } },
      }),
      textField('rule', column(rule), { displayNameFromDS: 'Rule' }),
      textField('path', column(path), { displayNameFromDS: 'Object' }),
      textField('message', column(message), { displayNameFromDS: 'What to do' }),
    ],
  };
}

/** One row a producer, version and reason: files recognised with their points, and files left aside or failed. */
function formatsFrame(data: Data): Frame {
  const table = data.table('objects');
  const [format, version, reason] = ['format', 'format_version', 'reason'].map((name) => table.column(name));
  const points = table.column('points');
  const groups = new Map<
    string,
    { producer: string | null; version: string | null; reason: string | null; files: number; points: number }
  >();
  for (let row = 0; row < table.rows; row++) {
    const [producer, itsVersion, why] = [cell(format, row), cell(version, row), cell(reason, row)];
    const key = JSON.stringify([producer, itsVersion, why]);
    const group = groups.get(key) ?? { producer, version: itsVersion, reason: why, files: 0, points: 0 };
    group.files++;
    group.points +=
      points !== undefined && points.kind === 'number' && !Number.isNaN(points.values[row]) ? points.values[row] : 0;
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

export const quality: QueryDefinition<QualityQuery> = {
  kind: 'quality',
  title: 'Data quality',
  question: 'What is wrong with the data?',
  frames: [
    { name: 'issues', label: 'Issues', description: 'What could not be read or looks wrong, with the mend.' },
    {
      name: 'formats',
      label: 'Formats',
      description: 'Files and points by producer and version, and what was left aside.',
    },
  ],
  schema: qualitySchema,
  form: [LIMIT_FIELD],
  tables: () => ['issues', 'objects'],
  run(query, data, context) {
    const frames = { issues: issuesFrame, formats: formatsFrame };
    return FRAMES.filter((name) => query.frame === undefined || query.frame === name).map((name) =>
      limitRows(frames[name](data), query.limit, context)
    );
  },
};
