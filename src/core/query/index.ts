import * as v from 'valibot';
import { withNotices, type Frame } from '../frames/frame';
import type { TableName } from '../model/catalog';
import { pricesOf, type Prices } from '../model/prices';
import type { Context } from '../model/request';
import type { RequestsByRow } from '../model/requests';
import { capacity } from './capacity/index';
import { compare } from './compare/index';
import { withPrices } from './cost';
import type { Data } from './data';
import { QueryError, type QueryDefinition } from './definition';
import { selectStages, type Filter } from './filters';
import { frontier } from './frontier/index';
import { history } from './history/index';
import { knobs } from './knobs/index';
import { migrate } from './migrate';
import { pd } from './pd/index';
import { points } from './points';
import { quality } from './quality/index';
import { runs } from './runs';
import { values } from './values';

/** A definition with the type of its query hidden, so that all kinds fit one list. */
export interface Question {
  readonly kind: string;
  readonly title: string;
  readonly question: string;
  readonly form: QueryDefinition['form'];
  readonly frames: QueryDefinition['frames'];
  prepare(query: unknown): PreparedQuery;
}

export interface PreparedQuery {
  /** The query with its defaults filled in. */
  readonly query: { readonly kind: string };
  readonly tables: readonly TableName[];
  /** Points whose single requests the answer needs. */
  requestRows(data: Data, context: Context): Int32Array;
  run(data: Data, context: Context, requests: RequestsByRow): readonly Frame[];
}

function problem(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'query'}: ${issue.message}`;
}

/** What every query has beside its kind. */
interface Asked {
  readonly kind: string;
  readonly filters: readonly Filter[];
  readonly prices?: number | Prices;
}

function question<Q extends Asked>(definition: QueryDefinition<Q>): Question {
  return {
    kind: definition.kind,
    title: definition.title,
    question: definition.question,
    form: definition.form,
    frames: definition.frames,
    prepare(input) {
      const parsed = v.safeParse(definition.schema, input);
      if (!parsed.success) {
        throw new QueryError(`This ${definition.kind} query cannot be read. ${parsed.issues.map(problem).join('; ')}.`);
      }
      const query = parsed.output;
      const priced = (data: Data, context: Context) => withPrices(data, pricesOf(query.prices, context.prices));
      return {
        query,
        tables: definition.tables(query),
        requestRows: (data, context) => definition.requestRows?.(query, priced(data, context)) ?? new Int32Array(0),
        run(data, context, requests) {
          const held = priced(data, context);
          const [first, ...rest] = definition.run(query, held, context, requests);
          return first === undefined
            ? []
            : [withNotices(first, held.costNotices(selectStages(held, query.filters))), ...rest];
        },
      };
    },
  };
}

/** Every question, in the order in which editors offer them. */
export const QUESTIONS: readonly Question[] = [
  question(points),
  question(frontier),
  question(pd),
  question(capacity),
  question(knobs),
  question(history),
  question(compare),
  question(runs),
  question(quality),
  question(values),
];

export function questionOf(kind: string): Question | undefined {
  return QUESTIONS.find((one) => one.kind === kind);
}

const UNRESOLVED = /\$(?:\w+|\{[^}]+\})/;

/** A `$name` that no variable replaced, anywhere in the query; legends and patterns may hold a lone `$`. */
function unresolved(value: unknown): string | null {
  if (typeof value === 'string') {
    return value === '$__all' ? null : (UNRESOLVED.exec(value)?.[0] ?? null);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).reduce<string | null>(
      (found, [key, part]) => found ?? unresolved(key) ?? unresolved(part),
      null
    );
  }
  return null;
}

/**
 * Brings a saved query up to date and checks it. Throws QueryError, which says what to change, for an unknown kind, a wrong
 * parameter or a variable that was not replaced.
 */
export function parseQuery(input: unknown): PreparedQuery {
  const query = migrate(input);
  // The data source of a query is Grafana's business, and may be a variable.
  const { datasource: _, ...own } = query;
  const name = unresolved(own);
  if (name !== null) {
    throw new QueryError(
      `The query still holds the variable ${name}: it has no value here. Define it on the dashboard, or write a value.`
    );
  }
  const found = questionOf(query.kind);
  if (found === undefined) {
    throw new QueryError(
      `Unknown kind of query "${query.kind}". Known are ${QUESTIONS.map(({ kind }) => kind).join(', ')}.`
    );
  }
  return found.prepare(query);
}
