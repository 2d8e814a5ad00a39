import type { FieldValue, FrameJson } from '../../src/core/frames/frame';
import { UsageError } from '../io';

export type FrameField = FrameJson['schema']['fields'][number];

/** A column of a table that is written out: a field of a frame with its values. */
export interface OutputColumn {
  /** The field's name, with its labels where it has any. */
  readonly name: string;
  readonly field: FrameField;
  readonly values: readonly FieldValue[];
}

function nameOf({ name, labels }: FrameField): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? name : `${name} {${pairs.join(', ')}}`;
}

export function columnsOf(frame: FrameJson): OutputColumn[] {
  return frame.schema.fields.map((field, index) => ({
    name: nameOf(field),
    field,
    values: frame.data.values[index] ?? [],
  }));
}

/**
 * All frames as one table, for formats that hold one only. Frames of equal columns are put under each other behind a column
 * `frame`. Throws UsageError where their columns differ.
 */
export function oneTable(frames: readonly FrameJson[], format: string): OutputColumn[] {
  if (frames.length <= 1) {
    return frames.length === 0 ? [] : columnsOf(frames[0]);
  }
  const names = (frame: FrameJson): string => JSON.stringify(frame.schema.fields.map(({ name, type }) => [name, type]));
  if (frames.some((frame) => names(frame) !== names(frames[0]))) {
    const offered = Array.from(new Set(frames.map(({ schema }) => schema.name))).join(', ');
    throw new UsageError(
      `${format} holds one table, and the answer has frames of different columns (${offered}); ask for one with "frame", or use --format json`
    );
  }
  const first: OutputColumn = {
    name: 'frame',
    field: { name: 'frame', type: 'string', config: {} },
    values: frames.flatMap((frame) => (frame.data.values[0] ?? []).map(() => frame.schema.name)),
  };
  return [
    first,
    ...frames[0].schema.fields.map((field, index) => ({
      name: field.name,
      field,
      values: frames.flatMap((frame) => frame.data.values[index] ?? []),
    })),
  ];
}

export function rowCount(columns: readonly OutputColumn[]): number {
  return columns.length === 0 ? 0 : columns[0].values.length;
}
