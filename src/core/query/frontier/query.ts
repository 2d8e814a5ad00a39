import * as v from 'valibot';
import { baseEntries, nameSchema, namesSchema } from '../common';
import { filterSchema } from '../filters';

export const FRAMES = ['table', 'curves', 'layers', 'at', 'area', 'crossovers'] as const;

const DIRECTIONS = ['auto', 'higher', 'lower'] as const;
export type ChosenDirection = (typeof DIRECTIONS)[number];

/** Groups that a query names itself, each selected by filters of its own beside those of the query. */
const groupsSchema = v.pipe(
  v.array(
    v.object({
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
      filters: v.optional(v.pipe(v.array(filterSchema), v.maxLength(200)), []),
    })
  ),
  v.maxLength(50),
  v.check(
    (groups) => new Set(groups.map(({ name }) => name)).size === groups.length,
    'two groups of one name cannot be told apart'
  )
);

export const frontierSchema = v.object({
  kind: v.literal('frontier'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES), 'table'),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  /** Which way is better; `auto` is the direction of the metric. */
  xDirection: v.optional(v.picklist(DIRECTIONS), 'auto'),
  yDirection: v.optional(v.picklist(DIRECTIONS), 'auto'),
  groupBy: v.optional(namesSchema, []),
  groups: v.optional(groupsSchema, []),
  legend: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
  at: v.optional(v.pipe(v.array(v.number()), v.maxLength(1000)), []),
  /** How many layers the frame of layers shows. */
  layers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)), 3),
});

export type FrontierQuery = v.InferOutput<typeof frontierSchema>;
