import { changePoints } from '../src/core/analysis/otava';
import { answer } from '../src/core/engine/answer';
import type { Catalog } from '../src/core/model/catalog';
import { DEFAULT_LIMITS, type Context } from '../src/core/model/request';
import { openData } from '../src/core/query/data';
import { collect, ms, quantile, repeated, type Line } from './measure';
import { numbers } from './reports';

const CONTEXT: Context = { now: 0, range: null, limits: DEFAULT_LIMITS };

const QUERIES: ReadonlyArray<readonly [string, object]> = [
  ['compare, newest build against the one before, six metrics', { kind: 'compare' }],
  [
    'compare, newest build against the last three, alert',
    { kind: 'compare', frame: 'alert', baseline: { rule: 'as-of', n: 3 } },
  ],
  [
    'compare, against the best aggregated',
    { kind: 'compare', frame: 'summary', baseline: { rule: 'best-aggregated' } },
  ],
  ['history, change points', { kind: 'history', frame: 'changes' }],
  ['history, alert', { kind: 'history', frame: 'alert' }],
  [
    'history, series of one configuration',
    { kind: 'history', filters: [{ key: 'max_num_seqs', operator: '=', value: '64' }] },
  ],
];

const SIZES = [10000, 50000, 100000];

/** Growth from the first size to the last, as a power of it: 1 is linear, 2 quadratic. */
function power(first: number, last: number): number {
  return Math.log(last / first) / Math.log(SIZES[SIZES.length - 1] / SIZES[0]);
}

/** Comparisons and histories at several sizes, columns open, and the change points of one long series. */
export function deciding(catalogOf: (points: number) => Catalog): Line[] {
  const times = SIZES.map((points) => {
    const catalog = catalogOf(points);
    const data = openData(catalog);
    return QUERIES.map(([, query]) => {
      collect();
      return quantile(
        repeated(8, () => {
          if (answer(query, catalog, CONTEXT, data).next().done !== true) {
            throw new Error('a query of an open catalog asks for nothing');
          }
        }),
        0.5
      );
    });
  });
  const lines = QUERIES.map(([what], index): Line => {
    const own = times.map((size) => size[index]);
    const last = own[own.length - 1];
    return {
      what: `  ${what}: ${own.map(ms).join(', ')}; grows with the power ${power(own[0], last).toFixed(2)}`,
      figure: ms(last),
      goal: '<= 300 ms',
      met: last <= 300,
    };
  });
  const next = numbers(365);
  const series = Float64Array.from(
    { length: 365 },
    (_, index) => (index < 200 ? 100 : 108) * (1 + (next() - 0.5) / 20)
  );
  const otava = quantile(
    repeated(50, () => changePoints(series, { window: 50, maxP: 0.001, minMagnitude: 0.03 })),
    0.5
  );
  return [
    { what: `${SIZES.join(', ')} points decided upon, p50`, figure: '', goal: '', met: null },
    ...lines,
    { what: '  change points of 365 runs', figure: ms(otava), goal: '<= 5 ms', met: otava <= 5 },
  ];
}
