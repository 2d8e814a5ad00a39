import fc from 'fast-check';
import { decodeTable, encodeTable } from '../model/arrow';
import { unify, type Catalog, type Segment, type SegmentView, type TableName } from '../model/catalog';
import { numberAt, textAt, type Table } from '../model/table';
import { component } from '../model/record';
import type { AssembledPoint } from './assemble';
import { makeCatalog, MAX_SEGMENTS, mergeViews, replaceDirectories } from './replace';
import { buildSegment, type DirectoryContent } from './segment';

/** One load point of the model: what has to be there, and nothing else. */
interface Row {
  readonly name: string;
  readonly label: string | null;
  readonly load: number | null;
  readonly ttft: number | null;
  readonly setting: string | null;
}

type Model = ReadonlyMap<string, readonly Row[]>;

const STATE = { complete: true, objectsListed: 0, objectsRead: 0, error: null };

function pointOf(dir: string, { name, label, load, ttft, setting }: Row): AssembledPoint {
  return {
    runKey: `${dir}|${name}`,
    dimensions: { run: name, load, ...(label === null ? {} : { 'label.x': label }) },
    metrics: ttft === null ? {} : { ttft: { mean: ttft, ...(ttft > 1 ? { p99: ttft * 2 } : {}) } },
    components: load === null ? [] : [component({ role: 'replica', replicas: load })],
    settings: setting === null ? [] : [{ component: 'load', key: 'k', value: setting }],
    issues: label === null ? [] : [{ severity: 'info', rule: 'r', path: name, message: label }],
  };
}

function contentOf(dir: string, rows: readonly Row[]): DirectoryContent {
  const object = {
    path: `${dir}/f`,
    dir,
    etag: null,
    size: rows.length,
    modified: 1,
    format: 'test',
    formatVersion: null,
    points: rows.length,
    status: 'read' as const,
    reason: null,
  };
  return { dir, objects: [object], points: rows.map((row) => pointOf(dir, row)), issues: [] };
}

/** The segment as another host would read it: every table through its file. */
function throughFiles(segment: Segment): Segment {
  const tables = new Map<TableName, Table>();
  segment.tables.forEach((table, name) => {
    const bytes = encodeTable(table);
    tables.set(name, bytes === null ? table : decodeTable(bytes, table.rows));
  });
  return { ...segment, tables };
}

/** What a catalog shows of points, settings, components, issues and objects, sorted. */
function shown(catalog: Catalog) {
  const points = unify(catalog, 'points');
  const ttft = unify(catalog, 'metrics/ttft');
  const cell = (table: ReturnType<typeof unify>, column: string, row: number): string | null => {
    const found = table.column(column);
    return found === undefined ? null : textAt(found, row);
  };
  const number = (table: ReturnType<typeof unify>, column: string, row: number): number | null => {
    const found = table.column(column);
    const value = found === undefined || row >= table.rows ? NaN : numberAt(found, row);
    return Number.isNaN(value) ? null : value;
  };
  const list = (name: Exclude<TableName, 'points'>, columns: readonly string[]): string[] => {
    const table = unify(catalog, name);
    return Array.from({ length: table.rows }, (_, row) =>
      JSON.stringify(columns.map((column) => cell(table, column, row)))
    ).sort();
  };
  const rows = Array.from({ length: points.rows }, (_, row) =>
    JSON.stringify([
      cell(points, 'dir', row),
      cell(points, 'run', row),
      cell(points, 'label.x', row),
      number(points, 'load', row),
      number(ttft, 'mean', row),
      number(ttft, 'p99', row),
    ])
  );
  return {
    rows: rows.sort(),
    settings: list('settings', ['dir', 'run', 'key', 'value']),
    components: list('components', ['dir', 'run', 'role', 'replicas']),
    issues: list('issues', ['dir', 'path', 'message']),
    objects: list('objects', ['dir', 'path', 'size']),
  };
}

/** The same out of the model. */
function expected(model: Model): ReturnType<typeof shown> {
  const all = Array.from(model).flatMap(([dir, rows]) => rows.map((row) => ({ dir, ...row })));
  const lines = (values: ReadonlyArray<readonly unknown[]>): string[] =>
    values.map((value) => JSON.stringify(value)).sort();
  return {
    rows: lines(
      all.map((row) => [
        row.dir,
        row.name,
        row.label,
        row.load,
        row.ttft,
        row.ttft !== null && row.ttft > 1 ? row.ttft * 2 : null,
      ])
    ),
    settings: lines(all.filter((row) => row.setting !== null).map((row) => [row.dir, row.name, 'k', row.setting])),
    components: lines(
      all.filter((row) => row.load !== null).map((row) => [row.dir, row.name, 'replica', String(row.load)])
    ),
    issues: lines(all.filter((row) => row.label !== null).map((row) => [row.dir, row.name, row.label])),
    objects: lines(Array.from(model, ([dir, rows]) => [dir, `${dir}/f`, String(rows.length)])),
  };
}

