import { canonicalStat } from '../model/percentile';
import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { Checked, type Statistics } from './checked';
import { fields, isInfinite, number, text, type Fields } from './fields';
import { stem } from './file-name';
import type { Format } from './format';
import { aboveZero, mean, measured, metricSet, quotient, sum } from './metric-set';
import { setting } from './settings';
import { serverInfo } from './sglang-server-info';

const ID = 'sglang-bench-serving';

/** 1 statistic, 2 metric. */
const LATENCY = /^(mean|median|std|min|max|p\d[\d.]*)_(e2e_latency|ttft|tpot|itl)_ms$/;
const BASE: Readonly<Record<string, string>> = { e2e_latency: 'e2e', ttft: 'ttft', tpot: 'tpot', itl: 'itl' };

const OPTIONS: readonly string[] = [
  'tag',
  'backend',
  'request_rate',
  'max_concurrency',
  'sharegpt_output_len',
  'random_input_len',
  'random_output_len',
  'random_range_ratio',
];

function isServing(value: unknown): value is Fields {
  const keys = Object.keys(fields(value) ?? {});
  return (
    keys.some((key) => /^(mean|median)_e2e_latency_ms$/.test(key)) &&
    keys.some((key) => key === 'completed' || key === 'backend')
  );
}

/** Seconds. Where nothing was measured, as without streaming, the tool writes 0 at every statistic. */
function latencies(line: Fields, doc: Checked, completed: number | null) {
  const found: { [base: string]: { [stat: string]: number } } = {};
  Object.keys(line).forEach((key) => {
    const parts = LATENCY.exec(key);
    const stat = parts === null ? null : canonicalStat(parts[1]);
    const value = parts === null || stat === null || completed === 0 ? null : doc.amount(key);
    if (parts !== null && stat !== null && value !== null) {
      found[BASE[parts[2]]] = { ...found[BASE[parts[2]]], [stat]: value / 1000 };
    }
  });
  const kept: { [base: string]: Statistics | null } = {};
  Object.keys(found).forEach((base) => (kept[base] = measured(found[base])));
  return kept;
}

function metrics(line: Fields, doc: Checked) {
  const [completed, duration] = [doc.amount('completed'), doc.amount('duration')];
  const input = doc.amount('total_input_tokens') ?? doc.amount('total_input');
  const output = doc.amount('total_output_tokens') ?? doc.amount('total_output');
  return metricSet(
    {
      ...latencies(line, doc, completed),
      input_tokens: mean(quotient(input, completed)),
      output_tokens: mean(quotient(output, completed)),
      prefix_cache_hit_rate: mean(quotient(doc.amount('cache_report', 'cache_hit_rate_pct'), 100)),
    },
    {
      request_throughput: doc.rate('request_throughput') ?? quotient(completed, duration),
      output_token_throughput: doc.rate('output_throughput') ?? quotient(output, duration),
      input_token_throughput: doc.rate('input_throughput') ?? quotient(input, duration),
      total_token_throughput: doc.rate('total_throughput') ?? quotient(sum(input, output), duration),
      peak_output_token_throughput: aboveZero(doc.rate('max_output_tokens_per_s')),
      requests_success: completed,
      duration,
      achieved_concurrency: doc.amount('concurrency'),
      peak_concurrency: aboveZero(doc.amount('max_concurrent_requests')),
      input_tokens_total: input,
      output_tokens_total: output,
      cached_tokens_total: doc.amount('cache_report', 'total_cached_tokens'),
      spec_decode_acceptance_length: aboveZero(doc.amount('accept_length')),
    }
  );
}

function load(line: Fields, doc: Checked): Dimensions {
  if (line.request_rate === 'trace') {
    return { load_type: 'trace' };
  }
  const concurrency = aboveZero(doc.amount('max_concurrency'));
  if (isInfinite(line.request_rate) || line.request_rate === undefined || line.request_rate === null) {
    const open = isInfinite(line.request_rate) ? 'throughput' : null;
    return { load_type: concurrency === null ? open : 'concurrency', concurrency };
  }
  const rate = aboveZero(doc.rate('request_rate'));
  return { load_type: rate === null ? null : 'rate', request_rate: rate };
}

/**
 * Lengths as configured. With a range ratio below 1 they are drawn from ratio x length to length, which is another workload
 * than the full length, so the ratio goes into the name of the data set.
 */
function workload(line: Fields): Dimensions {
  const dataset = text(line.dataset_name);
  const length = (key: string): number | null => aboveZero(number(line[key]));
  if (dataset === null || !dataset.startsWith('random')) {
    return { dataset, osl: dataset === 'sharegpt' ? length('sharegpt_output_len') : null };
  }
  const ratio = number(line.random_range_ratio);
  return {
    dataset: ratio === null || ratio === 1 ? dataset : `${dataset}, lengths from ${ratio} of the target`,
    isl: length('random_input_len'),
    osl: length('random_output_len'),
  };
}

function read(line: Fields, source: Fragment['source']): Fragment {
  const doc = new Checked(line, source.path);
  const server = serverInfo(line.server_info);
  const name = text(line.tag) ?? stem(source.path);
  const options = OPTIONS.reduce<Setting[]>(
    (all, key) => all.concat(setting('load', key, isInfinite(line[key]) ? 'inf' : line[key])),
    []
  );
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: `${source.path}#${source.document}`,
    dimensions: {
      ...server.dimensions,
      ...workload(line),
      ...load(line, doc),
      // The native API is SGLang's own; the other backends name a protocol that many servers speak.
      ...(server.components.length > 0 || line.backend === 'sglang' ? { engine: 'sglang' } : {}),
      tool: ID,
      run: source.document === 0 ? name : `${name} #${source.document}`,
    },
    metrics: metrics(line, doc),
    components: server.components,
    settings: [...options, ...server.settings],
    issues: doc.issues,
  });
}

export const sglangServing: Format = {
  id: ID,
  title: 'SGLang bench_serving',
  files: '<backend>_<MMDD>_<prompts>_<input>_<output>.jsonl, or the name given as --output-file; one run a line',
  traps: [
    'request_rate is a bare Infinity, which is no JSON; with max_concurrency it is a closed loop, without it everything is sent at once.',
    'The tool writes neither the number of prompts nor that of failures, so requests failed and the error rate are empty.',
    'No time is written at all.',
    'The total rate is called total_throughput; files of 2024 have only two latencies a metric.',
    'With random_range_ratio below 1 lengths are drawn from ratio x length to length, so the observed mean is shorter.',
    'server_info is the best source of the configuration; it can hold keys, which are passed over.',
  ],
  // Not `errors`: under this key inference-perf keeps findings of its own, and here it is never read.
  drop: ['input_lens', 'output_lens', 'ttfts', 'itls', 'generated_texts'],
  detect: (document) => (document.kind === 'value' && isServing(document.value) ? { version: null } : null),
  read: (document, source) =>
    document.kind === 'value' && isServing(document.value) ? [read(document.value, source)] : [],
};
