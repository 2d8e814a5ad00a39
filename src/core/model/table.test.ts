import fc from 'fast-check';
import {
  concatColumns,
  missingNumbers,
  missingText,
  MISSING_CODE,
  numberAt,
  textAt,
  type Column,
  type Part,
} from './table';
import { numberColumn, textColumn } from '../../../tests/columns';

const shown = (column: Column, rows: number): Array<string | number | null> =>
  Array.from({ length: rows }, (_, row) =>
    column.kind === 'text' ? textAt(column, row) : Number.isNaN(numberAt(column, row)) ? null : numberAt(column, row)
  );

const word = fc.option(
  fc.oneof(fc.constantFrom('', 'a', 'b', '1', 'NaN', '\u0000'), fc.string({ unit: 'binary', maxLength: 4 }))
);
const amount = fc.option(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
);

describe('builders', () => {
  it('keep what they are given, each distinct text once', () => {
    fc.assert(
      fc.property(fc.array(word), (values) => {
        const column = textColumn(values);
        expect(shown(column, values.length)).toEqual(values);
        expect(column.kind === 'text' && column.values.length).toBe(
          new Set(values.filter((value) => value !== null)).size
        );
      })
    );
  });

  it('missing columns are missing in every row', () => {
    expect(shown(missingText(2), 2)).toEqual([null, null]);
    expect(shown(missingNumbers(2), 2)).toEqual([null, null]);
    expect(missingText(1).codes[0]).toBe(MISSING_CODE);
  });

  it('a number reads as text, a text not as number', () => {
    expect(textAt(numberColumn([1.5, null]), 0)).toBe('1.5');
    expect(textAt(numberColumn([1.5, null]), 1)).toBeNull();
    expect(numberAt(textColumn(['1.5']), 0)).toBeNaN();
  });
});

interface Model {
  readonly part: Part;
  readonly rows: ReadonlyArray<string | number | null>;
}

/** A part of a column, with the rows that are to be seen of it. `extra` pads its dictionary with words that no row has. */
const part = (kinds: ReadonlyArray<'text' | 'number' | 'none'>): fc.Arbitrary<Model> =>
  fc
    .tuple(
      fc.constantFrom(...kinds),
      fc.array(word, { maxLength: 12 }),
      fc.array(amount, { maxLength: 12 }),
      fc.option(fc.infiniteStream(fc.boolean())),
      fc.array(fc.string({ maxLength: 2 }), { maxLength: 3 })
    )
    .map(([kind, words, amounts, mask, extra]): Model => {
      const values: ReadonlyArray<string | number | null> = kind === 'number' ? amounts : words;
      const keep = mask === null ? null : Int32Array.from(values.map((_, row) => row).filter(() => mask.next().value));
      const built = kind === 'number' ? numberColumn(amounts) : textColumn(words);
      const column =
        kind === 'none' ? undefined : built.kind === 'text' ? { ...built, values: [...built.values, ...extra] } : built;
      const all = kind === 'none' ? values.map(() => null) : values;
      return {
        part: { column, keep, rows: values.length },
        rows: keep === null ? all : Array.from(keep, (row) => all[row]),
      };
    });

describe('one column out of several', () => {
  it.each<[string, ReadonlyArray<'text' | 'number' | 'none'>]>([
    ['texts with dictionaries of their own', ['text', 'none']],
    ['numbers', ['number', 'none']],
  ])('%s, masked rows left out', (_, kinds) => {
    fc.assert(
      fc.property(fc.array(part(kinds), { maxLength: 5 }), (models) => {
        const column = concatColumns(models.map((model) => model.part));
        const expected = models.flatMap((model) => [...model.rows]);
        expect(shown(column, expected.length)).toEqual(expected);
        if (column.kind === 'text') {
          expect(new Set(column.values)).toEqual(new Set(expected.filter((value) => value !== null)));
          expect(column.codes.length).toBe(expected.length);
        }
      }),
      { numRuns: 300 }
    );
  });

  it('numbers become texts beside texts', () => {
    fc.assert(
      fc.property(fc.array(part(['text', 'number', 'none']), { maxLength: 5 }), (models) => {
        const column = concatColumns(models.map((model) => model.part));
        const mixed = models.some((model) => model.part.column?.kind === 'text');
        const expected = models.flatMap((model) =>
          model.rows.map((value) => (mixed && typeof value === 'number' ? String(value) : value))
        );
        expect(shown(column, expected.length)).toEqual(expected);
      }),
      { numRuns: 300 }
    );
  });
});
