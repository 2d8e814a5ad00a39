import { compilePattern, type Pattern } from '../model/pattern';
import type { Dimensions } from '../model/record';
import { BUILTIN_RULES, type BuiltinRule } from './builtin-rules';
import { readPattern } from './read-pattern';

/** Built-in rules that are switched on, ready to be asked. */
export interface BuiltinRules {
  /** What they say about a path beyond `known`; empty where nothing. */
  fill(path: string, known: Dimensions): Dimensions;
  /** What each rule reads from a path, whatever is known: for the settings and for tests. */
  read(path: string): ReadonlyArray<{ readonly rule: BuiltinRule; readonly dimensions: Dimensions }>;
}

/** A name that compares two things says nothing about either. */
const COMPARISON = /(?:^|[-_ ])(?:vs|versus)(?:$|[-_ ])/;

/** Names that are remembered: directories and stages of a store repeat. */
const MAX_REMEMBERED = 20000;

export function compileBuiltinRules(disabled: readonly string[] = []): BuiltinRules {
  const compiled = BUILTIN_RULES.filter(({ id }) => !disabled.includes(id)).map((rule) => ({
    rule,
    pattern: compilePattern(rule.pattern),
  }));
  const remembered = new Map<string, ReadonlyArray<Dimensions | null>>();
  const none: readonly null[] = compiled.map(() => null);

  /** What the rules of segments read from one name, by their position. */
  function ofSegment(segment: string): ReadonlyArray<Dimensions | null> {
    const found = remembered.get(segment);
    if (found !== undefined) {
      return found;
    }
    const read = COMPARISON.test(segment)
      ? none
      : compiled.map(({ rule, pattern }) => (rule.scope === 'segment' ? matched(segment, pattern, rule) : null));
    // Most names say nothing.
    const made = read.every((dimensions) => dimensions === null) ? none : read;
    if (remembered.size >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.set(segment, made);
    return made;
  }

  function matches(path: string): ReadonlyArray<Dimensions | null> {
    const segments = path
      .split('/')
      .map(ofSegment)
      .filter((read) => read !== none)
      .reverse();
    return compiled.map(({ rule, pattern }, index) =>
      rule.scope === 'path'
        ? matched(path, pattern, rule)
        : segments.reduce<Dimensions | null>((found, segment) => found ?? segment[index], null)
    );
  }

  return {
    read: (path) =>
      matches(path).reduce<Array<{ rule: BuiltinRule; dimensions: Dimensions }>>(
        (all, dimensions, index) =>
          dimensions === null ? all : all.concat({ rule: compiled[index].rule, dimensions }),
        []
      ),
    fill(path, known) {
      const filled: { [id: string]: string | number | null | undefined } = {};
      const isKnown = (id: string): boolean =>
        (known[id] !== null && known[id] !== undefined) || filled[id] !== undefined;
      matches(path).forEach((dimensions, index) => {
        if (dimensions !== null && !compiled[index].rule.unless.some(isKnown)) {
          Object.keys(dimensions)
            .filter((id) => !isKnown(id))
            .forEach((id) => (filled[id] = dimensions[id]));
        }
      });
      return filled;
    },
  };
}

function matched(text: string, pattern: Pattern, { meaning }: BuiltinRule): Dimensions | null {
  const found = readPattern(text, pattern);
  return Object.keys(found).length === 0 ? null : meaning === undefined ? found : meaning(found);
}
