import * as v from 'valibot';
import { mappingSchema } from './mapping';

/** Settings of a data source, as saved by the config editor, provisioned, or given to the command line. */

const globs = v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(500))), v.maxLength(100)), []);

const limits = {
  /** Objects that are listed; the rest is left aside with a notice. */
  maxObjects: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000000)), 50000),
  /** Objects larger than this many bytes are left aside by reason. */
  maxObjectBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 16 * 1024 * 1024),
};

const directory = {
  root: v.optional(v.string(), ''),
  include: globs,
  exclude: globs,
  /** Directories below the root that are followed. */
  maxDepth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)), 12),
  ...limits,
};

/**
 * A bucket of S3 or of anything that speaks its protocol. The address of the data source is the endpoint; with `pathStyle` off
 * it is the address of the bucket itself (`https://BUCKET.s3.REGION.amazonaws.com`).
 */
const bucket = {
  bucket: v.pipe(v.string(), v.regex(/^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/, 'is no name of a bucket')),
  /** The directory of keys that is read; empty: the whole bucket. */
  prefix: v.optional(v.string(), ''),
  /** For hosts that sign requests. */
  region: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{0,64}$/, 'is no name of a region')), ''),
  pathStyle: v.optional(v.boolean(), true),
  include: globs,
  exclude: globs,
  ...limits,
};

const storeSchema = v.variant('kind', [
  v.object({ kind: v.literal('sample') }),
  v.object({ kind: v.literal('http'), ...directory }),
  v.object({ kind: v.literal('s3'), ...bucket }),
  v.object({ kind: v.literal('index'), root: v.optional(v.string(), '') }),
]);

const pathRule = v.object({
  /** Regular expression over the path; a named group sets the dimension of that name or alias, else `label.<name>`. */
  pattern: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
});

const aliasRule = v.object({
  dimension: v.string(),
  /** Regular expression over the whole value. */
  pattern: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  value: v.string(),
});

export const configSchema = v.object({
  store: v.optional(storeSchema, { kind: 'sample' }),
  rules: v.optional(v.pipe(v.array(pathRule), v.maxLength(100)), []),
  aliases: v.optional(v.pipe(v.array(aliasRule), v.maxLength(500)), []),
  /** Files that no reader knows, described by what is where in them. */
  mappings: v.optional(v.pipe(v.array(mappingSchema), v.maxLength(50)), []),
  /** Ids of built-in path rules that are switched off. */
  builtinRules: v.optional(v.object({ disabled: v.optional(v.pipe(v.array(v.string()), v.maxLength(100)), []) }), {}),
  /** Minutes to add to UTC for times that a file writes without a zone. */
  zoneOffsetMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840)), 0),
});

export type Config = v.InferOutput<typeof configSchema>;
export type StoreConfig = Config['store'];
export type DirectoryConfig = Extract<StoreConfig, { kind: 'http' }>;
export type BucketConfig = Extract<StoreConfig, { kind: 's3' }>;
export type PathRule = Config['rules'][number];
export type AliasRule = Config['aliases'][number];

/** A problem in settings or a query, named by the path to the value. */
export interface SchemaProblem {
  readonly at: string;
  readonly message: string;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

/** Checks settings and fills their defaults. Unknown keys are ignored. */
export function parseConfig(input: unknown): Parsed<Config> {
  const result = v.safeParse(configSchema, input);
  return result.success
    ? { ok: true, value: result.output }
    : {
        ok: false,
        problems: result.issues.map((issue) => ({ at: v.getDotPath(issue) ?? 'settings', message: issue.message })),
      };
}
