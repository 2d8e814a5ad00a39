import { canonicalStat } from '../model/percentile';
import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { Checked } from './checked';
import { number } from './fields';
import type { Document, Format } from './format';
import { aboveZero, metricSet } from './metric-set';
import { setting } from './settings';

const ID = 'mlperf';

const HEAD = /^\s*MLPerf Results Summary\s*$/m;

/** 1 key, 2 value of `Completed tokens per second : 123.4`. */
const LINE = /^([^:]{1,100}?)\s*: ?(.*)$/;

/** Nanoseconds. 1 statistic, or 2 percentile; 3 what is measured. */
const LATENCY =
  /^(?:(Min|Max|Mean)|(\d{1,2}\.\d{2}) percentile)( First Token| Time to Output Token)? (?:latency|Latency)? ?\(ns\)$/;

/** `99.90 percentile latency (ns)`, `Mean First Token latency (ns)`, `97.00 percentile time to output token (ns)`. */
function latencyOf(key: string): { readonly base: string; readonly stat: string } | null {
  const found = LATENCY.exec(
    key
      .replace(/\s+/g, ' ')
      .replace(/first token/i, 'First Token')
      .replace(/time to output token/i, 'Time to Output Token')
  );
  if (found === null) {
    return null;
  }
  const [, word, percentile, kind] = found as ReadonlyArray<string | undefined>;
  const stat = canonicalStat(word ?? `p${percentile ?? ''}`);
  const base = kind === undefined ? 'e2e' : kind === ' First Token' ? 'ttft' : 'tpot';
  return stat === null ? null : { base, stat };
}

interface Summary {
  readonly values: ReadonlyMap<string, string>;
  readonly latencies: { readonly [base: string]: { readonly [stat: string]: number } };
}

/** The lines of the summary; of a key that is printed twice the first counts. */
function summaryOf(text_: string): Summary {
  const values = new Map<string, string>();
  const latencies: { [base: string]: { [stat: string]: number } } = {};
  text_.split(/\r?\n/).forEach((line) => {
    const found = line.length > 500 ? null : LINE.exec(line.trim());
    if (found === null) {
      return;
    }
    const [, key, value] = found;
    const latency = latencyOf(key);
    const nanoseconds = number(value);
    if (latency !== null && nanoseconds !== null && nanoseconds > 0) {
      latencies[latency.base] = { [latency.stat]: nanoseconds * 1e-9, ...latencies[latency.base] };
    } else if (!values.has(key)) {
      values.set(key, value.trim());
    }
  });
  return { values, latencies };
}

/** Parameters of the load generator that are kept. */
const PARAMETERS = [
  'SUT name',
  'Scenario',
  'Mode',
  'Result is',
  'target_qps',
  'ttft_latency (ns)',
  'tpot_latency (ns)',
  'min_duration (ms)',
  'min_query_count',
  'samples_per_query',
  'performance_sample_count',
  'qsl_rng_seed',
  'sample_index_rng_seed',
  'schedule_rng_seed',
];

function settingsOf({ values }: Summary): readonly Setting[] {
  return PARAMETERS.reduce<Setting[]>((all, key) => all.concat(setting('load', key, values.get(key))), []);
}

function reportValidity({ values }: Summary, doc: Checked): void {
  const result = values.get('Result is');
  if (result !== undefined && result !== 'VALID') {
    doc.report(
      'warning',
      'invalid-run',
      `LoadGen calls this run ${result.slice(0, 40)}: it missed a rule of its scenario, such as the latency or the shortest duration.`
    );
  }
}

/** `…/results/<system>/<benchmark>/<scenario>/performance/run_1/mlperf_log_summary.txt`, before it division and organisation. */
function placeOf(path: string): Dimensions {
  const found = /(?:^|\/)(?:(closed|open)\/([^/]+)\/)?results\/([^/]+)\/([^/]+)\/([^/]+)\/performance\//.exec(path);
  const parts: ReadonlyArray<string | undefined> = found ?? [];
  return {
    model: parts[4] ?? null,
    'label.system': parts[3] ?? null,
    'label.organisation': parts[2] ?? null,
    'label.division': parts[1] ?? null,
    // The same benchmark in Server and Interactive prints the same scenario.
    'label.scenario': parts[5]?.toLowerCase() ?? null,
  };
}

function read(text_: string, source: Fragment['source']): Fragment {
  const summary = summaryOf(text_);
  const doc = new Checked(null, source.path);
  reportValidity(summary, doc);
  const of = (...keys: readonly string[]): number | null => {
    const found = keys.map((key) => number(summary.values.get(key))).find((value) => value !== null) ?? null;
    return found !== null && found >= 0 ? found : null;
  };
  const scenario = summary.values.get('Scenario') ?? null;
  const isServer = scenario?.toLowerCase() === 'server';
  const rate = isServer ? aboveZero(of('target_qps')) : null;
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: `${source.path}#${source.document}`,
    dimensions: {
      ...placeOf(source.path),
      tool: 'mlperf-loadgen',
      load_type: rate !== null ? 'rate' : scenario?.toLowerCase() === 'offline' ? 'throughput' : null,
      request_rate: rate,
    },
    metrics: metricSet(summary.latencies, {
      request_throughput: of('Completed samples per second', 'Samples per second'),
      output_token_throughput: of('Completed tokens per second', 'Tokens per second'),
      offered_rate: of('Scheduled samples per second'),
    }),
    settings: settingsOf(summary),
    issues: doc.issues,
  });
}

function isSummary(document: Document): document is Extract<Document, { kind: 'text' }> {
  return document.kind === 'text' && HEAD.test(document.text.slice(0, 1000));
}

/** The summary that LoadGen writes of a performance run. */
export const mlperf: Format = {
  id: ID,
  title: 'MLPerf Inference',
  files: 'mlperf_log_summary.txt',
  traps: [
    'Latencies are in nanoseconds.',
    'Tokens per second are generated tokens; Server prints them twice.',
    'A run that LoadGen calls INVALID is shown and marked.',
    'Interactive runs print "Scenario : Server"; the scenario is in the path alone.',
    'Failed requests are not counted, so there is no error rate.',
    'Model, system and organisation are in the path alone; the hardware is in systems/<system>.json elsewhere in the tree.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (isSummary(document) ? { version: null } : null),
  read: (document, source) => (isSummary(document) ? [read(document.text, source)] : []),
};
