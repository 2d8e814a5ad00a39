import * as v from 'valibot';
import type { Direction } from '../model/metrics';
import type { Metric } from '../model/metric-id';
import { queryPricesSchema } from '../model/prices';
import type { Sign } from '../analysis/pareto';
import type { Frame, Notice } from '../frames/frame';
import { rowsOf, withNotices } from '../frames/frame';
import type { Context } from '../model/request';
import { filterSchema } from './filters';
import type { FormField } from './definition';

/** Version of the query model; `migrate` brings older ones up to it. */
export const QUERY_VERSION = 1;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** Keys that every query has. */
export const baseEntries = {
  version: v.optional(v.number(), QUERY_VERSION),
  filters: v.optional(v.pipe(v.array(filterSchema), v.maxLength(200)), []),
  /** Rows a frame may have; what is cut is said in a notice. */
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000000))),
  /** US dollars a GPU-hour by accelerator, or one number for any, before the prices of the settings. */
  prices: v.optional(queryPricesSchema),
};

export const nameSchema = name;
export const namesSchema = v.pipe(v.array(name), v.maxLength(200));

export const FILTERS_FIELD: FormField = {
  name: 'filters',
  kind: 'filters',
  label: 'Filters',
  help: 'Only points that pass every filter. (none) selects points that lack the dimension.',
};

export const LIMIT_FIELD: FormField = {
  name: 'limit',
  kind: 'number',
  label: 'Limit',
  help: 'Largest number of rows; what is cut is said in a notice. Empty means 10,000.',
};

export const PRICES_FIELD: FormField = {
  name: 'prices',
  kind: 'number',
  label: 'USD per GPU-h',
  help: 'Price of a GPU-hour in US dollars, for metrics of cost. Empty: the prices of the data source.',
};

/** The sign of a direction; `none` counts as more is better, for axes such as token lengths. */
export function signOf(direction: Direction): Sign {
  return direction === 'lower' ? -1 : 1;
}

export function metricSign(metric: Metric): Sign {
  return signOf(metric.base.direction);
}

/** Says how many rows are cut off; nothing where all are shown. */
export function cutNotices(rows: number, most: number): Notice[] {
  return rows <= most
    ? []
    : [
        {
          severity: 'warning',
          text: `Shows the first ${most} of ${rows} rows: narrow the filters or raise the limit.`,
        },
      ];
}

/** Cuts frames to the limit of the query, with a notice that says how much is missing. */
export function limitRows(frame: Frame, limit: number | undefined, context: Context): Frame {
  const most = limit ?? context.limits.rows;
  const rows = rowsOf(frame);
  if (rows <= most) {
    return frame;
  }
  const cut = { ...frame, fields: frame.fields.map((field) => ({ ...field, values: field.values.slice(0, most) })) };
  return withNotices(cut, cutNotices(rows, most));
}

/** `1 point` or `3 points`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

export function info(text: string): Notice {
  return { severity: 'info', text };
}

export function warning(text: string): Notice {
  return { severity: 'warning', text };
}
