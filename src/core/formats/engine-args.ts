import { dimension } from '../model/dimensions';
import type { Dimensions, Setting } from '../model/record';
import { argumentPairs } from './argument-pairs';
import { at, fields, list, number, text } from './fields';
import { isSecretWord, looksSecret } from './secrets';
import { setting, settingText } from './settings';

/** Native arguments of an engine: the dimensions of the table that they set, and all of them as settings. */
export interface EngineArguments {
  readonly dimensions: Dimensions;
  readonly settings: readonly Setting[];
}

/** Longest value that is kept of one argument. */
const MAX_VALUE = 500;
/** Deepest object inside an argument that is flattened. */
const MAX_DEPTH = 4;

/** Arguments of vLLM and SGLang, in snake case, to the dimension that they set. */
const DIMENSION_OF = new Map([
  ['max_num_seqs', 'max_num_seqs'],
  ['max_running_requests', 'max_num_seqs'],
  ['max_num_batched_tokens', 'max_num_batched_tokens'],
  ['chunked_prefill_size', 'max_num_batched_tokens'],
  ['enable_chunked_prefill', 'chunked_prefill'],
  ['enable_prefix_caching', 'prefix_caching'],
  ['enable_radix_cache', 'prefix_caching'],
  ['block_size', 'block_size'],
  ['page_size', 'block_size'],
  ['gpu_memory_utilization', 'gpu_memory_utilization'],
  ['mem_fraction_static', 'gpu_memory_utilization'],
  ['max_model_len', 'max_model_len'],
  ['context_length', 'max_model_len'],
  ['kv_offloading_backend', 'kv_offload'],
]);

const SWITCHES = new Set(['chunked_prefill', 'prefix_caching']);

/** `16k` is 16,000 and `16K` 16,384, as vLLM reads them. */
function size(value: unknown): number | null {
  const found = typeof value === 'string' ? /^(\d+(?:\.\d+)?)([kmg])$/i.exec(value.trim()) : null;
  if (found === null) {
    return number(value);
  }
  const power = 'kmg'.indexOf(found[2].toLowerCase()) + 1;
  return Math.floor(Number(found[1]) * (found[2] === found[2].toLowerCase() ? 1000 : 1024) ** power);
}

function positive(value: unknown): number | null {
  const found = size(value);
  return found !== null && found > 0 ? found : null;
}

/** A flag that stands alone is on. */
function switched(value: unknown): boolean | null {
  const word = value === null ? 'true' : (settingText(value) ?? '').toLowerCase();
  return /^(true|1|yes|on)$/.test(word) ? true : /^(false|0|no|off)$/.test(word) ? false : null;
}

/** A word that says something; engines write `auto` and `none` for what is not chosen. */
function chosen(value: unknown): string | null {
  const found = text(value);
  return found === null || /^(auto|none|null)$/i.test(found) ? null : found;
}

/** An argument that is JSON itself, as an object or as its text; null for everything else. */
function json(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return fields(value);
  }
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

/** One key of an argument that is JSON; found in a text that is no JSON too, for shells eat quotes. */
function inner(value: unknown, key: string): string | null {
  const found = chosen(at(json(value), key));
  const loose =
    found === null && typeof value === 'string'
      ? new RegExp(`["']?${key}["']?\\s*:\\s*["']?([\\w.-]+)`).exec(value)
      : null;
  return loose === null ? found : loose[1];
}

/** An argument as settings: objects and JSON texts by their keys, lists of scalars in one; no secret, nothing endless. */
function flattened(component: string, key: string, value: unknown, depth: number): Setting[] {
  if (isSecretWord(key) || depth > MAX_DEPTH) {
    return [];
  }
  const parsed = json(value);
  const object = fields(parsed);
  if (object !== null) {
    return Object.keys(object).reduce<Setting[]>(
      (all, name) => all.concat(flattened(component, `${key}.${name}`, object[name], depth + 1)),
      []
    );
  }
  const items = list(Array.isArray(value) ? value : parsed);
  const written =
    value === null
      ? 'true'
      : items.length > 0
        ? items.map((item) => settingText(item) ?? '…').join(',')
        : settingText(value);
  return written === null || looksSecret(written) ? [] : setting(component, key, written.slice(0, MAX_VALUE)).slice();
}

