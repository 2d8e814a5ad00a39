import { fragment, type Fragment, type Setting } from '../model/record';
import { at, list, text } from './fields';
import type { Format } from './format';

const ID = 'otlp-spans';

const isTraces = (value: unknown): boolean => Array.isArray(at(value, 'resourceSpans'));

/** Attributes by which the three dialects are known, the most telling first. */
const DIALECTS: ReadonlyArray<readonly [name: string, attribute: RegExp]> = [
  ['vllm', /^gen_ai\.latency\./],
  ['inference-perf', /^gen_ai\.response\.(total_latency|time_to_first_token|time_per_output_token)$/],
  ['gen-ai', /^gen_ai\.(operation\.name|provider\.name|usage\.input_tokens)$/],
];

const MODEL = ['gen_ai.request.model', 'gen_ai.response.model'];

function keysOf(span: unknown): string[] {
  return list(at(span, 'attributes'))
    .map((attribute) => text(at(attribute, 'key')))
    .filter((key): key is string => key !== null);
}

function attribute(span: unknown, names: readonly string[]): string | null {
  const found = list(at(span, 'attributes')).find((one) => names.includes(text(at(one, 'key')) ?? ''));
  return text(at(found, 'value', 'stringValue'));
}

/** Spans of requests to a model, by dialect; others are parts of the server and are counted alone. */
function dialectOf(keys: readonly string[]): string | null {
  const found = DIALECTS.find(([, pattern]) => keys.some((key) => pattern.test(key)));
  return found === undefined ? null : found[0];
}

function spansOf(value: unknown): unknown[] {
  return list(at(value, 'resourceSpans')).reduce<unknown[]>(
    (all, resource) =>
      list(at(resource, 'scopeSpans')).reduce<unknown[]>((spans, scope) => spans.concat(list(at(scope, 'spans'))), all),
    []
  );
}

function read(value: unknown, source: Fragment['source']): Fragment {
  const spans = spansOf(value);
  const counts = new Map<string, number>([['spans', spans.length]]);
  const models = new Set<string>();
  const count = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  spans.forEach((span) => {
    const keys = keysOf(span);
    const dialect = dialectOf(keys);
    if (dialect !== null) {
      count(`spans.${dialect}`);
      const model = attribute(span, MODEL);
      if (model !== null) {
        models.add(model);
      }
    }
    if (keys.includes('error.type')) {
      count('spans.failed');
    }
  });
  const [model] = Array.from(models);
  return fragment({
    grain: 'context',
    source,
    format: ID,
    dimensions: models.size === 1 ? { model } : {},
    settings: Array.from(counts, ([key, number_]): Setting => ({ component: 'traces', key, value: String(number_) })),
  });
}

/** Traces of requests in OpenTelemetry's JSON: counted, since a sample of requests is no measurement of a load level. */
export const otlp: Format = {
  id: ID,
  title: 'OpenTelemetry spans (OTLP JSON)',
  files: '*.json, *.jsonl of an OTLP file exporter',
  traps: [
    'Traces are sampled, so no latency is computed from them.',
    'Three dialects name the same: vLLM (gen_ai.latency.*), inference-perf (gen_ai.response.total_latency), and the semantic conventions.',
    'Prompts and answers in attributes are never read.',
  ],
  drop: [],
  origin: 'documentation',
  detect: (document) => (document.kind === 'value' && isTraces(document.value) ? { version: null } : null),
  read: (document, source) =>
    document.kind === 'value' && isTraces(document.value) ? [read(document.value, source)] : [],
};
