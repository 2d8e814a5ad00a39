import type { Dimensions, Setting } from '../model/record';
import { at, list, number, text } from './fields';
import { baseName } from './file-name';
import { aboveZero } from './metric-set';
import { setting } from './settings';

/** Options that are kept as settings: path in input_config and name. Addresses, headers, keys and the command line are not. */
const OPTIONS: ReadonlyArray<readonly [key: string, ...path: string[]]> = [
  ['endpoint_type', 'endpoint', 'type'],
  ['streaming', 'endpoint', 'streaming'],
  ['use_server_token_count', 'endpoint', 'use_server_token_count'],
  ['custom_dataset_type', 'input', 'custom_dataset_type'],
  ['input_tokens_stddev', 'input', 'prompt', 'input_tokens', 'stddev'],
  ['output_tokens_stddev', 'input', 'prompt', 'output_tokens', 'stddev'],
  ['num_dataset_entries', 'input', 'conversation', 'num_dataset_entries'],
  ['concurrency', 'loadgen', 'concurrency'],
  ['request_rate', 'loadgen', 'request_rate'],
  ['request_rate_mode', 'loadgen', 'request_rate_mode'],
  ['arrival_pattern', 'loadgen', 'arrival_pattern'],
  ['request_count', 'loadgen', 'request_count'],
  ['benchmark_duration', 'loadgen', 'benchmark_duration'],
  ['warmup_request_count', 'loadgen', 'warmup_request_count'],
  ['prefill_concurrency', 'loadgen', 'prefill_concurrency'],
  ['request_cancellation_rate', 'loadgen', 'request_cancellation_rate'],
  ['scenario', 'scenario'],
];

function datasetOf(input: unknown): string | null {
  const file = text(at(input, 'file'));
  return (
    text(at(input, 'public_dataset')) ??
    (file === null ? null : baseName(file)) ??
    (at(input, 'custom_dataset_type') === undefined ? 'synthetic' : null)
  );
}

function load(config: unknown): Dimensions {
  const concurrency = aboveZero(number(at(config, 'loadgen', 'concurrency')));
  const rate = aboveZero(number(at(config, 'loadgen', 'request_rate')));
  if (at(config, 'input', 'fixed_schedule') === true) {
    return { load_type: 'trace' };
  }
  // Below a rate the concurrency is a cap.
  return rate !== null
    ? { load_type: 'rate', request_rate: rate }
    : { load_type: concurrency === null ? null : 'concurrency', concurrency };
}

/** Dimensions and settings out of AIPerf's `input_config`. Hardware and parallelism are not in it. */
export function aiperfSetup(config: unknown): { dimensions: Dimensions; settings: readonly Setting[] } {
  const models = list(at(config, 'endpoint', 'model_names'));
  const input = at(config, 'input');
  const length = (...path: string[]): number | null => aboveZero(number(at(input, ...path)));
  const turns = length('conversation', 'turn', 'mean');
  return {
    dimensions: {
      model: models.length === 1 ? text(models[0]) : null,
      dataset: input === undefined ? null : datasetOf(input),
      isl: length('prompt', 'input_tokens', 'mean'),
      osl: length('prompt', 'output_tokens', 'mean'),
      prefix_len: length('prompt', 'prefix_prompt', 'length'),
      prefix_groups: length('prompt', 'prefix_prompt', 'pool_size'),
      turns: turns === 1 ? null : turns,
      seed: number(at(input, 'random_seed')),
      ...load(config),
    },
    settings: OPTIONS.reduce<Setting[]>(
      (all, [key, ...path]) => all.concat(setting('load', key, at(config, ...path))),
      []
    ),
  };
}
