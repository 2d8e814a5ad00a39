import { FORMATS } from '../../src/core/formats';
import { COVERAGE } from '../../src/core/formats/coverage';

/** Names of files and keys as Markdown shows them. */
function escaped(text: string): string {
  return text.replace(/[<*_|]/g, '\\$&');
}

/** The anchor that Markdown gives a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replace(/ /g, '-');
}

function row({ id, title, files, origin }: (typeof FORMATS)[number]): string {
  const { versions = '', metrics = '' } = COVERAGE[id] ?? {};
  const source = origin === 'documentation' ? 'from documentation' : 'real files';
  const cells = [`[${escaped(title)}](#${anchor(title)})`, escaped(versions), escaped(files), escaped(metrics), source];
  return `| ${cells.join(' | ')} |`;
}

/** docs/formats.md: every producer whose files are read, in the order of detection. */
export function formatsPage(): string {
  const head = [
    '# Formats',
    '',
    'Written by `npm run docs` from the readers in `src/core/formats/`; edit those.',
    '',
    'A file is recognised by its content, in this order; its name does not matter. A result and the native file that it was made from are one',
    'point. Request texts, generated texts and per-request arrays are dropped while a file is read, secrets in arguments are never kept. What became',
    'of every file of a store says `{"kind":"quality","frame":"formats"}`, what is doubtful in them `{"kind":"quality","frame":"issues"}`.',
    '',
    'A reader that was written against files of the tool says so under "tried with"; one that was written from the documentation and source of the',
    'tool alone says that. Metrics are those that a file can fill; what a file does not say stays empty.',
    '',
    '| producer | versions | files | metrics | tried with |',
    '| --- | --- | --- | --- | --- |',
    ...FORMATS.map(row),
    '',
  ];
  const sections = FORMATS.map(({ id, title, files, traps }) =>
    [
      `## ${title}`,
      '',
      `\`format\`: \`${id}\`. Files: ${escaped(files)}`,
      '',
      ...traps.map((trap) => `- ${escaped(trap)}`),
      '',
    ].join('\n')
  );
  return [...head, ...sections].join('\n');
}
