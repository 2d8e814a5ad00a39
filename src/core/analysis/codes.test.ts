import * as fc from 'fast-check';
import { alike, combine, combineAll, followsFrom, leaveOneOut, membersOf, sorted, type Codes } from './codes';

/** Codes by the definition: the place of a text among the distinct ones. */
function codesOf(texts: readonly string[]): Codes {
  const distinct = Array.from(new Set(texts));
  return { codes: Int32Array.from(texts, (text) => distinct.indexOf(text)), count: distinct.length };
}

const table = fc
  .integer({ min: 1, max: 6 })
  .chain((columns) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: columns, maxLength: columns }), { maxLength: 30 })
  );

const columnsOf = (rows: readonly number[][]): string[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => String(row[column])));

it('leaving one column out groups by the text of all the others', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const columns = columnsOf(rows).map(codesOf);
      leaveOneOut(columns, rows.length).forEach((found, left) => {
        const expected = codesOf(rows.map((row) => row.filter((_, column) => column !== left).join()));
        expect(Array.from(found.codes)).toEqual(Array.from(expected.codes));
        expect(found.count).toBe(expected.count);
      });
      expect(combineAll(columns, rows.length)).toEqual(codesOf(rows.map((row) => row.join())));
    })
  );
});

it('partitions are alike under other names, and follow from finer ones', () => {
  const tp = codesOf(['2', '4', '8', '2']);
  const gpus = codesOf(['16', '32', '64', '16']);
  const mode = codesOf(['a', 'a', 'd', 'a']);
  expect(alike(tp, gpus)).toBe(true);
  expect(alike(tp, mode)).toBe(false);
  expect([followsFrom(mode, tp), followsFrom(tp, mode)]).toEqual([true, false]);
  expect(membersOf(mode)).toEqual([[0, 1, 3], [2]]);
  const { starts, order } = sorted(mode);
  expect([Array.from(starts), Array.from(order)]).toEqual([
    [0, 3, 4],
    [0, 1, 3, 2],
  ]);
});

it('pairs of many codes are told apart as their texts are', () => {
  const codes = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(codes, (pairs) => {
      const [left, right] = [0, 1].map((at) => codesOf(pairs.map((pair) => String(pair[at]))));
      expect(combine(left, right)).toEqual(codesOf(pairs.map((pair) => pair.join())));
    })
  );
});
