import * as v from 'valibot';
import type { Capacity } from '../../analysis/capacity';
import { interpolateAt } from '../../analysis/interpolate';
import { numberField, textField } from '../../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { textAt } from '../../model/table';
import { axisTables, axisValues } from '../axis';
import { baseEntries, counted, FILTERS_FIELD, info, LIMIT_FIELD, limitRows, nameSchema, PRICES_FIELD } from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { metricOf } from '../names';
import { SLO_FIELDS, sloEntries, sloNotice, sloOf, type Slo } from '../slo';
import { alertFrame } from './alert';
import { capacityCurves, type Builds, type Curve } from './curves';

const FRAMES = ['capacity', 'alert'] as const;

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

interface Row {
  readonly curve: Curve;
  readonly maxLoad: number;
  readonly perGpu: number;
  readonly binding: string | null;
  readonly value: number;
  readonly gpusNeeded: number;
  readonly reason: string;
}

function reasonOf(capacity: Capacity | null, slo: Slo): string {
  switch (capacity?.kind) {
    case undefined:
      return 'no point says its load';
    case 'within':
      return '';
    case 'all':
      return `at least ${capacity.load}: every measured load meets the SLO`;
    case 'none':
      return `${capacity.binding} is ${Number(capacity.value.toPrecision(4))} at load ${capacity.load} already, against ${slo[capacity.binding]}`;
    case 'unmeasured':
      return `${capacity.metric} was not measured`;
  }
}

/** GPUs for a demand: whole copies of the configuration, each loaded up to its capacity less the headroom. */
function gpusNeeded(query: CapacityQuery, maxLoad: number, gpus: number): number {
  return query.demand === undefined || !(maxLoad > 0)
    ? NaN
    : Math.ceil(query.demand / (maxLoad * (1 - query.headroom))) * gpus;
}

function rowsOf(query: CapacityQuery, slo: Slo, found: ReturnType<typeof capacityCurves>): Row[] {
  const { at } = query;
  const plane = at === undefined ? null : { x: found.mean(query.x), y: found.mean(query.y), at };
  return found.families.map(([curve]) => {
    const { capacity, cells, gpus } = curve;
    const maxLoad = capacity?.kind === 'within' ? capacity.load : NaN;
    const pick = (values: Float64Array): number[] => cells.map((cell) => values[cell]);
    return {
      curve,
      maxLoad,
      perGpu: maxLoad / gpus,
      binding: capacity !== null && 'binding' in capacity ? capacity.binding : null,
      value: (plane === null ? null : interpolateAt(pick(plane.x), pick(plane.y), plane.at))?.value ?? NaN,
      gpusNeeded: gpusNeeded(query, maxLoad, gpus),
      reason: reasonOf(capacity, slo),
    };
  });
}

const byCapacity = (a: Row, b: Row): number =>
  Number(Number.isNaN(a.maxLoad)) - Number(Number.isNaN(b.maxLoad)) || b.perGpu - a.perGpu || b.maxLoad - a.maxLoad;

function capacityFrame(query: CapacityQuery, data: Data, rows: readonly Row[], notices: Notice[]): Frame {
  const text = (id: string): Field =>
    textField(
      id,
      rows.map(({ curve }) => textAt(data.dimension(id), curve.row))
    );
  const number = (name: string, pick: (row: Row) => number, config: FieldConfig): Field =>
    numberField(name, rows.map(pick), config);
  return {
    name: 'capacity',
    meta: { type: 'table', notices },
    fields: [
      ...['config', 'workload', 'load_type'].map(text),
      number('max_load', (row) => row.maxLoad, {
        displayNameFromDS: 'Most load',
        description: 'Most load within the SLO, interpolated between measured loads.',
      }),
      number('max_load_per_gpu', (row) => row.perGpu, { displayNameFromDS: 'Most load per GPU' }),
      textField(
        'binding',
        rows.map(({ binding }) => binding),
        { displayNameFromDS: 'Binding' }
      ),
      axisValues(data, query.y).field(
        Float64Array.from(rows, ({ value }) => value),
        'value'
      ),
      number('gpus_needed', (row) => row.gpusNeeded, {
        displayNameFromDS: 'GPUs needed',
        description: 'Whole copies of the configuration for the demand, headroom kept free.',
      }),
      textField(
        'reason',
        rows.map(({ reason }) => reason),
        { displayNameFromDS: 'Why' }
      ),
    ],
  };
}

function olderNotices(families: readonly Builds[]): Notice[] {
  const older = families.reduce((sum, builds) => sum + builds.length - 1, 0);
  return older === 0
    ? []
    : [
        info(
          `The newest build of each configuration; ${counted(older, 'earlier build')} left out. Filter to see them.`
        ),
      ];
}

export const capacity: QueryDefinition<CapacityQuery> = {
  kind: 'capacity',
  title: 'Capacity',
  question: 'How much load fits the SLO?',
  frames: [
    { name: 'capacity', label: 'Capacity', description: 'One row a configuration: the most load of its newest build.' },
    {
      name: 'alert',
      label: 'Alert',
      description: 'One row a configuration with one number: the change of the most load from the build before.',
    },
  ],
  schema: capacitySchema,
  form: [
    ...SLO_FIELDS,
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
    PRICES_FIELD,
    LIMIT_FIELD,
  ],
  tables: (query): TableName[] => [
    ...metricTables(Object.keys(sloOf(query)).map(metricOf)),
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
  ],
  run(query, data, context) {
    const slo = sloOf(query);
    const found = capacityCurves(data, selectStages(data, query.filters), slo);
    const frame =
      query.frame === 'alert'
        ? alertFrame(data, found.families, [sloNotice(slo)])
        : capacityFrame(query, data, rowsOf(query, slo, found).sort(byCapacity), [
            sloNotice(slo),
            ...olderNotices(found.families),
          ]);
    return [limitRows(frame, query.limit, context)];
  },
};
