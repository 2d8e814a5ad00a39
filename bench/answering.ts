import { answer } from '../src/core/engine/answer';
import { openTables } from '../src/core/engine/tables';
import type { FrameJson } from '../src/core/frames/frame';
import { indexFiles } from '../src/core/index-files';
import { decodeTable } from '../src/core/model/arrow';
import { tableNames, unopened, type Catalog, type TableName } from '../src/core/model/catalog';
import { catalogOfManifest, parseManifest } from '../src/core/model/manifest';
import { DEFAULT_LIMITS, type Answer, type Context } from '../src/core/model/request';
import { openData, type Data } from '../src/core/query/data';
import { parseQuery } from '../src/core/query/index';
import { bytesInUse, collect, ms, quantile, repeated, timed, type Line } from './measure';

const CONTEXT: Context = { now: 0, range: null, limits: DEFAULT_LIMITS };

const METRICS = ['ttft_p99', 'tpot_mean', 'output_token_throughput_per_gpu'];

export const QUERIES: ReadonlyArray<readonly [string, object]> = [
  ['points, table of 10,000', { kind: 'points', metrics: METRICS }],
  [
    'points, curves by configuration',
    { kind: 'points', shape: 'curves', metrics: METRICS.slice(0, 1), groupBy: ['config'] },
  ],
  [
    'points, curves, series by themselves',
    {
      kind: 'points',
      shape: 'curves',
      metrics: METRICS.slice(0, 1),
      filters: [{ key: 'model', operator: '=', value: 'org/model-1' }],
    },
  ],
  [
    'points, trend by topology',
    { kind: 'points', shape: 'trend', metrics: METRICS.slice(0, 1), groupBy: ['topology', 'model'] },
  ],
  ['frontier, table', { kind: 'frontier', groupBy: ['serving_mode'] }],
  ['frontier, curves', { kind: 'frontier', frame: 'curves', groupBy: ['serving_mode', 'hardware'] }],
];

/** Answers a query of a catalog whose columns are open. */
export function ask(query: object, catalog: Catalog, data: Data): FrameJson[] {
  const step = answer(query, catalog, CONTEXT, data).next();
  if (step.done !== true) {
    throw new Error('a query of an open catalog asks for nothing');
  }
  return step.value;
}

/** Queries answered once their columns are open (panels share them), and the first of all on a catalog just opened. */
export function answering(catalog: Catalog, points: number): Line[] {
  const data = openData(catalog);
  const lines = QUERIES.map(([what, query]): Line => {
    collect();
    const times = repeated(40, () => ask(query, catalog, data), 10);
    const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    return { what: `  ${what}: p50 ${ms(p50)}, p95`, figure: ms(p95), goal: '<= 100 ms', met: p95 <= 100 };
  });
  const first = QUERIES.map(([what, query]): Line => {
    const times = repeated(10, () => ask(query, catalog, openData(catalog)), 3);
    return {
      what: `  ${what}: first on an opened catalog, p50`,
      figure: ms(quantile(times, 0.5)),
      goal: '',
      met: null,
    };
  });
  return [{ what: `${points} points answered`, figure: '', goal: '', met: null }, ...lines, ...first];
}

/** Opens the tables that the queries read, out of the files of an index held in memory. */
export function opening(catalog: Catalog, points: number): Line[] {
  const files = new Map(
    indexFiles(catalog, (text) => new TextEncoder().encode(text)).map(({ path, bytes }) => [path, bytes])
  );
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files.get('prism-index.json'))));
  if (manifest === null) {
    throw new Error('no manifest');
  }
  const bytesOf = (path: string): Uint8Array => files.get(path) ?? new Uint8Array(0);
  const names = new Set<TableName>(['points', 'issues']);
  QUERIES.forEach(([, query]) => parseQuery(query).tables.forEach((name) => names.add(name)));
  const open = (wanted: Iterable<TableName>): Catalog => {
    const lazy = catalogOfManifest(manifest, '');
    const steps = openTables(unopened(lazy, wanted), DEFAULT_LIMITS);
    for (let step = steps.next(); step.done !== true;) {
      step = steps.next(
        step.value.requests.map((request): Answer => {
          const bytes = request.kind === 'http' ? bytesOf(request.path) : new Uint8Array(0);
          return {
            kind: 'http',
            status: 200,
            etag: null,
            modified: null,
            contentType: null,
            size: bytes.length,
            body: { as: 'bytes', bytes },
          };
        })
      );
    }
    return lazy;
  };
  collect();
  const some = repeated(10, () => open(names), 3);
  const all = repeated(5, () => open(tableNames(catalog)), 1);
  const { ms: firstAnswer } = timed(() => ask(QUERIES[4][1], open(names), openData(open(names))));
  const size = manifest.segments[0].tables.reduce((sum, { bytes }) => sum + bytes, 0);
  const before = bytesInUse();
  const kept = open(names);
  const afterSome = bytesInUse();
  const whole = open(tableNames(catalog));
  const afterAll = bytesInUse();
  const perPoint = (bytes: number): number => bytes / points;
  if (kept.views.length + whole.views.length !== 2 || decodeTable.length === 0) {
    throw new Error('the catalogs went before they were weighed');
  }
  return [
    {
      what: `${points} points opened from Arrow: tables of points and frontier, p95`,
      figure: ms(quantile(some, 0.95)),
      goal: '<= 300 ms',
      met: quantile(some, 0.95) <= 300,
    },
    { what: '  every table', figure: ms(quantile(all, 0.5)), goal: '', met: null },
    { what: '  opened twice and a first frontier answered', figure: ms(firstAnswer), goal: '', met: null },
    { what: '  size of the files a point', figure: `${perPoint(size).toFixed(0)} B`, goal: '', met: null },
    {
      what: 'memory a point: tables of points and frontier',
      figure: `${perPoint(afterSome - before).toFixed(0)} B`,
      goal: '',
      met: null,
    },
    {
      what: '  every table',
      figure: `${perPoint(afterAll - afterSome).toFixed(0)} B`,
      goal: '<= 1 KB',
      met: perPoint(afterAll - afterSome) <= 1024,
    },
  ];
}
