import fc from 'fast-check';
import { ask, column, notices } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { Dimensions, Fragment } from '../../model/record';

interface Spec {
  readonly model?: string;
  readonly seqs: number;
  readonly load: number;
  readonly ttft: number | null;
  readonly rate: number | null;
}

const of = (given: readonly Spec[]) =>
  catalogOfPoints(
    points(
      given.map(({ model = 'm', seqs, load, ttft, rate }): Partial<Fragment> => {
        const dimensions: Dimensions = {
          model,
          hardware: 'H100',
          gpus: 8,
          tp: 8,
          replicas: 1,
          max_num_seqs: seqs,
          concurrency: load,
        };
        return {
          dimensions,
          metrics: {
            ...(ttft === null ? {} : { ttft: { mean: ttft } }),
            ...(rate === null ? {} : { output_token_throughput: { '': rate } }),
          },
        };
      })
    )
  );

const query = (given: readonly Spec[], more: object = {}) =>
  ask(of(given), { kind: 'frontier', x: 'ttft_mean', y: 'output_token_throughput', ...more });

describe('the frontier of a catalog', () => {
  it('is taken of the means of repeats, by the directions of the metrics', () => {
    const small = fc.integer({ min: 1, max: 6 });
    const spec = fc.record({
      seqs: fc.constantFrom(1, 2, 3),
      load: fc.constantFrom(4, 8),
      ttft: fc.option(small),
      rate: fc.option(small),
    });
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 20 }), (given) => {
        const [table] = query(given);
        const cells = new Map<string, Spec[]>();
        given.forEach((one) =>
          cells.set(`${one.seqs}/${one.load}`, [...(cells.get(`${one.seqs}/${one.load}`) ?? []), one])
        );
        const mean = (list: Array<number | null>): number | null => {
          const known = list.filter((value): value is number => value !== null);
          return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
        };
        const plane = Array.from(cells.values(), (list) => ({
          x: mean(list.map(({ ttft }) => ttft)),
          y: mean(list.map(({ rate }) => rate)),
        })).filter((cell): cell is { x: number; y: number } => cell.x !== null && cell.y !== null);
        const beats = (a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
          a.x <= b.x && a.y >= b.y && (a.x < b.x || a.y > b.y);
        const best = plane.filter((cell) => !plane.some((other) => beats(other, cell)));
        const shown = column(table, 'ttft_mean').map((x, row) => ({
          x,
          y: column(table, 'output_token_throughput')[row],
          on: column(table, 'on_frontier')[row],
        }));
        const sorted = (list: ReadonlyArray<{ x: unknown; y: unknown }>) =>
          list.map(({ x, y }) => `${String(x)} ${String(y)}`).sort();
        expect(sorted(shown)).toEqual(sorted(plane));
        expect(new Set(sorted(shown.filter(({ on }) => on === 'yes')))).toEqual(new Set(sorted(best)));
        const ranks = column(table, 'rank').map((rank) => rank ?? Infinity) as number[];
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        ranks.forEach((rank, row) => expect(rank === 1).toBe(shown[row].on === 'yes'));
      }),
      { numRuns: 200 }
    );
  });

  it('one a group, and says what should not be compared', () => {
    const given = [
      { model: 'a', seqs: 1, load: 4, ttft: 1, rate: 1 },
      { model: 'b', seqs: 1, load: 4, ttft: 2, rate: 1 },
    ];
    const [together] = query(given);
    expect(column(together, 'on_frontier')).toEqual(['yes', 'no']);
    expect(notices(together)).toContainEqual(expect.stringMatching(/different model/));
    const [apart] = query(given, { groupBy: ['model'] });
    expect([column(apart, 'group'), column(apart, 'on_frontier')]).toEqual([
      ['a', 'b'],
      ['yes', 'yes'],
    ]);
    expect(notices(apart)).toEqual([]);
  });

  const STAIR = [
    { seqs: 1, load: 1, ttft: 1, rate: 10 },
    { seqs: 1, load: 2, ttft: 2, rate: 20 },
    { seqs: 2, load: 1, ttft: 4, rate: 40 },
    { seqs: 2, load: 2, ttft: 3, rate: 5 },
    { seqs: 3, load: 1, ttft: null, rate: 5 },
  ];

  it('as curves: points and frontier, exactly x and y as numbers, x rising', () => {
    const frames = query(STAIR, { frame: 'curves' });
    expect(frames.map((frame) => column(frame, 'ttft_mean'))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 4],
    ]);
    frames.forEach((frame) =>
      expect(frame.schema.fields.filter(({ type }) => type === 'number').map(({ name }) => name)).toEqual([
        'ttft_mean',
        'output_token_throughput',
      ])
    );
    expect(notices(frames[0])).toEqual(['1 point of 5 without ttft_mean or output_token_throughput left out.']);
  });

  it('at given x: between measured neighbours, never beyond', () => {
    const [frame] = query(STAIR, { frame: 'at', at: [0.5, 1, 1.5, 3, 4, 5] });
    expect(column(frame, 'at')).toEqual([0.5, 1, 1.5, 3, 4, 5]);
    expect(column(frame, 'value')).toEqual([null, 10, 15, 30, 40, null]);
    expect((column(frame, 'between')[3] as string).split(' and ').length).toBe(2);
    expect(notices(frame)).toContainEqual('2 targets outside the measured range left empty: nothing is extrapolated.');
  });

  it('of nothing has its fields', () => {
    expect(query([]).map(({ data }) => data.values.every((values) => values.length === 0))).toEqual([true]);
    expect(query([], { frame: 'curves' })[0].data.values).toEqual([[], []]);
    expect(notices(query([{ seqs: 1, load: 1, ttft: null, rate: 1 }])[0])).toEqual([
      '1 point of 1 without ttft_mean or output_token_throughput left out.',
    ]);
  });

  it('cuts at its limit', () => {
    const [table] = query(STAIR, { limit: 2 });
    expect(column(table, 'rank')).toEqual([1, 1]);
    expect(notices(table)).toContainEqual(expect.stringMatching(/^Shows the first 2 of 4 rows/));
  });
});

