import { numberField, textField } from '../../frames/field';
import type { Field, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { TableName } from '../../model/catalog';
import { textAt } from '../../model/table';
import { axisTables, axisValues } from '../axis';
import { counted, FILTERS_FIELD, info, LIMIT_FIELD, limitRows, PRICES_FIELD } from '../common';
import { dimensionTables, metricTables, type Data } from '../data';
import type { FormField, QueryDefinition } from '../definition';
import { filterTables, selectStages } from '../filters';
import { metricOf } from '../names';
import { metricColumnConfig } from '../verdicts';
import { SLO_FIELDS, sloNotice, sloOf, type Slo } from '../slo';
import { alertFrame } from './alert';
import { attainmentFrame, attainmentRows, termsOf } from './attainment';
import { capacityCurves, type Builds } from './curves';
import { capacitySchema, type CapacityQuery } from './query';
import { capacityRows, type Row } from './rows';
import { verdictFrame } from './verdict';

/** What tells whose the requests of a file are, and how long they took. */
const REQUEST_TABLES: readonly TableName[] = [
  'objects',
  ...metricTables(['requests_total', 'requests_success', 'duration'].map(metricOf)),
];

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
        { ...metricColumnConfig(Object.keys(sloOf(query)).map(metricOf)), displayNameFromDS: 'Binding' }
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

/** Points of the frame of single requests. Throws QueryError before anything is read. */
function rowsOfRequests(query: CapacityQuery, data: Data): Int32Array {
  termsOf(sloOf(query));
  return attainmentRows(data, selectStages(data, query.filters));
}

function frameOf(query: CapacityQuery, data: Data, slo: Slo, found: ReturnType<typeof capacityCurves>): Frame {
  if (query.frame === 'alert') {
    return alertFrame(data, found.families, [sloNotice(slo)]);
  }
  const rows = capacityRows(query, slo, found);
  const notices = [sloNotice(slo), ...olderNotices(found.families)];
  return query.frame === 'verdict' ? verdictFrame(data, rows, slo, notices) : capacityFrame(query, data, rows, notices);
}

/** A value at a target stands in the table of configurations alone; copies for a demand in the words of the verdict too. */
const TARGET_FIELDS: readonly FormField[] = [
  {
    name: 'at',
    kind: 'number',
    label: 'At',
    help: 'A value of x at which y is given, for example an interactivity.',
    when: { name: 'frame', in: ['capacity'] },
  },
  {
    name: 'x',
    kind: 'metric',
    label: 'X axis',
    help: 'What the value is given at.',
    when: { name: 'frame', in: ['capacity'] },
  },
  {
    name: 'y',
    kind: 'metric',
    label: 'Y axis',
    help: 'What is given there.',
    when: { name: 'frame', in: ['capacity'] },
  },
  {
    name: 'demand',
    kind: 'number',
    label: 'Demand',
    help: 'Load to be served: the GPUs for it are counted.',
    when: { name: 'frame', in: ['capacity', 'verdict'] },
  },
  {
    name: 'headroom',
    kind: 'number',
    label: 'Headroom',
    help: 'Share of the capacity that is kept free, 0.2 when left out.',
    when: { name: 'frame', in: ['capacity', 'verdict'] },
  },
];

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
    { name: 'verdict', label: 'Verdict', description: 'One row: which configuration carries the most, in words.' },
    {
      name: 'attainment',
      label: 'Attainment (exact)',
      description:
        'One row a load point with a file of its single requests: share and rate of the requests within the SLO, counted over them.',
    },
  ],
  schema: capacitySchema,
  form: [...SLO_FIELDS, ...TARGET_FIELDS, FILTERS_FIELD, PRICES_FIELD, LIMIT_FIELD],
  tables: (query): TableName[] => [
    ...metricTables(Object.keys(sloOf(query)).map(metricOf)),
    ...axisTables(query.x),
    ...axisTables(query.y),
    ...filterTables(query.filters),
    ...dimensionTables('workload'),
    ...(query.frame === 'attainment' ? REQUEST_TABLES : []),
  ],
  requestRows: (query, data) => (query.frame === 'attainment' ? rowsOfRequests(query, data) : new Int32Array(0)),
  run(query, data, context, requests) {
    const slo = sloOf(query);
    if (query.frame === 'attainment') {
      return [limitRows(attainmentFrame(data, slo, requests), query.limit, context)];
    }
    const found = capacityCurves(data, selectStages(data, query.filters), slo);
    return [limitRows(frameOf(query, data, slo, found), query.limit, context)];
  },
};
