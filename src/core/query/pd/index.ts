import * as v from 'valibot';
import type { Frame } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { axisTables } from '../axis';
import { baseEntries, FILTERS_FIELD, LIMIT_FIELD, limitRows, nameSchema } from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { QueryDefinition } from '../definition';
import { ALL, filterTables } from '../filters';
import { metricOf } from '../names';
import { DENOMINATOR_METRICS, denominatorsFrame, ratioFrame } from './at-load';
import { byLoadFrame } from './by-load';
import { curvesFrames, frontierFrame, isoFrame } from './planes';
import { sidesOf, type Sides } from './sides';

const FRAMES = ['curves', 'frontier', 'iso', 'by_load', 'ratio', 'denominators'] as const;

export const pdSchema = v.object({
  kind: v.literal('pd'),
  ...baseEntries,
  frame: v.optional(v.picklist(FRAMES)),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  at: v.optional(v.pipe(v.array(v.number()), v.maxLength(1000)), [10, 20, 30, 40, 50, 60]),
  load_metric: v.optional(nameSchema, 'output_token_throughput'),
  /** Left out, or All of a variable: the highest load that both sides have. */
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

const ANSWERS: Readonly<Record<(typeof FRAMES)[number], (query: PdQuery, sides: Sides, data: Data) => Frame[]>> = {
  curves: (query, sides) => curvesFrames(sides, query.x, query.y),
  frontier: (query, sides) => [frontierFrame(sides, query.x, query.y)],
  iso: (query, sides) => [isoFrame(sides, query.x, query.y, query.at)],
  by_load: (query, sides) => [byLoadFrame(sides, query.load_metric)],
  ratio: (query, sides, data) => [ratioFrame(sides, data, query.y, query.load)],
  denominators: (query, sides, data) => [denominatorsFrame(sides, data, query.load)],
};

const PLANE = ['curves', 'frontier', 'iso'];

export const pd: QueryDefinition<PdQuery> = {
  kind: 'pd',
  title: 'Prefill/decode comparison',
  question: 'Does prefill/decode disaggregation pay at equal GPUs?',
  frames: [
    { name: 'curves', label: 'Curves (XY chart)', description: 'Points and frontier of each side.' },
    { name: 'frontier', label: 'Frontier', description: 'The points of both frontiers.' },
    { name: 'iso', label: 'At equal x', description: 'Both frontiers at given x and their ratio.' },
    { name: 'by_load', label: 'By load', description: 'Best of each side at equal load, with the crossover.' },
    { name: 'ratio', label: 'Ratio grid', description: 'Prefill by decode replicas at one load.' },
    {
      name: 'denominators',
      label: 'Denominators',
      description: 'Throughput per all, prefill and decode GPUs at one load.',
    },
  ],
  schema: pdSchema,
  form: [
    {
      name: 'x',
      kind: 'metric',
      label: 'X axis',
      help: 'What both sides are held equal on.',
      when: { name: 'frame', in: PLANE },
    },
    {
      name: 'y',
      kind: 'metric',
      label: 'Y axis',
      help: 'What is compared.',
      when: { name: 'frame', in: [...PLANE, 'ratio'] },
    },
    {
      name: 'at',
      kind: 'numbers',
      label: 'At',
      help: 'Values of x, in base units.',
      when: { name: 'frame', in: ['iso'] },
    },
    {
      name: 'load_metric',
      kind: 'metric',
      label: 'Best by',
      help: 'The metric on which the best configuration of each side is chosen and compared.',
      when: { name: 'frame', in: ['by_load'] },
    },
    {
      name: 'load',
      kind: 'number',
      label: 'Load',
      help: 'Empty: the highest load that both sides have.',
      when: { name: 'frame', in: ['ratio', 'denominators'] },
    },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...metricTables([query.load_metric, 'ttft_mean', 'tpot_mean', ...DENOMINATOR_METRICS].map(metricOf)),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
  ],
  run(query, data, context) {
    const sides = sidesOf(data, query.filters);
    return FRAMES.filter((name) => query.frame === undefined || query.frame === name)
      .reduce<Frame[]>((all, name) => all.concat(ANSWERS[name](query, sides, data)), [])
      .map((frame) => limitRows(frame, query.limit, context));
  },
};