const word = fc.constantFrom('a', 'b', 'c', 'd', '', '日本', '\u0001', '"');
const row = fc.record<Row>({
  name: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
  label: fc.option(word),
  load: fc.option(fc.integer({ min: 0, max: 9 })),
  ttft: fc.option(fc.integer({ min: 0, max: 9 })),
  setting: fc.option(word),
});
const rows = fc.uniqueArray(row, { maxLength: 4, selector: ({ name }) => name });
/** A refresh: directories written anew (perhaps with nothing in them), and directories that are gone. */
const refresh = fc.record({
  written: fc.uniqueArray(fc.tuple(fc.constantFrom<string[]>('d0', 'd1', 'd2', 'd3', 'd4', 'x/y', ''), rows), {
    maxLength: 4,
    selector: ([dir]) => dir,
  }),
  deleted: fc.subarray(['d0', 'd1', 'd2', 'x/y'], { maxLength: 2 }),
  files: fc.boolean(),
});

describe('a catalog after any number of refreshes', () => {
  it('shows exactly the rows of what was read last of each directory', () => {
    fc.assert(
      fc.property(fc.array(refresh, { maxLength: 45, size: 'max' }), (refreshes) => {
        const model = new Map<string, readonly Row[]>();
        let views: readonly SegmentView[] = [];
        let ids: string[] = [];
        let mergedOnce = false;
        refreshes.forEach(({ written: changed, deleted, files }, index) => {
          // One directory that nothing ever replaces, so that every segment stays and their number grows.
          const written: typeof changed = [
            ...changed,
            [`only-${index}`, [{ name: 'n', label: `l${index}`, load: index, ttft: null, setting: null }]],
          ];
          const gone = deleted.filter((dir) => !written.some(([name]) => name === dir));
          gone.forEach((dir) => model.delete(dir));
          written.forEach(([dir, content]) => model.set(dir, content));
          const built = buildSegment(
            `s${index}`,
            written.map(([dir, content]) => contentOf(dir, content))
          );
          views = replaceDirectories(
            views,
            [...gone, ...written.map(([dir]) => dir)],
            [files ? throughFiles(built) : built]
          );
          if (views.length > MAX_SEGMENTS) {
            views = [{ segment: mergeViews(views, `m${index}`), masked: new Set() }];
            mergedOnce = true;
          }
          ids = [...ids, makeCatalog(views, '', 0, STATE).id];
        });
        const catalog = makeCatalog(views, '', 0, STATE);
        expect(shown(catalog)).toEqual(expected(model));
        const merged = mergeViews(views, 'merged');
        const once = makeCatalog([{ segment: throughFiles(merged), masked: new Set() }], '', 0, STATE);
        expect(shown(once)).toEqual(expected(model));
        expect(new Set(ids).size).toBe(ids.length);
        expect(mergedOnce).toBe(refreshes.length > MAX_SEGMENTS);
      }),
      { numRuns: 40 }
    );
  });

  it('drops a segment of which nothing is left to see, and leaves the given one alone', () => {
    const one = { segment: buildSegment('one', [contentOf('a', []), contentOf('b', [])]), masked: new Set<string>() };
    const half = replaceDirectories([one], ['a'], []);
    expect(half.map((view) => [view.segment.id, [...view.masked]])).toEqual([['one', ['a']]]);
    expect(replaceDirectories(half, ['b'], [])).toEqual([]);
    expect(one.masked.size).toBe(0);
  });

  it('remembers of what is masked only what the segment holds', () => {
    const one = { segment: buildSegment('one', [contentOf('a', []), contentOf('b', [])]), masked: new Set<string>() };
    expect([...replaceDirectories([one], ['a', 'c', 'd'], [])[0].masked]).toEqual(['a']);
  });
});

describe('the id of a catalog', () => {
  const view = (id: string, masked: readonly string[] = []): SegmentView => ({
    segment: { id, tables: new Map(), remote: new Map() },
    masked: new Set(masked),
  });
  const id = (views: readonly SegmentView[]): string => makeCatalog(views, '', 0, STATE).id;

  it('changes with segments and masks, and not with the order of masks or the time', () => {
    const ids = [
      id([]),
      id([view('a')]),
      id([view('a'), view('b')]),
      id([view('a', ['x'])]),
      id([view('a', ['x', 'y'])]),
      id([view('a', ['xy'])]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(id([view('a', ['x', 'y'])])).toBe(id([view('a', ['y', 'x'])]));
    expect(makeCatalog([view('a')], 's', 5, STATE).id).toBe(id([view('a')]));
  });
});
