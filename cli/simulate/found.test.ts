import { ask, catalogOf, column, type FakeStore } from '../../tests/fake-store';
import { reportFiles } from './report/files';
import { simulate } from './run';
import { nightlyPlans } from './scenarios/nightly';
import { NIGHTLY, SEED } from './truth';

const DAY = 86400000;

describe('the nightly builds of the demo store', () => {
  const store: { [path: string]: FakeStore[string] } = {};
  nightlyPlans(SEED).forEach((plan) => reportFiles(simulate(plan)).forEach(({ path, text }) => (store[path] = text)));
  const catalog = catalogOf(store);

  it.each(['tpot_mean', 'tpot_p50', 'itl_mean'])(
    'change in %s at the injected regression and at its fix, and nowhere else',
    (metric) => {
      const [changes] = ask(catalog, { kind: 'history', frame: 'changes', metric });
      // Runs count from 0, builds from 1.
      expect(column(changes, 'index')).toEqual([NIGHTLY.fixedAt - 1, NIGHTLY.regressionAt - 1]);
      expect(column(changes, 'verdict')).toEqual(['improvement', 'regression']);
      const [fixed, broken] = column(changes, 'delta') as number[];
      expect(Math.abs(broken - (NIGHTLY.tpotRatio - 1))).toBeLessThan(0.02);
      expect(Math.abs(fixed - (1 / NIGHTLY.tpotRatio - 1))).toBeLessThan(0.02);
      expect(String(column(changes, 'last_good')[1])).toContain(`dev${NIGHTLY.regressionAt - 1}`);
      expect(String(column(changes, 'first_bad')[1])).toContain(`dev${NIGHTLY.regressionAt}`);
    }
  );

  it.each(['ttft_mean', 'ttft_p99', 'error_rate', 'output_tokens_mean', 'request_size_mean'])(
    'change nothing in %s',
    (metric) => expect(column(ask(catalog, { kind: 'history', frame: 'changes', metric })[0], 'index')).toEqual([])
  );

  const upTo = (build: number) => [
    { key: 'started_at', operator: '<=', value: String(NIGHTLY.firstStart + (build - 0.5) * DAY) },
  ];
  const builds = Array.from({ length: NIGHTLY.builds - 11 }, (_, index) => index + 12);
  /** Builds after which an alert of this query rings. */
  const ringing = (query: object): number[] =>
    builds.filter((build) => column(ask(catalog, { ...query, filters: upTo(build) })[0], 'alarm').includes(1));

  it('ring the alert on the newest build at the regression and while it is younger than most of what it is judged by', () => {
    const query = { kind: 'compare', frame: 'alert', metrics: ['tpot_mean', 'ttft_mean', 'error_rate'] };
    const rung = ringing({ ...query, baseline: { rule: 'as-of', n: 10 } });
    expect(rung[0]).toBe(NIGHTLY.regressionAt);
    expect(rung.filter((build) => build < NIGHTLY.regressionAt || build >= NIGHTLY.fixedAt)).toEqual([]);
  });

  it('ring the alert on the latest run at no build but slow ones', () => {
    const rung = ringing({ kind: 'history', frame: 'alert', metric: 'tpot_mean' });
    expect(rung.filter((build) => build < NIGHTLY.regressionAt || build >= NIGHTLY.fixedAt)).toEqual([]);
  });

  it('raise no alarm at the last build, in the shape that alert rules take', () => {
    const [alert] = ask(catalog, { kind: 'history', frame: 'alert', metric: 'tpot_mean' });
    const types = alert.schema.fields.map(({ type }) => type);
    expect(types.filter((type) => type === 'number')).toHaveLength(1);
    expect(new Set(types)).toEqual(new Set(['string', 'number']));
    expect(column(alert, 'alarm')).toEqual([0]);
  });
});
