import { compilePattern, type Pattern } from '../model/pattern';
import type { Dimensions } from '../model/record';
import { BUILTIN_RULES, type BuiltinRule } from './builtin-rules';
import { readPattern } from './read-pattern';

/** What one rule reads from a path. */
interface Reading {
  readonly rule: BuiltinRule;
  readonly dimensions: Dimensions;
}

/** Built-in rules that are switched on, ready to be asked. */
export interface BuiltinRules {
  /** What they say about a path beyond `known`; empty where nothing. */
  fill(path: string, known: Dimensions): Dimensions;
  /** What each rule reads from a path, whatever is known: for the settings and for tests. */
  read(path: string): readonly Reading[];
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
  const [ofPaths, ofSegments] = (['path', 'segment'] as const).map((scope) =>
    compiled.filter(({ rule }) => rule.scope === scope)
  );
  const remembered = new Map<string, ReadonlyArray<Dimensions | null>>();
  const none: readonly null[] = ofSegments.map(() => null);

  /** What the rules of segments read from one name, by their position. */
  function ofSegment(segment: string): ReadonlyArray<Dimensions | null> {
    const found = remembered.get(segment);
    if (found !== undefined) {
      return found;
    }
    const read = COMPARISON.test(segment)
      ? none
      : ofSegments.map(({ rule, pattern }) => matched(segment, pattern, rule));
    // Most names say nothing.
    const made = read.every((dimensions) => dimensions === null) ? none : read;
    if (remembered.size >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.set(segment, made);
    return made;
  }

  function read(path: string): Reading[] {
    const found: Reading[] = [];
    const add = (rule: BuiltinRule, dimensions: Dimensions | null): void => {
      if (dimensions !== null) {
        found.push({ rule, dimensions });
      }
    };
    ofPaths.forEach(({ rule, pattern }) => add(rule, matched(path, pattern, rule)));
    const segments = path
      .split('/')
      .map(ofSegment)
      .filter((segment) => segment !== none)
      .reverse();
    if (segments.length > 0) {
      ofSegments.forEach(({ rule }, index) =>
        add(rule, segments.map((segment) => segment[index]).find((dimensions) => dimensions !== null) ?? null)
      );
    }
    return found;
  }

  return {
    read,
    fill(path, known) {
      const filled: { [id: string]: string | number | null | undefined } = {};
      const isKnown = (id: string): boolean =>
        (known[id] !== null && known[id] !== undefined) || filled[id] !== undefined;
      read(path).forEach(({ rule, dimensions }) => {
        if (!rule.unless.some(isKnown)) {
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
