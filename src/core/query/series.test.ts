import fc from 'fast-check';
import { catalogOfPoints, points } from '../../../tests/points';
import type { Dimensions } from '../model/record';
import { openData, type Data } from './data';
import { seriesOf, withoutMarks, type SeriesOptions } from './series';

const BASE: Dimensions = {
  model: 'org/m',
  hardware: 'H100',
  gpus: 8,
  tp: 4,
  replicas: 2,
  engine: 'vllm',
  tool: 't',
  concurrency: 4,
};

const dataOf = (given: readonly Dimensions[]): Data =>
  openData(catalogOfPoints(points(given.map((dimensions) => ({ dimensions })))));

function names(given: readonly Dimensions[], options: SeriesOptions = {}): readonly string[] {
  return seriesOf(
    dataOf(given),
    Int32Array.from(given, (_, row) => row),
    options
  ).names;
}

describe('names of series', () => {
  it.each<[string, Dimensions[], SeriesOptions, string[]]>([
    ['one configuration is named by what it is', [BASE, { ...BASE, concurrency: 8 }], {}, ['2 x TP4']],
    ['what differs, and nothing else', [BASE, { ...BASE, hardware: 'H200' }], {}, ['H100', 'H200']],
    [
      'numbers carry their title',
      [BASE, { ...BASE, max_num_seqs: 64 }, { ...BASE, max_num_seqs: 128 }],
      {},
      ['(none)', 'Max sequences 64', 'Max sequences 128'],
    ],
    [
      'a serving mode, where it is enough',
      [BASE, { ...BASE, replicas: null, tp: null, prefill_replicas: 1, decode_replicas: 3 }],
      {},
      ['aggregated', 'disaggregated'],
    ],
    [
      'else a topology says it',
      [BASE, { ...BASE, replicas: 1 }, { ...BASE, replicas: null, tp: null, prefill_replicas: 1, decode_replicas: 3 }],
      {},
      ['2 x TP4', '1 x TP4', '1P3D'],
    ],
    ['all points together', [BASE, { ...BASE, model: 'b' }], { groupBy: [] }, ['all points']],
    [
      'the fewest: one dimension that splits all is enough',
      [BASE, { ...BASE, model: 'b', hardware: 'H200', scheduler: 's' }],
      {},
      ['org/m', 'b'],
    ],
    [
      'two where one does not tell a series from all others, and no more',
      [BASE, { ...BASE, model: 'b' }, { ...BASE, model: 'b', hardware: 'H200' }],
      {},
      ['org/m', 'b, H100', 'b, H200'],
    ],
    [
      'builds',
      [
        { ...BASE, engine_version: '1' },
        { ...BASE, engine_version: '2' },
      ],
      {},
      ['1', '2'],
    ],
    ['groups of the query are named by it', [BASE, { ...BASE, model: 'b' }], { groupBy: ['hardware'] }, ['H100']],
    [
      'a template',
      [BASE, { ...BASE, hardware: null }],
      { legend: '{{model}} on {{ hardware }}' },
      ['org/m on H100', 'org/m on'],
    ],
    [
      'a template that makes no difference is numbered',
      [BASE, { ...BASE, hardware: 'H200' }, { ...BASE, hardware: 'A100' }],
      { legend: 'x' },
      ['x', 'x (2)', 'x (3)'],
    ],
  ])('%s', (_, given, options, expected) => {
    expect(names(given, options)).toEqual(expected);
  });

  it('an unknown dimension in a template is refused by name', () => {
    expect(() => names([BASE], { legend: '{{modle}}' })).toThrow('Unknown dimension "modle". Did you mean model?');
  });

  it('leave the fingerprint out unless it is needed', () => {
    expect(withoutMarks(['a #0123456z', 'b #0123456z'])).toEqual(['a', 'b']);
    expect(withoutMarks(['a #01234567', 'a #0123456z'])).toEqual(['a #01234567', 'a #0123456z']);
  });

  it('are unique, one a group, and whatever differs keeps its groups apart', () => {
    const given = fc.array(
      fc.record({
        model: fc.option(fc.constantFrom('a', 'b', 'a (2)')),
        hardware: fc.option(fc.constantFrom('H100', 'a')),
        scheduler: fc.option(fc.constantFrom('a', 'b')),
        gpus: fc.option(fc.constantFrom(8, 16)),
        max_num_seqs: fc.option(fc.constantFrom(1, 2)),
        engine_version: fc.option(fc.constantFrom('a', '1')),
      }),
      { minLength: 1, maxLength: 12 }
    );
    const options = fc.constantFrom<SeriesOptions>(
      {},
      { groupBy: ['model'] },
      { groupBy: ['config'] },
      { groupBy: ['hardware', 'gpus'] },
      { legend: '{{model}}' },
      { legend: '{{gpus}} {{hardware}}' }
    );
    fc.assert(
      fc.property(given, options, (dimensions, chosen) => {
        const data = dataOf(dimensions);
        const series = seriesOf(
          data,
          Int32Array.from(dimensions, (_, row) => row),
          chosen
        );
        expect(new Set(series.names).size).toBe(series.grouping.count);
        expect(series.names.every((name) => name.trim() !== '')).toBe(true);
        expect(series.labels.length).toBe(series.grouping.count);
        if (chosen.legend === undefined && chosen.groupBy === undefined) {
          const own = new Set(series.labels.map((labels) => JSON.stringify(labels)));
          expect(own.size).toBe(series.grouping.count);
        }
      }),
      { numRuns: 300 }
    );
  });
});
