import { fragment, type Dimensions, type Fragment, type Metrics, type Setting } from '../model/record';
import { conversionFactor } from '../model/units';
import { Checked, type Statistics } from './checked';
import { at, fields, meaningful, number, text } from './fields';
import type { Format } from './format';
import { aboveZero, measured, metricSet, quotient, sum } from './metric-set';
import { setting } from './settings';

const ID = 'genai-bench';

/** `D(100,200)` both fixed; `N(480,240)/(300,150)` mean and deviation of the input, then of the output. */
const FIXED = /^D\((\d+),\s*(\d+)\)$/;
const NORMAL = /^N\((\d+),\s*\d+\)\/\((\d+),\s*\d+\)$/;

function workload(scenario: string | null): Dimensions {
  const found = scenario === null ? null : (FIXED.exec(scenario) ?? NORMAL.exec(scenario));
  return {
    dataset: scenario,
    isl: found === null ? null : aboveZero(Number(found[1])),
    osl: found === null ? null : aboveZero(Number(found[2])),
  };
}

/** Seconds a unit of time in the file; newer files say it, older ones know seconds alone. Null for a unit that is none. */
function secondsPerUnit(value: unknown): number | null {
  const unit = at(value, '_time_unit');
  return unit === undefined ? 1 : typeof unit === 'string' ? conversionFactor(unit, 'seconds') : null;
}

function latency(doc: Checked, name: string, factor: number | null): Statistics | null {
  const given = factor === null ? null : doc.distribution('aggregated_metrics', 'stats', name);
  const found: { [stat: string]: number } = {};
  Object.keys(given ?? {}).forEach((stat) => (found[stat] = (given ?? {})[stat] * (factor ?? 1)));
  return given === null ? null : measured(found);
}

/**
 * Throughput from tokens and wall time, since older versions divide input and output by parts of the run: 1,704 for a true
 * 48 tok/s. They do not write the wall time either, but requests a minute.
 */
function metrics(doc: Checked, factor: number | null): Metrics {
  const amount = (...keys: string[]): number | null => doc.amount('aggregated_metrics', ...keys);
  const stats = (name: string): Statistics | null => doc.distribution('aggregated_metrics', 'stats', name);
  const completed = amount('num_completed_requests');
  const perMinute = quotient(amount('requests_per_minute'), 60);
  const requests = amount('requests_per_second') ?? perMinute;
  const duration = aboveZero(amount('run_duration')) ?? quotient(aboveZero(completed), requests);
  const input = aboveZero(amount('stats', 'num_input_tokens', 'sum'));
  const output = aboveZero(amount('stats', 'num_output_tokens', 'sum'));
  const [inputRate, outputRate] = [quotient(input, duration), quotient(output, duration)];
  return metricSet(
    {
      ttft: latency(doc, 'ttft', factor),
      tpot: latency(doc, 'tpot', factor),
      e2e: latency(doc, 'e2e_latency', factor),
      interactivity_reported: measured(stats('output_inference_speed')),
      input_tokens: stats('num_input_tokens'),
      output_tokens: stats('num_output_tokens'),
      reasoning_tokens: measured(stats('num_reasoning_tokens')),
    },
    {
      request_throughput: requests,
      output_token_throughput: outputRate,
      input_token_throughput: inputRate,
      total_token_throughput: sum(inputRate, outputRate),
      requests_total: amount('num_requests'),
      requests_success: completed,
      requests_failed: amount('num_error_requests'),
      duration,
      input_tokens_total: input,
      output_tokens_total: output,
    }
  );
}

/** Codes of failed requests with their counts; the messages, which may quote prompts, are with the single requests. */
function reportErrors(value: unknown, doc: Checked): void {
  const codes = fields(at(value, 'aggregated_metrics', 'error_codes_frequency')) ?? {};
  const parts = Object.keys(codes)
    .slice(0, 20)
    .map((code) => `${code.slice(0, 20)}: ${number(codes[code]) ?? '?'}`);
  if (parts.length > 0) {
    doc.report('info', 'failed-requests', `Failed requests by code: ${parts.join('; ')}.`);
  }
}

function isResult(value: unknown): boolean {
  return fields(at(value, 'aggregated_metrics', 'stats')) !== null;
}

function readResult(value: unknown, source: Fragment['source']): Fragment {
  const doc = new Checked(value, source.path);
  const factor = secondsPerUnit(value);
  if (factor === null) {
    doc.report('warning', 'unknown-unit', '_time_unit is no unit of time; latencies are left out.');
  }
  reportErrors(value, doc);
  const batches = text(at(value, 'aggregated_metrics', 'iteration_type')) === 'batch_size';
  const concurrency = aboveZero(doc.amount('aggregated_metrics', 'num_concurrency'));
  return fragment({
    grain: 'stage',
    source,
    format: ID,
    formatVersion: at(value, 'aggregated_metrics', 'requests_per_minute') === undefined ? null : 'older',
    dimensions: {
      ...workload(text(at(value, 'aggregated_metrics', 'scenario'))),
      load_type: concurrency === null ? null : 'concurrency',
      concurrency,
      tool: ID,
    },
    metrics: metrics(doc, factor),
    settings: batches ? setting('load', 'batch_size', at(value, 'aggregated_metrics', 'batch_size')) : [],
    issues: doc.issues,
  });
}

const OPTIONS = [
  'api_backend',
  'task',
  'iteration_type',
  'max_time_per_run_s',
  'max_requests_per_run',
  'server_model_tokenizer',
];

function isExperiment(value: unknown): boolean {
  return (
    at(value, 'experiment_folder_name') !== undefined &&
    at(value, 'traffic_scenario') !== undefined &&
    at(value, 'server_gpu_type') !== undefined
  );
}

/** The command line and the access to the server are not read. */
function readExperiment(value: unknown, source: Fragment['source']): Fragment {
  return fragment({
    grain: 'context',
    source,
    format: ID,
    dimensions: {
      model: meaningful(at(value, 'model')) ?? meaningful(at(value, 'api_model_name')),
      engine: meaningful(at(value, 'server_engine'))?.toLowerCase() ?? null,
      engine_version: meaningful(at(value, 'server_version')),
      hardware: meaningful(at(value, 'server_gpu_type')),
      gpus: aboveZero(number(at(value, 'server_gpu_count'))),
      tool_version: meaningful(at(value, 'benchmark_version')),
    },
    settings: OPTIONS.reduce<Setting[]>((all, key) => all.concat(setting('load', key, at(value, key))), []),
  });
}

/** genai-bench, both generations: a file a scenario and concurrency, and what all of them have in common. */
export const genaiBench: Format = {
  id: ID,
  title: 'genai-bench',
  files: '<scenario>_<task>_num_concurrency_<C>_time_<T>s.json, experiment_metadata.json',
  traps: [
    'Times are in seconds, or in what _time_unit says.',
    'Older versions divide tokens by parts of the run, so rates are computed from tokens and wall time; they write requests per minute.',
    'Older versions divide by n and not by n - 1 for TPOT, which makes it a little too short.',
    'Model, engine and accelerators are in experiment_metadata.json alone, beside a command line that can hold keys.',
  ],
  drop: ['individual_request_metrics'],
  detect(document) {
    const value = document.kind === 'value' ? document.value : null;
    return isResult(value) || isExperiment(value) ? { version: null } : null;
  },
  read(document, source) {
    const value = document.kind === 'value' ? document.value : null;
    return isResult(value) ? [readResult(value, source)] : isExperiment(value) ? [readExperiment(value, source)] : [];
  },
};
