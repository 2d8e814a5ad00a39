import type { DataSourceJsonData } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';

/**
 * A query as dashboards save it: a kind, and the parameters of that kind (src/core/query). Open, since each kind has
 * parameters of its own, which its schema checks.
 */
export interface PrismQuery extends DataQuery {
  kind?: string;
  version?: number;
  [parameter: string]: unknown;
}

/** Settings of a data source: those of the core (src/core/model/config.ts) as they are saved, and the refresh interval. */
export interface PrismOptions extends DataSourceJsonData {
  store?: {
    kind?: string;
    root?: string;
    include?: string[];
    exclude?: string[];
    maxDepth?: number;
    maxObjects?: number;
    maxObjectBytes?: number;
    bucket?: string;
    prefix?: string;
    region?: string;
    pathStyle?: boolean;
  };
  rules?: Array<{ pattern: string }>;
  aliases?: Array<{ dimension: string; pattern: string; value: string }>;
  /** US dollars a GPU-hour by accelerator, `H100/prefill` in a role, `*` for any. */
  prices?: Record<string, number>;
  mappings?: Array<{
    name: string;
    pattern?: string;
    rows?: string;
    fields: Array<{ from?: string; value?: string; to: string; unit?: string }>;
  }>;
  builtinRules?: { disabled?: string[] };
  zoneOffsetMinutes?: number;
  /** Seconds after which a catalog is refreshed when it is asked for, 300 when left out. */
  refreshSeconds?: number;
  /** Data sources in which metrics and logs of a run lie, for links of cells (src/core/model/signals.ts). */
  links?: { metrics?: SignalOptions; logs?: SignalOptions };
  /** Seconds that a request to the store may take. */
  timeout?: number;
  /**
   * How the server proves who it is, beyond what Grafana's proxy does: `keys`: AWS keys from the secrets; `default`: what the
   * server's machine has of AWS; `jwt`: a Google service account.
   */
  authType?: AuthType;
  /** E-mail address of the Google service account. */
  clientEmail?: string;
  /** Where Google's tokens come from, where the key says so. */
  tokenUri?: string;
  /** Panels are answered by the server too. */
  answerOnServer?: boolean;
  /** The store is read by each browser through Grafana's proxy, not by the server. */
  readInBrowser?: boolean;
  /** Changes whenever a secret is saved, since nothing else shows that: what was read with the old one is not shown again. */
  revision?: string;
}

export interface SignalOptions {
  datasource?: string;
  query?: string;
  margin?: number;
}

export type AuthType = 'keys' | 'default' | 'jwt';

/**
 * Secrets, which Grafana keeps encrypted and its proxy or the server adds to requests: they are written here and never read back.
 * The names are those of Grafana's own connection settings; values of HTTP headers are numbered from 1.
 */
export interface PrismSecrets {
  basicAuthPassword?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
  accessKey?: string;
  secretKey?: string;
  sessionToken?: string;
  /** PEM of a Google service account. */
  privateKey?: string;
  [header: `httpHeaderValue${number}`]: string;
}

export const PLUGIN_ID = 'llmd-prism-datasource';
