import { answer } from '../../engine';
import { ask, column, notices, run } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import { DEFAULT_LIMITS } from '../../model/request';
import type { Dimensions, Fragment, Metrics } from '../../model/record';

const DAY = 86400000;

/** A run a day; a slight saw-tooth, so that the spread is not zero. */
function daily(values: readonly number[], more: (day: number) => Dimensions = () => ({})): Array<Partial<Fragment>> {
  return values.map((value, day) => ({
    runKey: `day-${day}`,
    dimensions: {
      model: 'org/m',
      hardware: 'H100',
      replicas: 1,
      tp: 4,
      concurrency: 8,
      run: `run-${day}`,
      engine_version: `1.${day}`,
      started_at: day * DAY,
      ...more(day),
    },
    metrics: { tpot: { mean: value * (1 + ((day * 7) % 5) / 500) } },
  }));
}

const step = (before: number, after: number, length = 40, at = 20): number[] =>
  Array.from({ length }, (_, index) => (index < at ? before : after));

const QUERY = { kind: 'history', metric: 'tpot_mean' };
const frameOf = (given: ReadonlyArray<Partial<Fragment>>, query: object) =>
  ask(catalogOfPoints(points(given)), { ...QUERY, ...query })[0];

describe('change points', () => {
  it('name the last good and the first bad run with version and commit, and the means of the stretches between', () => {
    const given = daily(
      Array.from({ length: 60 }, (_, day) => (day < 20 ? 100 : day < 40 ? 110 : 100)),
      (day) => ({ commit: `c${day}` })
    );
    const changes = frameOf(given, { frame: 'changes' });
    expect(column(changes, 'index')).toEqual([40, 20]);
    expect(column(changes, 'verdict')).toEqual(['improvement', 'regression']);
    expect(column(changes, 'last_good')[1]).toBe('run-19 (1.19, c19)');
    expect(column(changes, 'first_bad')[1]).toBe('run-20 (1.20, c20)');
    // The saw-tooth has a mean of 2 / 500 over any twenty days.
    expect(column(changes, 'before')).toEqual([expect.closeTo(110.44, 9), expect.closeTo(100.4, 9)]);
    expect(column(changes, 'after')).toEqual([expect.closeTo(100.4, 9), expect.closeTo(110.44, 9)]);
    expect(column(changes, 'delta')[1]).toBeCloseTo(0.1, 12);
    expect(column(changes, 'time')).toEqual([40 * DAY, 20 * DAY]);
  });

  it.each(['driver', 'tool_version'])(
    'end at a change of %s, which is none itself, unless resets say otherwise',
    (id) => {
      const given = daily(step(100, 110), (day) => ({ [id]: day < 20 ? 'old' : 'new' }));
      expect(column(frameOf(given, { frame: 'changes' }), 'index')).toEqual([]);
      expect(column(frameOf(given, { frame: 'changes', resets: [] }), 'index')).toEqual([20]);
    }
  );

  it('run along versions in their natural order, and along commits in the order of their first runs', () => {
    const values = step(100, 110);
    const shuffled = (given: Array<Partial<Fragment>>) =>
      given.sort((a, b) => String(a.runKey).localeCompare(String(b.runKey)));
    const untimed = shuffled(daily(values, () => ({ started_at: undefined })));
    expect(column(frameOf(untimed, { frame: 'changes' }), 'index')).toEqual([]);
    expect(notices(frameOf(untimed, {}))).toEqual([expect.stringContaining('40 runs without a time')]);
    expect(column(frameOf(untimed, { frame: 'changes', by: 'engine_version' }), 'index')).toEqual([20]);
    const hashes = shuffled(daily(values, (day) => ({ commit: ((day * 7919) % 1000).toString(16) })));
    expect(column(frameOf(hashes, { frame: 'changes', by: 'commit' }), 'index')).toEqual([20]);
  });
});

describe('the alert', () => {
  const jump = daily([...step(100, 100), 130]);
  const value = (given: ReadonlyArray<Partial<Fragment>>, query: object = {}) => {
    const frame = frameOf(given, { frame: 'alert', ...query });
    const number = frame.schema.fields.filter(({ type }) => type === 'number');
    expect(number).toHaveLength(1);
    return column(frame, number[0].name);
  };

  it('rings for the worse alone, and is empty where the history is too short', () => {
    expect(value(jump)).toEqual([1]);
    expect(value(daily([...step(100, 100), 70]))).toEqual([0]);
    expect(value(daily([...step(100, 100), 101]))).toEqual([0]);
    expect(value(daily([100, 100, 130]))).toEqual([null]);
  });

  it('may give the change or z', () => {
    // The median of thirty days of the saw-tooth is 100.4; the last day has no tooth.
    expect(value(jump, { value: 'delta' })).toEqual([expect.closeTo(130 / 100.4 - 1, 9)]);
    expect(Number(value(jump, { value: 'z' })[0])).toBeGreaterThan(5);
  });

  it('rings for a share by difference, since its median may be zero', () => {
    const failing = (failed: number): Metrics => ({ requests_failed: { '': failed }, requests_total: { '': 1000 } });
    const given = (last: number) =>
      daily(step(1, 1)).map((one, day, all) => ({ ...one, metrics: failing(day === all.length - 1 ? last : 0) }));
    expect(value(given(60), { metric: 'error_rate' })).toEqual([1]);
    expect(value(given(60), { metric: 'error_rate', value: 'delta' })).toEqual([0.06]);
    expect(value(given(2), { metric: 'error_rate' })).toEqual([0]);
  });

  it('rings for a change point that the runs within the time range brought to light, and not for an older one', () => {
    const found = (given: ReadonlyArray<Partial<Fragment>>, from: number) => {
      const context = { now: 100 * DAY, range: { from, to: 100 * DAY }, limits: DEFAULT_LIMITS };
      const [frame] = run(
        answer({ ...QUERY, frame: 'alert', value: 'change' }, catalogOfPoints(points(given)), context),
        {}
      );
      return column(frame, 'change');
    };
    const worse = daily(step(100, 110, 26, 20));
    expect(found(worse, 20 * DAY)).toEqual([1]);
    expect(found(daily(step(100, 110, 40, 20)), 39 * DAY)).toEqual([0]);
    expect(found(worse, 99 * DAY)).toEqual([0]);
    expect(found(daily(step(110, 100, 26, 20)), 20 * DAY)).toEqual([0]);
    expect(found(worse, 0)).toEqual([null]);
  });
});

it('says in words what happened', () => {
  const frame = frameOf(daily(step(100, 110)), { frame: 'verdict' });
  expect(column(frame, 'answer')).toEqual([
    'The latest run is out of line for the worse in 0 of 1 series. 1 change point for the worse, 0 for the better; the newest worsened TPOT mean by +10.0 %, first seen in run-20 (1.20).',
  ]);
  expect(column(frame, 'regressions')).toEqual([1]);
});
