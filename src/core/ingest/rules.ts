import type { AliasRule, PathRule } from '../model/config';
import { DIRECTORY_DIMENSIONS } from '../model/dimensions';
import type { GrowingDimensions } from '../model/layers';
import { compilePattern, type Pattern } from '../model/pattern';
import type { Dimensions, Issue } from '../model/record';
import { BuiltinRules } from './compile-builtin';
import { readPattern } from './read-pattern';

/** Rules of the settings, compiled once a scan. A rule that cannot be compiled is reported and left out. */
export interface Rules {
  readonly paths: readonly Pattern[];
  /** Rules for common layouts, which fill what neither files nor path rules say. */
  readonly builtin: BuiltinRules;
  readonly aliases: ReadonlyArray<{ readonly dimension: string; readonly pattern: Pattern; readonly value: string }>;
  readonly issues: readonly Issue[];
}

export function compileRules(
  paths: readonly PathRule[],
  aliases: readonly AliasRule[],
  disabledBuiltins: readonly string[] = []
): Rules {
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
    builtin: new BuiltinRules(disabledBuiltins),
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

/**
 * Dimensions that path rules read from a path: a group named like a dimension of the table (or an alias of one) sets it,
 * every other name `label.<name>`. Later rules win.
 */
export function dimensionsOfPath(path: string, rules: readonly Pattern[]): Dimensions {
  return rules.reduce<Dimensions>((found, rule) => ({ ...found, ...readPattern(path, rule) }), {});
}

/** Directory segments as `dir.1 … dir.n`, from the root of the store. */
export function directoryDimensions(directory: string): Dimensions {
  const found: { [id: string]: string } = {};
  directory
    .split('/')
    .filter((segment) => segment !== '')
    .slice(0, DIRECTORY_DIMENSIONS.length)
    .forEach((segment, index) => (found[DIRECTORY_DIMENSIONS[index]] = segment));
  return found;
}

/** Replaces values that an alias rule names by their canonical form. The pattern has to match the whole value. */
export function rename(dimensions: GrowingDimensions, aliases: Rules['aliases']): void {
  for (const { dimension: id, pattern, value } of aliases) {
    const current = dimensions[id];
    if (typeof current === 'string') {
      const match = pattern.exec(current);
      if (match !== null && match.index === 0 && match[0].length === current.length) {
        dimensions[id] = value;
      }
    }
  }
}

/** The same in a copy. */
export function applyAliases(dimensions: Dimensions, aliases: Rules['aliases']): Dimensions {
  if (aliases.length === 0) {
    return dimensions;
  }
  const renamed = { ...dimensions };
  rename(renamed, aliases);
  return renamed;
}