describe('groups of the query', () => {
  const two = [
    { model: 'a', seqs: 1, load: 1, ttft: 1, rate: 10 },
    { model: 'a', seqs: 2, load: 1, ttft: 3, rate: 30 },
    { model: 'b', seqs: 1, load: 1, ttft: 2, rate: 5 },
    { model: 'b', seqs: 2, load: 1, ttft: 4, rate: 65 },
  ];
  const named = (name: string, key: string, value: string) => ({ name, filters: [{ key, operator: '=', value }] });

  it('are selected by their filters beside those of the query; a point may be in several', () => {
    const [table] = query(two, {
      groups: [named('first', 'model', 'a'), named('small', 'max_num_seqs', '1')],
      filters: [{ key: 'concurrency', operator: '=', value: '1' }],
    });
    const rows = column(table, 'group').map((group, row) => [group, column(table, 'ttft_mean')[row]]);
    expect(rows.map((row) => row.join(' ')).sort()).toEqual(['first 1', 'first 3', 'small 1', 'small 2']);
  });

  it('average over their own points alone', () => {
    const repeats = [
      { model: 'a', seqs: 1, load: 1, ttft: 1, rate: 10 },
      { model: 'a', seqs: 1, load: 1, ttft: 3, rate: 20 },
    ];
    const [table] = query(repeats, {
      groups: [{ name: 'both' }, { name: 'fast', filters: [{ key: 'ttft_mean', operator: '<', value: '2' }] }],
    });
    const of = (name: string) => column(table, name);
    expect(
      of('group')
        .map((group, row) => [group, of('ttft_mean')[row], of('repeats')[row]])
        .sort()
    ).toEqual([
      ['both', 2, 2],
      ['fast', 1, 1],
    ]);
  });

  it('say where they are empty, and refuse what cannot be told apart', () => {
    const [table] = query(two, { groups: [named('none', 'model', 'z'), named('a', 'model', 'a')] });
    expect(notices(table)).toContain('No point in the group none: its filters select none.');
    expect(() => query(two, { groups: [{ name: 'x' }, { name: 'x' }] })).toThrow(/two groups of one name/);
    expect(() => query(two, { groups: [{ name: 'x' }], groupBy: ['model'] })).toThrow(/exclude one another/);
  });

  it('have an area over the range that all of them have, and crossovers', () => {
    // a: (1, 10) to (3, 30); b: (2, 5) to (4, 65). In common 2 to 3: a from 20 to 30, b from 5 to 35.
    const groups = [named('A', 'model', 'a'), named('B', 'model', 'b')];
    const [area] = query(two, { frame: 'area', groups });
    const of = (name: string) => column(area, name);
    expect(of('group')).toEqual(['A', 'B']);
    expect([of('from'), of('to')]).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(of('area')).toEqual([25, 20]);
    expect(of('mean')).toEqual([25, 20]);
    expect(of('delta')).toEqual([0, expect.closeTo(-0.2, 12)]);
    // 10 x = 30 x - 55 at 2.75.
    const [crossovers] = query(two, { frame: 'crossovers', groups });
    expect(['below', 'beyond', 'x', 'y'].map((name) => column(crossovers, name))).toEqual([
      ['A'],
      ['B'],
      [2.75],
      [27.5],
    ]);
  });

  it('without a range in common have no area, and a single point none either', () => {
    const apart = [...two.slice(0, 2), { model: 'b', seqs: 1, load: 1, ttft: 9, rate: 90 }];
    const groups = [named('A', 'model', 'a'), named('B', 'model', 'b')];
    const [single] = query(apart, { frame: 'area', groups });
    expect([column(single, 'group'), column(single, 'area')]).toEqual([['A'], [40]]);
    expect(notices(single)).toContain('Left out, their frontier is a single point: B.');
    const [none] = query([...apart, { model: 'b', seqs: 2, load: 1, ttft: 10, rate: 95 }], { frame: 'area', groups });
    expect([column(none, 'mean'), column(none, 'delta')]).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(notices(none)).toContainEqual(expect.stringMatching(/no range of x in common/));
  });
});

