import { ask, column, notices } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { FrameJson } from '../../frames/frame';
import type { Dimensions, Fragment } from '../../model/record';
import { FRAMES } from './query';

const COMMON: Dimensions = { model: 'm', hardware: 'H100', tool: 't', isl: 100, osl: 10 };

/** Aggregated: replicas of TP4. */
const agg = (replicas: number, more: Dimensions = {}): Dimensions => ({ ...COMMON, replicas, tp: 4, ...more });
/** Prefill/decode: instances of TP4. */
const pd = (prefill: number, decode: number, more: Dimensions = {}): Dimensions => ({
  ...COMMON,
  prefill_replicas: prefill,
  decode_replicas: decode,
  prefill_tp: 4,
  decode_tp: 4,
  ...more,
});

/** A point at a load: TPOT in seconds and output rate. */
const at = (dimensions: Dimensions, concurrency: number, tpot: number, rate: number): Partial<Fragment> => ({
  dimensions: { ...dimensions, concurrency },
  metrics: {
    tpot: { mean: tpot },
    ttft: { mean: tpot * 10 },
    output_token_throughput: { '': rate },
    input_token_throughput: { '': rate * 10 },
    total_token_throughput: { '': rate * 11 },
  },
});

const query = (given: ReadonlyArray<Partial<Fragment>>, more: object): FrameJson[] =>
  ask(catalogOfPoints(points(given)), { kind: 'pd', ...more });
const rows = (frame: FrameJson, ...names: string[]): unknown[][] =>
  column(frame, names[0]).map((_, row) => names.map((name) => column(frame, name)[row]));

describe('sides at equal GPUs', () => {
  it('several numbers of GPUs stand by themselves, ascending; those with one side alone are said', () => {
    const [frame] = query(
      [
        at(agg(4), 4, 0.02, 160),
        at(pd(1, 3), 4, 0.01, 320),
        at(agg(2), 4, 0.02, 80),
        at(pd(1, 1), 4, 0.02, 40),
        at(agg(8), 4, 0.01, 1),
        at(pd(3, 3), 4, 0.01, 1),
        at(pd(2, 4), 4, 0.02, 1),
      ],
      { frame: 'by_load' }
    );
    expect(rows(frame, 'gpus', 'load', 'aggregated', 'disaggregated', 'delta')).toEqual([
      ['8', 4, 80, 40, -0.5],
      ['16', 4, 160, 320, 1],
    ]);
    expect(notices(frame)).toEqual(
      expect.arrayContaining([
        'Left out, no prefill/decode counterpart with as many GPUs: 32 GPUs.',
        'Left out, no aggregated counterpart with as many GPUs: 24 GPUs.',
      ])
    );
  });

  it('points whose GPUs or roles nobody states are left out and said', () => {
    const [frame] = query(
      [
        at(agg(2), 4, 0.02, 80),
        at(pd(1, 1), 4, 0.02, 40),
        at({ ...COMMON }, 4, 0.01, 1000),
        at({ ...COMMON, prefill_replicas: 1 }, 4, 0.01, 1000),
      ],
      { frame: 'by_load' }
    );
    expect(rows(frame, 'gpus', 'aggregated', 'disaggregated')).toEqual([['8', 80, 40]]);
    expect(notices(frame)).toContainEqual(
      expect.stringMatching(/^2 points left out: the files do not say how many GPUs/)
    );
  });

  it('nothing to compare is no row, and a word', () => {
    FRAMES.forEach((name) => {
      const [frame] = query([at(agg(2), 4, 0.02, 80)], { frame: name });
      expect([name, frame.data.values.every((values) => values.length === 0)]).toEqual([name, true]);
      expect(notices(frame)).toContainEqual(expect.stringMatching(/no prefill\/decode counterpart .* 8 GPUs/));
    });
  });

  it.each<[string, Dimensions, RegExp]>([
    ['model', { model: 'n' }, /^m$|^n$/],
    ['hardware', { hardware: 'H200' }, /^H100$|^H200$/],
    ['workload', { isl: 999 }, /100\/10|999\/10/],
    ['precision', { precision: 'fp8' }, /fp8|none/],
  ])('never across another %s: comparable classes stand in a column', (_, other, name) => {
    const given = [
      at(agg(2), 4, 0.02, 80),
      at(pd(1, 1), 4, 0.02, 40),
      at(agg(2, other), 4, 0.02, 10),
      at(pd(1, 1, other), 4, 0.02, 30),
    ];
    const [frame] = query(given, { frame: 'by_load' });
    expect(rows(frame, 'aggregated', 'disaggregated')).toEqual([
      [80, 40],
      [10, 30],
    ]);
    const groups = column(frame, 'group') as string[];
    expect(new Set(groups).size).toBe(2);
    groups.forEach((group) => expect(group === '' || name.test(group)).toBe(true));
  });

  it('a side in one class and its counterpart in another have no counterpart', () => {
    const [frame] = query([at(agg(2), 4, 0.02, 80), at(pd(1, 1, { model: 'n' }), 4, 0.02, 40)], { frame: 'by_load' });
    expect(column(frame, 'load')).toEqual([]);
  });
});

