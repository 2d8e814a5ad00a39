import type { FrameJson } from '../../src/core/frames/frame';
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

/** Limits in seconds on the p99: a text begins within three seconds and comes at 30 tokens a second. */
const SLO = { ttft_p99: 3, tpot_p99: 0.033 } as const;

function texts(frame: FrameJson, name: string): string[] {
  return pick(frame, [name]).flatMap(({ values }) => Array.from(values, String));
}

/** Whether disaggregation pays: in words, by load and at equal interactivity. */
export async function verdict(question: Question): Promise<string> {
  const ask = async (frame: string, more: object = {}): Promise<FrameJson> =>
    (await question({ kind: 'pd', frame, load_metric: 'output_token_throughput', filters: FILTERS, ...more }))[0];
  const recommendation = await ask('recommendation', { slo: SLO });
  const byLoad = await ask('by_load');
  const iso = await ask('iso', { at: [25, 30, 35, 40, 50, 60] });
  const ladder = await ask('ladder');
  const shown = ['load', 'aggregated', 'aggregated_config', 'disaggregated', 'disaggregated_config', 'delta'];
  return [
    `Does prefill/decode disaggregation pay on ${GPUS} GPUs? Best aggregated against best P/D configuration at equal load`,
    ...['recommendation', 'evidence', 'doubt'].flatMap((name) =>
      texts(recommendation, name).map((text) => `  ${name}: ${text}`)
    ),
    tableText(pick(byLoad, shown)),
    ...notices([byLoad]).map((notice) => `  ${notice}`),
    'The same at equal interactivity (output tokens/s of one user)',
    tableText(pick(iso, ['at', 'aggregated', 'disaggregated', 'ratio'])),
    'Which side binds at each prefill:decode ratio',
    tableText(
      pick(ladder, ['config', 'load', 'delta', 'prefill_utilisation', 'decode_utilisation', 'bound', 'matched'])
    ),
    ...notices([ladder]).map((notice) => `  ${notice}`),
    '',
  ].join('\n');
}

/** The configurations that carry most load within the limits, best of each side first. */
export async function bestUnderSlo(question: Question): Promise<string> {
  const [bars] = await question({ kind: 'pd', frame: 'slo_bars', slo: SLO, filters: FILTERS });
  const [slo] = await question({ kind: 'pd', frame: 'slo', slo: SLO, filters: FILTERS });
  const limits = `TTFT p99 up to ${SLO.ttft_p99} s and TPOT p99 up to ${SLO.tpot_p99 * 1000} ms`;
  return [
    `Which configuration of ${GPUS} GPUs carries most within ${limits}? Requests in flight per GPU`,
    tableText(pick(bars, ['config', 'aggregated', 'disaggregated'])),
    ...texts(slo, 'verdict').map((text) => `  verdict: ${text}`),
    ...['aggregated', 'disaggregated'].flatMap((side) =>
      texts(slo, `${side}_config`).map((config, row) => `  ${config} ${texts(slo, `${side}_reason`)[row]}`)
    ),
    '',
  ].join('\n');
}
