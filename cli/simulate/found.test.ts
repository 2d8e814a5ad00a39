import { ask, catalogOf, column, type FakeStore } from '../../tests/fake-store';
import { reportFiles } from './report/files';
import { simulate } from './run';
import { nightlyPlans } from './scenarios/nightly';
import { NIGHTLY, SEED } from './truth';

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

  it('raise no alarm at the last build, in the shape that alert rules take', () => {
    const [alert] = ask(catalog, { kind: 'history', frame: 'alert', metric: 'tpot_mean' });
    const types = alert.schema.fields.map(({ type }) => type);
    expect(types.filter((type) => type === 'number')).toHaveLength(1);
    expect(new Set(types)).toEqual(new Set(['string', 'number']));
    expect(column(alert, 'alarm')).toEqual([0]);
  });
});
