import fc from 'fast-check';
import { ask, column, notices } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { Dimensions, Fragment } from '../model/record';

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
