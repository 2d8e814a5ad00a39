import { columnsOf, rowCount, type OutputColumn } from '../output/columns';
import { tableText } from '../output/table';
import { brokenText, cellText, rowsOf, type CellRow, type Comparison } from './answer';

function table({ answer, broken, cellsFrame, summary }: Comparison): string {
  const cells = columnsOf(cellsFrame).filter(({ name }) => !['p', 'mde'].includes(name));
  return [
    answer,
    ...broken.map((one) => `SLO: ${brokenText(one)}`),
    '',
    ...(rowCount(cells) === 0 ? [] : [tableText(cells)]),
    tableText(columnsOf(summary)),
    '',
  ].join('\n');
}

function json({ answer, broken, cells, summary, unmatched }: Comparison): string {
  return `${JSON.stringify(
    { answer, cells, summary: rowsOf(summary), unmatched: rowsOf(unmatched), broken_limits: broken },
    null,
    2
  )}\n`;
}

/** A cell of a Markdown table: a bar would end it, a line break too. */
const marked = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\|/g, '\\|')
    .replace(/[\r\n]+/g, ' ');

function number(value: unknown, unit: string | undefined): string {
  return typeof value !== 'number'
    ? '–'
    : unit === 'percentunit'
      ? `${(value * 100).toFixed(1)} %`
      : String(Number(value.toPrecision(4)));
}

function markdownTable(columns: readonly OutputColumn[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titles = columns.map(({ field }) => marked(field.config.displayNameFromDS ?? field.name));
  const rows = Array.from({ length: rowCount(columns) }, (_, row) =>
    line(
      columns.map(({ field, values }) =>
        field.type === 'number' ? number(values[row], field.config.unit) : marked(String(values[row] ?? ''))
      )
    )
  );
  return [line(titles), line(columns.map(({ field }) => (field.type === 'number' ? '---:' : '---'))), ...rows].join(
    '\n'
  );
}

function markdown({ answer, broken, cellsFrame, summary }: Comparison): string {
  const cells = columnsOf(cellsFrame).filter(({ name }) => !['p', 'mde'].includes(name));
  return [
    `**${marked(answer)}**`,
    ...broken.map((one) => `- SLO: ${marked(brokenText(one))}`),
    markdownTable(columnsOf(summary)),
    ...(rowCount(cells) === 0
      ? []
      : [`<details><summary>All cells</summary>\n\n${markdownTable(cells)}\n\n</details>`]),
    '',
  ].join('\n\n');
}

/** Text as XML 1.0 may hold it: markup escaped, characters left out that it does not allow. */
function xml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return (
    text
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
      .replace(/[&<>"]/g, (sign) => escapes[sign])
      // In an attribute these would be read as blanks.
      .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  );
}

function outcome(cell: CellRow, broken: Comparison['broken']): string {
  const limits = broken.filter(
    ({ config, load, metric }) => config === cell.config && load === cell.load && metric === cell.metric
  );
  const said = xml(cellText(cell));
  if (cell.verdict === 'regression' || limits.length > 0) {
    const why = [...(cell.verdict === 'regression' ? [cellText(cell)] : []), ...limits.map(brokenText)].join('; ');
    return `<failure type="${cell.verdict === 'regression' ? 'regression' : 'slo'}" message="${xml(why)}"/>`;
  }
  return cell.verdict === 'insufficient' || cell.verdict === 'incomparable'
    ? `<skipped message="${cell.verdict}: ${said}"/>`
    : `<system-out>${cell.verdict}: ${said}</system-out>`;
}

/** A test case a cell, as CI systems read JUnit's XML: a regression fails, what cannot be judged is skipped. */
function junit({ cells, broken }: Comparison): string {
  const cases = cells.map((cell) => ({ cell, text: outcome(cell, broken) }));
  const count = (start: string): number => cases.filter(({ text }) => text.startsWith(start)).length;
  const counts = `tests="${cases.length}" failures="${count('<failure')}" errors="0" skipped="${count('<skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="prism compare" ${counts}>`,
    `  <testsuite name="prism compare" ${counts}>`,
    ...cases.map(
      ({ cell, text }) =>
        `    <testcase classname="${xml(cell.config)}" name="${xml(`${cell.metric} at load ${cell.load}`)}">${text}</testcase>`
    ),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

export const COMPARE_FORMATS: Readonly<Record<string, (comparison: Comparison) => string>> = {
  table,
  json,
  markdown,
  junit,
};
