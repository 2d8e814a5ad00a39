import type { Issue } from '../../model/record';
import { textAt, type Column } from '../../model/table';
import { counted } from '../common';
import type { Data } from '../data';
import { selectStages } from '../filters';
import { groupRows, textsAt } from '../group';
import { once } from '../once';
import { RULES } from './rules';
import { loadText, type Check } from './rule';
import { twinsIn } from './twins';

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

/** Positions of the rows that a check suspects. */
function suspectsOf(check: Check, rows: Int32Array): number[] {
  const found: number[] = [];
  for (let index = 0; index < rows.length; index++) {
    if (check.suspicious(rows[index])) {
      found.push(index);
    }
  }
  return found;
}

/** What all rules find in the selected points, one finding a rule and run. O(rows x rules). */
export function computed(data: Data, rows: Int32Array): Findings {
  const text = (id: string, row: number): string | null => textAt(data.dimension(id), row);
  const runs = groupRows([data.dimension('run_key')], rows);
  const twins = once(() => twinsIn(data, rows));
  const doubtful = new Uint8Array(data.rows);
  const found: Finding[] = [];
  RULES.forEach(({ id, severity, advice, open }) => {
    const check = open(data, rows, twins);
    const suspects = suspectsOf(check, rows);
    const points = new Int32Array(runs.count);
    const first: number[] = [];
    const runOfFirst: number[] = [];
    suspects.forEach((index) => {
      const [row, run] = [rows[index], runs.groupOf[index]];
      doubtful[row] = severity === 'info' ? doubtful[row] : 1;
      if (points[run] === 0) {
        first.push(row);
        runOfFirst.push(run);
      }
      points[run]++;
    });
    first.forEach((row, at) => {
      const count = points[runOfFirst[at]];
      found.push({
        severity,
        rule: id,
        path: text('path', row) ?? '',
        // Of many findings few are shown in words.
        get message() {
          const load = loadText(data, row);
          const said = load === '' ? capital(check.say(row)) : `${capital(load)}: ${check.say(row)}`;
          const others = count === 1 ? '' : `; ${counted(count - 1, 'more load point')} of the run likewise`;
          return `${said}${others}. ${advice}.`;
        },
        run: text('run', row),
        points: count,
      });
    });
  });
  return { found, doubtful };
}

/** Objects that gave points: whether any of them is selected. */
function objectsOf(data: Data, rows: Int32Array): ReadonlyMap<string, boolean> {
  const paths = data.dimension('path');
  const selected = new Set<string | null>(textsAt(paths, groupRows([paths], rows).first));
  return new Map(paths.kind === 'text' ? paths.values.map((path) => [path, selected.has(path)]) : []);
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
  const gave = once(() => objectsOf(data, rows));
  const found: Finding[] = [];
  for (let row = 0; row < table.rows; row++) {
    const object = cell(path, row);
    if (isWhole || gave().get(object) !== false) {
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
