import { fragment, type Dimensions, type Fragment } from '../model/record';
import { Checked } from './checked';
import { at, fields, number, type Fields } from './fields';
import { baseName, stageOf } from './file-name';
import type { Format } from './format';
import { aboveZero, measured, metricSet, product, quotient } from './metric-set';

const ID = 'inference-perf';

/** Keys of load_summary that inference-perf writes for a stage and not for the whole run. */
const STAGE_KEYS = ['send_duration', 'requested_rate', 'achieved_rate'];

/** 1: adapter. With `_stage_<N>` in between, its requests of one stage, else those of the whole run. */
const ADAPTER = /(?:^|[-_.])adapter_(.+?)(?:_stage_\d+)?_lifecycle_metrics/;

/** `load_summary`, `successes` and `failures` together; sessions, single requests and validation findings lack them. */
export function lifecycleSections(value: unknown): { load: Fields; successes: Fields } | null {
  const load = fields(at(value, 'load_summary'));
  const successes = fields(at(value, 'successes'));
  return load !== null && successes !== null && fields(at(value, 'failures')) !== null ? { load, successes } : null;
}

/** Seconds, the tool's own names on the right. */
function latencies(doc: Checked) {
  const of = (name: string) => doc.distribution('successes', 'latency', name);
  return {
    ttft: of('time_to_first_token'),
    tpot: of('time_per_output_token'),
    itl: of('inter_token_latency'),
    ntpot: of('normalized_time_per_output_token'),
    e2e: of('request_latency'),
    schedule_delay: doc.signedDistribution('load_summary', 'schedule_delay'),
  };
}

/** Lengths as the server counted them (0.5 and later), else as the tool's tokenizer did. */
function lengths(doc: Checked) {
  return {
    input_tokens: doc.distribution('successes', 'prompt_tokens') ?? doc.distribution('successes', 'prompt_len'),
    output_tokens: doc.distribution('successes', 'output_tokens') ?? doc.distribution('successes', 'output_len'),
    request_size: doc.distribution('successes', 'request_size_bytes'),
  };
}

/** Images, videos and audio clips of the requests; the tool writes 0 for requests of text alone. */
function media(doc: Checked) {
  const of = (...path: string[]) => measured(doc.distribution('successes', ...path));
  return {
    image_count: of('image', 'count'),
    image_pixels: of('image', 'pixels'),
    image_bytes: of('image', 'bytes'),
    video_count: of('video', 'count'),
    video_frames: of('video', 'frames'),
    video_pixels: of('video', 'pixels'),
    video_bytes: of('video', 'bytes'),
    audio_count: of('audio', 'count'),
    audio_duration: of('audio', 'seconds'),
    audio_bytes: of('audio', 'bytes'),
  };
}

function goodput(doc: Checked) {
  const share = (name: string) => quotient(doc.amount('successes', 'goodput_metrics', name), 100);
  return {
    goodput: doc.rate('successes', 'goodput_metrics', 'request_goodput'),
    token_goodput: doc.rate('successes', 'goodput_metrics', 'token_goodput'),
    goodput_ratio: share('goodput_percentage'),
    ttft_attainment: share('ttft_attainment_percentage'),
    tpot_attainment: share('tpot_attainment_percentage'),
    itl_attainment: share('itl_attainment_percentage'),
    ntpot_attainment: share('ntpot_attainment_percentage'),
    e2e_attainment: share('request_latency_attainment_percentage'),
  };
}

function metrics(doc: Checked, offeredRate: number | null) {
  const distributions = { ...latencies(doc), ...lengths(doc), ...media(doc) };
  const total = doc.amount('load_summary', 'count');
  const success = doc.amount('successes', 'count');
  const failed = doc.amount('failures', 'count');
  if (total !== null && success !== null && failed !== null && total !== success + failed) {
    doc.report(
      'warning',
      'count-mismatch',
      `load_summary.count is ${total}, but successes and failures add up to ${success + failed}.`
    );
  }
  // The tool writes 0 for every rate when its window has no length.
  const perSecond = (name: string) => {
    const rate = doc.rate('successes', 'throughput', name);
    return success === 0 ? rate : aboveZero(rate);
  };
  const requests = perSecond('requests_per_sec');
  return metricSet(distributions, {
    request_throughput: requests,
    output_token_throughput: perSecond('output_tokens_per_sec'),
    input_token_throughput: perSecond('input_tokens_per_sec'),
    total_token_throughput: perSecond('total_tokens_per_sec'),
    image_throughput: aboveZero(doc.rate('successes', 'throughput', 'images_per_sec')),
    video_throughput: aboveZero(doc.rate('successes', 'throughput', 'videos_per_sec')),
    audio_throughput: aboveZero(doc.rate('successes', 'throughput', 'audios_per_sec')),
    offered_rate: offeredRate,
    achieved_rate: aboveZero(doc.rate('load_summary', 'achieved_rate')),
    ...goodput(doc),
    requests_total: total,
    requests_success: success,
    requests_failed: failed,
    // The tool divides by this very window: requests_per_sec = successes / window.
    duration: aboveZero(doc.amount('benchmark_time_seconds')) ?? quotient(aboveZero(success), requests),
    send_duration: doc.amount('load_summary', 'send_duration'),
    // Little's law, exact over the window of the successful requests; with failures in it, it would be too small.
    achieved_concurrency: failed === 0 ? product(requests, distributions.e2e?.mean ?? null) : null,
    input_tokens_total: doc.amount('successes', 'prompt_tokens', 'total'),
    output_tokens_total: doc.amount('successes', 'output_tokens', 'total'),
    // 0 is written both for no cached token and for a server that does not tell.
    cached_tokens_total: aboveZero(doc.amount('successes', 'prompt_tokens', 'cached')),
  });
}

