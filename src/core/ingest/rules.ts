import type { AliasRule, PathRule } from '../model/config';
import { dimension, dimensionByName } from '../model/dimensions';
import { compilePattern, type Pattern } from '../model/pattern';
import type { Dimensions, Issue } from '../model/record';

/** Rules of the settings, compiled once a scan. A rule that cannot be compiled is reported and left out. */
export interface Rules {
  readonly paths: readonly Pattern[];
  readonly aliases: ReadonlyArray<{ readonly dimension: string; readonly pattern: Pattern; readonly value: string }>;
  readonly issues: readonly Issue[];
}

export function compileRules(paths: readonly PathRule[], aliases: readonly AliasRule[]): Rules {
  const issues: Issue[] = [];
  const compiled = (source: string, what: string): Pattern[] => {
    try {
      return [compilePattern(source)];
    } catch (error) {
      issues.push({
        severity: 'error',
        rule: 'rule-malformed',
        path: '',
        message: `${what} "${source.slice(0, 80)}": ${(error as Error).message}. Correct it in the settings.`,
      });
      return [];
    }
  };
  return {
    paths: paths.reduce<Pattern[]>((all, rule) => all.concat(compiled(rule.pattern, 'Path rule')), []),
    aliases: aliases.reduce<Array<Rules['aliases'][number]>>(
      (all, rule) =>
        all.concat(
          compiled(rule.pattern, 'Alias rule').map((pattern) => ({
            dimension: rule.dimension,
            pattern,
            value: rule.value,
          }))
        ),
      []
    ),
    issues,
  };
}

/** A text as the value of a dimension of the table; null where the dimension holds numbers and the text is none. */
function asValue(id: string, text: string): string | number | null {
  if (dimension(id)?.kind !== 'number') {
    return text;
  }
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

/**
 * Dimensions that path rules read from a path: a group named like a dimension of the table (or an alias of one) sets it,
 * every other name `label.<name>`. Later rules win.
 */
export function dimensionsOfPath(path: string, rules: readonly Pattern[]): Dimensions {
  const found: { [id: string]: string | number | null } = {};
  rules.forEach((rule) => {
    const { names } = rule;
    const match = rule.exec(path);
    if (match === null) {
      return;
    }
    names.forEach((name, index) => {
      const text = match[index + 1] as string | undefined;
      if (name === null || text === undefined || text === '') {
        return;
      }
      const known = dimensionByName(name);
      const id = known !== undefined && known.derived === undefined ? known.id : `label.${name}`;
      const value = asValue(id, text);
      if (value !== null) {
        found[id] = value;
      }
    });
  });
  return found;
}

/** Directory segments as `dir.1 … dir.n`, from the root of the store. */
export function directoryDimensions(directory: string): Dimensions {
  const found: { [id: string]: string } = {};
  directory
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, 20)
    .forEach((segment, index) => (found[`dir.${index + 1}`] = segment));
  return found;
}

/** Replaces values that an alias rule names by their canonical form. The pattern has to match the whole value. */
export function applyAliases(dimensions: Dimensions, aliases: Rules['aliases']): Dimensions {
  if (aliases.length === 0) {
    return dimensions;
  }
  const renamed: { [id: string]: string | number | null | undefined } = { ...dimensions };
  aliases.forEach(({ dimension: id, pattern, value }) => {
    const current = renamed[id];
    if (typeof current === 'string') {
      const match = pattern.exec(current);
      if (match !== null && match.index === 0 && match[0].length === current.length) {
        renamed[id] = value;
      }
    }
  });
  return renamed;
}
