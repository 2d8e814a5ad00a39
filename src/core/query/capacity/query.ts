import * as v from 'valibot';
import { baseEntries, nameSchema } from '../common';
import { sloEntries } from '../slo';

const FRAMES = ['capacity', 'alert', 'verdict', 'attainment'] as const;

export const capacitySchema = v.object({
  kind: v.literal('capacity'),
  ...baseEntries,
  ...sloEntries,
  frame: v.optional(v.picklist(FRAMES), 'capacity'),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  at: v.optional(v.number()),
  /** Load to be served, in the unit of the load. */
  demand: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Share of the capacity that is kept free. */
  headroom: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.2),
});

export type CapacityQuery = v.InferOutput<typeof capacitySchema>;
