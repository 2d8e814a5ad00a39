import * as v from 'valibot';
import { isStat } from '../../model/metric-id';
import { baseEntries, nameSchema } from '../common';
import { ALL } from '../filters';
import { sloEntries } from '../slo';

export const FRAMES = [
  'curves',
  'frontier',
  'iso',
  'by_load',
  'ratio',
  'denominators',
  'slo',
  'slo_bars',
  'ladder',
  'ladder_bars',
  'roles',
  'recommendation',
  'alert',
] as const;

export type PdFrame = (typeof FRAMES)[number];

export const pdSchema = v.object({
  kind: v.literal('pd'),
  ...baseEntries,
  ...sloEntries,
  frame: v.optional(v.picklist(FRAMES)),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  at: v.optional(v.pipe(v.array(v.number()), v.maxLength(1000)), [10, 20, 30, 40, 50, 60]),
  load_metric: v.optional(nameSchema, 'output_token_throughput'),
  /** Statistic of TTFT and TPOT beside what is compared. */
  stat: v.optional(v.pipe(v.string(), v.check(isStat, 'no statistic: mean, p50, p99 and the like')), 'mean'),
  /** Left out, or All of a variable: the highest load that both sides have; for alerts every load. */
  load: v.optional(
    v.union([
      v.number(),
      v.pipe(
        v.literal(ALL),
        v.transform(() => undefined)
      ),
    ])
  ),
});

export type PdQuery = v.InferOutput<typeof pdSchema>;
