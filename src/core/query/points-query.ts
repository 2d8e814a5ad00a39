import * as v from 'valibot';
import { baseEntries, nameSchema, namesSchema } from './common';

const SHAPES = ['table', 'curves', 'trend', 'history', 'summary'] as const;

export const pointsSchema = v.object({
  kind: v.literal('points'),
  ...baseEntries,
  metrics: v.optional(namesSchema, ['ttft_p99']),
  shape: v.optional(v.picklist(SHAPES), 'table'),
  x: v.optional(nameSchema, 'load'),
  groupBy: v.optional(namesSchema),
  dimensions: v.optional(namesSchema),
  legend: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
});

export type PointsQuery = v.InferOutput<typeof pointsSchema>;
