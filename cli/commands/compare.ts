import type { FrameJson } from '../../src/core/frames/frame';
import { QueryError } from '../../src/core/query/definition';
import { parseQuery } from '../../src/core/query/index';
import { parseArguments, required } from '../arguments';
import { ask, readCatalog } from '../catalog';
import { filtersOf, listOf, numbersOf, sideOf } from '../compare/arguments';
import { brokenLimits, rowsOf, statusOf, type CellRow, type Comparison } from '../compare/answer';
import { COMPARE_FORMATS } from '../compare/formats';
import { UsageError, type Command } from '../io';
import { notices } from '../output/notices';
import { openStore } from '../store';

const OPTIONS = {
  store: { type: 'string' },
  baseline: { type: 'string' },
  candidate: { type: 'string' },
  metrics: { type: 'string' },
  filters: { type: 'string' },
  treatment: { type: 'string' },
  ignore: { type: 'string' },
  slo: { type: 'string' },
  'min-effect': { type: 'string' },
  interpolate: { type: 'boolean' },
  format: { type: 'string' },
} as const;

/** Cells that a gate looks at: all of them, whatever a panel would show. */
const LIMIT = 1000000;

/** Runs what may find that the query cannot be answered as it stands: a mistake in the arguments. */
async function asUsage<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof QueryError ? new UsageError(error.message) : error;
  }
}

async function comparisonOf(
  asking: (frame: string) => Promise<FrameJson>,
  slo: Readonly<Record<string, number>>
): Promise<Comparison> {
  const [cellsFrame, summary, unmatched, verdict] = [
    await asking('cells'),
    await asking('summary'),
    await asking('unmatched'),
    await asking('verdict'),
  ];
  const cells = rowsOf<CellRow>(cellsFrame);
  const [{ answer }] = rowsOf<{ answer: string }>(verdict);
  return { answer, cells, broken: brokenLimits(cells, slo), summary, cellsFrame, unmatched };
}

export const compare: Command = {
  name: 'compare',
  summary: 'say whether a candidate is worse than its baseline, for CI',
  usage: `prism compare --store DIR|URL|CONFIG.json [--baseline SIDE] [--candidate SIDE] [options]

  SIDE           a rule: newest (the candidate when left out), previous (the baseline when left out), previous:N and
                 as-of:N (the last N builds before the candidate's), best, best-aggregated;
                 filters: version=0.9,hardware=H100 (= != =~ !~ < > <= >=); the id of a run; or JSON as in a query
  --metrics      what is compared, with commas; the first is the one by which "best" is chosen
  --filters      only points that pass them
  --treatment    dimensions whose effect is asked for: they may differ
  --ignore       dimensions that do not matter: they may differ
  --interpolate  compare at loads of one side that lie between loads of the other, too
  --min-effect   change that matters a metric: ttft_p99=0.1,output_token_throughput=0.03
  --slo          limits in base units: ttft_p99=2,tpot_p99=0.03; one that the baseline keeps at a load and the candidate
                 breaks counts as a regression
  --format       table (default), json, markdown or junit

  Exit status: 0 no regression, 1 a regression, 3 no cell could be judged, 2 wrong arguments. A failure to read the store
  is 1 too, with a sentence on stderr and nothing on stdout.

  prism compare --store results
  prism compare --store results --baseline as-of:10 --format junit > prism.xml
  prism compare --store results --baseline version=0.9 --candidate version=0.10 --slo ttft_p99=2`,
  async run(args, io) {
    const { values } = parseArguments(args, OPTIONS, 0);
    const given = required(values.store, '--store');
    const format = values.format ?? 'table';
    if (!Object.hasOwn(COMPARE_FORMATS, format)) {
      throw new UsageError(`--format ${format} is not one of ${Object.keys(COMPARE_FORMATS).join(', ')}`);
    }
    const slo = numbersOf(values.slo, '--slo') ?? {};
    const query = {
      kind: 'compare',
      baseline: sideOf(values.baseline ?? 'previous', '--baseline'),
      candidate: sideOf(values.candidate ?? 'newest', '--candidate'),
      filters: values.filters === undefined ? [] : filtersOf(values.filters, '--filters'),
      treatment: listOf(values.treatment),
      ignore: listOf(values.ignore),
      minEffect: numbersOf(values['min-effect'], '--min-effect'),
      interpolate: values.interpolate,
      limit: LIMIT,
    };
    const prepared = await asUsage(() => parseQuery({ ...query, metrics: listOf(values.metrics) }));
    const metrics = Array.from(
      new Set([...(prepared.query as unknown as { metrics: readonly string[] }).metrics, ...Object.keys(slo)])
    );
    await asUsage(() => parseQuery({ ...query, metrics }));
    const store = await openStore(given);
    const catalog = await readCatalog(store, io);
    const asking = async (frame: string) => (await ask({ ...query, metrics, frame }, catalog, store))[0];
    const comparison = await asUsage(() => comparisonOf(asking, slo));
    io.out(COMPARE_FORMATS[format](comparison));
    notices([comparison.cellsFrame]).forEach((notice) => io.err(`${notice}\n`));
    return statusOf(comparison);
  },
};
