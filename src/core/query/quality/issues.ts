import { numberField, textField } from '../../frames/field';
import type { Field, Frame } from '../../frames/frame';
import { RULES } from './rules';
import type { Finding } from './findings';

const SEVERITY_CONFIG = {
  displayNameFromDS: 'Severity',
  mappings: [
    {
      type: 'value',
      options: {
        error: { color: 'red', index: 0 },
        warning: { color: 'orange', index: 1 },
        info: { color: 'blue', index: 2 },
      },
    },
  ],
  custom: { cellOptions: { type: 'color-text' } },
};

function severities(values: readonly string[]): Field {
  return textField('severity', values, SEVERITY_CONFIG);
}

/** One row an issue, in the order given. */
export function issuesFrame(findings: readonly Finding[]): Frame {
  return {
    name: 'issues',
    meta: { type: 'table' },
    fields: [
      severities(findings.map(({ severity }) => severity)),
      textField(
        'rule',
        findings.map(({ rule }) => rule),
        { displayNameFromDS: 'Rule' }
      ),
      textField(
        'path',
        findings.map(({ path }) => path),
        { displayNameFromDS: 'Object' }
      ),
      textField(
        'message',
        findings.map(({ message }) => message),
        { displayNameFromDS: 'What to do' }
      ),
      textField(
        'run',
        findings.map(({ run }) => run)
      ),
      numberField(
        'points',
        findings.map(({ points }) => points),
        { displayNameFromDS: 'Points', unit: 'short' }
      ),
    ],
  };
}

const TITLES = new Map(RULES.map(({ id, title }) => [id, title]));

/** `time-without-zone` reads `Time without zone`, for rules of the readers. */
function ruleTitle(id: string): string {
  return TITLES.get(id) ?? id.charAt(0).toUpperCase() + id.slice(1).replace(/-/g, ' ');
}

interface Tally {
  readonly severity: string;
  readonly rule: string;
  readonly example: string;
  issues: number;
  points: number | null;
}

/** Issues by severity and rule, the order of the severities kept and the most frequent rule first. */
export function tallies(findings: readonly Finding[]): Tally[] {
  const byRule = new Map<string, Tally>();
  findings.forEach((finding) => {
    const { severity, rule, points } = finding;
    const key = `${severity} ${rule}`;
    const tally = byRule.get(key) ?? { severity, rule, example: finding.message, issues: 0, points: null };
    tally.issues++;
    tally.points = points === null ? tally.points : (tally.points ?? 0) + points;
    byRule.set(key, tally);
  });
  const all = Array.from(byRule.values());
  const order = Array.from(new Set(all.map(({ severity }) => severity)));
  return all.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.issues - a.issues);
}

/** One row a severity and rule. */
export function rulesFrame(findings: readonly Finding[]): Frame {
  const rows = tallies(findings);
  return {
    name: 'rules',
    meta: { type: 'table' },
    fields: [
      severities(rows.map(({ severity }) => severity)),
      textField(
        'title',
        rows.map(({ rule }) => ruleTitle(rule)),
        { displayNameFromDS: 'What' }
      ),
      numberField(
        'issues',
        rows.map(({ issues }) => issues),
        { displayNameFromDS: 'Issues', unit: 'short' }
      ),
      numberField(
        'points',
        rows.map(({ points }) => points),
        { displayNameFromDS: 'Points', unit: 'short' }
      ),
      textField(
        'example',
        rows.map(({ example }) => example),
        { displayNameFromDS: 'First of them' }
      ),
      textField(
        'rule',
        rows.map(({ rule }) => rule),
        { displayNameFromDS: 'Rule' }
      ),
    ],
  };
}
