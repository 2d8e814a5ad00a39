import { attainment, windowOf, type Attainment, type RequestLimits } from '../../analysis/attainment';
import { numberField, textField } from '../../frames/field';
import type { FieldConfig, Frame, Notice } from '../../frames/frame';
import { inWords } from '../../frames/words';
import { metricTitle } from '../../model/metric-id';
import { GRAFANA_UNIT } from '../../model/units';
import { REQUEST_TERMS, type PointRequests, type RequestsByRow, type RequestTerm } from '../../model/requests';
import { numberAt, textAt } from '../../model/table';
import { counted, info } from '../common';
import type { Data } from '../data';
import { QueryError } from '../definition';
import { metricOf } from '../names';
import type { Slo } from '../slo';

/** The limits of an SLO that a single request can be held to. */
interface Terms {
  readonly limits: RequestLimits;
  /** The metric of the SLO that each limit stands in. */
  readonly metrics: ReadonlyMap<RequestTerm, string>;
  /** Metrics that are figures of a whole run. */
  readonly left: readonly string[];
}

const isTerm = (base: string): base is RequestTerm => (REQUEST_TERMS as readonly string[]).includes(base);

/**
 * A request has one TTFT, so the statistic of a limit falls away. Throws QueryError where two limits then are on the same
 * figure, and where none is left.
 */
export function termsOf(slo: Slo): Terms {
  const limits = new Map<RequestTerm, number>();
  const metrics = new Map<RequestTerm, string>();
  const left: string[] = [];
  Object.keys(slo).forEach((id) => {
    const { base } = metricOf(id);
    if (!isTerm(base.id)) {
      left.push(id);
      return;
    }
    const before = metrics.get(base.id);
    if (before !== undefined) {
      throw new QueryError(
        `A request has one ${base.title}: ${before} and ${id} cannot both be limits of single requests. Leave one out.`
      );
    }
    limits.set(base.id, slo[id]);
    metrics.set(base.id, id);
  });
  if (limits.size === 0) {
    throw new QueryError(
      `Single requests can be held to limits on ${REQUEST_TERMS.join(', ')}; the SLO has none of them. For example {"ttft_p99": 2}.`
    );
  }
  return { limits, metrics, left };
}

/** Load points by configuration, then load, then run: the order in which they are read and shown. */
export function attainmentRows(data: Data, selected: Int32Array): Int32Array {
  const [config, run] = ['config', 'run'].map((id) => data.dimension(id));
  const load = data.dimension('load');
  const text = (column: typeof config, row: number): string => textAt(column, row) ?? '';
  const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  const rows = Array.from(selected);
  rows.sort(
    (a, b) =>
      compare(text(config, a), text(config, b)) ||
      numberAt(load, a) - numberAt(load, b) ||
      compare(text(run, a), text(run, b))
  );
  return Int32Array.from(rows);
}

/** One load point. NaN and null: not to be had, and `reason` says why. */
interface Row {
  readonly row: number;
  readonly counts: Attainment | null;
  readonly goodput: number;
  readonly binding: string | null;
  readonly path: string | null;
  readonly reason: string;
}

/** The limit that most requests miss, `error_rate` where more fail than miss any; null where all meet the SLO. */
function bindingOf({ failed, missed }: Attainment, metrics: Terms['metrics']): string | null {
  let [most, binding]: [number, string | null] = [failed, failed > 0 ? 'error_rate' : null];
  missed.forEach((count, term) => {
    if (count > most) {
      [most, binding] = [count, metrics.get(term) ?? term];
    }
  });
  return binding;
}

/** Limits of which not one answered request says the figure. */
function lacking({ requests, failed, unknown }: Attainment): RequestTerm[] {
  return Array.from(unknown.keys()).filter((term) => requests > failed && unknown.get(term) === requests - failed);
}

const titles = (terms: readonly RequestTerm[], { metrics }: Terms): string =>
  terms.map((term) => metricOf(metrics.get(term) as string).base.title).join(', ');

