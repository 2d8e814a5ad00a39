import * as v from 'valibot';
import { mostLoad, type Capacity } from '../analysis/capacity';
import { interpolateAt } from '../analysis/interpolate';
import { numberField, textField } from '../frames/field';
import type { Frame } from '../frames/frame';
import type { TableName } from '../model/catalog';
import { metricTitle, metricUnit } from '../model/metric-id';
import { textAt } from '../model/table';
import { axisTables, axisValues } from './axis';
import { baseEntries, FILTERS_FIELD, info, LIMIT_FIELD, limitRows, metricSign, nameSchema } from './common';
import { dimensionTables, metricTables, type Data } from './data';
import { QueryError, type QueryDefinition } from './definition';
import { filterTables, selectStages } from './filters';
import { groupMeans } from './group';
import { metricOf } from './names';
import { repeatCells } from './repeats';
import { cellsOfSeries, seriesOf } from './series';

export const capacitySchema = v.object({
  kind: v.literal('capacity'),
  ...baseEntries,
  /** Metric to its limit, in base units. */
  slo: v.optional(v.record(v.string(), v.number()), { ttft_p99: 2, tpot_p99: 0.05 }),
  x: v.optional(nameSchema, 'interactivity'),
  y: v.optional(nameSchema, 'output_token_throughput_per_gpu'),
  at: v.optional(v.number()),
  /** Load to be served, in the unit of the load. */
  demand: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Share of the capacity that is kept free. */
  headroom: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.2),
});

export type CapacityQuery = v.InferOutput<typeof capacitySchema>;

/** What keeps curves apart: the build is averaged over, the load is what is looked for. */
const CURVE = ['config', 'workload', 'load_type'];

interface Row {
  readonly config: string;
  readonly workload: string | null;
  readonly loadType: string | null;
  readonly maxLoad: number;
  readonly perGpu: number;
  readonly binding: string | null;
  readonly value: number;
  readonly gpusNeeded: number;
  readonly reason: string;
}

function reasonOf(capacity: Capacity, query: CapacityQuery): string {
  switch (capacity.kind) {
    case 'within':
      return '';
    case 'all':
      return `at least ${capacity.load}: every measured load meets the SLO`;
    case 'none':
      return `${capacity.binding} is ${Number(capacity.value.toPrecision(4))} at load ${capacity.load} already, above ${query.slo[capacity.binding]}`;
    case 'unmeasured':
      return `${capacity.metric} was not measured`;
  }
}

/** GPUs for a demand: whole copies of the configuration, each loaded up to its capacity less the headroom. */
function gpusNeeded(query: CapacityQuery, maxLoad: number, gpus: number): number {
  return query.demand === undefined || Number.isNaN(maxLoad) || maxLoad <= 0
    ? NaN
    : Math.ceil(query.demand / (maxLoad * (1 - query.headroom))) * gpus;
}

function rowsOf(query: CapacityQuery, data: Data): Row[] {
  const rows = selectStages(data, query.filters);
  const cells = repeatCells(data, rows);
  const series = seriesOf(data, rows, { groupBy: CURVE });
  const members = cellsOfSeries(series, rows, cells.groupOf, cells.count);
  const mean = (id: string): Float64Array => groupMeans(cells, rows, axisValues(data, id).values).means;
  const [loads, gpus, x, y] = ['load', 'gpus', query.x, query.y].map(mean);
  const limits = Object.keys(query.slo).map((id) => ({ metric: metricOf(id), limit: query.slo[id], means: mean(id) }));
  return members.map((own, index) => {
    const order = own.filter((cell) => !Number.isNaN(loads[cell])).sort((a, b) => loads[a] - loads[b]);
    const first = series.grouping.first[index];
    const capacity =
      order.length === 0
        ? null
        : mostLoad(
            order.map((cell) => loads[cell]),
            limits.map(({ metric, limit, means }) => ({
              metric: metric.id,
              limit,
              sign: metricSign(metric),
              values: order.map((cell) => means[cell]),
            }))
          );
    const maxLoad = capacity !== null && capacity.kind === 'within' ? capacity.load : NaN;
    const count = gpus[own[0]];
    const value =
      query.at === undefined
        ? null
        : interpolateAt(
            order.map((cell) => x[cell]),
            order.map((cell) => y[cell]),
            query.at
          );
    return {
      config: textAt(data.dimension('config'), first) ?? '?',
      workload: textAt(data.dimension('workload'), first),
      loadType: textAt(data.dimension('load_type'), first),
      maxLoad,
      perGpu: maxLoad / count,
      binding: capacity !== null && 'binding' in capacity ? capacity.binding : null,
      value: value?.value ?? NaN,
      gpusNeeded: gpusNeeded(query, maxLoad, count),
      reason: capacity === null ? 'no point says its load' : reasonOf(capacity, query),
    };
  });
}

