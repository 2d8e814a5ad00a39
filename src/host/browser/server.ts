import type { Catalog } from '../../core/model/catalog';
import { catalogOfManifest, parseManifest, type Manifest } from '../../core/model/manifest';
import type { Answer, HttpRequest } from '../../core/model/request';
import type { Load } from '../catalogs';
import { Cancelled } from '../drive';
import type { StorePort } from '../perform';
import type { Kept } from './kept';
import { sleep, type Wait } from './port';

/**
 * What stands before the paths of the server's tables. Paths of the store's own objects never begin with a slash, so the two
 * cannot be confused.
 */
const TABLES = '/catalog/';

const MANIFEST_BYTES = 64 * 1024 * 1024;

/** ms between two looks at a catalog that is still growing: the first, and the longest. */
const FIRST_POLL = 500;
const LONGEST_POLL = 5000;

/** The server of the plugin has no catalog to give. */
export class ServerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ServerError';
  }
}

/** What the server says of itself, where it says anything. */
function saidBy(answer: Answer): string {
  if (answer.kind === 'failure') {
    return answer.message;
  }
  if (answer.kind !== 'http') {
    return '';
  }
  try {
    const { message } = Object(JSON.parse(answer.body.as === 'text' ? answer.body.text : '')) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? message : `status ${answer.status}`;
  } catch {
    return `status ${answer.status}`;
  }
}

interface Seen {
  readonly etag: string | null;
  readonly manifest: Manifest;
}

/** The manifest of an answer; `before` where the server says that it has not changed. Throws ServerError. */
function manifestOf(answer: Answer, before: Seen | null): Seen {
  if (answer.kind === 'http' && answer.status === 304 && before !== null) {
    return before;
  }
  if (answer.kind !== 'http' || answer.status !== 200) {
    throw new ServerError(`Grafana's server has no catalog of this data source: ${saidBy(answer)}`);
  }
  const manifest = answer.body.as === 'json' ? parseManifest(answer.body.documents[0]) : null;
  if (manifest === null) {
    throw new ServerError(
      "Grafana's server sends a catalog that this page cannot read. Reload the page; if that does not help, the plugin on the server is of another version."
    );
  }
  return { etag: answer.etag, manifest };
}

/** Segments never change: what is open of one stays open. */
function withOpened(catalog: Catalog, previous: Catalog): Catalog {
  const known = new Map(previous.views.map(({ segment }) => [segment.id, segment]));
  return {
    ...catalog,
    views: catalog.views.map(({ segment, masked }) => ({ segment: known.get(segment.id) ?? segment, masked })),
  };
}

export interface ServerOptions {
  /** The resources of the data source. */
  readonly resources: StorePort;
  readonly kept: Kept;
  /** Under which copies are kept. */
  readonly scope: string;
  readonly wait?: Wait;
  readonly clock?: () => number;
}

/**
 * The server's catalog. Its manifest is asked for by the validator of the last one, and again while the server is still
 * reading; of a catalog that grows, only one that shows more than what is known already is shown.
 */
export function serverCatalog({ resources, kept, scope, wait = sleep, clock = Date.now }: ServerOptions): Load {
  let seen: Seen | null = null;
  let keptLast: Seen | null = null;
  return async (previous, partial, signal) => {
    seen = seen ?? (await kept.manifest(scope));
    for (let poll = 0; ; poll++) {
      const answer = await resources.answer(
        {
          kind: 'http',
          method: 'GET',
          path: 'catalog',
          want: { as: 'json', drop: [] },
          sizeLimit: MANIFEST_BYTES,
          ...(seen === null || seen.etag === null ? {} : { etag: seen.etag }),
        },
        signal
      );
      if (signal.aborted) {
        throw new Cancelled();
      }
      const before: Seen | null = seen;
      seen = manifestOf(answer, before);
      const catalog = withOpened(catalogOfManifest(seen.manifest, TABLES), previous);
      if (catalog.state.complete) {
        if (keptLast !== seen) {
          keptLast = seen;
          void kept.keepManifest(scope, { ...seen, usedAt: clock() });
        }
        return catalog;
      }
      if (!previous.state.complete && (poll === 0 || seen !== before)) {
        partial(catalog);
      }
      await wait(Math.min(FIRST_POLL * 2 ** poll, LONGEST_POLL), signal);
      if (signal.aborted) {
        throw new Cancelled();
      }
    }
  };
}

function tableAnswer(bytes: Uint8Array): Answer {
  const body = { as: 'bytes' as const, bytes };
  return { kind: 'http', status: 200, etag: null, modified: null, contentType: null, size: bytes.length, body };
}

/** The tables of the server's catalog, kept copies first, and objects of the store through the server. */
export function serverPort({ resources, kept, scope }: ServerOptions): StorePort {
  async function table(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    const path = request.path.slice(TABLES.length);
    const copy = await kept.table(scope, path);
    // The limit of a table is its exact size: anything else is no copy of it.
    if (copy !== null && copy.length === request.sizeLimit) {
      return tableAnswer(copy);
    }
    const answer = await resources.answer({ ...request, path: request.path.slice(1) }, signal);
    if (answer.kind === 'http' && answer.status === 200 && answer.body.as === 'bytes') {
      void kept.keepTable(scope, path, answer.body.bytes);
    }
    return answer;
  }
  return {
    answer: (request, signal) =>
      request.path.startsWith(TABLES)
        ? table(request, signal)
        : resources.answer({ ...request, path: `object/${request.path}` }, signal),
    open: (path, signal) => resources.open(`object/${path}`, signal),
  };
}
