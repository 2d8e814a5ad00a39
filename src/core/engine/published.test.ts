import { ask, column, config, CONTEXT, notices } from '../../../tests/fake-store';
import { serveResult, TestServer } from '../../../tests/test-server';
import { scanTask } from '../embedded';
import { scan } from '../engine';
import { indexFiles } from '../index-files';
import { EMPTY_CATALOG, type Catalog } from '../model/catalog';

const SETTINGS = { store: { kind: 'http', root: 'results' } };

const result = (ms: number): string => serveResult({ mean_ttft_ms: ms });

const store = (): TestServer =>
  new TestServer().set('results/a/1.json', result(1000)).set('results/b/2.json', result(2000));

/** Writes the index of a store into it, as `prism index --out STORE/prism-index` does; settings are those of the index. */
function publish(server: TestServer, settings: object = SETTINGS): TestServer {
  const catalog = server.run(scan(config(settings), EMPTY_CATALOG, CONTEXT));
  indexFiles(catalog, (text) => new TextEncoder().encode(text)).forEach(({ path, bytes }) =>
    server.set(`results/prism-index/${path}`, bytes)
  );
  server.requests.splice(0);
  return server;
}

/** What a process does after its start: what it shows before it has listed anything, and what it has read in the end. */
function started(server: TestServer): { first: Catalog | null; asked: string[]; whole: Catalog } {
  let first: Catalog | null = null;
  let asked: string[] = [];
  const whole = server.run(
    scanTask(JSON.stringify(SETTINGS), '', JSON.stringify({ now: CONTEXT.now, range: null })),
    ({ partial }) => {
      if (partial !== undefined && first === null) {
        first = partial();
        asked = server.requests.splice(0);
      }
    }
  );
  return { first, asked, whole };
}

const shown = (catalog: Catalog): string[] => {
  const [table] = ask(catalog, { kind: 'points', metrics: ['ttft_mean'] });
  return column(table, 'path')
    .map((path, row) => `${String(path)} ${String(column(table, 'ttft_mean')[row])}`)
    .sort();
};

describe('an index in the store', () => {
  it('is shown before anything is listed, and only what changed since is read', () => {
    const server = publish(store()).set('results/b/2.json', result(5000), 2000).set('results/c/3.json', result(3000));
    const { first, asked, whole } = started(server);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((path) => !/^results\/prism-index\/.*(prism-index\.json|\.arrow)$/.test(path))).toEqual([]);
    const catalog = first as unknown as Catalog;
    expect(shown(catalog)).toEqual(['results/a/1.json 1', 'results/b/2.json 2']);
    expect(catalog.state).toMatchObject({ complete: false });
    expect(notices(ask(catalog, { kind: 'points' })[0])).toContainEqual(
      expect.stringMatching(/still being listed: shown is what was read 0 s ago/)
    );
    expect(server.read().sort()).toEqual(['results/b/2.json', 'results/c/3.json']);
    expect(shown(whole)).toEqual(['results/a/1.json 1', 'results/b/2.json 5', 'results/c/3.json 3']);
    expect(whole.state).toEqual({ complete: true, objectsListed: 3, objectsRead: 3, error: null });
  });

  it('is no result itself', () => {
    const { whole } = started(publish(store()));
    expect(column(ask(whole, { kind: 'quality', frame: 'files' })[0], 'path')).toEqual([]);
    expect(whole.state.objectsListed).toBe(2);
  });

  const table = (server: TestServer, name: string): string =>
    Array.from(server.files.keys()).find((path) => path.endsWith(`/${name}.arrow`)) as string;

  it.each<[string, (server: TestServer) => void, RegExp]>([
    [
      'a manifest that is no JSON',
      (server) => server.set('results/prism-index/prism-index.json', '{'),
      /^The published index is not used, the results are read instead: .*prism-index\.json/,
    ],
    [
      'a manifest of another version',
      (server) => server.set('results/prism-index/prism-index.json', '{"prismIndex":2}'),
      /of another version, or no index/,
    ],
    ['other settings', (server) => publish(server, { ...SETTINGS, zoneOffsetMinutes: 60 }), /with other settings/],
    ['a table that is gone', (server) => server.files.delete(table(server, 'metrics-ttft')), /ttft\.arrow/],
    ['a table that is cut', (server) => server.set(table(server, 'points'), 'ARROW1'), /no Arrow table|rows/],
    ['a table of nothing', (server) => server.set(table(server, 'objects'), ''), /no Arrow table|rows/],
  ])('%s: the store is read, and that is said', (_, spoil, why) => {
    const server = publish(store());
    spoil(server);
    const { first, whole } = started(server);
    expect(first).toBeNull();
    expect(shown(whole)).toEqual(['results/a/1.json 1', 'results/b/2.json 2']);
    expect(whole.state.complete).toBe(true);
    expect(notices(ask(whole, { kind: 'points' })[0])).toContainEqual(expect.stringMatching(why));
  });

  it.each([403, 404, 500])('a store that answers %d has none, and nothing is said', (status) => {
    const server = store();
    server.instead.set('results/prism-index/prism-index.json', () => ({
      kind: 'http',
      status,
      etag: null,
      modified: null,
      contentType: null,
      size: 0,
      body: { as: 'none' },
    }));
    const { whole } = started(server);
    expect(notices(ask(whole, { kind: 'points' })[0])).toEqual([]);
  });
});
