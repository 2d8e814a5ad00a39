import { answer } from '../../core/engine';
import { TableError } from '../../core/engine/tables';
import type { Context } from '../../core/model/request';
import { askOver, messageOf, type Ask, type Asked, type AnswerOne, type Listener } from '../ask';
import { catalogSource, contextNow, scanned, type CatalogSource, type Opened } from '../catalogs';
import { configOf } from '../config';
import { Cancelled, drive, type Perform } from '../drive';
import { performOver, type StorePort } from '../perform';
import type { Carry } from './carry';
import { inflateInBrowser } from './inflate';
import type { Kept } from './kept';
import { grafanaPort } from './port';
import { serverCatalog, serverPort } from './server';

/** How a data source is read in the browser: plain data, so that a worker can be told. */
export interface Source {
  /** `server`: from the catalog of the plugin's server; `store`: object by object. */
  readonly by: 'server' | 'store';
  /** Address of the server's resources, or of the store. */
  readonly base: string;
  /** Settings of the data source, for a store. */
  readonly settings: unknown;
  /** Seconds after which a catalog is asked for again. */
  readonly refreshSeconds: number;
  /** What answers need besides the catalog and the time: prices, and where links lead. */
  readonly context: Pick<Context, 'links' | 'prices'>;
  /** Under which copies are kept. */
  readonly scope: string;
}

/** The place where catalogs are kept and queries answered: a worker, or the page itself. */
export interface Room {
  /** As `Ask`, of one of the sources. Settings that cannot be read fail like a store that cannot. */
  ask(source: Source, asked: Asked, listener: Listener): () => void;
}

/** Sources whose catalogs are held: those of saved settings that have changed are forgotten in time. */
const MAX_SOURCES = 8;

const answering =
  (perform: Perform, context: Source['context']): AnswerOne =>
  (query, { catalog, data }, range, signal) =>
    drive(answer(query, catalog, { ...contextNow(), ...context, range }, data), perform, { signal });

/** The catalog as it is now. Rejects with Cancelled when the signal is given. */
function newest(catalogs: CatalogSource, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    let last: Opened | null = null;
    catalogs.expire();
    const stop = catalogs.follow({
      next: (opened) => (last = opened),
      done: () => (last === null ? undefined : resolve(last)),
      failed: reject,
    });
    const leave = (): void => {
      stop();
      reject(new Cancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
  });
}

function fromServer({ base, scope, refreshSeconds, context }: Source, carry: Carry, kept: Kept): Ask {
  const options = { resources: grafanaPort({ base, carry }), kept, scope };
  const catalogs = catalogSource(serverCatalog(options), refreshSeconds * 1000);
  const answerOne = answering(performOver(serverPort(options), inflateInBrowser), context);
  return askOver(catalogs, async (query, opened, range, signal) => {
    try {
      return await answerOne(query, opened, range, signal);
    } catch (error) {
      // The server has gone on to another catalog and no longer has the tables of this one.
      if (error instanceof TableError && !signal.aborted) {
        return answerOne(query, await newest(catalogs, signal), range, signal);
      }
      throw error;
    }
  });
}

function fromStore({ base, settings, refreshSeconds, context }: Source, carry: Carry): Ask {
  const config = configOf(settings);
  const port: StorePort = grafanaPort({ base, carry });
  const perform = performOver(port, inflateInBrowser);
  return askOver(catalogSource(scanned(config, perform), refreshSeconds * 1000), answering(perform, context));
}

/** Answers where it is called. */
export function localRoom(carry: Carry, kept: Kept): Room {
  const asks = new Map<string, Ask>();
  function askOf(source: Source): Ask {
    const key = JSON.stringify(source);
    const ask = asks.get(key) ?? (source.by === 'server' ? fromServer(source, carry, kept) : fromStore(source, carry));
    asks.delete(key);
    asks.set(key, ask);
    const [oldest] = asks.keys();
    if (asks.size > MAX_SOURCES) {
      asks.delete(oldest);
    }
    return ask;
  }
  return {
    ask(source, asked, listener) {
      try {
        return askOf(source)(asked, listener);
      } catch (error) {
        listener.failed(messageOf(error));
        return () => undefined;
      }
    },
  };
}
