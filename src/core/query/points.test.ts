import { ask, column, notices } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { FrameJson } from '../frames/frame';
import type { Catalog } from '../model/catalog';
import type { Dimensions, Fragment } from '../model/record';

const A: Dimensions = { model: 'm', hardware: 'H100', gpus: 8, tp: 4, replicas: 2, tool: 't' };
const B: Dimensions = { ...A, tp: 8, replicas: 1 };

const at = (
  dimensions: Dimensions,
  concurrency: number | null,
  ttft: Record<string, number>,
  more: Partial<Fragment> = {}
): Partial<Fragment> => ({
  dimensions: { ...dimensions, concurrency },
  metrics: { ttft },
  ...more,
});

const of = (...given: ReadonlyArray<Partial<Fragment>>): Catalog => catalogOfPoints(points(given));
const field = (frame: FrameJson, name: string) => frame.schema.fields.find((one) => one.name === name);
const query = (catalog: Catalog, more: object) => ask(catalog, { kind: 'points', metrics: ['ttft_p99'], ...more });

describe('points as a table', () => {
  const catalog = of(at(A, 4, { p99: 0.5, mean: 0.25 }), at(A, 8, { mean: 0.5 }, { stage: 3 }), {
    ...at(B, 4, { p99: 1 }),
    grain: 'pooled',
  });

  it('one row a load point, nothing averaged, missing null', () => {
    const [table] = query(catalog, { metrics: ['ttft_p99', 'ttft_mean', 'itl_mean'] });
    expect(column(table, 'ttft_p99')).toEqual([0.5, null]);
    expect(column(table, 'ttft_mean')).toEqual([0.25, 0.5]);
    expect(column(table, 'itl_mean')).toEqual([null, null]);
    expect(column(table, 'load')).toEqual([4, 8]);
    expect(column(table, 'stage')).toEqual([null, 3]);
    expect(column(table, 'path')).toEqual(['results/run-0/stage.json', 'results/run-1/stage.json']);
    expect(table.schema.meta.type).toBe('table');
  });

  it('says what is missing, and suggests where a statistic is unusual', () => {
    const said = (metrics: string[]) => notices(query(catalog, { metrics })[0]);
    expect(said(['ttft_p99'])).toEqual(['1 point of 2 lacks TTFT p99; its cell is empty.']);
    expect(said(['itl_mean'])).toEqual(['None of 2 points has ITL mean: the files do not say it.']);
    expect(said(['ttft_p9'])).toEqual([
      expect.stringMatching(/^None of 2 points has TTFT p9: .* Did you mean ttft_p9[059]\?$/),
    ]);
    expect(said(['ttft_mean'])).toEqual([]);
  });

  it('shows the dimensions that are asked for, and always the object', () => {
    const [table] = query(catalog, { dimensions: ['tp', 'started_at', 'label.x'] });
    expect(table.schema.fields.map(({ name, type }) => [name, type])).toEqual([
      ['tp', 'number'],
      ['started_at', 'time'],
      ['label.x', 'string'],
      ['path', 'string'],
      ['ttft_p99', 'number'],
    ]);
  });

  it('cuts at its limit, and says so', () => {
    const [table] = query(catalog, { limit: 1 });
    expect(column(table, 'load')).toEqual([4]);
    expect(notices(table)).toContain('Shows the first 1 of 2 rows: narrow the filters or raise the limit.');
    expect(notices(table)).toContain('1 point of 2 lacks TTFT p99; its cell is empty.');
    expect(notices(query(catalog, { limit: 2 })[0])).not.toContainEqual(expect.stringMatching(/Shows/));
  });
});

