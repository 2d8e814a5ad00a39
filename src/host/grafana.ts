import type { BackendSrv } from '@grafana/runtime';
import { fingerprint } from '../core/model/fingerprint';
import { readPrices } from '../core/model/prices';
import { readSignals } from '../core/model/signals';
import type { Ask } from './ask';
import { carryOver } from './browser/carry';
import { keptInBrowser } from './browser/kept';
import { queue, requestIds } from './browser/queue';
import { localRoom, type Room, type Source } from './browser/room';
import { startWorker, workerRoom } from './browser/worker-room';

/** Requests under way at once on this page, all data sources together. */
const pageQueue = queue(4);

/** Ids of requests, counted over the page: two instances of one data source live for a while when its settings are saved. */
const nextId = requestIds();

/** Seconds after which a catalog is asked for again: read by the browser, and the server's, where a look costs next to nothing. */
const REFRESH_SECONDS = 300;
const LOOK_SECONDS = 15;

/** What is needed of Grafana's settings of an instance. */
export interface InstanceSettings {
  readonly uid: string;
  readonly url?: string;
  readonly meta: { readonly baseUrl: string; readonly info: { readonly version: string } };
  readonly jsonData: {
    readonly store?: { readonly kind?: string };
    readonly refreshSeconds?: number;
    readonly readInBrowser?: boolean;
    readonly authType?: string;
    readonly links?: unknown;
    readonly prices?: unknown;
  };
}

/** Who looks at the page. */
export interface Viewer {
  readonly orgId: number;
  readonly id: number;
}

/** A store that only the server can read. */
export class PrivateStoreError extends Error {
  constructor() {
    super(
      "The keys of this data source are known to Grafana's server alone, which signs requests with them: switch “Read in the browser” off in its settings."
    );
    this.name = 'PrivateStoreError';
  }
}

/** Under which copies are kept: nobody finds those of another user, of other settings or of another version. */
function scopeOf({ uid, url = '', meta, jsonData }: InstanceSettings, { orgId, id }: Viewer): string {
  return `${orgId}.${id}.${uid}.${fingerprint(JSON.stringify([meta.info.version, orgId, id, uid, url, jsonData]))}`;
}

/**
 * How a data source is read: the bundled sample from the plugin's files, any other store from the server's catalog, or object by
 * object through Grafana's proxy where the settings say so. Throws PrivateStoreError.
 */
export function sourceOf(settings: InstanceSettings, viewer: Viewer): Source {
  const { uid, url = '', meta, jsonData } = settings;
  const kind = jsonData.store?.kind ?? 'sample';
  const seconds = jsonData.refreshSeconds ?? REFRESH_SECONDS;
  const contextAt = (base: string): Source['context'] => ({
    prices: readPrices(jsonData.prices),
    links: {
      objects: kind === 'http' || kind === 's3' ? `${base}/` : null,
      datasource: uid,
      signals: readSignals(jsonData.links),
    },
  });
  const scope = scopeOf(settings, viewer);
  if (kind !== 'sample' && jsonData.readInBrowser !== true) {
    const base = `/api/datasources/uid/${uid}/resources`;
    const refreshSeconds = Math.min(seconds, LOOK_SECONDS);
    return { by: 'server', base, settings: null, refreshSeconds, context: contextAt(`${base}/object`), scope };
  }
  if (kind !== 'sample' && jsonData.authType !== undefined) {
    throw new PrivateStoreError();
  }
  const base = kind === 'sample' ? `${meta.baseUrl}/sample` : url.replace(/\/+$/, '');
  return { by: 'store', base, settings: jsonData, refreshSeconds: seconds, context: contextAt(base), scope };
}

type Backend = Pick<BackendSrv, 'fetch'>;

/** One room serves all data sources of the page. */
const rooms = new WeakMap<Backend, Room>();

function roomOf(backend: Backend, { meta }: InstanceSettings): Room {
  const carry = carryOver({ backend, queue: pageQueue, nextId });
  const room =
    rooms.get(backend) ??
    workerRoom({
      start: () => startWorker(`${meta.baseUrl}/worker.js?_cache=${meta.info.version}`),
      carry,
      fallback: localRoom(carry, keptInBrowser()),
    });
  rooms.set(backend, room);
  return room;
}

/** The data source as the browser answers it. Throws PrivateStoreError. */
export function browserAsk(settings: InstanceSettings, backend: Backend, viewer: Viewer): Ask {
  const source = sourceOf(settings, viewer);
  return (asked, listener) => roomOf(backend, settings).ask(source, asked, listener);
}
