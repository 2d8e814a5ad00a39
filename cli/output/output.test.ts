import { tableFromIPC } from '@uwdata/flechette';
import type { FrameJson } from '../../src/core/frames/frame';
import { UsageError } from '../io';
import { arrow } from './arrow';
import { csv } from './csv';
import { notices } from './notices';
import { tables } from './table';

const FRAME: FrameJson = {
  schema: {
    name: 'points',
    meta: { notices: [{ severity: 'warning', text: 'One file was not read.' }] },
    fields: [
      { name: 'config', type: 'string', config: {} },
      { name: 'started_at', type: 'time', config: { displayNameFromDS: 'Started' } },
      { name: 'ttft_p99', type: 'number', config: { displayNameFromDS: 'TTFT p99', unit: 's' } },
      { name: 'error_rate', type: 'number', config: { displayNameFromDS: 'Errors', unit: 'percentunit' } },
    ],
  },
  data: {
    values: [
      ['2 x TP8, "best"', 'a\nb'],
      [Date.UTC(2026, 10, 1), null],
      [0.123456789, null],
      [0.0625, 0],
    ],
  },
};

const named = (name: string): FrameJson => ({ ...FRAME, schema: { ...FRAME.schema, name } });
const other: FrameJson = { ...FRAME, schema: { ...FRAME.schema, fields: FRAME.schema.fields.slice(0, 1) } };

test('CSV quotes what needs it, keeps all digits and leaves missing values empty', () => {
  expect(csv([FRAME])).toBe(
    [
      'config,started_at,ttft_p99,error_rate',
      '"2 x TP8, ""best""",2026-11-01T00:00:00.000Z,0.123456789,0.0625',
      '"a\nb",,,0',
      '',
    ].join('\r\n')
  );
});

test('frames of equal columns are one table, others are refused by name', () => {
  expect(csv([named('a'), named('b')]).split('\r\n')[0]).toBe('frame,config,started_at,ttft_p99,error_rate');
  expect(() => csv([FRAME, other])).toThrow(UsageError);
});

test('tables are titled, in units of people, and without colours', () => {
  const text = tables([FRAME]);
  expect(text).toContain('points, 2 rows');
  expect(text).toContain('TTFT p99 (s)');
  expect(text).toContain('0.1235');
  expect(text).toContain('Errors (%)');
  expect(text).toContain('6.25');
  expect(text).not.toContain('\u001b');
});

test('Arrow keeps types and nulls', () => {
  const table = tableFromIPC(arrow([FRAME]));
  expect(table.numRows).toBe(2);
  expect(table.getChild('ttft_p99').toArray()).toEqual([0.123456789, null]);
  expect(Array.from(table.getChild('config').toArray())).toEqual(FRAME.data.values[0]);
  expect(Number(table.getChild('started_at').at(0))).toBe(Date.UTC(2026, 10, 1));
});

test('notices are said once', () => {
  expect(notices([FRAME, FRAME])).toEqual(['warning: One file was not read.']);
});
