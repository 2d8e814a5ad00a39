import { fragment, type Fragment, type Issue, type Setting, type Source } from '../model/record';
import { parseInstant } from '../model/time';
import { Checked } from './checked';
import { number, text } from './fields';
import type { Document, ReadContext } from './format';
import type { CompiledMapping, MappedField } from './mapped-fields';
import { looksSecret } from './secrets';
import { setting, settingText } from './settings';
import { stackedTables } from './stacked-csv';
import { valueAt } from './value-path';

export const MAPPED = 'mapping';

/** Longest text that becomes a dimension or a setting. */
const MAX_TEXT = 500;

/** Rows of one file that become points. */
const MAX_ROWS = 10000;

type ValueOf = (field: MappedField) => unknown;

/** Rows of a document: elements of the array that the mapping names, or of the document itself, or rows of a CSV table. */
function rowsOf(document: Document, mapping: CompiledMapping): ValueOf[] {
  if (document.kind === 'text') {
    const [table] = stackedTables(document.text);
    return (table === undefined ? [] : table.rows).map((row) => (field: MappedField) => row[field.column]);
  }
  const found = mapping.rows === null ? document.value : valueAt(document.value, mapping.rows);
  const rows = Array.isArray(found) ? (found as unknown[]) : found === undefined ? [] : [found];
  return rows.map(
    (row) =>
      ({ path }) =>
        valueAt(row, path)
  );
}

function written(value: unknown): string | null {
  const found = settingText(value);
  return found === null || looksSecret(found) ? null : found.slice(0, MAX_TEXT);
}

interface Collected {
  readonly dimensions: { [id: string]: string | number };
  readonly metrics: { [base: string]: { [stat: string]: number } };
  readonly settings: Setting[];
}

function addMetric(value: unknown, field: MappedField, into: Collected, doc: Checked): void {
  const figure = number(value);
  if (field.target.kind !== 'metric') {
    return;
  }
  const { base, stat, factor } = field.target;
  if (figure === null || !Number.isFinite(figure * factor)) {
    doc.report(
      'warning',
      'wrong-type',
      `${field.column} is ${String(text(value) ?? typeof value).slice(0, 40)}, not a number; it is left out.`
    );
  } else if (figure < 0 && base !== 'schedule_delay') {
    doc.report('warning', 'negative-value', `${field.column} is ${figure}, which is below zero; it is left out.`);
  } else {
    into.metrics[base] = { ...into.metrics[base], [stat]: figure * factor };
  }
}

function add(value: unknown, field: MappedField, into: Collected, doc: Checked, context: ReadContext): void {
  if (value === undefined || value === null || value === '') {
    return;
  }
  const { target } = field;
  switch (target.kind) {
    case 'metric':
      addMetric(value, field, into, doc);
      return;
    case 'setting':
      into.settings.push(...setting('load', target.key, written(value)));
      return;
    case 'label': {
      const found = written(value);
      if (found !== null) {
        into.dimensions[target.id] = found;
      }
      return;
    }
    default: {
      const found =
        target.row.kind === 'number'
          ? number(value)
          : target.row.kind === 'time'
            ? (parseInstant(text(value) ?? '', context.zoneOffsetMinutes)?.ms ?? null)
            : written(value);
      if (found !== null) {
        into.dimensions[target.row.id] = found;
      }
    }
  }
}

/** Issues of one file beyond these say the same again. */
const MAX_ISSUES = 20;

/** What one mapping makes of a document: a point a row that has a metric, and what is wrong with single values. */
export function mapRows(
  document: Document,
  source: Source,
  mapping: CompiledMapping,
  context: ReadContext
): { readonly points: readonly Fragment[]; readonly issues: readonly Issue[] } {
  const doc = new Checked(null, source.path);
  const rows = rowsOf(document, mapping).slice(0, MAX_ROWS);
  const found = rows
    .map((valueOf, index) => {
      const into: Collected = { dimensions: {}, metrics: {}, settings: [] };
      mapping.fields.forEach((field) => add(field.constant ?? valueOf(field), field, into, doc, context));
      return { into, index };
    })
    .filter(({ into }) => Object.keys(into.metrics).length > 0);
  const points = found.map(({ into, index }) =>
    fragment({
      grain: 'stage',
      source,
      format: MAPPED,
      formatVersion: mapping.name,
      runKey: `${source.path}#${source.document}`,
      stage: rows.length > 1 ? index : null,
      ...into,
    })
  );
  return { points, issues: doc.issues.slice(0, MAX_ISSUES) };
}

/**
 * Reads a document by the first mapping of the settings whose pattern fits its path and that finds a metric in it: a point
 * a row. Null where none does. Never throws.
 */
export function readMapped(document: Document, source: Source, context: ReadContext): readonly Fragment[] | null {
  for (const mapping of context.mappings ?? []) {
    if (mapping.pattern === null || mapping.pattern.exec(source.path) !== null) {
      const { points, issues } = mapRows(document, source, mapping, context);
      if (points.length > 0) {
        return points.map((point, index) => (index === 0 ? { ...point, issues } : point));
      }
    }
  }
  return null;
}
