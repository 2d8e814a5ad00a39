import { answer } from '../../engine';
import { ask, column, CONTEXT, run } from '../../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../../tests/points';
import type { FrameJson } from '../../frames/frame';
import type { Dimensions, Fragment } from '../../model/record';
import { lastingChanges } from './configuration';
import { readResets } from './resets';

const DAY = 86400000;

/** Daily runs; the level falls from 100 to 80 at day 20, with a little noise that is the same each time. */
function daily(days: number, more: (day: number) => Dimensions = () => ({})): Fragment[] {
  return points(
    Array.from({ length: days }, (_, day) => ({
      runKey: `run-${day}`,
      dimensions: {
        run: `run-${day}`,
        experiment: 'nightly',
        model: 'm',
        tool: 't',
        isl: 100,
        osl: 10,
        replicas: 1,
        tp: 4,
        concurrency: 8,
        commit: `c${day}`,
        engine_version: '1.0',
        started_at: day * DAY,
        ...more(day),
      },
      metrics: { output_token_throughput: { '': (day < 20 ? 100 : 80) * (1 + ((day * 7) % 5) / 1000) } },
    }))
  );
}

const events = (fragments: Fragment[], more: object = {}): FrameJson =>
  ask(catalogOfPoints(fragments), { kind: 'history', frame: 'events', ...more })[0];

describe('events', () => {
  it('have the fields that annotations take, by name and type', () => {
    const { schema } = events(daily(40));
    expect(schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'time: time',
      'timeEnd: time',
      'title: string',
      'text: string',
      'tags: string',
      'id: string',
    ]);
  });

  it('are change points, from the last run before to the first after', () => {
    const found = events(daily(40));
    expect(column(found, 'time')).toEqual([19 * DAY]);
    expect(column(found, 'timeEnd')).toEqual([20 * DAY]);
    expect(column(found, 'title')).toEqual(['Output throughput -20.0 %: regression']);
    expect(column(found, 'tags')).toEqual(['change point,regression,output_token_throughput']);
    expect(column(found, 'text')).toEqual([
      // Means of 100 and 80 with 0.2 % on top, the mean of the pattern of days.
      expect.stringMatching(
        /: mean 100 tok\/s → 80\.2 tok\/s\. Last run before: run-19 \(1\.0, c19\)\. First after: run-20 \(1\.0, c20\)\./
      ),
    ]);
  });

  it('keep their ids when they are asked for again, and more runs have come', () => {
    const [then, now] = [column(events(daily(40)), 'id'), column(events(daily(45)), 'id')];
    expect(now).toEqual(then);
    expect(new Set(column(events(daily(40, (day) => ({ driver: day < 30 ? 'a' : 'b' }))), 'id')).size).toBe(2);
  });

  it('are changes of build and configuration, at the first run under them', () => {
    const found = events(daily(40, (day) => ({ driver: day < 30 ? '550' : '560', image: day < 30 ? 'i:1' : 'i:2' })));
    expect(column(found, 'time')).toEqual([19 * DAY, 30 * DAY]);
    expect(column(found, 'timeEnd')).toEqual([20 * DAY, null]);
    expect(column(found, 'title')[1]).toBe('2 changes of the configuration');
    expect(column(found, 'text')[1]).toMatch(/Image i:1 → i:2; Driver 550 → 560\. First run: run-30\./);
    expect(column(found, 'tags')[1]).toBe('configuration,image,driver');
  });

  it('are not what an experiment varies, nor what comes back, nor what nobody states', () => {
    const still = { metric: 'ttft_mean' };
    expect(
      column(
        events(
          daily(40, (day) => ({ engine_version: `1.${day}` })),
          still
        ),
        'time'
      )
    ).toEqual([]);
    expect(
      column(
        events(
          daily(40, (day) => ({ max_num_seqs: day % 2 })),
          still
        ),
        'time'
      )
    ).toEqual([]);
    expect(
      column(
        events(
          daily(40, (day) => ({ driver: day % 3 === 0 ? 'a' : null })),
          still
        ),
        'time'
      )
    ).toEqual([]);
    expect(
      column(
        events(
          daily(40, (day) => ({ driver: day < 3 ? 'a' : 'b' })),
          still
        ),
        'time'
      )
    ).toEqual([3 * DAY]);
  });

  it('in the range of the panel alone, though the whole history makes them', () => {
    const catalog = catalogOfPoints(daily(40));
    const within = (from: number, to: number): number => {
      const query = { kind: 'history', frame: 'events' };
      const [frame] = run(answer(query, catalog, { ...CONTEXT, range: { from: from * DAY, to: to * DAY } }), {});
      return column(frame, 'time').length;
    };
    expect([within(15, 25), within(20, 25), within(21, 40), within(0, 18)]).toEqual([1, 1, 0, 0]);
  });

  it('of another direction are improvements, and of none changes', () => {
    const of = (base: string) =>
      daily(40).map((part) => ({ ...part, metrics: { [base]: { mean: part.metrics.output_token_throughput[''] } } }));
    expect(column(events(of('ttft'), { metric: 'ttft_mean' }), 'title')).toEqual(['TTFT mean -20.0 %: improvement']);
    expect(column(events(of('input_tokens'), { metric: 'input_tokens_mean' }), 'title')).toEqual([
      'Input tokens mean -20.0 %: change',
    ]);
  });
});

describe('lasting changes', () => {
  it.each<[string, Array<string | null>, number[]]>([
    ['one value', ['a', 'a'], []],
    ['a new value that stays', ['a', 'a', 'b', 'b'], [2]],
    ['one after the other', ['a', 'b', 'c'], [1, 2]],
    ['the old one comes back', ['a', 'b', 'a', 'b'], []],
    ['gaps are no change', ['a', null, 'a', null, 'b'], [4]],
    ['nothing stated', [null, null], []],
  ])('%s', (_, values, expected) => {
    expect(lastingChanges(values).map(({ at }) => at)).toEqual(expected);
  });
});

describe('resets', () => {
  const changes = (more: object): unknown[] =>
    column(
      ask(catalogOfPoints(daily(40, (day) => ({ build: String(day) }))), {
        kind: 'history',
        frame: 'changes',
        ...more,
      })[0],
      'index'
    );

  it('by a mark of time or of the axis: what begins anew there is no change', () => {
    expect(changes({})).toEqual([20]);
    expect(changes({ resets: ['hardware', new Date(20 * DAY).toISOString()] })).toEqual([]);
    expect(changes({ resets: ['1970-01-15T00:00:00Z'] })).toEqual([20]);
    expect(changes({ by: 'build', resets: ['20'] })).toEqual([]);
    expect(changes({ by: 'build', resets: ['no such build'] })).toEqual([20]);
  });

  it('are dimensions, times, or values of the axis', () => {
    expect(readResets(['hardware', 'setting.x', '2026-01-31'], 'time')).toEqual({
      dimensions: ['hardware', 'setting.x'],
      times: [Date.UTC(2026, 0, 31)],
      values: [],
    });
    expect(readResets(['0.10.1'], 'engine_version').values).toEqual(['0.10.1']);
    expect(() => readResets(['hardwear'], 'time')).toThrow('Did you mean hardware?');
  });
});