/** `500 - Internal Server Error: 7`, without the messages, which may quote prompts. */
function reportFailures(doc: Checked, root: unknown): void {
  const labels = fields(at(root, 'failures', 'by_label')) ?? {};
  const parts = Object.keys(labels)
    .slice(0, 20)
    .map((label) => [label.slice(0, 80), number(at(labels, label, 'count'))] as const)
    .filter(([, count]) => count !== null);
  if (parts.length > 0) {
    doc.report(
      'info',
      'failed-requests',
      `Failed requests by cause: ${parts.map(([label, count]) => `${label}: ${count}`).join('; ')}.`
    );
  }
}

/** The load of a stage. `concurrency: 0` is written for sessions that all run at once. */
function load(offeredRate: number | null, concurrency: number | null): Dimensions {
  if (concurrency !== null) {
    return { load_type: concurrency === 0 ? 'sessions' : 'concurrency', concurrency: aboveZero(concurrency) };
  }
  return { load_type: offeredRate === null ? null : 'rate', request_rate: offeredRate };
}

function read(value: unknown, path: string, source: Fragment['source']): readonly Fragment[] {
  const sections = lifecycleSections(value);
  if (sections === null) {
    return [];
  }
  const doc = new Checked(value, path);
  const adapter = ADAPTER.exec(baseName(path));
  const has = (key: string): boolean => at(sections.load, key) !== undefined;
  const isStage = adapter === null ? STAGE_KEYS.some(has) : stageOf(path) !== null;
  const concurrency = doc.amount('load_summary', 'concurrency');
  const offeredRate = concurrency === null ? aboveZero(doc.rate('load_summary', 'requested_rate')) : null;
  const found = metrics(doc, offeredRate);
  const dimensions: Dimensions = {
    tool: ID,
    ...(isStage ? load(offeredRate, concurrency) : {}),
    ...(adapter === null ? {} : { 'label.adapter': adapter[1] }),
  };
  reportFailures(doc, value);
  return [
    fragment({
      grain: adapter !== null ? 'part' : isStage ? 'stage' : 'pooled',
      source,
      format: ID,
      stage: isStage ? stageOf(path) : null,
      dimensions,
      metrics: found,
      issues: doc.issues,
    }),
  ];
}

export const inferencePerf: Format = {
  id: ID,
  title: 'inference-perf',
  files: 'stage_<N>_lifecycle_metrics.json, summary_lifecycle_metrics.json, adapter_<name>_…',
  traps: [
    'The summary pools all rates and is never a point of a curve; it is told from a stage by its content, since it has no requested rate.',
    'The number of a stage is in the file name alone, model and data set in config.yaml beside it.',
    'Latencies are of successful requests only, so an overloaded stage can look fast: read the error rate beside them.',
    'token_goodput counts input and output tokens together.',
    'cached is 0 both for no cached token and for a server that does not tell; 0 is left out.',
    'per_request_lifecycle_metrics.json does not say whose load level a request is of; levels follow each other, so the order of starts tells, where the counts add up.',
    'With a concurrency, requested_rate is made up by the tool and left out.',
    'Files of one LoRA adapter hold requests of the run that are counted in its other files too: their scope is part, and label.adapter names the adapter.',
  ],
  drop: ['messages', 'session_ids'],
  detect(document) {
    const sections = document.kind === 'value' ? lifecycleSections(document.value) : null;
    const isLifecycle =
      sections !== null &&
      (at(sections.load, 'count') !== undefined || at(sections.successes, 'latency') !== undefined);
    return isLifecycle ? { version: null } : null;
  },
  read: (document, source) => (document.kind === 'value' ? read(document.value, source.path, source) : []),
};
