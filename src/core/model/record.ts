import type { Stat } from './metric-id';

/** Values of dimensions by id. A missing key, null and NaN all mean: the source does not say. */
export type Dimensions = { readonly [id: string]: string | number | null | undefined };

/** Values of stored metrics: base, then statistic (`''` for a plain value), in base units. */
export type Metrics = { readonly [base: string]: { readonly [stat: Stat]: number } };

export type Role = 'replica' | 'prefill' | 'decode' | 'router' | 'other';

/** One kind of process of the serving stack. Null: the source does not say. */
export interface Component {
  readonly role: Role;
  readonly label: string | null;
  /** Instances that run. */
  readonly replicas: number | null;
  readonly accelerator: string | null;
  /** Accelerators of one instance. */
  readonly acceleratorsPerReplica: number | null;
  readonly tp: number | null;
  readonly pp: number | null;
  readonly dp: number | null;
  readonly ep: number | null;
  readonly engine: string | null;
  readonly version: string | null;
  readonly image: string | null;
  readonly model: string | null;
}

/** One entry of native configuration. Values are text, as written; secrets are never read. */
export interface Setting {
  /** Label of the component, or `load` for the load generator. */
  readonly component: string;
  readonly key: string;
  readonly value: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** Something that a user has to know about an object or a point. `message` names the mend. */
export interface Issue {
  readonly severity: Severity;
  /** Stable name of the rule, kebab case. */
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

/** Where a fragment was read. `document` counts the documents of one object from 0. */
export interface Source {
  readonly path: string;
  readonly document: number;
}

/**
 * What one document of one object says. `stage`: one load level. `pooled`: a whole run over all its levels. `part`: some of
 * the requests of a level or run, such as those of one LoRA adapter, which are counted in the whole as well.
 * `context`: facts about a run (configuration, server metrics) that complete the points beside it.
 */
export interface Fragment {
  readonly grain: 'stage' | 'pooled' | 'part' | 'context';
  readonly source: Source;
  readonly format: string;
  readonly formatVersion: string | null;
  /** Experiment or run id that the document gives; documents with one id in one store are one run. */
  readonly runKey: string | null;
  /** Position in the run where the document gives one; context with a stage completes that stage alone. */
  readonly stage: number | null;
  /** Name of the native file that a report was made from; the two are one point. */
  readonly madeFrom: string | null;
  readonly dimensions: Dimensions;
  readonly metrics: Metrics;
  readonly components: readonly Component[];
  readonly settings: readonly Setting[];
  readonly issues: readonly Issue[];
}

/** A fragment with everything empty that the caller does not give. */
export function fragment(given: Pick<Fragment, 'grain' | 'source' | 'format'> & Partial<Fragment>): Fragment {
  return {
    grain: given.grain,
    source: given.source,
    format: given.format,
    formatVersion: given.formatVersion ?? null,
    runKey: given.runKey ?? null,
    stage: given.stage ?? null,
    madeFrom: given.madeFrom ?? null,
    dimensions: given.dimensions ?? {},
    metrics: given.metrics ?? {},
    components: given.components ?? [],
    settings: given.settings ?? [],
    issues: given.issues ?? [],
  };
}

/** A component with everything unknown that the caller does not give. */
export function component(given: Pick<Component, 'role'> & Partial<Component>): Component {
  return {
    label: null,
    replicas: null,
    accelerator: null,
    acceleratorsPerReplica: null,
    tp: null,
    pp: null,
    dp: null,
    ep: null,
    engine: null,
    version: null,
    image: null,
    model: null,
    ...given,
  };
}