function capacityFrame(query: CapacityQuery, data: Data): Frame {
  if (Object.keys(query.slo).length === 0) {
    throw new QueryError(
      'An SLO needs at least one limit, for example {"ttft_p99": 2}: seconds, as all metrics are in base units.'
    );
  }
  const rows = rowsOf(query, data).sort(
    (a, b) =>
      Number(Number.isNaN(a.maxLoad)) - Number(Number.isNaN(b.maxLoad)) || b.perGpu - a.perGpu || b.maxLoad - a.maxLoad
  );
  const said = Object.keys(query.slo).map(
    (id) =>
      `${metricTitle(metricOf(id))} ${metricSign(metricOf(id)) < 0 ? 'up to' : 'at least'} ${query.slo[id]} (${metricUnit(metricOf(id)).replace('suffix:', '')})`
  );
  return {
    name: 'capacity',
    meta: {
      type: 'table',
      notices: [info(`SLO: ${said.join(', ')}. Linear between measured loads, never beyond them.`)],
    },
    fields: [
      textField(
        'config',
        rows.map(({ config }) => config)
      ),
      textField(
        'workload',
        rows.map(({ workload }) => workload)
      ),
      textField(
        'load_type',
        rows.map(({ loadType }) => loadType)
      ),
      numberField(
        'max_load',
        rows.map(({ maxLoad }) => maxLoad),
        {
          displayNameFromDS: 'Most load',
          description: 'Most load within the SLO, interpolated between measured loads.',
        }
      ),
      numberField(
        'max_load_per_gpu',
        rows.map(({ perGpu }) => perGpu),
        { displayNameFromDS: 'Most load per GPU' }
      ),
      textField(
        'binding',
        rows.map(({ binding }) => binding),
        { displayNameFromDS: 'Binding' }
      ),
      axisValues(data, query.y).field(
        Float64Array.from(rows, ({ value }) => value),
        'value'
      ),
      numberField(
        'gpus_needed',
        rows.map((row) => row.gpusNeeded),
        {
          displayNameFromDS: 'GPUs needed',
          description: 'Whole copies of the configuration for the demand, headroom kept free.',
        }
      ),
      textField(
        'reason',
        rows.map(({ reason }) => reason),
        { displayNameFromDS: 'Why' }
      ),
    ],
  };
}

export const capacity: QueryDefinition<CapacityQuery> = {
  kind: 'capacity',
  title: 'Capacity',
  question: 'How much load fits the SLO?',
  frames: [],
  schema: capacitySchema,
  form: [
    {
      name: 'slo',
      kind: 'slo',
      label: 'SLO',
      help: 'Limits on metrics, in base units: seconds for latencies, fractions for rates of errors.',
    },
    {
      name: 'at',
      kind: 'number',
      label: 'At',
      help: 'A value of x at which y is given, for example an interactivity.',
    },
    { name: 'x', kind: 'metric', label: 'X axis', help: 'What the value is given at.' },
    { name: 'y', kind: 'metric', label: 'Y axis', help: 'What is given there.' },
    { name: 'demand', kind: 'number', label: 'Demand', help: 'Load to be served: the GPUs for it are counted.' },
    {
      name: 'headroom',
      kind: 'number',
      label: 'Headroom',
      help: 'Share of the capacity that is kept free, 0.2 when left out.',
    },
    FILTERS_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...metricTables(Object.keys(query.slo).map(metricOf)),
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
  ],
  run: (query, data, context) => [limitRows(capacityFrame(query, data), query.limit, context)],
};
