import type { AdHocVariableFilter, ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { questionOf } from './core/query';
import type { FormFieldKind } from './core/query/definition';
import type { PrismQuery } from './types';

/** The part of Grafana's templating that is needed. */
export type Templates = Pick<TemplateSrv, 'replace'>;

/** What the parts of one query are resolved with. */
interface Resolving {
  readonly templates: Templates;
  readonly scoped: ScopedVars;
}

/** Keys of Grafana's own, and those whose texts choose among fixed words. */
const UNTOUCHED = new Set(['refId', 'key', 'datasource', 'hide', 'queryType', 'kind', 'version', 'frame', 'shape']);

const NUMERIC: ReadonlySet<FormFieldKind> = new Set<FormFieldKind>(['number', 'numbers', 'slo']);

/** A text that is one variable alone may stand for several values. */
const ALONE = /^\s*(?:\$\w+|\$\{[^}]+\}|\[\[[^\]]+\]\])\s*$/;

function numericNames(kind: string | undefined): ReadonlySet<string> {
  const form = kind === undefined ? [] : (questionOf(kind)?.form ?? []);
  return new Set(form.filter((field) => NUMERIC.has(field.kind)).map(({ name }) => name));
}

/** The values that a text stands for: several for a multi-value variable alone, else the text with its variables filled in. */
export function valuesOf(text: string, templates: Templates, scoped: ScopedVars): string[] {
  if (!ALONE.test(text)) {
    return [templates.replace(text, scoped)];
  }
  // A custom all value never reaches the callback, so the text that is answered stands where no array came.
  let several: string[] | null = null;
  const one = templates.replace(text, scoped, (value: string | string[]) => {
    several = Array.isArray(value) ? value : null;
    return Array.isArray(value) ? value.join(',') : String(value);
  });
  return several ?? [one];
}

/** `"$load"` in the place of a number becomes one where its value is. */
function asNumber(text: string): string | number {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function resolve(value: unknown, isNumber: boolean, how: Resolving): unknown {
  const settle = (text: string): string | number => (isNumber ? asNumber(text) : text);
  if (typeof value === 'string') {
    return settle(how.templates.replace(value, how.scoped));
  }
  if (Array.isArray(value)) {
    return value
      .filter((part) => !isUnfinished(part))
      .reduce<unknown[]>((all, part) => {
        const parts: unknown[] =
          typeof part === 'string'
            ? valuesOf(part, how.templates, how.scoped).map(settle)
            : [resolve(part, isNumber, how)];
        return all.concat(parts);
      }, []);
  }
  if (isObject(value)) {
    return isFilter(value) ? filterOf(value, how) : entries(value, () => isNumber, how);
  }
  return value;
}

function entries(object: object, isNumber: (key: string) => boolean, how: Resolving): Record<string, unknown> {
  const resolved: Record<string, unknown> = {};
  Object.entries(object).forEach(([key, value]) => {
    // A limit of an SLO is named by its metric, in which a variable may stand: ttft_$stat.
    const name = key.includes('$') ? how.templates.replace(key, how.scoped) : key;
    resolved[name] = UNTOUCHED.has(key) ? value : resolve(value, isNumber(key), how);
  });
  return resolved;
}

interface SavedFilter {
  readonly operator: unknown;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isFilter = (value: object): value is SavedFilter =>
  'operator' in value && ('key' in value || 'value' in value || 'values' in value);

/** A row of the editor that still lacks its dimension or its value. It filters nothing; (none) is what selects missing values. */
function isUnfinished(part: unknown): boolean {
  if (!isObject(part) || !isFilter(part)) {
    return false;
  }
  const { key = '', value = '', values } = part;
  return key === '' || (value === '' && (!Array.isArray(values) || values.length === 0));
}

const SEVERAL: Readonly<Record<string, string>> = { '=': '=|', '!=': '!=|' };
const PATTERNS: ReadonlySet<unknown> = new Set(['=~', '!~']);

/** A filter whose value is a multi-value variable becomes the operator for several values, or an alternative in a pattern. */
function filterOf({ key, operator, value = '', values }: SavedFilter, how: Resolving): Record<string, unknown> {
  const { templates, scoped } = how;
  const name = templates.replace(String(key), scoped);
  if (PATTERNS.has(operator)) {
    return { key: name, operator, value: templates.replace(String(value), scoped, 'regex') };
  }
  const saved: unknown[] = Array.isArray(values) && values.length > 0 ? values : [value];
  const found = saved.reduce<string[]>((all, one) => all.concat(valuesOf(String(one), templates, scoped)), []);
  const several = SEVERAL[String(operator)] as string | undefined;
  const multiple = String(operator).endsWith('|') || (several !== undefined && found.length > 1);
  return multiple
    ? { key: name, operator: several ?? operator, value: found[0] ?? '', values: found }
    : { key: name, operator, value: found[0] ?? '' };
}

/** Ad hoc filters of a dashboard in the shape of the core, which is Grafana's own. */
export function adHocFilters(filters: readonly AdHocVariableFilter[]): Array<Record<string, unknown>> {
  return filters
    .filter(({ key }) => key !== '')
    .map(({ key, operator, value, values }) => ({
      key,
      operator,
      value,
      ...(values === undefined || values.length === 0 ? {} : { values }),
    }));
}

/**
 * A query with its variables filled in and the dashboard's ad hoc filters added. Pure: every way in which a query can travel
 * (panels, variables, expressions) goes through it. Variables without a value stay, and the core refuses them by name.
 */
export function prepare(
  query: PrismQuery,
  templates: Templates,
  scoped: ScopedVars,
  filters: readonly AdHocVariableFilter[] = []
): PrismQuery {
  const numeric = numericNames(query.kind);
  const resolved = entries(query, (key) => numeric.has(key), { templates, scoped }) as PrismQuery;
  const own: unknown[] = Array.isArray(resolved.filters) ? resolved.filters : [];
  const added = adHocFilters(filters);
  return resolved.filters === undefined && added.length === 0 ? resolved : { ...resolved, filters: [...own, ...added] };
}
