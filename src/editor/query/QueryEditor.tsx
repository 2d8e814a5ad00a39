import type { QueryEditorProps } from '@grafana/data';
import { Alert, Combobox, InlineField } from '@grafana/ui';
import { QUESTIONS, questionOf, type Question } from '../../core/query';
import type { PrismDataSource } from '../../datasource';
import type { PrismOptions, PrismQuery } from '../../types';
import { Form } from '../Form';
import { selectors } from '../selectors';
import { Empty } from './Empty';

type Props = QueryEditorProps<PrismDataSource, PrismQuery, PrismOptions>;

/** The defaults of a kind: what its schema fills in. Empty where the query cannot be read yet. */
export function defaultsOf(question: Question): Readonly<Record<string, unknown>> {
  try {
    return { ...question.prepare({ kind: question.kind }).query };
  } catch {
    return {};
  }
}

const KINDS = QUESTIONS.map(({ kind, title, question }) => ({ value: kind, label: title, description: question }));

/** What stays when another question is asked: the filters, and what Grafana keeps in a query. */
function asked(query: PrismQuery, kind: string): PrismQuery {
  const { refId, key, datasource, hide, filters } = query;
  return { refId, key, datasource, hide, filters, kind, version: 1 };
}

/** Drawn from the definition of the question alone: a new question needs no change here. */
export function QueryEditor({ query, datasource, data, onChange, onRunQuery }: Props) {
  const kind = query.kind ?? 'points';
  const question = questionOf(kind) ?? QUESTIONS[0];
  const ids = selectors.query;
  const save = (next: PrismQuery): void => {
    onChange(next);
    onRunQuery();
  };
  const problem = query.kind === undefined ? null : datasource.problemOf(query);
  const frames = question.frames.map(({ name, label, description }) => ({ value: name, label, description }));
  const defaults = defaultsOf(question);
  return (
    <div>
      <InlineField label="Question" tooltip={question.question} labelWidth={16} htmlFor={ids.kind(query.refId)}>
        <Combobox
          id={ids.kind(query.refId)}
          width={32}
          options={KINDS}
          value={kind}
          onChange={(option) => save(asked(query, option.value))}
        />
      </InlineField>
      {frames.length > 0 && (
        <InlineField
          label="Answer"
          tooltip="A panel shows one of the answers."
          labelWidth={16}
          htmlFor={ids.frame(query.refId)}
        >
          <Combobox
            id={ids.frame(query.refId)}
            width={32}
            options={frames}
            value={
              typeof query.frame === 'string' ? query.frame : typeof defaults.frame === 'string' ? defaults.frame : null
            }
            placeholder="All of them"
            isClearable
            onChange={(option) => save({ ...query, frame: option?.value })}
          />
        </InlineField>
      )}
      <Form
        fields={question.form}
        query={query}
        defaults={defaults}
        source={datasource}
        prefix={ids.editor(query.refId)}
        onChange={save}
      />
      {problem !== null && (
        <Alert severity="warning" title="This query cannot be asked yet">
          {problem}
        </Alert>
      )}
      {problem === null && <Empty query={query} data={data} />}
    </div>
  );
}
