import { isBounded } from './backtracking';

/**
 * Regular expressions that users write: in filters, path rules and alias rules. They run in two engines, one of which
 * ignores named groups and cannot be interrupted while it backtracks, so the names are taken out of the pattern, and what
 * could backtrack without bound is refused before a match.
 */
export interface Pattern {
  /** The first match, unanchored, in the first 1,000 characters of a text; null where there is none. */
  exec(text: string): RegExpExecArray | null;
  /** Name of each numbered group, in order; null for one without a name. */
  readonly names: ReadonlyArray<string | null>;
}

export const MAX_PATTERN_LENGTH = 1000;

/** Longest text that is matched: the time that a match may take grows faster than its text. */
const MAX_TEXT_LENGTH = 1000;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_.]*$/;

interface Scan {
  readonly text: string;
  readonly names: ReadonlyArray<string | null>;
}

function refuse(reason: string): never {
  throw new Error(`${reason} in this pattern`);
}

/** Walks the pattern once: names out, look-around and back-references refused. */
function withoutNames(source: string): Scan {
  const names: Array<string | null> = [];
  let text = '';
  let inClass = false;
  for (let index = 0; index < source.length; index++) {
    const character = source.charAt(index);
    if (character === '\\') {
      const next = source.charAt(index + 1);
      if (!inClass && /[1-9k]/.test(next)) {
        refuse('Back-references are not allowed');
      }
      text += character + next;
      index++;
    } else if (inClass || character !== '(') {
      inClass = character === '[' ? true : character === ']' ? false : inClass;
      text += character;
    } else if (source.charAt(index + 1) !== '?') {
      names.push(null);
      text += character;
    } else {
      const named = /^\(\?P?<([^>=!][^>]*)>/.exec(source.slice(index, index + 80));
      if (named !== null) {
        if (!IDENTIFIER.test(named[1])) {
          refuse(`"${named[1]}" is no group name`);
        }
        names.push(named[1]);
        text += '(';
        index += named[0].length - 1;
      } else if (source.slice(index, index + 3) === '(?:') {
        text += '(?:';
        index += 2;
      } else {
        refuse('Look-around and inline flags are not allowed');
      }
    }
  }
  return { text, names };
}

/**
 * Compiles a user's pattern, unanchored. Throws an Error for people where the pattern is too long, refused or malformed.
 */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new Error(`A pattern has at most ${MAX_PATTERN_LENGTH} characters; this one has ${source.length}`);
  }
  const { text, names } = withoutNames(source);
  const regexp = compiled(text, source);
  if (!isBounded(text)) {
    refuse(
      'A repeated group such as (a+)+ or (a|ab)*, which takes for ever, is not allowed: repeat a class such as [^/]+'
    );
  }
  return { exec: (subject) => regexp.exec(subject.slice(0, MAX_TEXT_LENGTH)), names };
}

function compiled(text: string, source: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new Error(`"${source}" is not a regular expression`);
  }
}