/**
 * Reads native arguments in every style that reports carry. As on a command line, the last of two arguments of one name
 * counts. Secrets are left out, by name and by look.
 */
export function engineArguments(args: unknown, component: string): EngineArguments {
  const dimensions: { [id: string]: string | number | null } = {};
  const given = new Map<string, unknown>();
  argumentPairs(args).forEach(([name, value]) => {
    if (value !== undefined) {
      given.set(name, value);
    }
  });
  given.forEach((value, name) => {
    const off = /^(?:no|disable)_(?:enable_)?(.+)$/.exec(name);
    const id = DIMENSION_OF.get(off === null ? name : `enable_${off[1]}`);
    if (id !== undefined && SWITCHES.has(id)) {
      const on = switched(value);
      dimensions[id] = on === null ? null : String(on === (off === null));
    } else if (id !== undefined && off === null) {
      dimensions[id] = dimension(id)?.kind === 'number' ? positive(value) : chosen(value);
    }
  });
  const chunk = number(given.get('chunked_prefill_size'));
  if (chunk !== null) {
    // SGLang prefills in chunks of this size, and not at all in chunks where it is -1.
    dimensions.chunked_prefill = String(chunk > 0);
  }
  const disaggregated = chosen(given.get('disaggregation_mode')) !== null;
  const found: Dimensions = {
    precision: chosen(given.get('quantization')) ?? chosen(given.get('q')) ?? chosen(given.get('dtype')),
    spec_decoding:
      inner(given.get('speculative_config'), 'method') ??
      inner(given.get('speculative_config'), 'model') ??
      chosen(given.get('speculative_algorithm')),
    kv_connector:
      inner(given.get('kv_transfer_config'), 'kv_connector') ??
      (disaggregated ? chosen(given.get('disaggregation_transfer_backend')) : null),
  };
  Object.keys(found).forEach((id) => (dimensions[id] = found[id] ?? null));
  Object.keys(dimensions).forEach((id) => dimensions[id] === null && delete dimensions[id]);
  return {
    dimensions,
    settings: Array.from(given).reduce<Setting[]>(
      (all, [name, value]) => all.concat(flattened(component, name, value, 0)),
      []
    ),
  };
}

/** What all engines of a stack agree on; null where they differ, or where one does not say. */
export function agreedDimensions(engines: readonly Dimensions[]): Dimensions {
  const agreed: { [id: string]: string | number | null } = {};
  engines.forEach((dimensions) => Object.keys(dimensions).forEach((id) => (agreed[id] = null)));
  Object.keys(agreed).forEach((id) => {
    const values = new Set(engines.map((dimensions) => dimensions[id] ?? null));
    agreed[id] = values.size === 1 ? (engines[0][id] ?? null) : null;
  });
  return agreed;
}

/** Environment variables as settings, `env.` before their names; references to secrets are no values. */
export function environment(variables: unknown, component: string): readonly Setting[] {
  const object = fields(variables);
  const named =
    object !== null
      ? Object.keys(object).map((key): [string, unknown] => [key, object[key]])
      : list(variables).map((entry): [string, unknown] => [text(at(entry, 'name')) ?? '', at(entry, 'value')]);
  return named.reduce<Setting[]>((all, [name, value]) => {
    const written = name === '' || isSecretWord(name) ? null : settingText(value);
    return written === null || looksSecret(written)
      ? all
      : all.concat(setting(component, `env.${name}`, written.slice(0, MAX_VALUE)));
  }, []);
}
