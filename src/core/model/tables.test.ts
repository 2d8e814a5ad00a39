import fc from 'fast-check';
import { CONFIG_DIMENSIONS, WORKLOAD_DIMENSIONS } from './identity';
import { catalogOfManifest, parseManifest, tablePath, type Manifest } from './manifest';
import { parseConfig } from './config';
import { dimension, dimensionByName, dimensionKind, DIMENSIONS, dimensionTitle, isFreeDimension } from './dimensions';
import { fingerprint } from './fingerprint';
import { tableNames, unify, unopened, visibleRows, type Segment } from './catalog';
import type { Table } from './table';
import { numberColumn, textColumn } from '../../../tests/columns';

describe('the table of dimensions', () => {
  it('has no id, alias or title twice', () => {
    const names = DIMENSIONS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(names.length).toBe(new Set(names).size);
    expect(new Set(DIMENSIONS.map(({ title }) => title)).size).toBe(DIMENSIONS.length);
    DIMENSIONS.forEach(({ id, description, title }) =>
      expect([id, description.length > 5 && title.length > 0]).toEqual([id, true])
    );
  });

  it('finds a dimension by id and by alias, and nothing else', () => {
    DIMENSIONS.forEach((row) => [row.id, ...row.aliases].forEach((name) => expect(dimensionByName(name)).toBe(row)));
    expect([dimension('tensor_parallel_size'), dimensionByName('constructor'), dimension('__proto__')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('knows free dimensions', () => {
    expect(['setting.a', 'setting.a.b', 'label.x', 'dir.1', 'dir.20'].every(isFreeDimension)).toBe(true);
    expect(['setting.', 'dir.0', 'dir.x', 'dir.100', 'model', 'label', 'x.y', ''].some(isFreeDimension)).toBe(false);
    expect([
      dimensionTitle('label.x'),
      dimensionKind('label.x'),
      dimensionTitle('gpus'),
      dimensionKind('gpus'),
    ]).toEqual(['label.x', 'string', 'GPUs', 'number']);
  });

  it('those of the configuration and of the workload are set by readers, none derived', () => {
    [...CONFIG_DIMENSIONS, ...WORKLOAD_DIMENSIONS].forEach((id) =>
      expect([id, dimension(id)?.derived]).toEqual([id, undefined])
    );
    expect(CONFIG_DIMENSIONS.filter((id) => WORKLOAD_DIMENSIONS.includes(id))).toEqual([]);
  });
});

describe('fingerprints', () => {
  it('are 11 digits of base 36, the same for the same text alone', () => {
    const texts = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(texts, (list) => {
        const prints = list.map(fingerprint);
        prints.forEach((print) => expect(print).toMatch(/^[0-9a-z]{11}$/));
        expect(new Set(prints).size).toBe(list.length);
        expect(list.map(fingerprint)).toEqual(prints);
      })
    );
  });
});

describe('settings', () => {
  it('fill their defaults', () => {
    expect(parseConfig({ store: { kind: 'http' } })).toEqual({
      ok: true,
      value: {
        store: {
          kind: 'http',
          root: '',
          include: [],
          exclude: [],
          maxDepth: 12,
          maxObjects: 50000,
          maxObjectBytes: 16777216,
        },
        rules: [],
        aliases: [],
        mappings: [],
        prices: {},
        builtinRules: { disabled: [] },
        zoneOffsetMinutes: 0,
      },
    });
    expect(parseConfig({})).toMatchObject({ ok: true, value: { store: { kind: 'sample' } } });
  });

  it.each<[unknown, string]>([
    [null, 'settings'],
    [{ store: { kind: 'ftp' } }, 'store.kind'],
    [{ store: { kind: 'http', maxDepth: -1 } }, 'store.maxDepth'],
    [{ store: { kind: 'http', maxDepth: 1.5 } }, 'store.maxDepth'],
    [{ store: { kind: 'http', include: 'x' } }, 'store.include'],
    [{ rules: [{ pattern: '' }] }, 'rules.0.pattern'],
    [{ rules: [{ pattern: 'x'.repeat(1001) }] }, 'rules.0.pattern'],
    [{ zoneOffsetMinutes: 900 }, 'zoneOffsetMinutes'],
  ])('%j is wrong at %s', (input, at) => {
    const parsed = parseConfig(input);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.at)).toContain(at);
  });
});

const MANIFEST: Manifest = {
  prismIndex: 1,
  id: 'i',
  settings: 's',
  scannedAt: 5,
  objectsListed: 7,
  segments: [
    {
      id: 'seg',
      masked: ['gone'],
      tables: [{ name: 'metrics/ttft', path: tablePath('seg', 'metrics/ttft'), rows: 2, bytes: 10 }],
    },
  ],
};

describe('the manifest of an index', () => {
  it('is read as it is written', () => {
    expect(parseManifest(JSON.parse(JSON.stringify(MANIFEST)))).toEqual(MANIFEST);
    const catalog = catalogOfManifest(MANIFEST, 'idx/');
    expect(catalog).toMatchObject({
      id: 'i',
      settings: 's',
      scannedAt: 5,
      state: { complete: true, objectsListed: 7, objectsRead: 7, error: null },
    });
    expect([...catalog.views[0].masked]).toEqual(['gone']);
    expect(unopened(catalog, ['metrics/ttft', 'points', 'metrics/ttft']).map(({ remote }) => remote)).toEqual([
      { path: 'idx/seg/metrics-ttft.arrow', rows: 2, bytes: 10 },
    ]);
    expect([...tableNames(catalog)]).toEqual(['metrics/ttft']);
  });

  const table = (change: object) => ({
    ...MANIFEST,
    segments: [{ ...MANIFEST.segments[0], tables: [{ ...MANIFEST.segments[0].tables[0], ...change }] }],
  });
  it.each<[string, unknown]>([
    ['another version', { ...MANIFEST, prismIndex: 2 }],
    ['a path that leads out', table({ path: '../../secret.arrow' })],
    ['a path within a path that leads out', table({ path: 'a/../../b' })],
    ['a path of the root', table({ path: '/etc/passwd' })],
    ['an address', table({ path: 'https://elsewhere/x.arrow' })],
    ['an unknown table', table({ name: 'secrets' })],
    ['a table with another name inside', table({ name: 'points\nmetrics/x' })],
    ['negative rows', table({ rows: -1 })],
    ['nothing', null],
    ['a list', []],
  ])('%s is none', (_, value) => {
    expect(parseManifest(value)).toBeNull();
  });
});

describe('one table over segments', () => {
  const tableOf = (dirs: ReadonlyArray<string | null>): Table => {
    return {
      rows: dirs.length,
      columns: new Map([
        ['dir', textColumn(dirs)],
        ['load', numberColumn(dirs.map((_, index) => index))],
      ]),
    };
  };
  const segment = (id: string, tables: ReadonlyArray<readonly ['points' | 'metrics/a', Table]>): Segment => ({
    id,
    tables: new Map(tables),
    remote: new Map(),
  });
  const metric: Table = { rows: 3, columns: new Map([['mean', { kind: 'number', values: Float64Array.of(1, 2, 3) }]]) };

  it('a metric that a segment lacks is missing in as many rows as it has points', () => {
    const views = [
      {
        segment: segment('one', [
          ['points', tableOf(['a', 'b', 'a'])],
          ['metrics/a', metric],
        ]),
        masked: new Set(['b']),
      },
      { segment: segment('two', [['points', tableOf(['c', 'd'])]]), masked: new Set(['c']) },
    ];
    const catalog = {
      id: '',
      settings: '',
      scannedAt: 0,
      state: { complete: true, objectsListed: 0, objectsRead: 0, error: null },
      views,
    };
    const unified = unify(catalog, 'metrics/a');
    expect([unified.rows, unify(catalog, 'points').rows]).toEqual([3, 3]);
    expect(unified.column('mean')).toEqual({ kind: 'number', values: Float64Array.of(1, 3, NaN) });
    expect(unified.column('p99')).toBeUndefined();
    expect(unified.column('mean')).toBe(unified.column('mean'));
    expect(Array.from(visibleRows(views[0], 'metrics/a') ?? [])).toEqual([0, 2]);
  });

  it('rows without a directory are always seen; without masks all are', () => {
    const view = { segment: segment('one', [['points', tableOf(['a', null])]]), masked: new Set(['a']) };
    expect(Array.from(visibleRows(view, 'points') ?? [])).toEqual([1]);
    expect(visibleRows({ ...view, masked: new Set() }, 'points')).toBeNull();
    expect(visibleRows({ ...view, masked: new Set(['other']) }, 'points')).toBeNull();
  });
});
