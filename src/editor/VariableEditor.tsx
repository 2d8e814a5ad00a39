import type { QueryEditorProps } from '@grafana/data';
import { questionOf } from '../core/query';
import type { PrismDataSource } from '../datasource';
import type { PrismOptions, PrismQuery } from '../types';
import { Form } from './Form';
import { defaultsOf } from './query/QueryEditor';

type Props = QueryEditorProps<PrismDataSource, PrismQuery, PrismOptions>;

/** The editor of a variable: what the query `values` lists. Chain variables by filters that name other ones. */
export function VariableEditor({ query, datasource, onChange }: Props) {
  const question = questionOf('values');
  return question === undefined ? null : (
    <Form fields={question.form} query={query} defaults={defaultsOf(question)} source={datasource} prefix={`prism-variable-${query.refId}`} onChange={(next) => onChange({ ...next, kind: 'values', version: 1 })} />
  );
}
