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
  };
  rules?: Array<{ pattern: string }>;
  aliases?: Array<{ dimension: string; pattern: string; value: string }>;
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
}

/**
 * Secrets, which Grafana keeps encrypted and its proxy adds to requests: they are written here and never read back. The names
 * are those of Grafana's own connection settings; values of HTTP headers are numbered from 1.
 */
export interface PrismSecrets {
  basicAuthPassword?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
  [header: `httpHeaderValue${number}`]: string;
}

export const PLUGIN_ID = 'llmd-prism-datasource';
