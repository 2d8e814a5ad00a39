import fc from 'fast-check';
import { catalogOfPoints, points } from '../../../tests/points';
import type { Fragment } from '../model/record';
import { openData, type Data } from './data';
import { OPERATORS, select, selectStages, type Filter } from './filters';

type Value = string | number | null;

interface Row {
  readonly model: string | null;
  readonly tp: number | null;
  readonly started_at: number | null;
  readonly ttft: number | null;
}

const DAY = 86400000;
const words = ['a', 'b', 'ab', 'A', '4', '4.5', '(none)', '', 'x y', '$1'];
const row = fc.record<Row>({
  model: fc.option(fc.constantFrom(...words)),
  tp: fc.option(fc.constantFrom(0, 1, 2, 4, 4.5, -1)),
  started_at: fc.option(fc.constantFrom(0, DAY, 2 * DAY, 3 * DAY)),
  ttft: fc.option(fc.constantFrom(0, 0.5, 1, 2)),
});

function dataOf(rows: readonly Row[]): Data {
  const given = rows.map(({ model, tp, started_at, ttft }): Partial<Fragment> => ({
    dimensions: { model, tp, started_at },
    metrics: ttft === null ? {} : { ttft: { mean: ttft } },
  }));
  return openData(catalogOfPoints(points(given)));
}

const KIND: Readonly<Record<string, 'text' | 'number' | 'time'>> = {
  model: 'text',
  tp: 'number',
  started_at: 'time',
  ttft_mean: 'number',
};

/** The number that a text of a filter stands for; a date where the dimension is a time. */
function numberOf(kind: 'text' | 'number' | 'time', text: string): number {
  const trimmed = text.trim();
  const iso = kind === 'time' && /^\d{4}-\d\d-\d\d/.test(trimmed) ? Date.parse(trimmed) : NaN;
  return trimmed === '' ? NaN : Number.isNaN(iso) ? Number(trimmed) : iso;
}

/** The documented meaning, for one value; throws what the query has to throw. */
function passes(filter: Filter, value: Value): boolean {
  const kind = KIND[filter.key];
  const list =
    filter.operator === '=|' || filter.operator === '!=|' ? (filter.values ?? [filter.value]) : [filter.value];
  const equal = (text: string): boolean =>
    value === null ? text === '(none)' : kind === 'text' ? text === value : numberOf(kind, text) === value;
  const limit = numberOf(kind, filter.value);
  const against = value === null ? NaN : kind === 'text' ? numberOf(kind, String(value)) : Number(value);
  switch (filter.operator) {
    case '=':
    case '=|':
      return list.some(equal);
    case '!=':
    case '!=|':
      return !list.some(equal);
    case '=~':
      return value !== null && new RegExp(filter.value).test(String(value));
    case '!~':
      return value === null || !new RegExp(filter.value).test(String(value));
    case '<':
      return against < limit;
    case '>':
      return against > limit;
    case '<=':
      return against <= limit;
    case '>=':
      return against >= limit;
  }
}

const texts = fc.constantFrom(
  'a',
  'b',
  'ab',
  '',
  '(none)',
  '4',
  ' 4 ',
  '4.5',
  '0',
  '0.5',
  '1970-01-02',
  '1970-01-03T00:00:00Z',
  String(DAY),
  'nonsense',
  '$__all'
);
const patterns = fc.constantFrom('', 'a', '^a', 'b$', '^4$', '4', '.', 'a|b', '^$', '[ab]{2}', '864', '\\.');
const filter: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom(...Object.keys(KIND)), fc.constantFrom(...OPERATORS))
  .chain(([key, operator]) =>
    fc.record({
      key: fc.constant(key),
      operator: fc.constant(operator),
      value: operator === '=~' || operator === '!~' ? patterns : texts,
      values: operator.endsWith('|')
        ? fc.oneof(fc.array(texts, { maxLength: 3 }), fc.constant<string[] | undefined>(undefined))
        : fc.constant<string[] | undefined>(undefined),
    })
  );

describe('filters', () => {
  it('select what their documented meaning says, row by row', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.array(filter, { maxLength: 3 }), (rows, filters) => {
        const used = filters.filter(
          ({ value, values, operator }) =>
            value !== '$__all' && !(operator.endsWith('|') && (values ?? []).includes('$__all'))
        );
        const isWrong = used.some(
          ({ key, operator, value }) => /[<>]/.test(operator) && Number.isNaN(numberOf(KIND[key], value))
        );
        const data = dataOf(rows);
        if (isWrong) {
          expect(() => select(data, filters)).toThrow(/is not a number, and .* compares numbers/);
          return;
        }
        const valueOf = (of: Row, key: string): Value =>
          key === 'ttft_mean' ? of.ttft : of[key as 'model' | 'tp' | 'started_at'];
        const expected = rows
          .map((_, index) => index)
          .filter((index) => used.every((one) => passes(one, valueOf(rows[index], one.key))));
        expect(Array.from(select(data, filters))).toEqual(expected);
      }),
      { numRuns: 1500 }
    );
  });

  it('say what is wrong with them', () => {
    const data = dataOf([{ model: 'a', tp: 1, started_at: 0, ttft: 1 }]);
    const apply = (given: Partial<Filter>) => () =>
      select(data, [{ key: 'model', operator: '=', value: '', ...given }]);
    expect(apply({ operator: '=~', value: '(' })).toThrow('Filter on model: "(" is not a regular expression.');
    expect(apply({ operator: '!~', value: '(a+)+' })).toThrow(/^Filter on model: .*takes for ever/);
    expect(apply({ operator: '=~', value: '(?=a)' })).toThrow(/Look-around/);
    expect(apply({ key: 'modell' })).toThrow('Unknown metric or dimension "modell". Did you mean model?');
    expect(apply({ key: 'started_at', operator: '>', value: '' })).toThrow(/is not a number/);
    expect(apply({ key: 'model', operator: '<', value: 'abc' })).toThrow(
      'Filter on model: "abc" is not a number, and < compares numbers.'
    );
  });

  it('take a dimension that no point has for missing everywhere', () => {
    const data = dataOf([{ model: 'a', tp: 1, started_at: 0, ttft: 1 }]);
    expect(Array.from(select(data, [{ key: 'label.tier', operator: '=', value: '(none)' }]))).toEqual([0]);
    expect(Array.from(select(data, [{ key: 'label.tier', operator: '=', value: 'x' }]))).toEqual([]);
    expect(Array.from(select(data, [{ key: 'isl', operator: '!=', value: '4' }]))).toEqual([0]);
  });
});

describe('points of a whole run', () => {
  const data = openData(catalogOfPoints(points([{}, { grain: 'pooled' }, {}])));
  it('are left out unless a filter asks for a scope', () => {
    expect(Array.from(selectStages(data, []))).toEqual([0, 2]);
    expect(Array.from(selectStages(data, [{ key: 'scope', operator: '=', value: 'pooled' }]))).toEqual([1]);
    expect(Array.from(selectStages(data, [{ key: 'scope', operator: '=~', value: '.' }]))).toEqual([0, 1, 2]);
  });
});
