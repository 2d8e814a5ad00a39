import fc from 'fast-check';
import type { Column } from '../model/table';
import { numberColumn, textColumn } from '../../../tests/columns';
import { groupMeans, groupRange, groupRows, textsAt } from './group';

type Cell = string | number | null;

function columnOf(cells: readonly Cell[], kind: 'text' | 'number'): Column {
  return kind === 'text'
    ? textColumn(cells as ReadonlyArray<string | null>)
    : numberColumn(cells as ReadonlyArray<number | null>);
}

const sample = fc.integer({ min: 0, max: 30 }).chain((rows) => {
  const cells = (of: fc.Arbitrary<Cell>) => fc.array(fc.option(of), { minLength: rows, maxLength: rows });
  const column = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), cells: cells(fc.constantFrom('a', 'b', '')) }),
    fc.record({ kind: fc.constant('number' as const), cells: cells(fc.constantFrom(0, 1, 2.5)) })
  );
  return fc.record({
    columns: fc.array(column, { maxLength: 4 }),
    chosen: fc.subarray(Array.from({ length: rows }, (_, index) => index)),
    values: fc.array(fc.option(fc.integer({ min: -9, max: 9 }), { nil: NaN }), { minLength: rows, maxLength: rows }),
  });
});

describe('grouping', () => {
  it('puts rows together exactly where all columns agree, missing being a value; groups stand by first row', () => {
    fc.assert(
      fc.property(sample, ({ columns, chosen, values }) => {
        const rows = Int32Array.from(chosen);
        const grouping = groupRows(
          columns.map(({ cells, kind }) => columnOf(cells, kind)),
          rows
        );
        const expected = new Map<string, number[]>();
        chosen.forEach((row) => {
          const key = JSON.stringify(columns.map(({ cells }) => cells[row]));
          expected.set(key, [...(expected.get(key) ?? []), row]);
        });
        const groups = Array.from(expected.values());
        expect(grouping.count).toBe(groups.length);
        expect(Array.from(grouping.first)).toEqual(groups.map(([first]) => first));
        chosen.forEach((row, index) => expect(groups[grouping.groupOf[index]]).toContain(row));

        const known = groups.map((group) => group.map((row) => values[row]).filter((value) => !Number.isNaN(value)));
        const { means, n } = groupMeans(grouping, rows, Float64Array.from(values));
        expect(Array.from(n)).toEqual(known.map((list) => list.length));
        known.forEach((list, index) =>
          expect(means[index]).toBe(list.length === 0 ? NaN : list.reduce((a, b) => a + b, 0) / list.length)
        );
        const { low, high } = groupRange(grouping, rows, Float64Array.from(values));
        expect(Array.from(low)).toEqual(known.map((list) => (list.length === 0 ? NaN : Math.min(...list))));
        expect(Array.from(high)).toEqual(known.map((list) => (list.length === 0 ? NaN : Math.max(...list))));
      }),
      { numRuns: 500 }
    );
  });

  it('texts of rows', () => {
    expect(textsAt(columnOf(['a', null, 'b'], 'text'), Int32Array.of(2, 1))).toEqual(['b', null]);
  });
});