describe('by load', () => {
  it('the best of each side by the metric asked for, means over repeats, only at loads that both have', () => {
    const given = [
      at(agg(2), 4, 0.02, 60),
      at(agg(2), 4, 0.02, 100),
      at(agg(2, { max_num_seqs: 9 }), 4, 0.01, 70),
      at(pd(1, 1), 4, 0.03, 90),
      at(pd(1, 1, { scheduler: 's' }), 4, 0.01, 50),
      at(agg(2), 8, 0.02, 1),
      at(pd(1, 1), 16, 0.02, 1),
    ];
    const [byRate] = query(given, { frame: 'by_load' });
    expect(
      rows(byRate, 'load', 'aggregated', 'disaggregated', 'delta', 'tpot_mean_aggregated', 'ttft_mean_disaggregated')
    ).toEqual([[4, 80, 90, 0.125, 0.02, 0.3]]);
    const [byLatency] = query(given, { frame: 'by_load', load_metric: 'tpot_mean' });
    expect(rows(byLatency, 'aggregated', 'disaggregated', 'delta')).toEqual([[0.01, 0.01, 0]]);
  });

  it('every change of the better side is a crossover, ties are none', () => {
    const deltas = [10, -10, 0, 20, 20, -5];
    const given = deltas.flatMap((delta, index) => [
      at(agg(2), 2 ** index, 0.02, 100),
      at(pd(1, 1), 2 ** index, 0.02, 100 + delta),
    ]);
    const [frame] = query(given, { frame: 'by_load' });
    expect(column(frame, 'delta')).toEqual(deltas.map((delta) => (100 + delta) / 100 - 1));
    const said = notices(frame).filter((text) => text.startsWith('Crossover'));
    expect(said.map((text) => /between load (\d+) .* and load (\d+)/.exec(text)?.slice(1))).toEqual([
      ['1', '2'],
      ['2', '8'],
      ['16', '32'],
    ]);
  });

  it('of equal configurations the first is named', () => {
    const given = [at(agg(2), 4, 0.02, 80), at(agg(2, { engine: 'z' }), 4, 0.02, 80), at(pd(1, 1), 4, 0.02, 80)];
    const [frame] = query(given, { frame: 'by_load' });
    expect(rows(frame, 'aggregated', 'disaggregated', 'delta')).toEqual([[80, 80, 0]]);
    expect(column(frame, 'aggregated_config')[0]).not.toMatch(/z/);
  });
});

describe('at equal x', () => {
  it('both frontiers, linear between measured points, empty where one was not measured', () => {
    // interactivity 50, 25 against 100, 20.
    const given = [
      at(agg(2), 1, 0.02, 80),
      at(agg(2), 8, 0.04, 160),
      at(pd(1, 1), 1, 0.01, 40),
      at(pd(1, 1), 8, 0.05, 200),
    ];
    const [frame] = query(given, {
      frame: 'iso',
      x: 'interactivity',
      y: 'output_token_throughput_per_gpu',
      at: [20, 25, 37.5, 50, 100, 101],
    });
    expect(column(frame, 'at')).toEqual([20, 25, 37.5, 50, 100, 101]);
    expect(column(frame, 'aggregated')).toEqual([null, 20, 15, 10, null, null]);
    expect(column(frame, 'disaggregated')).toEqual([25, 23.75, 20.625, 17.5, 5, null]);
    expect(column(frame, 'ratio')).toEqual([null, 1.1875, 1.375, 1.75, null, null]);
    expect(notices(frame)).toContainEqual(expect.stringMatching(/^3 targets outside the measured range/));
  });
});

