import type { BackendSrv } from '@grafana/runtime';
import { answer, check, type Health } from '../core/engine';
import type { FrameJson } from '../core/frames/frame';
import { parseConfig, type Config } from '../core/model/config';
import type { Context } from '../core/model/request';
import { readSignals } from '../core/model/signals';
import { inflateInBrowser } from './browser/inflate';
import { grafanaPort } from './browser/port';
import { queue, requestIds } from './browser/queue';
import { catalogSource, contextNow, type CatalogSource, type Opened } from './catalogs';
import { drive, type Perform } from './drive';
import { performOver } from './perform';

/** Requests under way at once on this page, all data sources together. */
const pageQueue = queue(4);

/** Ids of requests, counted over the page: two instances of one data source live for a while when its settings are saved. */
const nextId = requestIds();

const REFRESH_SECONDS = 300;

/** What is needed of Grafana's settings of an instance. */
export interface InstanceSettings {
  readonly uid: string;
  readonly url?: string;
  readonly meta: { readonly baseUrl: string };
  readonly jsonData: { readonly refreshSeconds?: number; readonly links?: unknown };
}

/** A data source as the browser runs it. */
export interface BrowserHost {
  readonly catalogs: CatalogSource;
  answer(query: unknown, opened: Opened, range: Context['range'], signal: AbortSignal): Promise<FrameJson[]>;
  check(signal: AbortSignal): Promise<Health>;
}

/** Settings that cannot be read: what is wrong, by the name of each. */
export class SettingsError extends Error {
  constructor(problems: ReadonlyArray<{ at: string; message: string }>) {
    super(
      `The settings of the data source cannot be read. ${problems.map(({ at, message }) => `${at}: ${message}`).join('; ')}.`
    );
    this.name = 'SettingsError';
  }
}

export function configOf(options: unknown): Config {
  const parsed = parseConfig(options);
  if (!parsed.ok) {
    throw new SettingsError(parsed.problems);
  }
  return parsed.value;
}

/** Where the objects of a store are asked for: the files of the plugin for the sample, Grafana's proxy for the rest. */
function baseOf(settings: InstanceSettings, config: Config): string {
  return config.store.kind === 'sample' ? `${settings.meta.baseUrl}/sample` : (settings.url ?? '');
}

/** The host of a data source. Throws SettingsError for settings that cannot be read. */
export function browserHost(settings: InstanceSettings, backend: Pick<BackendSrv, 'fetch'>): BrowserHost {
  const config = configOf(settings.jsonData);
  const base = baseOf(settings, config);
  const port = grafanaPort({ base, backend, queue: pageQueue, nextId });
  const perform: Perform = performOver(port, inflateInBrowser);
  const links = {
    objects: config.store.kind === 'http' ? `${base.replace(/\/+$/, '')}/` : null,
    datasource: settings.uid,
    signals: readSignals(settings.jsonData.links),
  };
  return {
    catalogs: catalogSource(config, perform, (settings.jsonData.refreshSeconds ?? REFRESH_SECONDS) * 1000),
    answer: (query, { catalog, data }, range, signal) =>
      drive(answer(query, catalog, { ...contextNow(), range, links, prices: config.prices }, data), perform, {
        signal,
      }),
    check: (signal) => drive(check(config, contextNow()), perform, { signal }),
  };
}
