import * as v from 'valibot';
import { baseEntries, nameSchema, namesSchema } from './common';

const SHAPES = ['table', 'curves', 'trend', 'history', 'summary', 'alert'] as const;
const VALUES = ['latest', 'change', 'age'] as const;

export const pointsSchema = v.object({
  kind: v.literal('points'),
  ...baseEntries,
  metrics: v.optional(namesSchema, ['ttft_p99']),
  shape: v.optional(v.picklist(SHAPES), 'table'),
  x: v.optional(nameSchema, 'load'),
  groupBy: v.optional(namesSchema),
  dimensions: v.optional(namesSchema),
  /** The one number of an alert: of the newest run, its change against the build before, or seconds since it. */
  value: v.optional(v.picklist(VALUES), 'latest'),
  legend: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
});

export type PointsQuery = v.InferOutput<typeof pointsSchema>;
