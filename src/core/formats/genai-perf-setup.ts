import type { Dimensions, Setting } from '../model/record';
import { at, list, number, text } from './fields';
import { baseName } from './file-name';
import { aboveZero } from './metric-set';
import { setting } from './settings';

/** The first value that is there: the configuration was flat once and has sections now. */
function first(config: unknown, paths: ReadonlyArray<readonly string[]>): unknown {
  return paths.map((path) => at(config, ...path)).find((value) => value !== undefined && value !== null);
}

const OPTIONS: ReadonlyArray<readonly [key: string, paths: ReadonlyArray<readonly string[]>]> = [
  ['service_kind', [['endpoint', 'service_kind'], ['service_kind']]],
  ['endpoint_type', [['endpoint', 'type'], ['endpoint_type']]],
  ['backend', [['endpoint', 'backend'], ['backend']]],
  ['streaming', [['endpoint', 'streaming'], ['streaming']]],
  ['input_tokens_stddev', [['input', 'synthetic_tokens', 'stddev'], ['synthetic_input_tokens_stddev']]],
  ['output_tokens_stddev', [['input', 'output_tokens', 'stddev'], ['output_tokens_stddev']]],
  ['num_dataset_entries', [['input', 'num_dataset_entries'], ['num_dataset_entries'], ['num_prompts']]],
  ['warmup_request_count', [['perf_analyzer', 'warmup_request_count'], ['warmup_request_count']]],
  ['measurement_interval', [['perf_analyzer', 'measurement', 'num'], ['measurement_interval']]],
];

function modelOf(config: unknown): string | null {
  const named = first(config, [['model_names'], ['model'], ['endpoint', 'model_names']]);
  const models = Array.isArray(named) ? list(named) : [named];
  return models.length === 1 ? text(models[0]) : null;
}

/** Dimensions and settings out of genai-perf's `input_config`, flat (2024) or in sections (2025). */
export function genaiPerfSetup(config: unknown): { dimensions: Dimensions; settings: readonly Setting[] } {
  const amount = (...paths: ReadonlyArray<readonly string[]>): number | null => aboveZero(number(first(config, paths)));
  const rate = amount(['perf_analyzer', 'stimulus', 'request_rate'], ['request_rate']);
  const concurrency = amount(['perf_analyzer', 'stimulus', 'concurrency'], ['concurrency']);
  const file = text(first(config, [['input', 'file'], ['input_file']]));
  const source = text(first(config, [['input', 'prompt_source'], ['prompt_source']]));
  return {
    dimensions: {
      model: modelOf(config),
      dataset:
        source === 'synthetic' || (source === null && file === null)
          ? 'synthetic'
          : file === null
            ? source
            : baseName(file),
      isl: amount(['input', 'synthetic_tokens', 'mean'], ['synthetic_input_tokens_mean']),
      osl: amount(['input', 'output_tokens', 'mean'], ['output_tokens_mean']),
      prefix_len: amount(['input', 'prefix_prompt', 'length'], ['prefix_prompt_length']),
      prefix_groups: amount(['input', 'prefix_prompt', 'num'], ['num_prefix_prompts']),
      seed: number(first(config, [['input', 'random_seed'], ['random_seed']])),
      ...(rate !== null
        ? { load_type: 'rate', request_rate: rate }
        : { load_type: concurrency === null ? null : 'concurrency', concurrency }),
    },
    settings: OPTIONS.reduce<Setting[]>(
      (all, [key, paths]) => all.concat(setting('load', key, first(config, paths))),
      []
    ),
  };
}
