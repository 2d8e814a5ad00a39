/**
 * Stands in for the plugin's process behind Grafana: health, and the resources of one data source. It reads the store with the core,
 * as the process does.
 */
import { performInNode } from '../../cli/ports/perform';
import { httpPort } from '../../cli/ports/http';
import { FilesPort } from '../../cli/ports/files';
import { check, scan } from '../../src/core/engine';
import { indexFiles } from '../../src/core/index-files';
import { MANIFEST_NAME } from '../../src/core/model/manifest';
import { EMPTY_CATALOG } from '../../src/core/model/catalog';
import { DEFAULT_LIMITS, type Context } from '../../src/core/model/request';
import { configOf } from '../../src/host/config';
import { drive } from '../../src/host/drive';

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (status: number, value: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});
const context = (): Context => ({ now: Date.now(), range: null, limits: DEFAULT_LIMITS });

/** `store` gives the address of the store, or null where nobody answers; `sample` is the directory of the bundled results. */
export function pluginServer(store: () => string | null, sample: string) {
  let settings: { store?: { kind?: string } } = {};
  let files = new Map<string, Uint8Array>();
  const perform = () =>
    performInNode(
      (settings.store?.kind ?? 'sample') === 'sample'
        ? new FilesPort(sample)
        : httpPort({ url: store() ?? 'http://127.0.0.1:9', wait: async () => undefined })
    );

  async function manifest(etag: string | undefined): Promise<Reply> {
    const catalog = await drive(scan(configOf(settings), EMPTY_CATALOG, context()), perform());
    files = new Map(indexFiles(catalog, encode).map(({ path, bytes }) => [path, bytes]));
    const own = `"${catalog.id}"`;
    const headers = { etag: own };
    return etag === own
      ? { status: 304, headers, body: '' }
      : json(200, JSON.parse(new TextDecoder().decode(files.get(MANIFEST_NAME))), headers);
  }

  return {
    configure: (next: typeof settings) => void (settings = next),
    async health(): Promise<Reply> {
      const health = await drive(check(configOf(settings), context()), perform());
      const { message, details } = health;
      return health.status === 'ok'
        ? json(200, { status: 'OK', message, details: { verboseMessage: details } })
        : json(400, { status: 'ERROR', message, details: { verboseMessage: details } });
    },
    async resource(path: string, etag: string | undefined): Promise<Reply> {
      try {
        const table = files.get(path.replace(/^catalog\//, ''));
        if (path === 'catalog') {
          return await manifest(etag);
        }
        return table === undefined
          ? json(404, { message: 'no such table' })
          : { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: table };
      } catch (error) {
        return json(502, { message: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}
