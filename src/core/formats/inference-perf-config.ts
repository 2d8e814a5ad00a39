import { fragment, type Dimensions, type Fragment, type Setting } from '../model/record';
import { parseInstant } from '../model/time';
import { at, fields, list, number, text, type Fields } from './fields';
import type { Format, ReadContext } from './format';
import { sum } from './metric-set';
import { setting } from './settings';
import { timeWithoutZone } from './local-time';

const ID = 'inference-perf-config';

const LOAD_TYPES: ReadonlyMap<string, string> = new Map([
  ['constant', 'rate'],
  ['poisson', 'rate'],
  ['concurrent', 'concurrency'],
  ['trace_replay', 'trace'],
  ['trace_session_replay', 'sessions'],
]);

/** Keys by which the stages of inference-perf are known. */
const STAGE_KEYS = ['rate', 'concurrency_level', 'concurrent_sessions'];

/** Native configuration that is kept, by path. A list of what is taken, so that keys, headers and addresses never are. */
const KEPT: ReadonlyArray<readonly string[]> = [
  ['api', 'type'],
  ['api', 'streaming'],
  ['data', 'type'],
  ['load', 'type'],
  ['load', 'interval'],
  ['load', 'num_workers'],
  ['load', 'worker_max_concurrency'],
  ['load', 'worker_max_tcp_connections'],
  ['load', 'request_timeout'],
  ['server', 'type'],
  ['server', 'ignore_eos'],
  ['tokenizer', 'pretrained_model_name_or_path'],
];

/** Sections whose scalars are all kept. */
const KEPT_SECTIONS: ReadonlyArray<readonly string[]> = [
  ['data', 'shared_prefix'],
  ['data', 'input_distribution'],
  ['data', 'output_distribution'],
  ['data', 'conversation_replay'],
  ['load', 'sweep'],
  ['report', 'goodput', 'constraints'],
];

function own(object: Fields, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}

function isStages(value: unknown): boolean {
  const stages = list(value);
  return stages.length > 0 && stages.every((stage) => STAGE_KEYS.some((key) => own(fields(stage) ?? {}, key)));
}

function isConfig(value: unknown): boolean {
  const load = fields(at(value, 'load'));
  if (load === null || ['kind', 'apiVersion', 'scenario', 'version'].some((key) => at(value, key) !== undefined)) {
    return false;
  }
  const whole = fields(at(value, 'data')) !== null && fields(at(value, 'server')) !== null;
  return (
    isStages(load.stages) || (whole && fields(load.sweep) !== null) || (whole && LOAD_TYPES.has(text(load.type) ?? ''))
  );
}

/** A length that is a number, or the mean of a distribution. */
function length(value: unknown): number | null {
  const found = number(value) ?? number(at(value, 'mean'));
  return found !== null && found >= 0 && found <= Number.MAX_SAFE_INTEGER ? found : null;
}

/** A positive number: inference-perf refuses others. */
function positive(value: unknown): number | null {
  const found = number(value);
  return found !== null && found > 0 ? found : null;
}

function sharedPrefix(data: Fields): Dimensions {
  const shared = fields(data.shared_prefix) ?? {};
  const system = length(shared.system_prompt_len);
  const question = length(shared.question_distribution) ?? length(shared.question_len);
  return {
    prefix_len: system,
    prefix_groups: number(shared.num_unique_system_prompts) ?? number(shared.num_groups),
    isl: sum(system, question),
    osl: length(shared.output_distribution) ?? length(shared.output_len),
  };
}

function conversation(data: Fields): Dimensions {
  const replay = fields(data.conversation_replay) ?? {};
  return { prefix_len: length(replay.shared_system_prompt_len), turns: length(replay.turns_per_conversation) };
}

function workload(data: Fields): Dimensions {
  const dataset = text(data.type);
  switch (dataset) {
    case 'shared_prefix':
      return { dataset, ...sharedPrefix(data) };
    case 'conversation_replay':
      return { dataset, ...conversation(data) };
    case 'synthetic':
    case 'random':
      return { dataset, isl: length(data.input_distribution), osl: length(data.output_distribution) };
    default:
      return { dataset };
  }
}

/** Start of the run: the tool writes it, without a zone, into the name of the report directory when it starts. */
function startedAt(root: unknown, zoneOffsetMinutes: number): number | null {
  const paths = ['local_storage', 'google_cloud_storage', 'simple_storage_service'].map((kind) =>
    text(at(root, 'storage', kind, 'path'))
  );
  const stamps = paths.map((path) => /(?:^|\D)(\d{8}-\d{6})\/?$/.exec(path ?? '')).filter((found) => found !== null);
  return stamps.length === 0 ? null : (parseInstant(stamps[0][1], zoneOffsetMinutes)?.ms ?? null);
}

function settings(root: unknown): readonly Setting[] {
  const section = (path: readonly string[]): ReadonlyArray<readonly string[]> =>
    Object.keys(fields(at(root, ...path)) ?? {}).map((key) => [...path, key]);
  return KEPT_SECTIONS.reduce((paths, path) => paths.concat(section(path)), KEPT).reduce<Setting[]>(
    (all, path) => all.concat(setting('load', path.join('.'), at(root, ...path))),
    []
  );
}

/** Load of one stage. A closed loop has no rate, even where the tool has put one in while it ran. */
function stageLoad(stage: unknown, loadType: string | null): Dimensions {
  const concurrency = positive(at(stage, 'concurrency_level')) ?? positive(at(stage, 'concurrent_sessions'));
  if (loadType === 'concurrency' || loadType === 'sessions' || concurrency !== null) {
    return { load_type: loadType ?? 'concurrency', concurrency };
  }
  const rate = positive(at(stage, 'rate'));
  return { load_type: rate === null ? loadType : (loadType ?? 'rate'), request_rate: rate };
}

function read(value: unknown, source: Fragment['source'], context: ReadContext): readonly Fragment[] {
  if (!isConfig(value)) {
    return [];
  }
  const load = fields(at(value, 'load')) ?? {};
  const loadType = LOAD_TYPES.get(text(load.type) ?? '') ?? null;
  const started = startedAt(value, context.zoneOffsetMinutes);
  const run = fragment({
    grain: 'context',
    source,
    format: ID,
    dimensions: {
      tool: 'inference-perf',
      model: text(at(value, 'server', 'model_name')),
      ...workload(fields(at(value, 'data')) ?? {}),
      seed: number(load.base_seed),
      started_at: started,
    },
    settings: settings(value),
    issues: started === null ? [] : [timeWithoutZone(source.path, 'storage path')],
  });
  const stages = list(load.stages).map((stage, index) =>
    fragment({ grain: 'context', source, format: ID, stage: index, dimensions: stageLoad(stage, loadType) })
  );
  return [run, ...stages];
}

export const inferencePerfConfig: Format = {
  id: ID,
  title: 'inference-perf configuration',
  files: 'config.yaml, and the profiles that inference-perf is started with',
  traps: [
    'server.type chooses the metric names that the tool asks for and defaults to vllm; it is kept as a setting and is not the engine.',
    'Stages that a sweep adds while it runs are not in the file.',
    'API keys, headers and addresses are never read.',
  ],
  drop: [],
  detect: (document) => (document.kind === 'value' && isConfig(document.value) ? { version: null } : null),
  read: (document, source, context) => (document.kind === 'value' ? read(document.value, source, context) : []),
};