function rowOf(data: Data, row: number, found: Exclude<PointRequests, { kind: 'none' }>, terms: Terms): Row {
  const none = { row, counts: null, goodput: NaN, binding: null, path: found.path };
  if (found.kind === 'unusable') {
    return { ...none, reason: found.reason };
  }
  const counts = attainment(found.requests, terms.limits);
  const without = lacking(counts);
  if (without.length > 0) {
    return { ...none, reason: `no request says its ${titles(without, terms)}` };
  }
  const measured = data.metric(metricOf('duration'))[row];
  const seconds = measured > 0 ? measured : windowOf(found.requests);
  const partly = Array.from(counts.unknown.keys()).filter((term) => (counts.unknown.get(term) ?? 0) > 0);
  return {
    row,
    counts,
    goodput: counts.met / seconds,
    binding: bindingOf(counts, terms.metrics),
    path: found.path,
    reason: [
      Number.isNaN(seconds) ? 'nothing says how long the measurement was' : '',
      ...partly.map(
        (term) =>
          `${counted(counts.unknown.get(term) ?? 0, 'request')} without ${titles([term], terms)} counted as missed`
      ),
    ]
      .filter((part) => part !== '')
      .join('; '),
  };
}

function notices(rows: readonly Row[], without: number, { limits, metrics, left }: Terms): Notice[] {
  const said = Array.from(limits, ([term, limit]) => {
    const metric = metricOf(metrics.get(term) as string);
    return `${metric.base.title} up to ${inWords(metric, limit)}`;
  });
  const missing = rows.filter(({ counts }) => counts === null).length;
  return [
    info(`Every request by itself: ${said.join(', ')}. A failed request meets no limit.`),
    ...(left.length === 0
      ? []
      : [info(`${left.map((id) => metricTitle(metricOf(id))).join(', ')} is of a whole run, and left out here.`)]),
    ...(missing === 0 ? [] : [info(`${counted(missing, 'load point')} without figures: the last column says why.`)]),
    ...(without === 0
      ? []
      : [
          info(
            `${counted(without, 'load point')} left out: no file keeps their single requests. The other frames estimate.`
          ),
        ]),
  ];
}

/**
 * Attainment and goodput counted over single requests, one row a load point of which a file keeps them. Unlike `goodput` and `goodput_ratio`, which are
 * the tool's own under the tool's own limits, and `max_load`, which is interpolated on statistics: hence other names.
 */
export function attainmentFrame(data: Data, slo: Slo, requests: RequestsByRow): Frame {
  const terms = termsOf(slo);
  const rows: Row[] = [];
  requests.forEach((found, row) => {
    if (found.kind !== 'none') {
      rows.push(rowOf(data, row, found, terms));
    }
  });
  const gpus = data.dimension('gpus');
  const dimension = (id: string) =>
    textField(
      id,
      rows.map(({ row }) => textAt(data.dimension(id), row))
    );
  const number = (name: string, pick: (row: Row) => number | undefined, config: FieldConfig) =>
    numberField(
      name,
      Float64Array.from(rows, (row) => pick(row) ?? NaN),
      config
    );
  const share = ({ counts }: Row): number => (counts === null ? NaN : counts.met / counts.requests);
  return {
    name: 'attainment',
    meta: { type: 'table', notices: notices(rows, requests.size - rows.length, terms) },
    fields: [
      ...['config', 'workload', 'load_type'].map(dimension),
      number('load', ({ row }) => numberAt(data.dimension('load'), row), { displayNameFromDS: 'Load' }),
      dimension('run'),
      number('requests', ({ counts }) => counts?.requests, {
        displayNameFromDS: 'Requests',
        description: 'Measured requests in the file, failed ones included.',
      }),
      number('met', ({ counts }) => counts?.met, {
        displayNameFromDS: 'Within the SLO',
        description: 'Requests that were answered within every limit.',
      }),
      number('attainment_exact', share, {
        displayNameFromDS: 'Attainment (exact)',
        description: 'Share of all measured requests within every limit, counted one by one.',
        unit: GRAFANA_UNIT.fraction,
        decimals: 1,
        min: 0,
        max: 1,
      }),
      number('goodput_exact', ({ goodput }) => goodput, {
        displayNameFromDS: 'Goodput (exact)',
        description: 'Requests within every limit / seconds of the measured window, counted one by one.',
        unit: GRAFANA_UNIT.requests_per_second,
      }),
      number('goodput_exact_per_gpu', ({ row, goodput }) => goodput / numberAt(gpus, row), {
        displayNameFromDS: 'Goodput per GPU (exact)',
        unit: GRAFANA_UNIT.requests_per_second,
      }),
      textField(
        'binding',
        rows.map(({ binding }) => binding),
        { displayNameFromDS: 'Binding', description: 'The limit that most requests miss.' }
      ),
      textField(
        'path',
        rows.map(({ path }) => path),
        { displayNameFromDS: 'Requests in' }
      ),
      textField(
        'reason',
        rows.map(({ reason }) => (reason === '' ? null : reason)),
        { displayNameFromDS: 'Why' }
      ),
    ],
  };
}
