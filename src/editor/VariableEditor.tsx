import type { QueryEditorProps } from '@grafana/data';
import { InlineField, InlineSwitch } from '@grafana/ui';
import { questionOf } from '../core/query';
import type { PrismDataSource } from '../datasource';
import type { PrismOptions, PrismQuery } from '../types';
import { Form } from './Form';
import { defaultsOf } from './query/QueryEditor';
import { selectors } from './selectors';

type Props = QueryEditorProps<PrismDataSource, PrismQuery, PrismOptions>;

/** Stands in a variable's query where Grafana puts what is typed into its list, and asks again at every key. */
export const SEARCH_FILTER = '$__searchFilter';

/** The editor of a variable: what the query `values` lists. Chain variables by filters that name other ones. */
export function VariableEditor({ query, datasource, onChange }: Props) {
  const question = questionOf('values');
  if (question === undefined) {
    return null;
  }
  const ids = selectors.variable;
  const save = (next: PrismQuery): void => onChange({ ...next, kind: 'values', version: 1 });
  return (
    <>
      <Form
        fields={question.form}
        query={query}
        defaults={defaultsOf(question)}
        source={datasource}
        prefix={ids.editor(query.refId)}
        onChange={save}
      />
      <InlineField
        label="Search"
        tooltip="Ask again for what is typed into the list: for dimensions with more values than the limit."
        labelWidth={16}
        htmlFor={ids.search(query.refId)}
      >
        <InlineSwitch
          id={ids.search(query.refId)}
          value={query.search === SEARCH_FILTER}
          onChange={(event) => save({ ...query, search: event.currentTarget.checked ? SEARCH_FILTER : undefined })}
        />
      </InlineField>
    </>
  );
}
