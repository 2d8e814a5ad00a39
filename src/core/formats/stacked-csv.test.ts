import fc from 'fast-check';
import { groupedNumber, stackedTables } from './stacked-csv';

describe('CSV tables below each other', () => {
  it('splits them at empty lines, each with its own header', () => {
    const text = '# a comment\r\nMetric,avg,p99\r\nTTFT (ms),"1,146.31",2\r\n\r\nMetric,Value\r\nCount,7\r\n';
    expect(stackedTables(text)).toEqual([
      { columns: ['Metric', 'avg', 'p99'], rows: [{ Metric: 'TTFT (ms)', avg: '1,146.31', p99: '2' }] },
      { columns: ['Metric', 'Value'], rows: [{ Metric: 'Count', Value: '7' }] },
    ]);
  });

  it('takes empty lines of any number, a byte order mark, quotes with line breaks and commas, short and long rows', () => {
    const text = '\ufeffa,b\n1,"x, ""y""\nz"\n2\n3,4,5\n\n\n,\nc\n6\n';
    expect(stackedTables(text)).toEqual([
      { columns: ['a', 'b'], rows: [{ a: '1', b: 'x, "y"\nz' }, { a: '2' }, { a: '3', b: '4' }] },
      { columns: ['c'], rows: [{ c: '6' }] },
    ]);
    expect(stackedTables('')).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '#', '1', '.') }), (text) =>
        Array.isArray(stackedTables(text))
      )
    );
  });
});

describe('numbers written for people', () => {
  it.each([
    ['5,919.16', 5919.16],
    ['1,234,567', 1234567],
    ['-1,234.5', -1234.5],
    ['12.50', 12.5],
    [' 7 ', 7],
    ['0.00', 0],
    ['1,2', null],
    ['12,34.5', null],
    ['1e999', null],
    ['N/A', null],
    ['', null],
    [undefined, null],
  ])('%j is %j', (cell, expected) => {
    expect(groupedNumber(cell)).toBe(expected);
  });
});