describe('points as curves', () => {
  const catalog = of(
    at(A, 8, { p99: 2 }),
    at(A, 4, { p99: 1 }),
    at(A, 4, { p99: 3 }),
    at(B, 4, { p99: 5 }),
    at(B, 16, {}),
    at({ ...A, load_type: 'concurrency' }, null, { p99: 9 })
  );

  it('one frame a series, x rising, repeats averaged, what lacks a coordinate left out', () => {
    const frames = query(catalog, { shape: 'curves' });
    expect(frames.map(({ schema }) => schema.name)).toEqual(['2 x TP4', '1 x TP8']);
    expect(
      frames.map((frame) => [column(frame, 'load').slice(0, 9), column(frame, 'ttft_p99'), column(frame, 'repeats')])
    ).toEqual([
      [
        [4, 8],
        [2, 2],
        ['2', '1'],
      ],
      [[4], [5], ['1']],
    ]);
  });

  it('has exactly two number fields, the series as title of y', () => {
    query(catalog, { shape: 'curves' }).forEach((frame) => {
      const numbers = frame.schema.fields.filter(({ type }) => type === 'number');
      expect(numbers.map(({ name }) => name)).toEqual(['load', 'ttft_p99']);
      expect(numbers[1].config.displayNameFromDS).toBe(frame.schema.name);
      expect(numbers[1].config.unit).toBe('s');
    });
  });

  it('both axes carry a title, since y is called after its series', () => {
    const [frame] = query(catalog, { shape: 'curves' });
    expect([field(frame, 'load')?.config.custom, field(frame, 'ttft_p99')?.config.custom]).toEqual([
      { axisLabel: 'Load' },
      { axisLabel: 'TTFT p99', direction: 'lower' },
    ]);
  });

  it('a line follows the load where the axis is a metric, even where it bends back', () => {
    const rate = (concurrency: number | null, throughput: number, p99: number): Partial<Fragment> => ({
      ...at(A, concurrency, { p99 }),
      metrics: { ttft: { p99 }, output_token_throughput: { '': throughput } },
    });
    const along = (...given: ReadonlyArray<Partial<Fragment>>) =>
      query(of(...given), { shape: 'curves', x: 'output_token_throughput' }).map((frame) =>
        column(frame, 'output_token_throughput')
      );
    expect(along(rate(1, 10, 1), rate(16, 30, 3), rate(4, 40, 2))).toEqual([[10, 40, 30]]);
    const unknown = { dimensions: { ...A, load_type: 'concurrency' } };
    expect(along({ ...rate(null, 40, 1), ...unknown }, { ...rate(null, 10, 2), ...unknown })).toEqual([[10, 40]]);
  });

  it('several metrics are several frames, named by both', () => {
    const frames = query(of(at(A, 4, { p99: 1, mean: 0.5 })), { shape: 'curves', metrics: ['ttft_p99', 'ttft_mean'] });
    expect(frames.map(({ schema }) => schema.name)).toEqual(['2 x TP4 · TTFT p99', '2 x TP4 · TTFT mean']);
  });

  it('the axis may be a metric', () => {
    const [frame] = query(
      of({ dimensions: { ...A, concurrency: 1 }, metrics: { ttft: { p99: 1 }, output_token_throughput: { '': 80 } } }),
      { shape: 'curves', x: 'output_token_throughput_per_gpu' }
    );
    expect(column(frame, 'output_token_throughput_per_gpu')).toEqual([10]);
    expect(field(frame, 'output_token_throughput_per_gpu')?.config.unit).toBe('suffix:tok/s/GPU');
  });

  it('of nothing is one empty frame with both fields', () => {
    const frames = query(of(), { shape: 'curves' });
    expect(frames.map(({ schema, data }) => [schema.fields.map(({ name }) => name), data.values])).toEqual([
      [
        ['load', 'ttft_p99'],
        [[], []],
      ],
    ]);
  });

  it('shows a hundred series and says how many there are', () => {
    const many = of(...Array.from({ length: 103 }, (_, index) => at({ ...A, max_num_seqs: index }, 4, { p99: 1 })));
    const frames = query(many, { shape: 'curves' });
    expect(frames.length).toBe(100);
    expect(notices(frames[0])).toContain(
      'Shows the first 100 of 103 series: group by fewer dimensions or narrow the filters.'
    );
  });
});

