import type { BaseIssue } from 'valibot';
import type { GenericSchema } from 'valibot';
import type { Frame } from '../frames/frame';
import type { TableName } from '../model/catalog';
import type { Context } from '../model/request';
import type { RequestsByRow } from '../model/requests';
import type { Data } from './data';

/** Kinds of a form field, closed: a new one is a change of the design. */
export type FormFieldKind =
  | 'metric'
  | 'metrics'
  | 'stat'
  | 'dimension'
  | 'dimensions'
  | 'filters'
  | 'groups'
  | 'number'
  | 'numbers'
  | 'text'
  | 'choice'
  | 'switch'
  | 'run'
  | 'baseline'
  | 'slo';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** One field of a query's form. Editors draw forms from these, so a new question needs no change of an editor. */
export interface FormField {
  /** Key of the query object. */
  readonly name: string;
  readonly kind: FormFieldKind;
  readonly label: string;
  readonly help: string;
  readonly choices?: readonly Choice[];
  readonly placeholder?: string;
  /** Show the field only where another key of the query has one of the values. */
  readonly when?: { readonly name: string; readonly in: readonly string[] };
}

/** A named frame, or family of frames, of an answer. */
export interface FrameChoice {
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

/**
 * One question: what it is called, its form, its defaults, its answer. `run` is pure and fast: everything a scan could have
 * done is done. It throws QueryError for what a user can mend.
 */
export interface QueryDefinition<Q extends { kind: string } = { kind: string }> {
  readonly kind: Q['kind'];
  readonly title: string;
  readonly question: string;
  readonly form: readonly FormField[];
  /** Empty where the answer has one frame only. */
  readonly frames: readonly FrameChoice[];
  readonly schema: GenericSchema<unknown, Q, BaseIssue<unknown>>;
  /** Tables that the answer reads besides `points`. */
  tables(query: Q): readonly TableName[];
  /**
   * Points whose single requests the answer needs, in the order in which they are read, since an answer reads only so many.
   * Left out, or empty: none. Needs the table `objects`, and counts of requests to tell whose they are.
   */
  requestRows?(query: Q, data: Data): Int32Array;
  run(query: Q, data: Data, context: Context, requests: RequestsByRow): readonly Frame[];
}

/** A query that cannot be answered as it stands. The message says what to change. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'QueryError';
  }
}