describe('directions and layers', () => {
  const square = [
    { seqs: 1, load: 1, ttft: 1, rate: 10 },
    { seqs: 2, load: 1, ttft: 2, rate: 20 },
    { seqs: 3, load: 1, ttft: 3, rate: 15 },
    { seqs: 4, load: 1, ttft: 4, rate: 5 },
  ];
  const ranked = (more: object): unknown[][] => {
    const [table] = query(square, more);
    return column(table, 'ttft_mean')
      .map((x, row) => [x, column(table, 'rank')[row]])
      .sort(([a], [b]) => Number(a) - Number(b));
  };

  it('come from the metrics, unless the query says otherwise', () => {
    expect(ranked({})).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 3],
    ]);
    expect(ranked({ xDirection: 'higher' })).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
    expect(ranked({ yDirection: 'lower' })).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 1],
    ]);
  });

  it('as lines: so many layers of each group as are asked for and there', () => {
    const names = (layers: number) =>
      query(square, { frame: 'layers', layers }).map((frame) => [frame.schema.name, column(frame, 'ttft_mean')]);
    expect(names(2)).toEqual([
      ['all points: layer 1', [1, 2]],
      ['all points: layer 2', [3]],
    ]);
    expect(names(9).length).toBe(3);
  });

  it('more groups than a chart can show are cut, and that is said', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      model: `m${index}`,
      seqs: 1,
      load: 1,
      ttft: 1 + index,
      rate: 1,
    }));
    const frames = query(many, { frame: 'curves', groupBy: ['model'] });
    expect(frames.length).toBe(100);
    expect(notices(frames[0])).toContainEqual(expect.stringMatching(/^Shows the first 50 of 60 groups/));
  });
});
