import type { Requests } from '../model/requests';
import { number } from './fields';

/** The value of a field in a row; null where it is missing. */
export type FieldValue = (field: string, row: number) => unknown;

/** How the single requests of a producer are read: the fields that the host takes out, and what is made of them. */
export interface RequestRows {
  /** Keys whose texts and arrays the host drops: what was asked and answered never reaches the core. */
  readonly drop: readonly string[];
  readonly fields: readonly string[];
  /** Measured requests by load point; none where the file keeps no single requests. */
  read(value: FieldValue, rows: number): readonly Requests[];
}

/** a - b; null where one is missing. */
export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** Null for none, and where one is no number. */
export function meanOf(values: readonly unknown[]): number | null {
  const numbers = values.map(number).filter((value): value is number => value !== null);
  return numbers.length === 0 || numbers.length < values.length
    ? null
    : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
