import fc from 'fast-check';
import { compilePattern, MAX_PATTERN_LENGTH } from './pattern';

/** Groups by their name, as an engine with named groups gives them. */
function named(source: string, text: string): Record<string, string | undefined> | null {
  const { exec, names } = compilePattern(source);
  const match = exec(text);
  return (
    match &&
    Object.fromEntries(
      names.flatMap((name, index): Array<[string, string | undefined]> =>
        name === null ? [] : [[name, match[index + 1]]]
      )
    )
  );
}

describe('named groups', () => {
  it.each<[string, string, Record<string, string | undefined> | null]>([
    [
      '(?<prefill_replicas>\\d+)p(?<decode_replicas>\\d+)d',
      'runs/3p1d/x',
      { prefill_replicas: '3', decode_replicas: '1' },
    ],
    ['(?P<a>x)', 'x', { a: 'x' }],
    ['(y)?(?<a>x)(?:z)(?<b>\\()', 'xz(', { a: 'x', b: '(' }],
    ['(?<a>x)|(?<b>y)', 'y', { a: undefined, b: 'y' }],
    ['((?<inner>b)c)(?<after>d)', 'bcd', { inner: 'b', after: 'd' }],
    ['[(?<a>]+(?<b>x)', '(?<x', { b: 'x' }],
    ['\\(?(?<a>x)', '(x', { a: 'x' }],
    ['[\\]](?<a>x)', ']x', { a: 'x' }],
    ['(?<a.b>x)', 'x', { 'a.b': 'x' }],
    ['(?<a>x)', 'y', null],
  ])('%s on %s', (source, text, expected) => {
    expect(named(source, text)).toEqual(expected);
  });

  it('reads as the engine itself would', () => {
    const piece = fc.constantFrom('a', 'b', '\\(', '[(]', '(c)', '(?:a)', '(?<g>a|b)', '(?<h>b?)', '.', '\\d', '[^)]');
    fc.assert(
      fc.property(
        fc.uniqueArray(piece, { maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', '(', ')', '1'), maxLength: 8 }),
        (pieces, text) => {
          const own = new RegExp(pieces.join('')).exec(text);
          expect(named(pieces.join(''), text)).toEqual(own && { ...own.groups });
          const expected = own && Array.from(own);
          const found = compilePattern(pieces.join('')).exec(text);
          expect(found && Array.from(found)).toEqual(expected);
        }
      )
    );
  });
});

describe('refusals', () => {
  it.each<[string, RegExp]>([
    ['(?=a)', /Look-around/],
    ['(?!a)', /Look-around/],
    ['(?<=a)b', /Look-around/],
    ['(?<!a)b', /Look-around/],
    ['(?i)a', /Look-around/],
    ['(?i:a)', /Look-around/],
    ['(a)\\1', /Back-references/],
    ['(?<n>a)\\k<n>', /Back-references/],
    ['(?<1a>x)', /no group name/],
    ['(?<a b>x)', /no group name/],
    ['(', /not a regular expression/],
    ['a)', /not a regular expression/],
    ['[b-a]', /not a regular expression/],
    ['*', /not a regular expression/],
    ['a{2,1}', /not a regular expression/],
    ['[', /not a regular expression/],
    ['x'.repeat(MAX_PATTERN_LENGTH + 1), /at most 1000 characters; this one has 1001/],
  ])('%s', (source, message) => {
    expect(() => compilePattern(source)).toThrow(message);
  });

  it('takes a pattern of the longest length, and an empty one', () => {
    expect(compilePattern('x'.repeat(MAX_PATTERN_LENGTH)).exec('x')).toBeNull();
    expect(compilePattern('').exec('x')?.[0]).toBe('');
  });

  it('is total: compiles or throws an Error for people', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab(|)[]{}*+?\\^$.,1<>:=!P'), maxLength: 14 }), (source) => {
        try {
          compilePattern(source);
        } catch (error) {
          expect((error as Error).message).toMatch(/pattern|regular expression/);
        }
      }),
      { numRuns: 3000 }
    );
  });

  it('looks at the first 1,000 characters of a text', () => {
    const { exec } = compilePattern('b');
    expect(exec(`${'a'.repeat(999)}b`)?.index).toBe(999);
    expect(exec(`${'a'.repeat(1000)}b`)).toBeNull();
  });
});

/** A pattern that its own matcher can run and count. */
type Node =
  | { kind: 'set'; source: string; has: string }
  | { kind: 'sequence' | 'choice'; parts: Node[] }
  | { kind: 'repeat'; node: Node; sign: '*' | '+' | '?' | '{2,}' };

