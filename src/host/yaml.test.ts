import { MalformedYaml } from './malformed';
import { parseYaml } from './yaml';

describe('YAML of the core schema', () => {
  it.each([
    ['', []],
    [' \n# comment\n', []],
    ['---\n', [null]],
    ['\ufeffa: 1', [{ a: 1 }]],
    ['a: 1\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['# Benchmark 1 of 2\na: 1\n---\n# Benchmark 2 of 2\na: 2', [{ a: 1 }, { a: 2 }]],
    ['a: 2024-01-01\nb: 2024-01-01T10:00:00Z', [{ a: '2024-01-01', b: '2024-01-01T10:00:00Z' }]],
    ['a: 1_000\nb: 017\nc: 0o17\nd: 0x1f', [{ a: '1_000', b: 17, c: 15, d: 31 }]],
    ['a: .inf\nb: -.INF\nc: .nan\nd: inf\ne: NaN', [{ a: Infinity, b: -Infinity, c: NaN, d: 'inf', e: 'NaN' }]],
    ['a: yes\nb: on\nc: True\nd: ~\ne:', [{ a: 'yes', b: 'on', c: true, d: null, e: null }]],
    ['1: a\n1.50: b\ntrue: c\nnull: d', [{ '1': 'a', '1.5': 'b', true: 'c', null: 'd' }]],
    ['version: 0.20', [{ version: 0.2 }]],
    ['a: &x {b: 1}\nc: *x\nd:\n  <<: *x', [{ a: { b: 1 }, c: { b: 1 }, d: { '<<': { b: 1 } } }]],
    ['__proto__: {x: 1}', [JSON.parse('{"__proto__":{"x":1}}')]],
  ])('%j', (text, expected) => {
    expect(parseYaml(text)).toEqual(expected);
  });

  it.each([
    ['a: !foo 1', 'not YAML in line 1: unknown scalar tag !<!foo>'],
    ['a: !!python/tuple [1]', /^not YAML in line 1: unknown sequence tag/],
    ['x: 1\na: 1\na: 2', 'not YAML in line 3: duplicated mapping key'],
    ['a: [1,', /^not YAML in line 1: unexpected end/],
    ['a: \0', /^not YAML/],
    ['['.repeat(200), /^not YAML in line 1: nesting/],
  ])('%j is refused by line, without contents', (text, message) => {
    expect(() => parseYaml(text)).toThrow(MalformedYaml);
    expect(() => parseYaml(text)).toThrow(message);
  });
});
