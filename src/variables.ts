import { createDataFrame, CustomVariableSupport, FieldType, type DataFrame, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import type { PrismDataSource } from './datasource';
import { VariableEditor } from './editor/VariableEditor';
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

/** Variables: values of a dimension chained by filters, dimensions, metrics, statistics. */
export class PrismVariables extends CustomVariableSupport<PrismDataSource, PrismQuery> {
  editor = VariableEditor;

  constructor(private readonly source: PrismDataSource) {
    super();
  }

  query(request: DataQueryRequest<PrismQuery>): Observable<DataQueryResponse> {
    const [query] = request.targets;
    const asked = this.source.applyTemplateVariables({ ...query, kind: 'values' }, request.scopedVars);
    return from(this.source.lists.ask(asked)).pipe(map((entries) => ({ data: [frameOf(entries)] })));
  }

  getDefaultQuery(): Partial<PrismQuery> {
    return { kind: 'values', version: 1, of: 'dimension', dimension: 'model', filters: [] };
  }
}
