import type { AdHocVariableFilter, ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import type { PrismQuery } from './types';

/** The part of Grafana's templating that is needed. */
export type Templates = Pick<TemplateSrv, 'replace'>;

/** Keys of Grafana's own, and texts whose `{{…}}` is ours. */
const UNTOUCHED = new Set(['refId', 'key', 'datasource', 'hide', 'queryType', 'kind', 'version', 'frame', 'shape']);

/** A text that is one variable alone may stand for several values. */
const ALONE = /^\s*(?:\$\w+|\$\{[^}]+\}|\[\[[^\]]+\]\])\s*$/;

/** The values that a text stands for: several where it is a multi-value variable alone, else the text with its variables filled in. */
export function valuesOf(text: string, templates: Templates, scoped: ScopedVars): string[] {
  if (!ALONE.test(text)) {
    return [templates.replace(text, scoped)];
  }
  let several: string[] | null = null;
  const one = templates.replace(text, scoped, (value: string | string[]) => {
    several = Array.isArray(value) ? value : null;
    return Array.isArray(value) ? value.join(',') : String(value);
  });
  return several ?? [one];
}

/** Numbers stay numbers: `"$load"` in the place of a number becomes one where its value is. */
function numberIn(parent: string, text: string): string | number {
  const wantsNumber = ['load', 'limit', 'demand', 'headroom', 'z', 'p', 'window', 'magnitude', 'lookback'].includes(parent);
  return wantsNumber && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function resolve(value: unknown, key: string, templates: Templates, scoped: ScopedVars): unknown {
  if (typeof value === 'string') {
    return numberIn(key, templates.replace(value, scoped));
  }
  if (Array.isArray(value)) {
    const parts = value.reduce<unknown[]>(
      (all, part) => all.concat(typeof part === 'string' ? valuesOf(part, templates, scoped) : [resolve(part, key, templates, scoped)]),
      []
    );
    return key === 'at' ? parts.map((part) => (typeof part === 'string' ? Number(part) : part)) : parts;
  }
  if (typeof value === 'object' && value !== null) {
    return 'operator' in value && 'key' in value ? filterOf(value, templates, scoped) : entries(value, templates, scoped);
  }
  return value;
}

function entries(object: object, templates: Templates, scoped: ScopedVars): Record<string, unknown> {
  const resolved: Record<string, unknown> = {};
  Object.entries(object).forEach(([key, value]) => {
    resolved[key] = UNTOUCHED.has(key) ? value : resolve(value, key, templates, scoped);
  });
  return resolved;
}

const SEVERAL: Readonly<Record<string, string>> = { '=': '=|', '!=': '!=|' };

/** A filter whose value is a multi-value variable becomes the operator for several values. */
function filterOf(filter: object, templates: Templates, scoped: ScopedVars): Record<string, unknown> {
  const { key, operator, value = '', values } = filter as { key: unknown; operator: unknown; value?: unknown; values?: unknown };
  const found = Array.isArray(values)
    ? values.reduce<string[]>((all, one) => all.concat(valuesOf(String(one), templates, scoped)), [])
    : valuesOf(String(value), templates, scoped);
  const name = templates.replace(String(key), scoped);
  const multiple = typeof operator === 'string' && (operator.endsWith('|') || (found.length > 1 && operator in SEVERAL));
  return multiple
    ? { key: name, operator: SEVERAL[operator as string] ?? operator, value: found[0] ?? '', values: found }
    : { key: name, operator, value: found[0] ?? '' };
}

/** Ad hoc filters of a dashboard in the shape of the core, which is Grafana's own. */
export function adHocFilters(filters: readonly AdHocVariableFilter[]): Array<Record<string, unknown>> {
  return filters
    .filter(({ key }) => key !== '')
    .map(({ key, operator, value, values }) => ({ key, operator, value, ...(values === undefined || values.length === 0 ? {} : { values }) }));
}

/**
 * A query with its variables filled in and the dashboard's ad hoc filters added. Pure: every way in which a query can travel
 * (panels, variables, expressions) goes through it. Variables without a value stay, and the core refuses them by name.
 */
export function prepare(query: PrismQuery, templates: Templates, scoped: ScopedVars, filters: readonly AdHocVariableFilter[] = []): PrismQuery {
  const resolved = entries(query, templates, scoped) as PrismQuery;
  const own = Array.isArray(resolved.filters) ? (resolved.filters as unknown[]) : [];
  const added = adHocFilters(filters);
  return own.length + added.length === 0 ? resolved : { ...resolved, filters: [...own, ...added] };
}
