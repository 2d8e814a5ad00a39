/** Frames as the rest of the core builds them, and their JSON as Grafana's `dataFrameFromJSON` and Go SDK read it. */

export type FieldValue = string | number | boolean | null;

/** Grafana's FieldConfig, the part that the core fills. */
export interface FieldConfig {
  displayNameFromDS?: string;
  description?: string;
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  links?: DataLink[];
  thresholds?: { mode: 'absolute'; steps: Array<{ value: number | null; color: string }> };
  mappings?: Array<Record<string, unknown>>;
  color?: { mode: string; fixedColor?: string };
  custom?: Record<string, unknown>;
  noValue?: string;
}

export interface DataLink {
  title: string;
  url: string;
  targetBlank?: boolean;
  /** Leads to Explore with a query, in which Grafana fills variables of the cell; `url` is empty then. */
  internal?: { datasourceUid: string; datasourceName: string; query: Record<string, unknown> };
}

/**
 * A column of a frame. Numbers may come as a Float64Array in which NaN is missing; everywhere else missing is null. A time
 * field holds ms since the epoch.
 */
export interface Field {
  readonly name: string;
  readonly type: 'string' | 'number' | 'time' | 'boolean';
  readonly values: Float64Array | readonly FieldValue[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly config: FieldConfig;
}

export interface Notice {
  severity: 'info' | 'warning' | 'error';
  text: string;
}

export interface FrameMeta {
  type?: 'numeric-long' | 'timeseries-multi' | 'timeseries-wide' | 'histogram' | 'table';
  typeVersion?: [number, number];
  notices?: Notice[];
  executedQueryString?: string;
  stats?: Array<{ displayName: string; value: number; unit?: string }>;
  preferredVisualisationType?: string;
  uniqueRowIdFields?: number[];
  custom?: Record<string, unknown>;
}

export interface Frame {
  readonly name: string;
  readonly meta: FrameMeta;
  readonly fields: readonly Field[];
}

/** The type of a field as the Go SDK calls it; without it the SDK reads no frame. */
export interface TypeInfo {
  frame: 'string' | 'float64' | 'time' | 'bool';
  nullable: boolean;
}

export interface FrameJson {
  schema: {
    name: string;
    refId?: string;
    meta: FrameMeta;
    fields: Array<{
      name: string;
      type: Field['type'];
      /** Given by `toJson`; readers in JavaScript need none. */
      typeInfo?: TypeInfo;
      labels?: Record<string, string>;
      config: FieldConfig;
    }>;
  };
  data: { values: FieldValue[][] };
}

/** Rows of a frame: the length of its fields, 0 without any. */
export function rowsOf(frame: Frame): number {
  return frame.fields.length === 0 ? 0 : frame.fields[0].values.length;
}

function encode(values: Field['values']): FieldValue[] {
  const encoded: FieldValue[] = new Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    encoded[index] = typeof value === 'number' && !Number.isFinite(value) ? null : value;
  }
  return encoded;
}

const GO_TYPES = { string: 'string', number: 'float64', time: 'time', boolean: 'bool' } as const;

function isMissing(value: FieldValue): boolean {
  return value === null || (typeof value === 'number' && !Number.isFinite(value));
}

/** Times are nullable only where one is missing: alert rules and expressions take no nullable time as the time of a series. */
function typeInfo({ type, values }: Field): TypeInfo {
  return { frame: GO_TYPES[type], nullable: type !== 'time' || Array.prototype.some.call(values, isMissing) };
}

/** What frame JSON says of a frame besides its values. */
export function schemaOf(frame: Frame, refId?: string): FrameJson['schema'] {
  return {
    name: frame.name,
    ...(refId === undefined ? {} : { refId }),
    meta: frame.meta,
    fields: frame.fields.map((field) => ({
      name: field.name,
      type: field.type,
      typeInfo: typeInfo(field),
      ...(field.labels === undefined ? {} : { labels: { ...field.labels } }),
      config: field.config,
    })),
  };
}

/** Frame JSON. NaN and the infinities become null, since JSON has neither. */
export function toJson(frame: Frame, refId?: string): FrameJson {
  return {
    schema: schemaOf(frame, refId),
    data: { values: frame.fields.map((field) => encode(field.values)) },
  };
}

/** The frame with more notices after its own. */
export function withNotices(frame: Frame, notices: readonly Notice[]): Frame {
  return notices.length === 0
    ? frame
    : { ...frame, meta: { ...frame.meta, notices: [...(frame.meta.notices ?? []), ...notices] } };
}
