import { FORMATS } from '../../src/core/formats';

/** Names of files and keys as Markdown shows them. */
function escaped(text: string): string {
  return text.replace(/[<*_]/g, '\\$&');
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
