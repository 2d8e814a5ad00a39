/**
 * Tells patterns that backtrack without bound: a group repeated in a way that lets one text be cut into its repetitions in
 * several ways, such as `(a+)+` or `(a|ab)*`, takes exponential time on a mismatch. The check errs on the side of refusal.
 */

interface Item {
  /** One character or class as written, or the branches of a group. */
  readonly node: string | readonly Branch[];
  readonly min: number;
  readonly max: number;
}

type Branch = readonly Item[];

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/;

function quantifier(text: string): { readonly min: number; readonly max: number; readonly length: number } {
  const found = QUANTIFIER.exec(text);
  if (found === null) {
    return { min: 1, max: 1, length: 0 };
  }
  const { length } = found[0];
  switch (text.charAt(0)) {
    case '*':
      return { min: 0, max: Infinity, length };
    case '+':
      return { min: 1, max: Infinity, length };
    case '?':
      return { min: 0, max: 1, length };
  }
  const min = Number(found[1]);
  return { min, max: found[2] === '' ? min : found[3] === '' ? Infinity : Number(found[3]), length };
}

/** Length of the character or class at the beginning of a text. */
function atomLength(text: string): number {
  if (text.charAt(0) !== '[') {
    return text.charAt(0) === '\\' ? 2 : 1;
  }
  const found = /^\[(?:\\[^]|[^\]\\])*\]/.exec(text);
  return found === null ? text.length : found[0].length;
}

/** Branches of the alternation that begins at `from`, up to its closing parenthesis or the end. */
function parse(pattern: string, from: number): { readonly branches: readonly Branch[]; readonly end: number } {
  const branches: Item[][] = [[]];
  let at = from;
  while (at < pattern.length && pattern.charAt(at) !== ')') {
    if (pattern.charAt(at) === '|') {
      branches.push([]);
      at++;
      continue;
    }
    let node: Item['node'];
    if (pattern.charAt(at) === '(') {
      const inner = parse(pattern, at + (pattern.slice(at, at + 3) === '(?:' ? 3 : 1));
      node = inner.branches;
      at = inner.end + 1;
    } else {
      const length = atomLength(pattern.slice(at));
      node = pattern.slice(at, at + length);
      at += length;
    }
    const { min, max, length } = quantifier(pattern.slice(at));
    branches[branches.length - 1].push({ node, min, max });
    at += length;
  }
  return { branches, end: at };
}

/** The character for which an atom stands, null for classes and assertions. */
function literal({ node }: Item): string | null {
  if (typeof node !== 'string' || (node.length === 1 && /[.^$]/.test(node)) || node.charAt(0) === '[') {
    return null;
  }
  return node.length === 1 ? node : /[A-Za-z0-9]/.test(node.charAt(1)) ? null : node.charAt(1);
}

const isFixed = (item: Item): boolean =>
  item.min === item.max && (typeof item.node === 'string' || (item.node.length === 1 && item.node[0].every(isFixed)));

/** True where the item is one character that the class never matches, so that the class ends there. */
function bounds(item: Item | undefined, atom: string): boolean {
  const character = item === undefined || item.min !== 1 || item.max !== 1 ? null : literal(item);
  return character !== null && !new RegExp(`^(?:${atom})$`).test(character);
}

/** One repetition ends in one place only: all of fixed length, or a single class with a delimiter after or before it. */
function isDelimited(branch: Branch): boolean {
  const variable = branch.filter((item) => !isFixed(item));
  if (variable.length !== 1) {
    return variable.length === 0;
  }
  const [{ node }] = variable;
  const place = branch.indexOf(variable[0]);
  return (
    typeof node === 'string' &&
    (place + 1 < branch.length ? bounds(branch[place + 1], node) : place > 0 && bounds(branch[0], node))
  );
}

/** Words of which none begins with another, so that a text of them reads one way only. */
function areDistinctWords(branches: readonly Branch[]): boolean {
  const words = branches.map((branch) =>
    branch.map((item) => (item.min === 1 && item.max === 1 ? literal(item) : null))
  );
  const texts = words.map((word) => (word.every((character) => character !== null) ? word.join('') : ''));
  return texts.every((text, one) => texts.every((other, two) => one === two || !other.startsWith(text)));
}

function isSafe(branches: readonly Branch[]): boolean {
  return branches.every((branch) =>
    branch.every(({ node, max }) => {
      if (typeof node === 'string') {
        return true;
      }
      const isRepeatable = max <= 1 || (node.length === 1 ? isDelimited(node[0]) : areDistinctWords(node));
      return isRepeatable && isSafe(node);
    })
  );
}

/** True for a pattern, without names of groups, none of whose repeated groups can read a text in several ways. */
export function isBounded(pattern: string): boolean {
  return isSafe(parse(pattern, 0).branches);
}