describe('at one load', () => {
  const given = [
    at(agg(4), 4, 0.02, 160),
    at(agg(4), 8, 0.02, 320),
    at(pd(1, 3), 4, 0.02, 100),
    at(pd(1, 3), 8, 0.02, 200),
    at(pd(1, 3), 16, 0.02, 400),
    at(pd(3, 1), 8, 0.02, 240),
    at(pd(3, 1, { scheduler: 's' }), 8, 0.02, 280),
    at(pd(2, 2), 4, 0.02, 999),
  ];

  it('by default the highest that both sides have, and says which', () => {
    const [grid] = query(given, { frame: 'ratio', y: 'output_token_throughput' });
    expect(notices(grid)).toContain('Shown: 16 GPUs at load 8.');
    expect(grid.schema.fields.map(({ name }) => name)).toEqual(['gpus', 'prefill', '1D', '3D']);
    expect(rows(grid, 'prefill', '1D', '3D')).toEqual([
      ['1P', null, 200],
      ['3P', 280, null],
    ]);
  });

  it('of a variable that stands at All it is the default', () => {
    ['ratio', 'denominators'].forEach((frame) =>
      expect(query(given, { frame, load: '$__all' })[0].data).toEqual(query(given, { frame })[0].data)
    );
    expect(() => query(given, { frame: 'ratio', load: 'high' })).toThrow(/load/);
  });

  it('or the one that is asked for', () => {
    const [grid] = query(given, { frame: 'ratio', y: 'output_token_throughput', load: 4 });
    expect(rows(grid, 'prefill', '2D', '3D')).toEqual([
      ['1P', null, 100],
      ['2P', 999, null],
    ]);
    const [none] = query(given, { frame: 'ratio', load: 5 });
    expect(column(none, 'prefill')).toEqual([]);
  });

  it('a metric where less is better takes the least of a cell', () => {
    const [grid] = query(
      [at(agg(2), 4, 0.02, 1), at(pd(1, 1), 4, 0.03, 1), at(pd(1, 1, { scheduler: 's' }), 4, 0.01, 1)],
      { frame: 'ratio', y: 'tpot_mean' }
    );
    expect(rows(grid, 'prefill', '1D')).toEqual([['1P', 0.01]]);
  });

  it('without a common load nothing is shown', () => {
    const [grid] = query([at(agg(2), 4, 0.02, 1), at(pd(1, 1), 8, 0.03, 1)], { frame: 'ratio' });
    expect(column(grid, 'prefill')).toEqual([]);
    expect(notices(grid)).toContain('Shown: 8 GPUs at no common load.');
  });

  it('three denominators: all, prefill and decode GPUs; aggregated serving has no roles', () => {
    const [frame] = query(given, { frame: 'denominators' });
    expect(
      rows(
        frame,
        'serving_mode',
        'prefill_gpus',
        'decode_gpus',
        'load',
        'output_token_throughput_per_gpu',
        'output_token_throughput_per_decode_gpu',
        'input_token_throughput_per_prefill_gpu'
      )
    ).toEqual([
      ['aggregated', null, null, 8, 20, null, null],
      ['disaggregated', 4, 12, 8, 12.5, 200 / 12, 500],
      ['disaggregated', 12, 4, 8, 15, 60, 200],
      ['disaggregated', 12, 4, 8, 17.5, 70, 2800 / 12],
    ]);
  });
});

describe('as curves', () => {
  it('points and frontier of each side, x rising; several budgets are named by their GPUs', () => {
    const one = [
      at(agg(2), 1, 0.02, 80),
      at(agg(2), 8, 0.04, 160),
      at(pd(1, 1), 1, 0.01, 40),
      at(pd(1, 1), 4, 0.05, 10),
    ];
    const frames = query(one, { frame: 'curves' });
    expect(frames.map(({ schema }) => schema.name)).toEqual([
      'Aggregated',
      'Aggregated frontier',
      'Prefill/decode',
      'Prefill/decode frontier',
    ]);
    expect(frames.map((frame) => column(frame, 'interactivity').length)).toEqual([2, 2, 2, 1]);
    frames.forEach((frame) => {
      const x = column(frame, 'interactivity') as number[];
      expect(x).toEqual([...x].sort((a, b) => a - b));
      expect(frame.schema.fields.filter(({ type }) => type === 'number').length).toBe(2);
    });
    const two = [...one, at(agg(4), 1, 0.02, 80), at(pd(2, 2), 1, 0.02, 80)];
    expect(query(two, { frame: 'curves' }).map(({ schema }) => schema.name)).toEqual(
      expect.arrayContaining(['Aggregated 8 GPUs', 'Prefill/decode frontier 16 GPUs'])
    );
  });

  it('all frames of an answer come in order', () => {
    const names = query([at(agg(2), 1, 0.02, 80), at(pd(1, 1), 1, 0.01, 40)], {}).map(({ schema }) => schema.name);
    expect(names.slice(4)).toEqual([
      'frontier',
      'iso',
      'by_load',
      'ratio',
      'denominators',
      'slo',
      'slo_bars',
      'ladder',
      'ladder_bars',
      'roles',
      'recommendation',
      'alert',
    ]);
  });
});
