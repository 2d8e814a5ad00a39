import { ask, catalogOf } from '../../../tests/fake-store';
import { indexFiles } from '../../core/index-files';
import { EMPTY_CATALOG } from '../../core/model/catalog';
import { parseManifest, type Manifest } from '../../core/model/manifest';
import type { FrameJson } from '../../core/frames/frame';
import type { Asked, Answered } from '../ask';
import type { Carried, Carry, Sent } from './carry';
import { NOTHING_KEPT, type Kept, type KeptManifest } from './kept';
import { grafanaPort } from './port';
import { localRoom, type Source } from './room';
import { serverCatalog } from './server';

const result = (load: number) =>
  JSON.stringify({
    date: '20250101-000000',
    model_id: 'm',
    num_prompts: 10,
    completed: 10,
    duration: 1,
    request_rate: 'inf',
    max_concurrency: load,
    mean_ttft_ms: load,
  });

const decoder = new TextDecoder();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the server holds of a store: its manifest, and its tables by path. */
function published(store: Record<string, string>, change: Partial<Manifest> = {}) {
  const files = new Map(indexFiles(catalogOf(store), encode).map(({ path, bytes }) => [path, bytes]));
  const manifest = parseManifest(JSON.parse(decoder.decode(files.get('prism-index.json')))) as Manifest;
  return { manifest: { ...manifest, ...change }, files };
}

type Published = ReturnType<typeof published>;

const ONE = published({ 'a.json': result(1) });
const TWO = published({ 'a.json': result(1), 'b.json': result(2) });

/** Resources of a data source over HTTP. */
function server(now: { published: Published | { status: number; body: string } }) {
  const asked: Sent[] = [];
  const carried = (status: number, bytes: Uint8Array, etag: string | null = null): Carried => ({
    status,
    etag,
    lastModified: null,
    contentType: null,
    retryAfter: null,
    bytes,
  });
  const carry: Carry = async (sent) => {
    asked.push(sent);
    const path = decodeURIComponent(sent.url.slice('/r/'.length));
    if ('status' in now.published) {
      return carried(now.published.status, encode(now.published.body));
    }
    const { manifest, files } = now.published;
    if (path === 'catalog') {
      const etag = `"${manifest.id}-${JSON.stringify(manifest.state)}"`;
      return sent.headers['If-None-Match'] === etag
        ? carried(304, new Uint8Array(0))
        : carried(200, encode(JSON.stringify(manifest)), etag);
    }
    const file = path.startsWith('catalog/') ? files.get(path.slice('catalog/'.length)) : undefined;
    return file === undefined ? carried(404, encode('{"message":"gone"}')) : carried(200, file.slice());
  };
  return { carry, asked, paths: () => asked.splice(0).map(({ url }) => url.slice('/r/'.length)) };
}

/** Copies in memory. */
function memory(): Kept & { manifests: Map<string, KeptManifest>; tables: Map<string, Uint8Array> } {
  const manifests = new Map<string, KeptManifest>();
  const tables = new Map<string, Uint8Array>();
  return {
    manifests,
    tables,
    manifest: async (scope) => manifests.get(scope) ?? null,
    table: async (scope, path) => tables.get(scope + path) ?? null,
    keepManifest: async (scope, kept) => void manifests.set(scope, kept),
    keepTable: async (scope, path, bytes) => void tables.set(scope + path, bytes),
  };
}

const SOURCE: Source = {
  by: 'server',
  base: '/r',
  settings: null,
  refreshSeconds: 0,
  context: { links: { objects: null, datasource: 'u' } },
  scope: 's',
};
const QUERY = { kind: 'points', shape: 'table', metrics: ['ttft_mean'], groupBy: ['concurrency'] };

/** All answers until the end. */
function answers(room: ReturnType<typeof localRoom>, asked: Asked = { queries: [QUERY], range: null }) {
  return new Promise<Answered[]>((resolve, reject) => {
    const seen: Answered[] = [];
    room.ask(SOURCE, asked, {
      next: (answered) => seen.push(answered),
      done: () => resolve(seen),
      failed: (message) => reject(new Error(message)),
    });
  });
}

function values([{ results }]: readonly Answered[], name = 'ttft_mean'): unknown[] {
  const [result] = results;
  if ('error' in result) {
    throw new Error(result.error);
  }
  const [frame] = result.frames as FrameJson[];
  return frame.data.values[frame.schema.fields.findIndex((field) => field.name === name)];
}

