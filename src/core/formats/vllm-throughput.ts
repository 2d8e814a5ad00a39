import { fragment, type Setting } from '../model/record';
import { Checked } from './checked';
import { fields, number, type Fields } from './fields';
import { stem } from './file-name';
import type { Format } from './format';
import { metricSet } from './metric-set';
import { readMetadata } from './vllm-metadata';

const ID = 'vllm-bench-throughput';

const MEASUREMENTS = ['elapsed_time', 'num_requests', 'total_num_tokens', 'requests_per_second', 'tokens_per_second'];

function isThroughput(value: unknown): value is Fields {
  const object = fields(value);
  return (
    object !== null &&
    ['elapsed_time', 'num_requests', 'requests_per_second'].every((key) => number(object[key]) !== null)
  );
}

/** `vllm bench throughput`: all requests at once, offline. Neither model nor lengths are in the file. */
export const vllmThroughput: Format = {
  id: ID,
  title: 'vLLM bench throughput',
  files: 'throughput_<name>.json, or the name given as --output-json',
  traps: [
    'tokens_per_second counts prompt and generated tokens together; the output rate is not in the file.',
    'Model and configuration are in the file name alone.',
  ],
  drop: [],
  detect: (document) => (document.kind === 'value' && isThroughput(document.value) ? { version: null } : null),
  read(document, source, context) {
    const value = document.kind === 'value' ? document.value : null;
    if (!isThroughput(value)) {
      return [];
    }
    const doc = new Checked(value, source.path);
    const metadata = readMetadata(
      value,
      Object.keys(value).filter((key) => !MEASUREMENTS.includes(key)),
      context.zoneOffsetMinutes
    );
    const settings: readonly Setting[] = metadata.settings;
    const metrics = metricSet(
      {},
      {
        duration: doc.amount('elapsed_time'),
        requests_total: doc.amount('num_requests'),
        request_throughput: doc.rate('requests_per_second'),
        total_token_throughput: doc.rate('tokens_per_second'),
      }
    );
    const name = stem(source.path);
    return [
      fragment({
        grain: 'stage',
        source,
        format: ID,
        runKey: `${source.path}#${source.document}`,
        dimensions: {
          ...metadata.dimensions,
          tool: 'vllm-bench',
          load_type: 'throughput',
          run: source.document === 0 ? name : `${name} #${source.document}`,
        },
        metrics,
        settings,
        issues: doc.issues,
      }),
    ];
  },
};
