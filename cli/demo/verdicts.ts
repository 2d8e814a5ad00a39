import type { FieldValue, FrameJson } from '../../src/core/frames/frame';
import { columnsOf, type OutputColumn } from '../output/columns';
import { notices } from '../output/notices';
import { tableText } from '../output/table';
import { SWEEP } from '../simulate/truth';

type Question = (query: unknown) => Promise<FrameJson[]>;

const GPUS = 16;
const FILTERS = [
  { key: 'experiment', operator: '=', value: SWEEP.experiment },
  { key: 'gpus', operator: '=', value: String(GPUS) },
];

/** Columns of a frame by name, in the order asked for. */
function pick(frame: FrameJson, names: readonly string[]): OutputColumn[] {
  const columns = columnsOf(frame);
  return names.map((name) => columns.find((column) => column.name === name)).filter((column) => column !== undefined);
}

/** Whether disaggregation pays, by load and at equal interactivity. */
export async function verdict(question: Question): Promise<string> {
  const [byLoad] = await question({
    kind: 'pd',
    frame: 'by_load',
    load_metric: 'output_token_throughput',
    filters: FILTERS,
  });
  const [iso] = await question({
    kind: 'pd',
    frame: 'iso',
    x: 'interactivity',
    y: 'output_token_throughput_per_gpu',
    at: [25, 30, 35, 40, 50, 60],
    filters: FILTERS,
  });
  const shown = ['load', 'aggregated', 'aggregated_config', 'disaggregated', 'disaggregated_config', 'delta'];
  return [
    `Does prefill/decode disaggregation pay on ${GPUS} GPUs? Best aggregated against best P/D configuration at equal load`,
    tableText(pick(byLoad, shown)),
    ...notices([byLoad]).map((notice) => `  ${notice}`),
    'The same at equal interactivity (output tokens/s of one user)',
    tableText(pick(iso, ['at', 'aggregated', 'disaggregated', 'ratio'])),
    '',
  ].join('\n');
}

/** Limits in seconds on the p99: a text begins within three seconds and comes at 30 tokens a second. */
const SLO = { ttft_p99: 3, tpot_p99: 0.033 } as const;

interface Point {
  readonly topology: string;
  readonly load: number;
  readonly throughput: number;
  readonly meets: boolean;
}

const isNumber = (value: FieldValue | undefined): value is number => typeof value === 'number';

function pointsOf(frame: FrameJson): Point[] {
  const values = (name: string): readonly FieldValue[] => pick(frame, [name])[0]?.values ?? [];
  const [topologies, loads, throughputs] = ['topology', 'load', 'output_token_throughput'].map(values);
  const limits = Object.entries(SLO).map(([metric, limit]) => ({ measured: values(metric), limit }));
  return topologies.map((topology, row) => ({
    topology: String(topology),
    load: isNumber(loads[row]) ? Number(loads[row]) : NaN,
    throughput: isNumber(throughputs[row]) ? Number(throughputs[row]) : NaN,
    meets: limits.every(({ measured, limit }) => isNumber(measured[row]) && Number(measured[row]) <= limit),
  }));
}

interface Best {
  readonly topology: string;
  readonly load: number;
  /** Mean over the repeats, tokens/s. */
  readonly throughput: number;
}

/** The highest load of each topology at which every repeat, there and below, is within the limits. */
function highest(points: readonly Point[]): Best[] {
  const topologies = Array.from(new Set(points.map(({ topology }) => topology)));
  return topologies.flatMap((topology) => {
    const own = points.filter((point) => point.topology === topology);
    const broken = Math.min(...own.filter(({ meets }) => !meets).map(({ load }) => load));
    const load = Math.max(...own.map((point) => point.load).filter((candidate) => candidate < broken));
    const repeats = own.filter((point) => point.load === load);
    const throughput = repeats.reduce((sum, point) => sum + point.throughput, 0) / repeats.length;
    return Number.isFinite(load) ? [{ topology, load, throughput }] : [];
  });
}

function column(
  name: string,
  title: string,
  type: 'string' | 'number',
  values: FieldValue[],
  unit?: string
): OutputColumn {
  return { name, field: { name, type, config: { displayNameFromDS: title, unit } }, values };
}

/** The configurations that carry most load within the limits, best first. */
export async function bestUnderSlo(question: Question): Promise<string> {
  const metrics = [...Object.keys(SLO), 'output_token_throughput'];
  const [frame] = await question({
    kind: 'points',
    shape: 'table',
    metrics,
    dimensions: ['topology', 'load'],
    filters: FILTERS,
  });
  const best = highest(pointsOf(frame)).sort((a, b) => b.throughput - a.throughput);
  const limits = `TTFT p99 up to ${SLO.ttft_p99} s and TPOT p99 up to ${SLO.tpot_p99 * 1000} ms`;
  return [
    `Which configuration of ${GPUS} GPUs carries most within ${limits}?`,
    tableText([
      column(
        'topology',
        'Topology',
        'string',
        best.map(({ topology }) => topology)
      ),
      column(
        'load',
        'Highest concurrency',
        'number',
        best.map(({ load }) => load)
      ),
      column(
        'throughput',
        'Output tokens/s',
        'number',
        best.map(({ throughput }) => Math.round(throughput))
      ),
    ]),
    best.length === 0 ? '  None of them.' : `  Best: ${best[0].topology}, with ${best[0].load} requests in flight.`,
    '',
  ].join('\n');
}
