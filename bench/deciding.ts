import { changePoints } from '../src/core/analysis/otava';
import { openData } from '../src/core/query/data';
import { ask } from './answering';
import { catalogOf } from './catalog';
import { collect, ms, quantile, repeated, type Line } from './measure';
import { numbers } from './reports';

/** Decisions, each with the milliseconds in which 100,000 points are to be decided upon. */
const QUERIES: ReadonlyArray<readonly [what: string, query: object, goal: number]> = [
  ['compare, newest build against the one before, six metrics', { kind: 'compare' }, 300],
  [
    'compare, newest build against the last three, alert',
    { kind: 'compare', frame: 'alert', baseline: { rule: 'as-of', n: 3 } },
    300,
  ],
  [
    'compare, against the best aggregated',
    { kind: 'compare', frame: 'summary', baseline: { rule: 'best-aggregated' } },
    300,
  ],
  ['history, change points', { kind: 'history', frame: 'changes' }, 300],
  ['history, alert', { kind: 'history', frame: 'alert' }, 300],
  [
    'history, series of one configuration',
    { kind: 'history', filters: [{ key: 'max_num_seqs', operator: '=', value: '64' }] },
    300,
  ],
  ['knobs, effects', { kind: 'knobs' }, 300],
  ['knobs, advice', { kind: 'knobs', frame: 'advice' }, 300],
  ['capacity', { kind: 'capacity', at: 20 }, 300],
  ['capacity, alert', { kind: 'capacity', frame: 'alert' }, 300],
  ['frontier, layers by configuration', { kind: 'frontier', frame: 'layers', groupBy: ['config'] }, 100],
  [
    'frontier, area of named groups',
    {
      kind: 'frontier',
      frame: 'area',
      groups: ['aggregated', 'disaggregated'].map((mode) => ({
        name: mode,
        filters: [{ key: 'serving_mode', operator: '=', value: mode }],
      })),
    },
    100,
  ],
  ['pd, by load', { kind: 'pd', frame: 'by_load' }, 300],
  ['pd, within the SLO', { kind: 'pd', frame: 'slo' }, 300],
  ['pd, ladder', { kind: 'pd', frame: 'ladder' }, 300],
  ['pd, recommendation', { kind: 'pd', frame: 'recommendation' }, 300],
  ['quality, every rule', { kind: 'quality', frame: 'rules' }, 300],
];

/** What alert rules ask, which the server answers. */
export const ALERTS: ReadonlyArray<readonly [what: string, query: object]> = QUERIES.filter(
  ([, query]) => 'frame' in query && query.frame === 'alert'
).map(([what, query]) => [what, query]);

/** Sizes at which decisions are timed: what grows with the square shows between the first and the last. */
export const SIZES: readonly number[] = [10000, 50000, 100000];

/** Growth from the first size to the last, as a power of it: 1 is linear, 2 quadratic. */
function power(first: number, last: number): number {
  return Math.log(last / first) / Math.log(SIZES[SIZES.length - 1] / SIZES[0]);
}

/** Decisions at several sizes, columns open, and the change points of one long series. */
export function deciding(): Line[] {
  const times = SIZES.map((points) => {
    const catalog = catalogOf(points);
    const data = openData(catalog);
    return QUERIES.map(([, query]) => {
      collect();
      return quantile(
        repeated(8, () => ask(query, catalog, data), 2),
        0.5
      );
    });
  });
  const lines = QUERIES.map(([what, , goal], index): Line => {
    const own = times.map((size) => size[index]);
    const last = own[own.length - 1];
    return {
      what: `  ${what}: ${own.map(ms).join(', ')}; grows with the power ${power(own[0], last).toFixed(2)}`,
      figure: ms(last),
      goal: `<= ${goal} ms`,
      met: last <= goal,
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
