import type { FormField } from '../../core/query/definition';
import type { PrismDataSource } from '../../datasource';
import type { PrismQuery } from '../../types';

/** What every kind of form field gets. `id` belongs on the control that the label names. */
export interface FieldProps {
  readonly field: FormField;
  readonly id: string;
  readonly query: PrismQuery;
  readonly value: unknown;
  readonly source: PrismDataSource;
  onChange(value: unknown): void;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
