import {
  createDataFrame,
  CustomVariableSupport,
  FieldType,
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type ScopedVars,
} from '@grafana/data';
import { Observable } from 'rxjs';
import type { PrismDataSource } from './datasource';
import { SEARCH_FILTER, VariableEditor } from './editor/VariableEditor';
import type { Entry } from './lists';
import type { PrismQuery } from './types';

/** A value with the number of its points, so that nobody chooses what is hardly there. */
function label({ text, count }: Entry): string {
  return count === null ? text : `${text} (${count})`;
}

function frameOf(entries: readonly Entry[]): DataFrame {
  return createDataFrame({
    fields: [
      { name: 'text', type: FieldType.string, values: entries.map(label) },
      { name: 'value', type: FieldType.string, values: entries.map(({ value }) => value) },
    ],
  });
}

/** What is typed into the variable's list, or what the query searches for by itself. */
function searchOf(query: PrismQuery, scoped: ScopedVars): string {
  const own = typeof query.search === 'string' ? query.search : '';
  const typed: unknown = scoped.__searchFilter?.value;
  return own.replace(SEARCH_FILTER, () => (typeof typed === 'string' ? typed : ''));
}

/** Variables: values of a dimension chained by filters, dimensions, metrics, statistics. */
export class PrismVariables extends CustomVariableSupport<PrismDataSource, PrismQuery> {
  editor = VariableEditor;

  constructor(private readonly source: Pick<PrismDataSource, 'lists' | 'applyTemplateVariables'>) {
    super();
  }

  query({ targets: [query], scopedVars }: DataQueryRequest<PrismQuery>): Observable<DataQueryResponse> {
    const searched = { ...query, kind: 'values', search: searchOf(query, scopedVars) };
    const asked = this.source.applyTemplateVariables(searched, scopedVars);
    return new Observable((subscriber) => {
      const abort = new AbortController();
      this.source.lists.ask(asked, abort.signal).then(
        (entries) => {
          subscriber.next({ data: [frameOf(entries)], state: LoadingState.Done });
          subscriber.complete();
        },
        (error: unknown) => abort.signal.aborted || subscriber.error(error)
      );
      return () => abort.abort();
    });
  }

  getDefaultQuery(): Partial<PrismQuery> {
    return { kind: 'values', version: 1, of: 'dimension', dimension: 'model', filters: [] };
  }
}
