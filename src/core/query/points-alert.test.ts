import { ask, column, CONTEXT, notices } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { FrameJson } from '../frames/frame';
import type { Catalog } from '../model/catalog';
import type { Dimensions, Fragment } from '../model/record';

const HOUR = 3600000;
const DIMENSIONS: Dimensions = { model: 'm', hardware: 'H100', gpus: 8, tp: 4, replicas: 2, tool: 't', concurrency: 4 };

/** A run some hours before now. */
function run(hours: number | null, build: string, p99: number | null, more: Partial<Fragment> = {}): Partial<Fragment> {
  return {
    runKey: `run-${hours}-${build}`,
    dimensions: {
      ...DIMENSIONS,
      run: `run-${build}`,
      engine_version: build,
      ...(hours === null ? {} : { started_at: CONTEXT.now - hours * HOUR }),
    },
    metrics: p99 === null ? {} : { ttft: { p99 } },
    ...more,
  };
}

const of = (...given: ReadonlyArray<Partial<Fragment>>): Catalog => catalogOfPoints(points(given));
const alert = (catalog: Catalog, more: object = {}): FrameJson =>
  ask(catalog, { kind: 'points', shape: 'alert', metrics: ['ttft_p99'], ...more })[0];
const numbers = (frame: FrameJson): string[] =>
  frame.schema.fields.filter(({ type }) => type !== 'string').map(({ name }) => name);

describe('points as an alert', () => {
  const history = of(run(48, '1', 2), run(24, '2', 3), run(24, '2', 5, { runKey: 'again' }), run(72, '0', 9));

  it('one row a series: texts, and the metric of the newest run', () => {
    const frame = alert(of(run(48, '1', 2), run(24, '2', 3), run(72, '0', 9)));
    expect(numbers(frame)).toEqual(['ttft_p99']);
    expect(column(frame, 'ttft_p99')).toEqual([3]);
    expect([column(frame, 'run'), column(frame, 'engine_version'), column(frame, 'load')]).toEqual([
      ['run-2'],
      ['2'],
      ['4'],
    ]);
    expect(column(frame, 'baseline')).toEqual(['run-1 (1)']);
    expect(frame.schema.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
  });

  it('a newest run without the metric is null, not the run before it', () => {
    expect(column(alert(of(run(48, '1', 2), run(1, '2', null))), 'ttft_p99')).toEqual([null]);
  });

  it('change is newest build over the build before, means over their runs', () => {
    const frame = alert(history, { value: 'change' });
    expect(numbers(frame)).toEqual(['change']);
    // (3 + 5) / 2 over 2.
    expect(column(frame, 'change')).toEqual([1]);
  });

  it('change is null without a build before, or without values', () => {
    expect(column(alert(of(run(1, '1', 2)), { value: 'change' }), 'change')).toEqual([null]);
    expect(column(alert(of(run(2, '1', 0), run(1, '2', 2)), { value: 'change' }), 'change')).toEqual([null]);
    expect(column(alert(of(run(2, '1', 1), run(1, '2', null)), { value: 'change' }), 'change')).toEqual([null]);
  });

  it('the build before is one of the same configuration and load', () => {
    const other = run(2, '1.5', 100, { dimensions: { ...run(2, '1.5', 1).dimensions, tp: 8, replicas: 1 } });
    const frame = alert(of(run(3, '1', 2), other, run(1, '2', 3)), { value: 'change', groupBy: [] });
    expect([column(frame, 'change'), column(frame, 'baseline')]).toEqual([[0.5], ['run-1 (1)']]);
  });

  it('age is the seconds since the newest run', () => {
    const frame = alert(history, { value: 'age', groupBy: [] });
    expect([numbers(frame), column(frame, 'age')]).toEqual([['age'], [24 * 3600]]);
    expect(frame.schema.fields.map(({ name }) => name)).not.toContain('metric');
  });

  it('rows are told apart by their texts, for several series and metrics', () => {
    const frame = alert(
      of(run(1, '1', 2), run(1, '1', 3, { runKey: 'b', dimensions: { ...run(1, '1', 3).dimensions, concurrency: 8 } })),
      { metrics: ['ttft_p99', 'error_rate'] }
    );
    const texts = frame.schema.fields.flatMap(({ type }, index) => (type === 'string' ? [index] : []));
    const rows = column(frame, 'value').map((_, row) =>
      JSON.stringify(texts.map((index) => frame.data.values[index][row]))
    );
    expect(column(frame, 'value')).toEqual([2, null, 3, null]);
    expect(new Set(rows).size).toBe(4);
  });

  it('runs without a time are left out and said', () => {
    const frame = alert(of(run(null, '9', 9), run(1, '1', 2)));
    expect(column(frame, 'ttft_p99')).toEqual([2]);
    expect(notices(frame)).toEqual(['1 point without a run time is left out.']);
  });

  it('of nothing is an empty frame with its fields', () => {
    expect(alert(of()).data.values.every((values) => values.length === 0)).toBe(true);
  });
});