describe('points as a trend', () => {
  const catalog = of(
    at(A, 16, { p99: 4 }),
    at(A, 4, { p99: 1 }),
    at(A, 4, { p99: 3 }),
    at(A, 4, {}),
    at(B, 4, { p99: 5 }),
    at(B, 8, { p99: 6 })
  );

  it('one wide frame, x strictly rising, empty where a series has no point', () => {
    const [frame, ...others] = query(catalog, { shape: 'trend' });
    expect(others).toEqual([]);
    expect(column(frame, 'load')).toEqual([4, 8, 16]);
    expect(frame.schema.fields.map(({ name, labels }) => [name, labels?.series])).toEqual([
      ['load', undefined],
      ['ttft_p99 low', '2 x TP4'],
      ['ttft_p99', '2 x TP4'],
      ['ttft_p99 high', '2 x TP4'],
      ['ttft_p99', '1 x TP8'],
    ]);
    expect(frame.data.values.slice(1)).toEqual([
      [1, null, null],
      [2, null, 4],
      [3, null, null],
      [5, 6, null],
    ]);
  });

  it('calls a percentile over repeats by its name: mean of the runs own', () => {
    const [frame] = query(catalog, { shape: 'trend' });
    const [, , mean, , single] = frame.schema.fields;
    expect(mean.config.description).toMatch(/Shown: mean of per-run p99, n up to 2\.$/);
    expect(single.config.description).not.toMatch(/per-run/);
    const [means] = query(of(at(A, 4, { mean: 1 }), at(A, 4, { mean: 2 })), { shape: 'trend', metrics: ['ttft_mean'] });
    expect(means.schema.fields[2].config.description).toMatch(/mean of repeats, n up to 2/);
  });

  it('says the scale of its axis: logarithmic where loads are spread wide', () => {
    const scale = (...loads: number[]) =>
      query(of(...loads.map((load) => at(A, load, { p99: 1 }))), { shape: 'trend' })[0].schema.fields[0].config.custom;
    expect(scale(1, 8, 256)).toEqual({ axisLabel: 'Load', scaleDistribution: { type: 'log', log: 2 } });
    [scale(2, 8, 14), scale(0, 8, 256), scale(1, 256), scale()].forEach((custom) =>
      expect(custom).toEqual({ axisLabel: 'Load', scaleDistribution: { type: 'linear' } })
    );
  });

  it('says where rates and concurrencies share its axis of loads', () => {
    const mixed = of(at(A, 4, { p99: 1 }), { dimensions: { ...A, request_rate: 2 }, metrics: { ttft: { p99: 1 } } });
    const said = ['trend', 'curves'].map((shape) => notices(query(mixed, { shape })[0]));
    said.forEach((texts) =>
      expect(texts).toEqual(['The load axis mixes concurrency and rate: filter by load_type, or by workload.'])
    );
    expect(notices(query(mixed, { shape: 'trend', x: 'concurrency' })[0])).toEqual([]);
    expect(notices(query(catalog, { shape: 'trend' })[0])).not.toContainEqual(expect.stringMatching(/mixes/));
  });

  it('leaves out a series without a value, and the loads with the last of them', () => {
    const [one] = query(of(at(A, 4, { p99: 1 }), at(B, 8, { mean: 1 })), { shape: 'trend' });
    expect(one.schema.fields.map(({ name, labels }) => [name, labels?.series])).toEqual([
      ['load', undefined],
      ['ttft_p99', '2 x TP4'],
    ]);
    const [none] = query(of(at(B, 8, { mean: 1 })), { shape: 'trend' });
    expect(none.data.values).toEqual([[]]);
    expect(notices(none)).toEqual(['None of 1 point has TTFT p99: the files do not say it.']);
  });

  it('says where points of different builds are averaged', () => {
    const [frame] = query(of(at(A, 4, { p99: 1 }), at({ ...A, engine_version: '2' }, 4, { p99: 3 })), {
      shape: 'trend',
      groupBy: ['model'],
    });
    expect(column(frame, 'load')).toEqual([4]);
    expect(notices(frame)).toContainEqual(expect.stringMatching(/^Averages points of different engine_version/));
  });

  it('of nothing has its axis', () => {
    const [frame] = query(of(), { shape: 'trend' });
    expect(column(frame, 'load')).toEqual([]);
  });
});

describe('points as history', () => {
  const DAY = 86400000;
  const started = (day: number, p99: number, more: Dimensions = {}): Partial<Fragment> =>
    at({ ...A, started_at: day * DAY, engine_version: String(day), ...more }, 4, { p99 });

  it('one series a configuration and load over the start of the runs, builds do not split it', () => {
    const frames = query(
      of(
        started(3, 3),
        started(1, 1),
        started(2, 2),
        at({ ...A, ended_at: 5 * DAY }, 4, { p99: 5 }),
        at(A, 4, { p99: 9 }),
        at({ ...A, started_at: DAY }, 8, { p99: 7 })
      ),
      { shape: 'history' }
    );
    expect(frames.map((frame) => [column(frame, 'time'), column(frame, 'ttft_p99')])).toEqual([
      [
        [DAY, 2 * DAY, 3 * DAY, 5 * DAY],
        [1, 2, 3, 5],
      ],
      [[DAY], [7]],
    ]);
    expect(frames[0].schema.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    expect(notices(frames[0])).toContain('1 point without a run time is left out.');
    expect(frames[0].schema.fields[0].type).toBe('time');
  });

  it('of nothing is an empty time series', () => {
    const [frame] = query(of(at(A, 4, { p99: 1 })), { shape: 'history' });
    expect([column(frame, 'time'), column(frame, 'ttft_p99')]).toEqual([[], []]);
  });
});
