import { fragment, type Dimensions, type Fragment, type Metrics } from '../model/record';
import { parseInstant } from '../model/time';
import { Checked } from './checked';
import { at, fields, list, text, type Fields } from './fields';
import { stem } from './file-name';
import type { Format, ReadContext } from './format';
import { datasetOf, flatMetrics, nestedMetrics, prefixed, reportErrors } from './inferencex-agentic';
import { hardwareOf, identityOf, settingsOf, shapeOf, type Shape } from './inferencex-setup';
import { aboveZero, metricSet, product } from './metric-set';

const ID = 'inferencex';

type Generation = 'fixed' | 'agentic-flat' | 'agentic' | 'database';

function generationOf(value: unknown): Generation | null {
  const row = fields(value);
  const has = (key: string): boolean => at(row, key) !== undefined;
  if (row === null || (hardwareOf(at(row, 'hw')) ?? hardwareOf(at(row, 'hardware'))) === null) {
    return null;
  }
  if (fields(at(row, 'request_metrics')) !== null && has('num_requests_total')) {
    return 'agentic';
  }
  if (has('tput_per_gpu')) {
    return has('offload_mode') || has('users') ? 'agentic-flat' : 'fixed';
  }
  return has('conc') && has('framework') && fields(at(row, 'metrics')) !== null ? 'database' : null;
}

/** Accelerator totals. Without a count of accelerators a figure a GPU cannot become a total. */
function throughput(doc: Checked, shape: Shape) {
  const perGpu = (name: string) => doc.rate(name);
  return {
    total_token_throughput: product(perGpu('tput_per_gpu'), shape.gpus),
    // With a decode pool the harness divides output by its GPUs alone, and input by those of prefill.
    output_token_throughput: product(perGpu('output_tput_per_gpu'), shape.decodeGpus ?? shape.gpus),
    input_token_throughput: product(perGpu('input_tput_per_gpu'), shape.prefillGpus ?? shape.gpus),
  };
}

/** The joules of rows without a version of their meaning may be those of one role. */
function energy(row: Fields, doc: Checked, shape: Shape) {
  const isValid = String(at(row, 'power_valid') ?? 1) !== '0' && at(row, 'power_valid') !== false;
  const isWhole = isValid && (!shape.disaggregated || at(row, 'power_metric_schema_version') !== undefined);
  const value = (name: string) => (isWhole ? aboveZero(doc.amount(name)) : null);
  const watts = value('avg_total_gpu_power_w') ?? product(value('avg_power_w'), shape.gpus);
  return {
    power: watts === null ? null : { mean: watts },
    values: {
      energy: value('total_gpu_energy_j'),
      joules_per_output_token: value('joules_per_output_token'),
      joules_per_total_token: value('joules_per_total_token'),
    },
  };
}

function fixedMetrics(row: Fields, doc: Checked, shape: Shape): Metrics {
  const { power, values } = energy(row, doc, shape);
  return metricSet(
    {
      ttft: prefixed(row, doc, 'ttft'),
      tpot: prefixed(row, doc, 'tpot'),
      itl: prefixed(row, doc, 'itl'),
      e2e: prefixed(row, doc, 'e2el'),
      power,
    },
    { ...throughput(doc, shape), ...values }
  );
}

/** `agg_<name>.json` was made from `<name>.json` beside it: the two are one point. */
function madeFrom(path: string): string | null {
  const name = stem(path);
  return name.startsWith('agg_') ? `${name.slice(4)}.json#0` : null;
}

/** Only the database gives a time, and of it only the day. */
function startedAt(row: Fields, generation: Generation, context: ReadContext): number | null {
  const day = generation === 'database' ? text(at(row, 'date')) : null;
  return day === null ? null : (parseInstant(day, context.zoneOffsetMinutes)?.ms ?? null);
}

function readRow(
  value: Fields,
  generation: Generation,
  source: Fragment['source'],
  index: number,
  context: ReadContext
) {
  const isSingle = index < 0;
  const row: Fields = generation === 'database' ? { ...value, ...fields(at(value, 'metrics')) } : value;
  const doc = new Checked(row, source.path);
  const shape = shapeOf(row, doc);
  const isAgentic = generation === 'agentic' || generation === 'agentic-flat';
  const metrics =
    generation === 'agentic'
      ? nestedMetrics(doc)
      : generation === 'agentic-flat'
        ? flatMetrics(row, doc, shape.gpus)
        : fixedMetrics(row, doc, shape);
  if (generation === 'agentic') {
    reportErrors(row, doc);
  }
  const concurrency = aboveZero(doc.amount('conc')) ?? aboveZero(doc.amount('users'));
  const name = stem(source.path).replace(/^agg_/, '');
  const dimensions: Dimensions = {
    ...identityOf(row, shape),
    tool: ID,
    dataset: isAgentic ? datasetOf(row) : null,
    isl: isAgentic ? null : aboveZero(doc.amount('isl')),
    osl: isAgentic ? null : aboveZero(doc.amount('osl')),
    load_type: concurrency === null ? null : 'concurrency',
    concurrency,
    started_at: startedAt(row, generation, context),
    run: isSingle && source.document === 0 ? name : `${name} #${Math.max(index, 0) + source.document}`,
    synthetic: /(^|[/_.-])mock([/_.-]|$)/i.test(source.path) ? 'true' : null,
  };
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    formatVersion: generation,
    runKey: `${source.path}#${source.document}.${Math.max(index, 0)}`,
    madeFrom: isSingle && generation === 'fixed' ? madeFrom(source.path) : null,
    dimensions,
    metrics,
    components: shape.components,
    settings: settingsOf(row),
    issues: doc.issues,
  });
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  const rows = Array.isArray(value) ? list(value) : [value];
  return rows.reduce<Fragment[]>((all, row, index) => {
    const generation = generationOf(row);
    const object = fields(row);
    return generation === null || object === null
      ? all
      : all.concat(readRow(object, generation, source, Array.isArray(value) ? index : -1, context));
  }, []);
}

/** Results of InferenceX (InferenceMAX): one object a point, or an array of them. */
export const inferencex: Format = {
  id: ID,
  title: 'InferenceX',
  files: 'agg_<name>.json, agg_bmk.json (array), rows of the API; fixed lengths and both agentic generations',
  traps: [
    'No total is written, only figures a GPU; totals are recomputed: aggregated over tp x pp x pcp, P/D over prefill and decode GPUs.',
    'With P/D the harness divides output by decode GPUs and input by prefill GPUs; its own figures stay under settings.',
    'num_prefill_gpu and num_decode_gpu of aggregated rows mirror one pool and are not added up.',
    '*_intvty is 1 / *_tpot, so p99_intvty is the slow tail; it is left out, and std_intvty means nothing.',
    'There are no counts of requests with fixed lengths; agentic totals include the warm-up, so failures are never counted.',
    'itl of the agentic generations is one figure a request, which is TPOT.',
    'gpu_usage_pct is a fraction, the largest value of the gauge; hit rates are fractions of the prompt tokens.',
    'hw may name a runner (cluster:mi355x-amds); what follows the accelerator is cut off.',
    'agg_<name>.json and the raw <name>.json beside it are one point.',
  ],
  drop: [],
  detect(document) {
    const value = document.kind === 'value' ? document.value : null;
    const version = generationOf(Array.isArray(value) ? value[0] : value);
    return version === null ? null : { version };
  },
  read: (document, source, context) => (document.kind === 'value' ? read(document.value, source, context) : []),
};
