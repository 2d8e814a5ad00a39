import { dimensionByName, isFreeDimension, type Dimension } from '../model/dimensions';
import type { Mapping, MappingField } from '../model/mapping';
import { parseMetric } from '../model/metric-id';
import { compilePattern, type Pattern } from '../model/pattern';
import type { Issue } from '../model/record';
import { conversionFactor } from '../model/units';
import { parseValuePath, type ValuePath } from './value-path';

/** What one field of a mapping becomes. */
export type Target =
  | { readonly kind: 'metric'; readonly base: string; readonly stat: string; readonly factor: number }
  | { readonly kind: 'dimension'; readonly row: Dimension }
  | { readonly kind: 'label'; readonly id: string }
  | { readonly kind: 'setting'; readonly key: string };

export interface MappedField {
  /** Column of a CSV file. */
  readonly column: string;
  readonly path: ValuePath;
  /** Null where the value is read. */
  readonly constant: string | null;
  readonly target: Target;
}

/** A mapping that is ready to read; fields that cannot be understood are reported and left out. */
export interface CompiledMapping {
  readonly name: string;
  readonly pattern: Pattern | null;
  readonly rows: ValuePath | null;
  readonly fields: readonly MappedField[];
}

function metricTarget({ to, unit }: MappingField): Target | string {
  const metric = parseMetric(to);
  if (metric === null) {
    return `"${to}" is neither a metric nor a dimension. A metric with percentiles needs its statistic, such as ttft_p99.`;
  }
  if (metric.base.derived === true || metric.per !== null) {
    return `"${to}" is computed from other columns and cannot be set.`;
  }
  const factor = unit.trim() === '' ? 1 : conversionFactor(unit, metric.base.unit);
  return factor === null
    ? `"${unit}" is no unit of ${to}, which is kept in ${metric.base.unit.replace(/_/g, ' ')}.`
    : { kind: 'metric', base: metric.base.id, stat: metric.stat, factor };
}

function targetOf(field: MappingField): Target | string {
  const row = dimensionByName(field.to);
  if (row !== undefined) {
    return row.derived === true ? `"${field.to}" is computed and cannot be set.` : { kind: 'dimension', row };
  }
  if (isFreeDimension(field.to)) {
    const name = field.to.slice(field.to.indexOf('.') + 1);
    return field.to.startsWith('label.')
      ? { kind: 'label', id: field.to }
      : field.to.startsWith('setting.')
        ? { kind: 'setting', key: name }
        : `"${field.to}" is the name of a directory and cannot be set.`;
  }
  return metricTarget(field);
}

function fieldOf(field: MappingField): MappedField | string {
  const target = targetOf(field);
  const path = parseValuePath(field.from);
  if (typeof target === 'string') {
    return target;
  }
  if (field.value === '' && field.from.trim() === '') {
    return `${field.to} has neither a place ("from") nor a value.`;
  }
  return path === null
    ? `"${field.from}" is no place in a document: write results.latency["p99.9"], rows[0].ttft or the name of a column.`
    : { column: field.from.trim(), path, constant: field.value === '' ? null : field.value, target };
}

/** Compiles the mappings of the settings, once a scan. Problems are for people and name their mend. */
export function compileMappings(mappings: readonly Mapping[]): {
  readonly mappings: readonly CompiledMapping[];
  readonly issues: readonly Issue[];
} {
  const issues: Issue[] = [];
  const report = (name: string, message: string): void =>
    void issues.push({
      severity: 'error',
      rule: 'mapping-malformed',
      path: '',
      message: `Mapping "${name}": ${message}`,
    });
  const compiled = mappings.map((mapping): CompiledMapping => {
    const fields: MappedField[] = [];
    mapping.fields.forEach((field) => {
      const found = fieldOf(field);
      if (typeof found === 'string') {
        report(mapping.name, found);
      } else {
        fields.push(found);
      }
    });
    let pattern: Pattern | null = null;
    let isUsable = true;
    try {
      pattern = mapping.pattern === '' ? null : compilePattern(mapping.pattern);
    } catch (error) {
      isUsable = false;
      report(mapping.name, (error as Error).message);
    }
    const rows = parseValuePath(mapping.rows);
    if (rows === null) {
      isUsable = false;
      report(mapping.name, `"${mapping.rows}" is no place of the rows.`);
    }
    return { name: mapping.name, pattern, rows: mapping.rows === '' ? null : rows, fields: isUsable ? fields : [] };
  });
  return { mappings: compiled.filter(({ fields }) => fields.length > 0), issues };
}
