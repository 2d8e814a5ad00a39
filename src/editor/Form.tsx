import { InlineField } from '@grafana/ui';
import type { FormField } from '../core/query/definition';
import type { PrismDataSource } from '../datasource';
import type { PrismQuery } from '../types';
import { FIELDS } from './fields';

/** A field is shown where the key that it depends on has one of its values, or has none: all answers are shown then. */
function isShown(field: FormField, query: PrismQuery, defaults: Readonly<Record<string, unknown>>): boolean {
  if (field.when === undefined) {
    return true;
  }
  const held = query[field.when.name] ?? defaults[field.when.name];
  return held === undefined || held === '' || field.when.in.includes(String(held));
}

export interface FormProps {
  readonly fields: readonly FormField[];
  readonly query: PrismQuery;
  /** The query with its defaults, for what is shown in the place of keys that it leaves out. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly source: PrismDataSource;
  readonly prefix: string;
  onChange(query: PrismQuery): void;
}

/** A query's form, drawn from its definition. */
export function Form({ fields, query, defaults, source, prefix, onChange }: FormProps) {
  return (
    <>
      {fields
        .filter((field) => isShown(field, query, defaults))
        .map((field) => {
          const Control = FIELDS[field.kind];
          const id = `${prefix}-${field.name}`;
          return (
            <InlineField key={field.name} label={field.label} tooltip={field.help} labelWidth={16} htmlFor={id}>
              <Control
                field={field}
                id={id}
                query={query}
                value={query[field.name] ?? defaults[field.name]}
                source={source}
                onChange={(value) => onChange({ ...query, [field.name]: value })}
              />
            </InlineField>
          );
        })}
    </>
  );
}
