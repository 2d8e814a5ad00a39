import type { Frame } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { axisTables } from '../axis';
import { FILTERS_FIELD, LIMIT_FIELD, limitRows, PRICES_FIELD } from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables } from '../filters';
import { metricOf } from '../names';
import { SLO_FIELDS, sloOf } from '../slo';
import { alertFrame } from './alert';
import { DENOMINATOR_METRICS, denominatorsFrame, ratioFrame } from './at-load';
import { byLoadFrame } from './by-load';
import { ladderBarsFrame, ladderFrame, ROLE_METRICS } from './ladder';
import { curvesFrames, frontierFrame, isoFrame } from './planes';
import { FRAMES, pdSchema, type PdFrame, type PdQuery } from './query';
import { LENGTH_METRICS, recommendationFrame } from './recommendation';
import { rolesFrame, SERVER_METRICS } from './roles';
import { sidesOf, type Sides } from './sides';
import { sloBarsFrame, sloFrame } from './slo';

const ANSWERS: Readonly<Record<PdFrame, (query: PdQuery, sides: Sides, data: Data) => Frame[]>> = {
  curves: (query, sides) => curvesFrames(sides, query.x, query.y),
  frontier: (query, sides) => [frontierFrame(sides, query.x, query.y)],
  iso: (query, sides) => [isoFrame(sides, query.x, query.y, query.at)],
  by_load: (query, sides) => [byLoadFrame(sides, query.load_metric, query.stat)],
  ratio: (query, sides, data) => [ratioFrame(sides, data, query.y, query.load)],
  denominators: (query, sides, data) => [denominatorsFrame(sides, data, query.load)],
  slo: (query, sides) => [sloFrame(sides, sloOf(query))],
  slo_bars: (query, sides) => [sloBarsFrame(sides, sloOf(query))],
  ladder: (query, sides, data) => [ladderFrame(sides, data, query.y, query.stat, query.load)],
  ladder_bars: (query, sides, data) => [ladderBarsFrame(sides, data, query.y, query.stat, query.load)],
  roles: (query, sides) => [rolesFrame(sides, query.load)],
  recommendation: (query, sides, data) => [
    recommendationFrame(sides, data, query.load_metric, query.stat, sloOf(query)),
  ],
  alert: (query, sides, data) => [alertFrame(sides, data, query.load_metric, query.load)],
};

/** Metrics that each frame reads. Only the tables that an answer needs are opened. */
function metricsOf(frame: PdFrame, query: PdQuery): readonly string[] {
  const latencies = [`ttft_${query.stat}`, `tpot_${query.stat}`];
  switch (frame) {
    case 'by_load':
      return [query.load_metric, ...latencies];
    case 'denominators':
      return DENOMINATOR_METRICS;
    case 'slo':
    case 'slo_bars':
      return Object.keys(sloOf(query));
    case 'ladder':
    case 'ladder_bars':
      return [...latencies, ...ROLE_METRICS];
    case 'roles':
      return SERVER_METRICS;
    case 'recommendation':
      return [query.load_metric, ...latencies, ...ROLE_METRICS, ...LENGTH_METRICS, ...Object.keys(sloOf(query))];
    case 'alert':
      return [query.load_metric];
    default:
      return [];
  }
}

const framesOf = (query: PdQuery): readonly PdFrame[] => (query.frame === undefined ? FRAMES : [query.frame]);

const PLANE = ['curves', 'frontier', 'iso'];
const LADDER = ['ladder', 'ladder_bars'];
const SLO = ['slo', 'slo_bars', 'recommendation'];

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
    { name: 'slo', label: 'Within the SLO', description: 'Most load within the SLO, best of each side.' },
    {
      name: 'slo_bars',
      label: 'Within the SLO (bar chart)',
      description: 'Most load within the SLO per GPU, every configuration.',
    },
    {
      name: 'ladder',
      label: 'Ratio ladder',
      description: 'What each prefill:decode ratio reaches at one load, and which side binds.',
    },
    {
      name: 'ladder_bars',
      label: 'Ratios (bar chart)',
      description: 'Each ratio against the best aggregated configuration.',
    },
    {
      name: 'roles',
      label: 'Roles',
      description: 'KV transfer, prefix cache, queues and use of each role at one load.',
    },
    {
      name: 'recommendation',
      label: 'Recommendation',
      description: 'What to do for each class of workload, on what evidence, with what doubt.',
    },
    {
      name: 'alert',
      label: 'Alert',
      description: 'One row a workload, number of GPUs and load with one number: the lead of P/D.',
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
      when: { name: 'frame', in: [...PLANE, ...LADDER, 'ratio'] },
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
      when: { name: 'frame', in: ['by_load', 'recommendation', 'alert'] },
    },
    {
      name: 'stat',
      kind: 'stat',
      label: 'Statistic',
      help: 'Of TTFT and TPOT, mean when left out.',
      when: { name: 'frame', in: ['by_load', 'recommendation', ...LADDER] },
    },
    ...SLO_FIELDS.map((field) => ({ ...field, when: { name: 'frame', in: SLO } })),
    {
      name: 'load',
      kind: 'number',
      label: 'Load',
      help: 'Empty: the highest load that both sides have; for alerts every load.',
      when: { name: 'frame', in: ['ratio', 'denominators', 'roles', 'alert', ...LADDER] },
    },
    FILTERS_FIELD,
    PRICES_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...metricTables(
      framesOf(query)
        .reduce<string[]>((all, frame) => all.concat(metricsOf(frame, query)), [])
        .map(metricOf)
    ),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
  ],
  run(query, data, context) {
    const sides = sidesOf(data, query.filters);
    return framesOf(query)
      .reduce<Frame[]>((all, name) => all.concat(ANSWERS[name](query, sides, data)), [])
      .map((frame) => limitRows(frame, query.limit, context));
  },
};
