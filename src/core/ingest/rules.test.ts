import { applyAliases, compileRules, dimensionsOfPath, directoryDimensions } from './rules';

const rules = (...patterns: string[]) =>
  compileRules(
    patterns.map((pattern) => ({ pattern })),
    []
  ).paths;

describe('path rules', () => {
  it.each<[string[], string, Record<string, unknown>]>([
    [
      ['(?<prefill_replicas>\\d+)p(?<decode_replicas>\\d+)d'],
      'x/3p1d/f.json',
      { prefill_replicas: 3, decode_replicas: 1 },
    ],
    [['/(?<prefill>\\d+)p'], 'x/3p', { prefill_replicas: 3 }],
    [['tp(?<tensor_parallel_size>\\d+)'], 'a-tp8', { tp: 8 }],
    [['(?<team>[a-z]+)/'], 'blue/f', { 'label.team': 'blue' }],
    [['(?<config>x)'], 'x', { 'label.config': 'x' }],
    [['(?<tp>[a-z]+)'], 'four', {}],
    [['(?<model>a)', '(?<model>b)'], 'ab', { model: 'b' }],
    [['(?<model>a)', '(?<model>c)'], 'ab', { model: 'a' }],
    [['(?<model>a)?b'], 'b', {}],
    [['(?<model>x*)b'], 'b', {}],
    [['(a)(?<model>b)'], 'ab', { model: 'b' }],
    [['nothing'], 'ab', {}],
  ])('%j on %s', (patterns, path, expected) => {
    expect(dimensionsOfPath(path, rules(...patterns))).toEqual(expected);
  });

  it('a rule that cannot be compiled is reported with its mend, the others work', () => {
    const compiled = compileRules(
      [{ pattern: '(' }, { pattern: '(?<model>a)' }],
      [{ dimension: 'model', pattern: '(a+)+', value: 'x' }]
    );
    expect(compiled.issues).toMatchObject([
      {
        severity: 'error',
        rule: 'rule-malformed',
        path: '',
        message: expect.stringMatching(/^Path rule "\(": .* Correct it in the settings\.$/),
      },
      { severity: 'error', rule: 'rule-malformed', message: expect.stringContaining('Alias rule "(a+)+"') },
    ]);
    expect(dimensionsOfPath('a', compiled.paths)).toEqual({ model: 'a' });
    expect(applyAliases({ model: 'a' }, compiled.aliases)).toEqual({ model: 'a' });
  });
});

describe('alias rules', () => {
  const alias = (dimension: string, pattern: string, value: string) => ({ dimension, pattern, value });
  const apply = (given: Record<string, string | number | null>, ...list: Array<ReturnType<typeof alias>>) =>
    applyAliases(given, compileRules([], list).aliases);

  it('replace a whole value, in order', () => {
    expect(apply({ hardware: 'nvidia-h100-80gb' }, alias('hardware', '.*h100.*', 'H100'))).toEqual({
      hardware: 'H100',
    });
    expect(apply({ hardware: 'nvidia-h100-80gb' }, alias('hardware', 'h100', 'H100'))).toEqual({
      hardware: 'nvidia-h100-80gb',
    });
    expect(apply({ hardware: 'a' }, alias('hardware', 'a', 'b'), alias('hardware', 'b', 'c'))).toEqual({
      hardware: 'c',
    });
    expect(apply({ tp: 4, hardware: null }, alias('tp', '4', '8'), alias('hardware', '', 'x'))).toEqual({
      tp: 4,
      hardware: null,
    });
  });
});

describe('directories as dimensions', () => {
  it('count from the root', () => {
    expect(directoryDimensions('a/b//c')).toEqual({ 'dir.1': 'a', 'dir.2': 'b', 'dir.3': 'c' });
    expect(directoryDimensions('')).toEqual({});
    expect(Object.keys(directoryDimensions(Array(40).fill('x').join('/'))).length).toBe(20);
  });
});
