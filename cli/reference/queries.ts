import { QUESTIONS, type Question } from '../../src/core/query';
import type { FormField } from '../../src/core/query/definition';

const CODE = '`';

function defaultsOf(question: Question): Record<string, unknown> {
  return { ...question.prepare({ kind: question.kind }).query };
}

function kindText(field: FormField): string {
  return field.choices === undefined ? field.kind : field.choices.map(({ value }) => CODE + value + CODE).join(', ');
}

function defaultText(value: unknown): string {
  return value === undefined || (Array.isArray(value) && value.length === 0) || value === ''
    ? ''
    : CODE + JSON.stringify(value) + CODE;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function section(question: Question): string[] {
  const defaults = defaultsOf(question);
  const parameters = question.form.map(
    (field) =>
      `| ${CODE}${field.name}${CODE} | ${cell(kindText(field))} | ${cell(defaultText(defaults[field.name]))} | ${cell(field.help)} |`
  );
  const frames = question.frames.map(({ name, description }) => `| ${CODE}${name}${CODE} | ${cell(description)} |`);
  return [
    `## ${CODE}${question.kind}${CODE}: ${question.title}`,
    '',
    question.question,
    '',
    ...(parameters.length === 0
      ? []
      : ['| parameter | kind | default | meaning |', '| --- | --- | --- | --- |', ...parameters, '']),
    ...(frames.length === 0 ? [] : [`| ${CODE}frame${CODE} | holds |`, '| --- | --- |', ...frames, '']),
  ];
}

/** docs/queries.md: every question with its parameters and frames, out of the definitions. */
export function queriesPage(): string {
  return [
    '# Queries',
    '',
    'Written by `npm run docs` from the definitions in `src/core/query`; edit those.',
    '',
    'A query is an object with a `kind`. It is saved in dashboards, alert rules and scripts as it stands. All numbers are in base units (seconds, tokens/s,',
    'requests/s, fractions), all changes are fractions. `frame` asks for one frame of an answer, `limit` caps its rows.',
    '',
    '`filters` have the shape of Grafana\'s ad hoc filters: `{"key": "model", "operator": "=", "value": "…"}`. Operators: `=` `!=`, `=|` `!=|` (one of `values`), `=~`',
    '`!~` (a pattern, unanchored), `<` `>` `<=` `>=` (numbers; what is missing never matches). The value `(none)` selects what is missing. A filter whose value is',
    '`$__all` is dropped.',
    '',
    ...QUESTIONS.reduce<string[]>((lines, question) => lines.concat(section(question)), []),
  ].join('\n');
}
