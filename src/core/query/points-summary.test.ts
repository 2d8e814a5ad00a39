import { ask, column, notices } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { Dimensions, Fragment } from '../model/record';

const A: Dimensions = { model: 'm', hardware: 'H100', gpus: 8, tp: 4, replicas: 2, tool: 't' };
const B: Dimensions = { ...A, tp: 8, replicas: 1 };

const at = (dimensions: Dimensions, concurrency: number, ttft: number, tokens = 100): Partial<Fragment> => ({
  dimensions: { ...dimensions, concurrency },
  metrics: { ttft: { p99: ttft }, input_tokens: { mean: tokens } },
});

const summary = (given: ReadonlyArray<Partial<Fragment>>, metrics: string[]) =>
  ask(catalogOfPoints(points(given)), { kind: 'points', shape: 'summary', metrics })[0];

describe('points as a summary', () => {
  // The repeats of 2 x TP4 at load 4 have the lowest single value, 0.1, and a mean of 0.5, which is not the lowest.
  const given = [at(A, 4, 0.1), at(A, 4, 0.9), at(B, 4, 0.25), at(B, 8, 2.5)];

  it('compares means over repeats, not single runs', () => {
    const frame = summary(given, ['ttft_p99']);
    expect([column(frame, 'best'), column(frame, 'worst')]).toEqual([[0.25], [2.5]]);
    expect(column(frame, 'answer')).toEqual(['Best: 250 ms, 1 x TP8 at load 4. Worst: 2.5 s, 1 x TP8 at load 8.']);
    expect(frame.schema.fields.map(({ config }) => config.unit)).toEqual([undefined, undefined, 's', 's']);
  });

  it('more is better where the metric says so, and a metric without a direction has no best in words', () => {
    const frame = summary(
      given.map((point, index) => ({
        ...point,
        metrics: { output_token_throughput: { '': 1000 + index * 1000 }, input_tokens: { mean: 100 + index } },
      })),
      ['output_token_throughput', 'input_tokens_mean']
    );
    expect([column(frame, 'best'), column(frame, 'worst')]).toEqual([
      [4000, 103],
      [1500, 100.5],
    ]);
    expect(column(frame, 'answer')).toEqual([
      'Best: 4000 tok/s, 1 x TP8 at load 8. Worst: 1500 tok/s, 2 x TP4 at load 4.',
      'From 101 tok, 2 x TP4 at load 4 to 103 tok, 1 x TP8 at load 8.',
    ]);
    // Numbers of different units have none together.
    expect(frame.schema.fields.map(({ config }) => config.unit)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('a metric that no point has is null, and said', () => {
    const frame = summary(given, ['itl_mean']);
    expect([column(frame, 'best'), column(frame, 'answer')]).toEqual([
      [null],
      ['No point has ITL mean: the files do not say it.'],
    ]);
    expect(notices(frame)).toEqual(['None of 4 points has ITL mean: the files do not say it.']);
  });

  it('one value everywhere is said once', () => {
    expect(column(summary([at(A, 4, 0.5), at(B, 8, 0.5)], ['ttft_p99']), 'answer')).toEqual([
      '500 ms everywhere (2 load points).',
    ]);
  });

  it('no point at all is one row without numbers', () => {
    expect(column(summary([], ['ttft_p99']), 'best')).toEqual([null]);
  });
});
