import { numberField, textField, timeField } from '../../frames/field';
import type { Frame } from '../../frames/frame';
import { textAt } from '../../model/table';
import { counted } from '../common';
import type { Data } from '../data';
import { runTime } from '../run-order';
import { age } from './coverage';
import type { Finding } from './findings';
import { tallies } from './issues';
import { RULES } from './rules';

function failedObjects(data: Data): number {
  const status = data.table('objects').column('status');
  if (status === undefined || status.kind !== 'text') {
    return 0;
  }
  const failed = status.values.indexOf('failed');
  return failed < 0 ? 0 : status.codes.filter((code) => code === failed).length;
}

function newestOf(data: Data, rows: Int32Array): number {
  const time = runTime(data);
  return rows.reduce((newest, row) => (time(row) <= newest || Number.isNaN(time(row)) ? newest : time(row)), NaN);
}

/** The rule that doubts most points, in words; nothing where none does. */
function worst(findings: readonly Finding[]): string {
  const found = tallies(findings.filter(({ severity }) => severity !== 'info'))
    .filter(({ points }) => points !== null)
    .sort((a, b) => (b.points ?? 0) - (a.points ?? 0))[0] as ReturnType<typeof tallies>[number] | undefined;
  const rule = RULES.find(({ id }) => id === found?.rule);
  return found === undefined || rule === undefined
    ? ''
    : ` Most often: ${rule.title.charAt(0).toLowerCase()}${rule.title.slice(1)} (${counted(found.points ?? 0, 'point')}).`;
}

function sentence(rows: number, doubtful: number, failed: number, findings: readonly Finding[]): string {
  const points =
    rows === 0
      ? 'No load points.'
      : doubtful === 0
        ? `Nothing speaks against the figures of ${counted(rows, 'load point')}.`
        : `${doubtful} of ${counted(rows, 'load point')} ${doubtful === 1 ? 'is' : 'are'} doubtful.${worst(findings)}`;
  return `${points}${failed === 0 ? '' : ` ${counted(failed, 'file')} could not be read.`}`;
}

/** One row: the answer in words, the share of the points that no warning doubts, and what it is made of. */
export function verdictFrame(
  data: Data,
  rows: Int32Array,
  findings: readonly Finding[],
  doubtful: Uint8Array,
  now: number
): Frame {
  const doubted = rows.filter((row) => doubtful[row] === 1).length;
  const failed = failedObjects(data);
  const of = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const newest = newestOf(data, rows);
  const runs = new Set(Array.from(rows, (row) => textAt(data.dimension('run_key'), row)));
  const short = (name: string, title: string, value: number) =>
    numberField(name, [value], { displayNameFromDS: title, unit: 'short' });
  return {
    name: 'verdict',
    meta: { type: 'table' },
    fields: [
      textField('answer', [sentence(rows.length, doubted, failed, findings)], { displayNameFromDS: 'Answer' }),
      numberField('sound', [rows.length === 0 ? NaN : 1 - doubted / rows.length], {
        displayNameFromDS: 'Points without a warning',
        description: 'Load points that no rule of the severity warning or error doubts / load points.',
        unit: 'percentunit',
        min: 0,
        max: 1,
        thresholds: {
          mode: 'absolute',
          steps: [
            { value: null, color: 'red' },
            { value: 0.8, color: 'orange' },
            { value: 0.95, color: 'green' },
          ],
        },
      }),
      short('errors', 'Errors', of('error')),
      short('warnings', 'Warnings', of('warning')),
      short('infos', 'Remarks', of('info')),
      short('runs', 'Runs', runs.size),
      short('points', 'Points', rows.length),
      timeField('newest', [Number.isNaN(newest) ? null : newest], { displayNameFromDS: 'Newest run' }),
      numberField('age', [age(now, newest)], { displayNameFromDS: 'Age', unit: 's', decimals: 0 }),
    ],
  };
}