function write(node: Node): string {
  switch (node.kind) {
    case 'set':
      return node.source;
    case 'sequence':
      return node.parts.map((part) => (part.kind === 'choice' ? `(?:${write(part)})` : write(part))).join('');
    case 'choice':
      return node.parts.map(write).join('|');
    case 'repeat':
      return `${node.node.kind === 'set' ? write(node.node) : `(${write(node.node)})`}${node.sign}`;
  }
}

const TOO_MANY = 200000;

/** Steps of a backtracking matcher that looks for the pattern and a character after it that never comes. */
function steps(node: Node, text: string): number {
  let count = 0;
  const match = (at: Node, position: number, then: (position: number) => boolean): boolean => {
    if (++count > TOO_MANY) {
      return true;
    }
    switch (at.kind) {
      case 'set':
        return position < text.length && at.has.includes(text[position]) && then(position + 1);
      case 'sequence': {
        const from = (index: number, place: number): boolean =>
          index === at.parts.length ? then(place) : match(at.parts[index], place, (next) => from(index + 1, next));
        return from(0, position);
      }
      case 'choice':
        return at.parts.some((part) => match(part, position, then));
      case 'repeat': {
        const least = { '*': 0, '+': 1, '?': 0, '{2,}': 2 }[at.sign];
        const again = (done: number, place: number): boolean =>
          ((at.sign !== '?' || done < 1) &&
            match(at.node, place, (next) => (next > place || done < least) && again(done + 1, next))) ||
          (done >= least && then(place));
        return again(0, position);
      }
    }
  };
  match(node, 0, () => false);
  return count;
}

describe('patterns that would take for ever', () => {
  it.each([
    '(a+)+',
    '(a*)*',
    '(.*)*x',
    '((a+))+',
    '(a+b?)+c',
    '(a|a)*',
    '(a|ab)*',
    '(a|b|ab)+',
    '([ab]|a)+',
    '(?<x>\\w+\\s?)+$',
    '(a?){30}',
    '(?:a+){2,}',
    '(\\d+|x)*',
    '(.+,)+',
    '((ab)?c?)*',
    '(x+x+)+y',
    '([^/]+/?)*z',
  ])('%s is refused', (source) => {
    expect(() => compilePattern(source)).toThrow(/takes for ever/);
  });

  it.each([
    '(?:[^/]+/)+x',
    '(?:/[^/]+)*',
    '(\\d+\\.)*\\d+',
    '(?:-[a-z]+)+',
    '(?:ab|cd)+',
    '(a|b)*',
    '(?:\\d\\d-)+',
    'a+b+c*',
    '(a+)?',
    '(a+|b)',
    '(?<m>[^/]+)/(?<h>[^/]+)/tp(?<tp>\\d+)',
    '.*foo.*',
    '(?:a{3}b)+',
    '[(a+)+]+',
    '\\(a+\\)+',
  ])('%s is not', (source) => {
    expect(compilePattern(source).names.length).toBeGreaterThanOrEqual(0);
  });

  it('what is taken matches in a time that does not explode', () => {
    const sets = fc.constantFrom<Node>(
      { kind: 'set', source: 'a', has: 'a' },
      { kind: 'set', source: 'b', has: 'b' },
      { kind: 'set', source: '[ab]', has: 'ab' },
      { kind: 'set', source: '[^/]', has: 'ab' },
      { kind: 'set', source: '/', has: '/' }
    );
    const sign = fc.constantFrom<'*' | '+' | '?' | '{2,}'>('*', '+', '?', '{2,}');
    const { node } = fc.letrec<{ node: Node }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, depthSize: 'medium' },
        sets,
        fc.record({ kind: fc.constant('repeat' as const), node: tie('node'), sign }),
        fc.record({
          kind: fc.constantFrom('sequence' as const, 'choice' as const),
          parts: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
        })
      ),
    }));
    /** Repetitions one after another cost a power of the length, which the limit of the text keeps in bounds. */
    const repetitions = (at: Node): number =>
      at.kind === 'set'
        ? 0
        : at.kind === 'repeat'
          ? 1 + repetitions(at.node)
          : at.parts.reduce((sum, part) => sum + repetitions(part), 0);
    let taken = 0;
    fc.assert(
      fc.property(
        node,
        fc.constantFrom('a'.repeat(26), 'ab'.repeat(13), 'aab/'.repeat(7), '/a'.repeat(13)),
        (pattern, text) => {
          fc.pre(repetitions(pattern) <= 3);
          try {
            compilePattern(write(pattern));
          } catch {
            return;
          }
          taken += repetitions(pattern) > 0 ? 1 : 0;
          expect([write(pattern), steps(pattern, text) <= TOO_MANY]).toEqual([write(pattern), true]);
        }
      ),
      { numRuns: 2000 }
    );
    expect(taken).toBeGreaterThan(100);
  });
});
