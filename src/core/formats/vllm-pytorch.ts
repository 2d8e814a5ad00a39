import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { engineArguments } from './engine-args';
import { engineParallelism } from './engine-parallelism';
import { at, fields, list, meaningful, number, text, type Fields } from './fields';
import { stem } from './file-name';
import type { Format, ReadContext } from './format';
import { mean, metricSet } from './metric-set';
import { vllmServe } from './vllm-serve';
import { vllmThroughput } from './vllm-throughput';

const ID = 'pytorch-benchmark';

/** Repeats beyond these are left out: no suite runs one benchmark more often. */
const MAX_REPEATS = 100;

function isRecord(value: unknown): boolean {
  return (
    text(at(value, 'benchmark', 'name')) !== null &&
    text(at(value, 'metric', 'name')) !== null &&
    Array.isArray(at(value, 'metric', 'benchmark_values')) &&
    fields(at(value, 'model')) !== null
  );
}

const isRecords = (value: unknown): boolean => isRecord(list(value)[0]);

/** One record a metric; together they are one benchmark, as often as each has values. */
interface Benchmark {
  readonly values: ReadonlyMap<string, readonly unknown[]>;
  /** What the tool knows besides, the same in every record. */
  readonly extra: Fields;
  readonly args: unknown;
  readonly model: string | null;
  readonly name: string | null;
}

/** Records of one benchmark and model belong together; a file of a suite may hold several. */
function benchmarks(records: readonly unknown[]): Benchmark[] {
  const groups = new Map<string, unknown[]>();
  records.filter(isRecord).forEach((record) => {
    const key = JSON.stringify([at(record, 'benchmark'), at(record, 'model', 'name')]);
    groups.set(key, (groups.get(key) ?? []).concat([record]));
  });
  return Array.from(groups.values(), (group) => ({
    values: new Map(
      group.map((record): [string, readonly unknown[]] => [
        text(at(record, 'metric', 'name')) ?? '',
        list(at(record, 'metric', 'benchmark_values')),
      ])
    ),
    extra: fields(at(group[0], 'metric', 'extra_info')) ?? {},
    args: at(group[0], 'benchmark', 'extra_info', 'args'),
    model: meaningful(at(group[0], 'model', 'name')),
    name: text(at(group[0], 'benchmark', 'name')),
  }));
}

/** The document that the tool itself would have written for one repeat. */
function nativeOf(benchmark: Benchmark, repeat: number): Fields {
  const document: { [key: string]: unknown } = { ...benchmark.extra };
  benchmark.values.forEach((values, name) => {
    document[name] = values.length === 1 && repeat > 0 ? undefined : values[repeat];
  });
  if (benchmark.model !== null && document.model_id === undefined) {
    document.model_id = benchmark.model;
  }
  return document;
}

/** Metrics of one repeat by the readers of the native files, for the names are theirs. */
function partOf(
  benchmark: Benchmark,
  repeat: number,
  source: Fragment['source'],
  context: ReadContext
): Partial<Fragment> {
  const latency = benchmark.values.get('latency');
  if (latency !== undefined) {
    const seconds = number(latency[repeat]);
    return { metrics: metricSet({ e2e: mean(seconds !== null && seconds >= 0 ? seconds : null) }, {}) };
  }
  const value = nativeOf(benchmark, repeat);
  const document = { kind: 'value' as const, value };
  const reader = vllmThroughput.detect(document) !== null ? vllmThroughput : vllmServe;
  const [part] = reader.read(document, source, context) as ReadonlyArray<Fragment | undefined>;
  return part ?? {};
}

function readBenchmark(
  benchmark: Benchmark,
  index: number,
  source: Fragment['source'],
  context: ReadContext
): Fragment[] {
  const repeats = Math.min(
    MAX_REPEATS,
    Array.from(benchmark.values.values()).reduce((most, { length }) => Math.max(most, length), 0)
  );
  const file = stem(source.path).replace(/\.pytorch$/, '');
  const engine = engineArguments(benchmark.args, 'load');
  return Array.from({ length: repeats }, (_, repeat) => {
    const part = partOf(benchmark, repeat, source, context);
    const suffix = [index > 0 ? ` #${index}` : '', repeat > 0 ? ` repeat ${repeat}` : ''].join('');
    const dimensions: Dimensions = {
      ...engine.dimensions,
      ...engineParallelism(benchmark.args),
      ...part.dimensions,
      model: benchmark.model ?? part.dimensions?.model,
      tool: 'vllm-bench',
      run: file + suffix,
    };
    const settings: readonly Setting[] = [...(part.settings ?? []), ...engine.settings];
    return fragment({
      grain: 'stage',
      source,
      format: ID,
      runKey: `${source.path}#${source.document}.${index}.${repeat}`,
      // The file that the tool writes by itself has the same figures.
      madeFrom: repeats === 1 && index === 0 ? `${file}.json#0` : null,
      dimensions,
      metrics: part.metrics ?? {},
      settings,
      issues: part.issues ?? [],
    });
  });
}

/** Records of the PyTorch benchmark database, version 3, as vLLM and its suites write them. */
export const vllmPytorch: Format = {
  id: ID,
  title: 'PyTorch benchmark database v3',
  files: '<name>.pytorch.json: an array of one record a metric',
  traps: [
    'A record is one metric of a benchmark; benchmark_values are repeats, and each repeat is a point of its own.',
    'Latencies are in the unit that the name of the metric says (mean_ttft_ms).',
    'latency holds one value a run of the batch, in seconds.',
    'The JSON that the tool writes beside it is the same point.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (document.kind === 'value' && isRecords(document.value) ? { version: '3' } : null),
  read: (document, source, context) =>
    document.kind === 'value' && isRecords(document.value)
      ? benchmarks(list(document.value)).reduce<Fragment[]>(
          (all, benchmark, index) => all.concat(readBenchmark(benchmark, index, source, context)),
          []
        )
      : [],
};
