import { dimension } from '../model/dimensions';
import type { Dimensions, Setting } from '../model/record';
import { at, fields, list, number, text } from './fields';
import { setting } from './settings';

/** Native arguments of an engine: the dimensions of the table that they set, and all of them as settings. */
export interface EngineArguments {
  readonly dimensions: Dimensions;
  readonly settings: readonly Setting[];
}

/** Longest value that is kept of one argument. */
const MAX_VALUE = 500;

/** Name of an argument, in snake case and without its dashes, to the dimension that it sets. */
const DIMENSION_OF: Readonly<Record<string, string>> = {
  max_num_seqs: 'max_num_seqs',
  max_running_requests: 'max_num_seqs',
  max_num_batched_tokens: 'max_num_batched_tokens',
  chunked_prefill_size: 'max_num_batched_tokens',
  enable_chunked_prefill: 'chunked_prefill',
  enable_prefix_caching: 'prefix_caching',
  block_size: 'block_size',
  page_size: 'block_size',
  gpu_memory_utilization: 'gpu_memory_utilization',
  mem_fraction_static: 'gpu_memory_utilization',
  max_model_len: 'max_model_len',
  context_length: 'max_model_len',
  quantization: 'precision',
  dtype: 'precision',
  speculative_algorithm: 'spec_decoding',
};

/** `--max-num-seqs` and `max_num_seqs` are one name. */
function canonical(name: string): string {
  return name.replace(/^-+/, '').replace(/-/g, '_');
}

type Pair = readonly [name: string, value: unknown];

/** `["--a", "1", "--flag", "--b=2"]` as pairs; a name without a value is a flag. */
function pairsOfList(args: readonly unknown[]): Pair[] {
  const pairs: Pair[] = [];
  args.forEach((arg, index) => {
    const word = text(arg);
    if (word === null || !word.startsWith('--')) {
      return;
    }
    const equals = word.indexOf('=');
    const next = text(args[index + 1]);
    pairs.push(equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word, next !== null && !next.startsWith('--') ? next : null]);
  });
  return pairs;
}

function pairsOf(args: unknown): Pair[] {
  if (typeof args === 'string') {
    return pairsOfList(args.split(/\s+/));
  }
  if (Array.isArray(args)) {
    return pairsOfList(args);
  }
  const object = fields(args);
  return object === null ? [] : Object.keys(object).map((key): Pair => [key, object[key]]);
}

/** An argument that is JSON itself arrives as an object or as its text. */
function inner(value: unknown, key: string): string | null {
  const object = fields(value);
  if (object !== null) {
    return text(at(object, key));
  }
  const found = typeof value === 'string' ? new RegExp(`["']?${key}["']?\\s*:\\s*["']?([\\w.-]+)`).exec(value) : null;
  return found === null ? null : found[1];
}

/** A flag without a value is on; `no_` before its name turns it off. */
function valueOf(id: string, value: unknown): string | number | null {
  if (dimension(id)?.kind === 'number') {
    return number(value);
  }
  return value === null || value === true ? 'true' : value === false ? 'false' : text(value);
}

/**
 * Reads native arguments in every style that reports carry: a list of words, one text, an object with or without dashes.
 * Secrets are left out by name. A value that is neither scalar nor one of the known JSON arguments is not kept.
 */
export function engineArguments(args: unknown, component: string): EngineArguments {
  const dimensions: { [id: string]: string | number | null } = {};
  const settings: Setting[] = [];
  pairsOf(args).forEach(([written, value]) => {
    const name = canonical(written);
    const off = /^(no|disable)_/.test(name);
    const id = DIMENSION_OF[off ? name.replace(/^(no|disable)_/, 'enable_').replace('enable_enable_', 'enable_') : name] as string | undefined;
    if (id !== undefined && (dimensions[id] === undefined || name === 'quantization')) {
      dimensions[id] = off && value === null ? 'false' : valueOf(id, value);
    }
    if (name === 'kv_transfer_config') {
      dimensions.kv_connector = inner(value, 'kv_connector');
    }
    if (name === 'speculative_config') {
      dimensions.spec_decoding = inner(value, 'method') ?? inner(value, 'model');
    }
    settings.push(...setting(component, name, value === null ? 'true' : typeof value === 'string' ? value.slice(0, MAX_VALUE) : value));
  });
  return { dimensions, settings };
}

/** Environment variables as settings, `env.` before their names. */
export function environment(variables: unknown, component: string): readonly Setting[] {
  const object = fields(variables);
  const named = object !== null ? Object.keys(object).map((key): Pair => [key, object[key]]) : list(variables).map((entry): Pair => [text(at(entry, 'name')) ?? '', at(entry, 'value')]);
  return named.reduce<Setting[]>((all, [name, value]) => (name === '' ? all : all.concat(setting(component, `env.${name}`, value))), []);
}
