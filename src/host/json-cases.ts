/** Keys whose values every reader of these cases drops. */
export const JSON_DROPPED: readonly string[] = ['texts'];

/** What every host makes of the text of a JSON object: its documents, null where it is malformed. */
export const JSON_CASES: ReadonlyArray<readonly [string, readonly unknown[] | null]> = [
  ['', []],
  [' \n', []],
  ['\ufeff', []],
  ['\ufeff{"a":1}', [{ a: 1 }]],
  ['\ufeff{"a":NaN}', [{ a: null }]],
  [
    '{"a":NaN,"b":[Infinity,-Infinity,-1],"c":"NaN, Infinity"}',
    [{ a: null, b: ['Infinity', '-Infinity', -1], c: 'NaN, Infinity' }],
  ],
  ['NaN', [null]],
  ['-Infinity Infinity', ['-Infinity', 'Infinity']],
  ['[NaN,NaN,NaN]', [[null, null, null]]],
  ['{"a":1}{"a":2}', [{ a: 1 }, { a: 2 }]],
  ['{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ['1 "a" null\n[]', [1, 'a', null, []]],
  ['{"texts":["a]"],"n":1}', [{ texts: null, n: 1 }]],
  ['{"texts":{"texts":"gone","kept":"x"}}', [{ texts: { texts: null, kept: 'x' } }]],
  ['{"texts":5,"x":["texts",["kept"]]}', [{ texts: 5, x: ['texts', ['kept']] }]],
  ['{"texts" : [NaN, {"a": Infinity}] , "b":NaN}', [{ texts: null, b: null }]],
  ['{"texts":[}', null],
  ['{"a":1,}', null],
  ['[1 2]', null],
  ['[1]]', null],
  ['{"a":NaNa}', null],
  ['{"a":-NaN}', null],
  ['{"a":Inf}', null],
  ['hello', null],
  ['<html></html>', null],
  ['{"a":1},{"a":2}', null],
  ['[1}', null],
  ['{"a" 1}', null],
];
