import { ask, column, CONTEXT, notices, run } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import { answer } from '../engine';
import type { Dimensions } from '../model/record';

const METRICS = ['cost_per_million_output_tokens', 'cost_per_million_input_tokens', 'joules_per_output_token'];

const served = (dimensions: Dimensions, output: number, power?: number) => ({
  dimensions: { model: 'm', concurrency: 8, ...dimensions },
  metrics: {
    output_token_throughput: { '': output },
    input_token_throughput: { '': 10 * output },
    ...(power === undefined ? {} : { power: { mean: power } }),
  },
});

const CATALOG = catalogOfPoints(
  points([
    served({ hardware: 'H100', replicas: 2, tp: 4 }, 1000, 5000),
    served({ hardware: 'H100', prefill_replicas: 1, prefill_tp: 4, decode_replicas: 1, decode_tp: 8 }, 2000),
    served({ hardware: 'MI300X', replicas: 1, tp: 8 }, 1000),
    served({ hardware: 'H100' }, 500),
  ])
);

/** Equal but for rounding. */
const close = (values: Array<number | null>): unknown[] =>
  values.map((value) => (value === null ? null : expect.closeTo(value, 12)));

const asked = (prices: unknown, metrics = METRICS) =>
  ask(CATALOG, { kind: 'points', shape: 'table', metrics, dimensions: ['hardware', 'gpus'], prices })[0];

describe('the cost of tokens', () => {
  // 8 GPUs at 2.5 $/h are 20 $/h; 1,000 tokens/s are 3.6 million an hour: 20 / 3.6 = 5.5556 $ a million.
  it('is dollars an hour over millions of tokens an hour, empty without a price or a number of GPUs', () => {
    const frame = asked({ h100: 2.5 });
    expect(column(frame, METRICS[0])).toEqual(close([20 / 3.6, (12 * 2.5) / 7.2, null, null]));
    expect(column(frame, METRICS[1])).toEqual(close([2 / 3.6, (12 * 2.5) / 72, null, null]));
    expect(notices(frame).join()).toMatch(/No price of a GPU-hour for MI300X: /);
    expect(notices(frame).join()).toMatch(/1 point without cost/);
  });

  // 4 prefill GPUs at 4 $/h and 8 decode GPUs at 2 $/h are 32 $/h; 2,000 tokens/s are 7.2 million an hour.
  it('counts prefill and decode at their own prices', () => {
    expect(column(asked({ 'H100/prefill': 4, H100: 2 }), METRICS[0])[1]).toBeCloseTo(32 / 7.2, 12);
  });

  it('takes one number for any accelerator, a variable as its text', () => {
    expect(column(asked('2.5'), METRICS[0])).toEqual(close([20 / 3.6, 30 / 7.2, 20 / 3.6, null]));
    expect(notices(asked(2.5)).join()).not.toMatch(/No price/);
    expect(() => asked('cheap')).toThrow(/prices/);
  });

  it('comes from the settings where the query says none', () => {
    const task = (prices?: object) =>
      run(
        answer(
          { kind: 'points', shape: 'table', metrics: METRICS, ...(prices === undefined ? {} : { prices }) },
          CATALOG,
          { ...CONTEXT, prices: { H100: 2.5, MI300X: 3 } }
        ),
        {}
      )[0];
    expect(column(task(), METRICS[0])).toEqual(close([20 / 3.6, 30 / 7.2, 24 / 3.6, null]));
    expect(column(task({ H100: 5 }), METRICS[0])).toEqual(close([40 / 3.6, 60 / 7.2, 24 / 3.6, null]));
    expect(column(task({ '*': 1 }), METRICS[0])).toEqual(close([8 / 3.6, 12 / 7.2, 8 / 3.6, null]));
  });

  it('is not spoken of where nobody asks for it', () => {
    expect(notices(asked(undefined, ['output_token_throughput'])).join()).not.toMatch(/price|cost/);
  });

  it('is offered among the metrics where the throughput is there', () => {
    const [frame] = ask(CATALOG, { kind: 'values', of: 'metrics' });
    expect(column(frame, 'value')).toEqual(expect.arrayContaining(METRICS));
    expect(column(frame, 'value')).not.toContain('joules_per_total_token');
  });
});

it('energy a token is power over throughput where no tool says it', () => {
  expect(column(asked(1), METRICS[2])).toEqual([5, null, null, null]);
});
