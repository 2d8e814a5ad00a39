import { fragment, type Fragment, type Metrics } from '../model/record';
import { csvResults, withExactRate } from './aiperf-csv';
import { aiperfMetrics, inUnit, isResult } from './aiperf-metrics';
import { at, fields, number, type Fields } from './fields';
import { stem } from './file-name';
import type { Document, Format } from './format';
import { genaiPerfSetup } from './genai-perf-setup';
import { mean, metricSet, sum } from './metric-set';
import { runName } from './run-name';

const ID = 'genai-perf';

/** AIPerf, its successor, writes results alike, with its version or an account of errors beside them. */
const SUCCESSOR = ['aiperf_version', 'error_summary', 'was_cancelled', 'records'];

function resultsOf(document: Document): Fields | null {
  const value = document.kind === 'value' ? fields(document.value) : null;
  const own = value !== null && fields(value.input_config) !== null && isResult(value.request_latency);
  return own && SUCCESSOR.every((key) => at(value, key) === undefined) ? value : null;
}

function isCsv(document: Document): boolean {
  return document.kind === 'text' && /^\ufeff?Metric,avg,min,max,p99\b/.test(document.text.slice(0, 60));
}

/** Power of all watched accelerators together, where each has its mean. */
function telemetry(stats: unknown): Metrics {
  const power = fields(at(stats, 'gpu_power_usage')) ?? {};
  const gpus = Object.keys(power).filter((key) => key !== 'unit');
  const total = gpus
    .map((gpu) => inUnit(number(at(power[gpu], 'avg')), power.unit, 'watts'))
    .reduce((a, b) => sum(a, b), 0);
  return gpus.length === 0 ? {} : metricSet({ power: mean(total) }, {});
}

function read(results: Fields, config: unknown, copy: boolean, source: Fragment['source']): Fragment {
  const { metrics, issues } = aiperfMetrics(results, source.path);
  const setup = config === undefined ? null : genaiPerfSetup(config);
  const run = runName(source.path);
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    // Early versions put `_llm` into the name of the CSV alone.
    madeFrom: copy ? `${stem(source.path).replace(/_llm_genai_perf$/, '_genai_perf')}.json#0` : null,
    dimensions: { ...setup?.dimensions, tool: ID, ...(run === undefined ? {} : { run }) },
    metrics: { ...metrics, ...telemetry(at(results, 'telemetry_stats')) },
    settings: setup?.settings ?? [],
    issues,
  });
}

/** genai-perf's aggregate of a run, as JSON and as CSV: one point where both are there. */
export const genaiPerf: Format = {
  id: ID,
  title: 'genai-perf',
  files: '<prefix>_genai_perf.json, <prefix>_genai_perf.csv',
  traps: [
    'inter_token_latency is (E2E - TTFT) / (n - 1) a request, which is TPOT; there is no ITL.',
    'Failures are not accounted for, so requests failed and the error rate are empty.',
    'The CSV stacks tables, groups thousands with commas, counts percentiles down and keeps two decimals.',
    'Early versions write rates in "per sec" and lengths without a unit.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (resultsOf(document) !== null || isCsv(document) ? { version: null } : null),
  read(document, source) {
    const results = resultsOf(document);
    if (results !== null) {
      return [read(results, results.input_config, false, source)];
    }
    return document.kind === 'text' && isCsv(document)
      ? [read(withExactRate(csvResults(document.text)), undefined, true, source)]
      : [];
  },
};
