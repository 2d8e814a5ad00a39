import { compilePattern, type Pattern } from '../model/pattern';
import type { Dimensions } from '../model/record';
import { BUILTIN_RULES, type BuiltinRule } from './builtin-rules';
import { readPattern } from './read-pattern';

/** What one rule reads from a path. */
interface Reading {
  readonly rule: BuiltinRule;
  readonly dimensions: Dimensions;
}

interface Compiled {
  readonly rule: BuiltinRule;
  readonly pattern: Pattern;
}

/** What the rules of segments read from one name, by their position; null where none reads anything. */
type SegmentReadings = ReadonlyArray<Dimensions | null> | null;

/** A name that compares two things says nothing about either. */
const COMPARISON = /(?:^|[-_ ])(?:vs|versus)(?:$|[-_ ])/;

/** Names that are remembered: directories and stages of a store repeat. */
const MAX_REMEMBERED = 20000;

function matched(text: string, { rule: { meaning }, pattern }: Compiled): Dimensions | null {
  const found = readPattern(text, pattern);
  return Object.keys(found).length === 0 ? null : meaning === undefined ? found : meaning(found);
}

function readSegment(segment: string, rules: readonly Compiled[]): SegmentReadings {
  const readings = COMPARISON.test(segment) ? [] : rules.map((compiled) => matched(segment, compiled));
  // Most names say nothing.
  return readings.every((dimensions) => dimensions === null) ? null : readings;
}

function isKnown(value: Dimensions[string]): boolean {
  return value !== null && value !== undefined;
}

/** Built-in rules that are switched on, ready to be asked. */
export class BuiltinRules {
  private readonly ofPaths: readonly Compiled[];
  private readonly ofSegments: readonly Compiled[];
  private readonly remembered = new Map<string, SegmentReadings>();

  constructor(disabled: readonly string[] = []) {
    const compiled = BUILTIN_RULES.filter(({ id }) => !disabled.includes(id)).map((rule) => ({
      rule,
      pattern: compilePattern(rule.pattern),
    }));
    this.ofPaths = compiled.filter(({ rule }) => rule.scope === 'path');
    this.ofSegments = compiled.filter(({ rule }) => rule.scope === 'segment');
  }

  /** What each rule reads from a path, whatever is known: for the settings and for tests. */
  read(path: string): Reading[] {
    const found: Reading[] = [];
    for (const compiled of this.ofPaths) {
      const dimensions = matched(path, compiled);
      if (dimensions !== null) {
        found.push({ rule: compiled.rule, dimensions });
      }
    }
    const segments: Array<NonNullable<SegmentReadings>> = [];
    for (const segment of path.split('/')) {
      const readings = this.ofSegment(segment);
      if (readings !== null) {
        segments.unshift(readings);
      }
    }
    for (let index = 0; segments.length > 0 && index < this.ofSegments.length; index++) {
      const dimensions = segments.map((segment) => segment[index]).find((reading) => reading !== null) ?? null;
      if (dimensions !== null) {
        found.push({ rule: this.ofSegments[index].rule, dimensions });
      }
    }
    return found;
  }

  /** What they say about a path beyond `known`; empty where nothing. */
  fill(path: string, known: Dimensions): Dimensions {
    const filled: { [id: string]: string | number | null | undefined } = {};
    for (const { rule, dimensions } of this.read(path)) {
      if (rule.unless.some((id) => isKnown(known[id]) || filled[id] !== undefined)) {
        continue;
      }
      for (const id of Object.keys(dimensions)) {
        if (!isKnown(known[id]) && filled[id] === undefined) {
          filled[id] = dimensions[id];
        }
      }
    }
    return filled;
  }

  private ofSegment(segment: string): SegmentReadings {
    const found = this.remembered.get(segment);
    if (found !== undefined) {
      return found;
    }
    const made = readSegment(segment, this.ofSegments);
    if (this.remembered.size >= MAX_REMEMBERED) {
      this.remembered.clear();
    }
    this.remembered.set(segment, made);
    return made;
  }
}
