import type { Issue } from '../../model/record';
import { textAt, type Column } from '../../model/table';
import { counted } from '../common';
import type { Data } from '../data';
import { selectStages } from '../filters';
import { RULES } from './rules';
import { loadText } from './rule';

/** An issue with the run and the points it is about; null where it comes from a file and not from figures. */
export interface Finding extends Issue {
  readonly run: string | null;
  readonly points: number | null;
}

export interface Findings {
  readonly found: readonly Finding[];
  /** By row of the points: 1 where a rule of the severity warning or error suspects it. */
  readonly doubtful: Uint8Array;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What all rules find in the selected points, one finding a rule and run. O(rows x rules). */
export function computed(data: Data, rows: Int32Array): Findings {
  const runs = data.dimension('run_key');
  const text = (id: string, row: number): string | null => textAt(data.dimension(id), row);
  const doubtful = new Uint8Array(data.rows);
  const found: Finding[] = [];
  RULES.forEach((rule) => {
    const check = rule.open(data, rows);
    const first: number[] = [];
    const points: number[] = [];
    const groups = new Map<number | null, number>();
    rows.forEach((row) => {
      if (!check.suspicious(row)) {
        return;
      }
      doubtful[row] = rule.severity === 'info' ? doubtful[row] : 1;
      const key = runs.kind === 'text' ? runs.codes[row] : row;
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, first.push(row) - 1);
        points.push(1);
      } else {
        points[group]++;
      }
    });
    first.forEach((row, group) => {
      const load = loadText(data, row);
      const others =
        points[group] === 1 ? '' : `; ${counted(points[group] - 1, 'more load point')} of the run likewise`;
      found.push({
        severity: rule.severity,
        rule: rule.id,
        path: text('path', row) ?? '',
        message: `${load === '' ? capital(check.say(row)) : `${capital(load)}: ${check.say(row)}`}${others}. ${rule.advice}.`,
        run: text('run', row),
        points: points[group],
      });
    });
  });
  return { found, doubtful };
}

/**
 * What the readers said of the files. Where a query selects points, files are left out that gave points but none of those:
 * a file without points may concern any.
 */
export function stated(data: Data, rows: Int32Array): Finding[] {
  const isWhole = rows.length === selectStages(data, []).length;
  const table = data.table('issues');
  const [severity, rule, path, message] = ['severity', 'rule', 'path', 'message'].map((name) => table.column(name));
  const cell = (column: Column | undefined, row: number): string =>
    column === undefined ? '' : (textAt(column, row) ?? '');
  const paths = data.dimension('path');
  const all = new Set(paths.kind === 'text' ? paths.values : []);
  const selected = new Set<string | null>();
  rows.forEach((row) => selected.add(textAt(paths, row)));
  const found: Finding[] = [];
  for (let row = 0; row < table.rows; row++) {
    const object = cell(path, row);
    if (isWhole || selected.has(object) || !all.has(object)) {
      found.push({
        severity: cell(severity, row) as Issue['severity'],
        rule: cell(rule, row),
        path: object,
        message: cell(message, row),
        run: null,
        points: null,
      });
    }
  }
  return found;
}

const ORDER: Readonly<Record<string, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first; within a severity what files say before what was computed. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  const place = ({ severity }: Finding): number => ORDER[severity] ?? 3;
  return findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => place(a.finding) - place(b.finding) || a.index - b.index)
    .map(({ finding }) => finding);
}