describe("the server's catalog", () => {
  it('answers as the store itself does, from the tables that a query needs', async () => {
    const { carry, paths } = server({ published: TWO });
    const seen = await answers(localRoom(carry, NOTHING_KEPT));
    const local = ask(catalogOf({ 'a.json': result(1), 'b.json': result(2) }), QUERY);
    expect(values(seen)).toEqual([0.001, 0.002]);
    expect('frames' in seen[0].results[0] && seen[0].results[0].frames[0].data).toEqual(local[0].data);
    const asked = paths();
    const [{ id, tables }] = TWO.manifest.segments;
    expect(asked.sort()).toEqual(
      ['catalog', ...['issues', 'metrics-ttft', 'points'].map((name) => `catalog/${id}/${name}.arrow`)].sort()
    );
    expect(tables.length).toBeGreaterThan(asked.length);
  });

  it('that has not changed is not sent again, and stays open', async () => {
    const { carry, asked } = server({ published: ONE });
    const room = localRoom(carry, NOTHING_KEPT);
    await answers(room);
    asked.splice(0);
    expect(values((await answers(room)).slice(-1))).toEqual([0.001]);
    expect(asked.map(({ url, headers }) => [url, headers['If-None-Match']])).toEqual([
      ['/r/catalog', `"${ONE.manifest.id}-undefined"`],
    ]);
  });

  it('that has changed is shown', async () => {
    const now = { published: ONE };
    const { carry } = server(now);
    const room = localRoom(carry, NOTHING_KEPT);
    await answers(room);
    now.published = TWO;
    const seen = await answers(room);
    expect([values(seen), values(seen.slice(-1))]).toEqual([[0.001], [0.001, 0.002]]);
  });

  it('is looked at again while the server still reads', async () => {
    const state = { complete: false, objectsListed: 2, objectsRead: 1, error: null };
    const empty: Published = { manifest: { ...ONE.manifest, id: 'none', segments: [], state }, files: new Map() };
    const partial = { ...ONE, manifest: { ...ONE.manifest, state } };
    const steps: Published[] = [empty, partial, partial, TWO];
    const waits: number[] = [];
    const now: { published: Published } = { published: empty };
    const { carry } = server(now);
    const shown: string[] = [];
    const load = serverCatalog({
      resources: grafanaPort({ base: '/r', carry }),
      kept: NOTHING_KEPT,
      scope: 's',
      wait: async (ms) => {
        waits.push(ms);
        now.published = steps[waits.length];
      },
    });
    const catalog = await load(EMPTY_CATALOG, ({ id }) => shown.push(id), new AbortController().signal);
    expect(catalog.id).toBe(TWO.manifest.id);
    // The second look at the same part shows nothing new.
    expect(shown).toEqual(['none', ONE.manifest.id]);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('names what is wrong, in words of the server', async () => {
    const { carry } = server({ published: { status: 500, body: '{"message":"Reachability: nobody answers"}' } });
    await expect(answers(localRoom(carry, NOTHING_KEPT))).rejects.toThrow(/no catalog.*Reachability: nobody answers/);
    const other = server({ published: { status: 200, body: '{"prismIndex":7}' } });
    await expect(answers(localRoom(other.carry, NOTHING_KEPT))).rejects.toThrow(/cannot read. Reload/);
  });

  it('whose tables are gone is asked for anew', async () => {
    const stale = { ...ONE, files: new Map() };
    const now: { published: Published } = { published: stale };
    const { carry } = server(now);
    const moving: Carry = async (sent, signal) => {
      const answer = await carry(sent, signal);
      now.published = sent.url.endsWith('.arrow') ? TWO : now.published;
      return answer;
    };
    expect(values(await answers(localRoom(moving, NOTHING_KEPT)))).toEqual([0.001, 0.002]);
  });
});

describe('copies', () => {
  it('are shown without being sent again, once the server has said that nothing changed', async () => {
    const { carry, paths } = server({ published: ONE });
    const kept = memory();
    await answers(localRoom(carry, kept));
    expect([kept.manifests.size, kept.tables.size]).toEqual([1, 3]);
    paths();
    expect(values(await answers(localRoom(carry, kept)))).toEqual([0.001]);
    expect(paths()).toEqual(['catalog']);
  });

  it('are not shown to somebody whom the server refuses', async () => {
    const now: { published: Published | { status: number; body: string } } = { published: ONE };
    const { carry } = server(now);
    const kept = memory();
    await answers(localRoom(carry, kept));
    now.published = { status: 403, body: '{"message":"Access denied"}' };
    await expect(answers(localRoom(carry, kept))).rejects.toThrow(/Access denied/);
  });

  it('of another length are not taken for a table', async () => {
    const { carry, paths } = server({ published: ONE });
    const kept = memory();
    await answers(localRoom(carry, kept));
    kept.tables.forEach((bytes, key) => kept.tables.set(key, bytes.subarray(1)));
    paths();
    expect(values(await answers(localRoom(carry, kept)))).toEqual([0.001]);
    expect(paths()).toHaveLength(4);
  });
});
