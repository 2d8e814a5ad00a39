import type { Dimensions, Setting } from '../model/record';
import { at, fields, list, number, text, type Fields } from './fields';
import { aboveZero } from './metric-set';
import { setting } from './settings';

/** Names of data sets; anything longer or with blanks may be a prompt and is not kept. */
const DATA_NAME = /^[\w./:@-]{1,200}$/;

/** Keys of synthetic data that are kept as settings, besides those that set dimensions. */
const SYNTHETIC: readonly string[] = [
  'prompt_tokens_stdev',
  'prompt_tokens_min',
  'prompt_tokens_max',
  'output_tokens_stdev',
  'output_tokens_min',
  'output_tokens_max',
];

/** `prompt_tokens=256,output_tokens=128` or the same as JSON; null for every other text. */
function parseSynthetic(written: string): Fields | null {
  if (/^\s*\{/.test(written)) {
    try {
      return fields(JSON.parse(written));
    } catch {
      return null;
    }
  }
  const found: { [key: string]: string } = {};
  written.split(',').forEach((part) => {
    const equals = part.indexOf('=');
    if (equals > 0) {
      found[part.slice(0, equals).trim()] = part.slice(equals + 1).trim();
    }
  });
  return Object.keys(found).length === 0 ? null : found;
}

function synthetic(entry: unknown): Fields | null {
  const parsed = typeof entry === 'string' ? parseSynthetic(entry) : fields(entry);
  return parsed !== null && number(at(parsed, 'prompt_tokens')) !== null ? parsed : null;
}

function dataName(entry: unknown): string | null {
  const object = fields(entry);
  const name =
    object === null
      ? text(entry)
      : (text(at(object, 'path')) ?? text(at(object, 'source')) ?? text(at(object, 'kind')));
  return name !== null && DATA_NAME.test(name) ? name : null;
}

/** Data set and lengths. Several data sets at once have no one length. */
function workload(data: unknown): { dimensions: Dimensions; settings: readonly Setting[] } {
  const entries = Array.isArray(data) ? list(data) : data === undefined || data === null ? [] : [data];
  if (entries.length !== 1) {
    return { dimensions: { dataset: entries.length === 0 ? null : 'several' }, settings: [] };
  }
  const spec = synthetic(entries[0]);
  if (spec === null) {
    return { dimensions: { dataset: dataName(entries[0]) }, settings: [] };
  }
  const amount = (...keys: string[]): number | null => aboveZero(number(at(spec, ...keys)));
  const buckets = list(spec.prefix_buckets);
  const bucket = (key: string): number | null => (buckets.length === 1 ? aboveZero(number(at(buckets[0], key))) : null);
  const turns = amount('turns');
  return {
    dimensions: {
      dataset: 'synthetic',
      isl: amount('prompt_tokens'),
      osl: amount('output_tokens'),
      prefix_len: bucket('prefix_tokens') ?? amount('prefix_tokens'),
      prefix_groups: bucket('prefix_count') ?? amount('prefix_count'),
      turns: turns === 1 ? null : turns,
    },
    settings: SYNTHETIC.reduce<Setting[]>((all, key) => all.concat(setting('load', key, spec[key])), []),
  };
}

/** The strategy of one benchmark; a sweep has one of each kind. */
function load(strategy: unknown): Dimensions {
  const kind = text(at(strategy, 'type_')) ?? text(at(strategy, 'kind'));
  const amount = (key: string): number | null => aboveZero(number(at(strategy, key)));
  switch (kind) {
    case 'synchronous':
      return { load_type: 'concurrency', concurrency: 1 };
    case 'concurrent':
      return { load_type: 'concurrency', concurrency: amount('streams') ?? amount('max_concurrency') };
    case 'constant':
    case 'poisson':
    case 'async':
      return { load_type: 'rate', request_rate: amount('rate') };
    case 'throughput':
    case 'trace':
      return { load_type: kind };
    default:
      return {};
  }
}

/** Largest time of JavaScript, ms since the epoch. */
const LAST = 8.64e15;

function milliseconds(seconds: unknown): number | null {
  const value = number(seconds);
  return value === null || value <= 0 || value * 1000 > LAST ? null : value * 1000;
}

/** Dimensions and settings of one benchmark, from what it and its report say. */
export function benchmarkSetup(
  report: unknown,
  benchmark: unknown
): { dimensions: Dimensions; settings: readonly Setting[] } {
  const strategy = at(benchmark, 'config', 'strategy') ?? at(benchmark, 'args', 'strategy');
  const spec = at(report, 'config', 'spec') ?? at(report, 'config');
  const data =
    at(spec, 'data') ??
    at(report, 'args', 'data') ??
    at(benchmark, 'config', 'requests', 'data') ??
    at(benchmark, 'request_loader', 'data');
  const { dimensions, settings } = workload(data);
  const models = [
    at(benchmark, 'config', 'backend', 'model'),
    at(benchmark, 'worker', 'backend_model'),
    at(spec, 'backend', 'model'),
    at(report, 'args', 'model'),
  ];
  const seeds = [
    at(spec, 'seed', 'value'),
    at(report, 'args', 'random_seed'),
    at(benchmark, 'args', 'profile', 'random_seed'),
  ];
  const profile = at(benchmark, 'config', 'profile') ?? at(benchmark, 'args', 'profile');
  const limits = [
    'max_number',
    'max_duration',
    'warmup_number',
    'warmup_duration',
    'cooldown_number',
    'cooldown_duration',
  ];
  return {
    dimensions: {
      model: models.map(text).find((model) => model !== null) ?? null,
      ...dimensions,
      ...load(strategy),
      seed: seeds.map(number).find((seed) => seed !== null) ?? null,
      started_at: milliseconds(at(benchmark, 'start_time')),
      ended_at: milliseconds(at(benchmark, 'end_time')),
    },
    settings: [
      ...setting('load', 'profile', at(profile, 'type_') ?? at(profile, 'kind')),
      ...setting('load', 'strategy', at(strategy, 'type_') ?? at(strategy, 'kind')),
      ...setting('load', 'max_concurrency', at(strategy, 'max_concurrency')),
      ...limits.reduce<Setting[]>((all, key) => all.concat(setting('load', key, at(benchmark, 'args', key))), []),
      ...settings,
    ],
  };
}
