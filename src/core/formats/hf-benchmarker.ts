import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { parseInstant } from '../model/time';
import { Checked, type Statistics } from './checked';
import { at, fields, list, meaningful, text } from './fields';
import type { Format, ReadContext } from './format';
import { aboveZero, mean, measured, metricSet, quotient, sum } from './metric-set';
import { setting } from './settings';

const ID = 'hf-inference-benchmarker';

function isReport(value: unknown): boolean {
  const first = list(at(value, 'results'))[0];
  return (
    fields(at(value, 'config')) !== null &&
    text(at(first, 'executor_type')) !== null &&
    at(first, 'token_throughput_secs') !== undefined
  );
}

/** Milliseconds to seconds. The tool writes 0 for what it could not measure. */
function latency(result: unknown, name: string, path: string): Statistics | null {
  const stats = measured(new Checked(result, path).distribution(name));
  const seconds: { [stat: string]: number } = {};
  Object.keys(stats ?? {}).forEach((stat) => (seconds[stat] = (stats ?? {})[stat] / 1000));
  return stats === null ? null : seconds;
}

function metrics(result: unknown, doc: Checked, path: string) {
  const success = doc.amount('successful_requests');
  const duration = quotient(aboveZero(doc.amount('duration_ms')), 1000);
  const [input, output] = [doc.amount('total_tokens_sent'), doc.amount('total_tokens')];
  const outputRate = doc.rate('token_throughput_secs');
  const inputRate = quotient(input, duration);
  return metricSet(
    {
      ttft: latency(result, 'time_to_first_token_ms', path),
      // One figure a request: (E2E - TTFT) / (tokens - 1).
      tpot: latency(result, 'inter_token_latency_ms', path),
      e2e: latency(result, 'e2e_latency_ms', path),
      input_tokens: mean(quotient(input, success)),
      output_tokens: mean(quotient(output, success)),
    },
    {
      request_throughput: doc.rate('request_rate'),
      output_token_throughput: outputRate,
      input_token_throughput: inputRate,
      total_token_throughput: sum(inputRate, outputRate),
      requests_total: doc.amount('total_requests'),
      requests_success: success,
      requests_failed: doc.amount('failed_requests'),
      duration,
      input_tokens_total: input,
      output_tokens_total: output,
    }
  );
}

/** `ConstantVUs` holds requests in flight, `ConstantArrivalRate` sends at a rate below a cap. */
function load(result: unknown, doc: Checked): Dimensions {
  const type = text(at(result, 'executor_type')) ?? '';
  const rate = aboveZero(doc.rate('config', 'rate'));
  const users = aboveZero(doc.amount('config', 'max_vus'));
  if (/vus/i.test(type)) {
    return { load_type: users === null ? null : 'concurrency', concurrency: users };
  }
  return { load_type: rate === null ? null : 'rate', request_rate: rate };
}

const KEPT = ['benchmark_kind', 'max_vus', 'tokenizer', 'profile', 'dataset', 'dataset_file', 'run_id'];

function instant(value: unknown, context: ReadContext): number | null {
  const written = text(value);
  return written === null ? null : (parseInstant(written, context.zoneOffsetMinutes)?.ms ?? null);
}

function readResult(value: unknown, result: unknown, index: number, source: Fragment['source'], context: ReadContext) {
  const doc = new Checked(result, source.path);
  const found = metrics(result, doc, source.path);
  const dimensions: Dimensions = {
    ...load(result, doc),
    model: meaningful(at(value, 'config', 'model_name')) ?? meaningful(at(value, 'config', 'tokenizer')),
    tool: ID,
    dataset: meaningful(at(value, 'config', 'dataset')),
    isl: aboveZero(new Checked(value, source.path).amount('config', 'prompt_options', 'num_tokens')),
    osl: aboveZero(new Checked(value, source.path).amount('config', 'decode_options', 'num_tokens')),
    started_at: instant(at(value, 'start_time'), context),
    ended_at: instant(at(value, 'end_time'), context),
  };
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    runKey: `${source.path}#${source.document}`,
    stage: index,
    dimensions,
    metrics: found,
    settings: KEPT.reduce<Setting[]>(
      (all, key) => all.concat(setting('load', key, at(value, 'config', key))),
      []
    ).concat(setting('load', 'executor_type', at(result, 'executor_type')), setting('load', 'id', at(result, 'id'))),
    issues: doc.issues,
  });
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  // The warm-up is the first result of a report and no measurement.
  return list(at(value, 'results'))
    .filter((result) => text(at(result, 'id'))?.toLowerCase() !== 'warmup')
    .map((result, index) => readResult(value, result, index, source, context));
}

export const hfBenchmarker: Format = {
  id: ID,
  title: 'Hugging Face inference-benchmarker',
  files: 'results/<tokenizer>_<time>.json',
  traps: [
    'Latencies are in milliseconds.',
    'token_throughput_secs is generated tokens per second, in spite of its name.',
    'inter_token_latency is one figure a request, so it is TPOT; a request of one token counts as 0 in it.',
    'total_tokens are generated tokens, total_tokens_sent prompt tokens, both of successful requests.',
    'The result named warmup is left out.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (document.kind === 'value' && isReport(document.value) ? { version: null } : null),
  read: (document, source, context) =>
    document.kind === 'value' && isReport(document.value) ? read(document.value, source, context) : [],
};
