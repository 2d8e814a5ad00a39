import { canonicalStat } from '../model/percentile';
import { fragment } from '../model/record';
import { Checked, type Statistics } from './checked';
import { at, fields } from './fields';
import { stem } from './file-name';
import type { Format } from './format';
import { measured, metricSet } from './metric-set';

const ID = 'vllm-bench-latency';

function isLatency(value: unknown): boolean {
  return (
    at(value, 'avg_latency') !== undefined &&
    (fields(at(value, 'percentiles')) !== null || at(value, 'latencies') !== undefined)
  );
}

/** Seconds. Percentiles are under bare numbers: `"99"`. */
function latency(value: unknown, doc: Checked): Statistics | null {
  const found: { [stat: string]: number } = {};
  const add = (stat: string | null, figure: number | null): void => {
    if (stat !== null && figure !== null) {
      found[stat] = figure;
    }
  };
  add('mean', doc.amount('avg_latency'));
  Object.keys(fields(at(value, 'percentiles')) ?? {}).forEach((key) =>
    add(canonicalStat(`p${key}`), doc.amount('percentiles', key))
  );
  return measured(Object.keys(found).length === 0 ? null : found);
}

/** `vllm bench latency`: one static batch, run again and again. Its latency is that of the whole batch. */
export const vllmLatency: Format = {
  id: ID,
  title: 'vLLM bench latency',
  files: 'latency_<name>.json, or the name given as --output-json',
  traps: ['The latency is that of one static batch; batch size, lengths and model are in the file name alone.'],
  drop: ['latencies'],
  detect: (document) => (document.kind === 'value' && isLatency(document.value) ? { version: null } : null),
  read(document, source) {
    if (document.kind !== 'value' || !isLatency(document.value)) {
      return [];
    }
    const doc = new Checked(document.value, source.path);
    const metrics = metricSet({ e2e: latency(document.value, doc) }, {});
    const name = stem(source.path);
    return [
      fragment({
        grain: 'stage',
        source,
        format: ID,
        runKey: `${source.path}#${source.document}`,
        dimensions: { tool: 'vllm-bench', run: source.document === 0 ? name : `${name} #${source.document}` },
        metrics,
        issues: doc.issues,
      }),
    ];
  },
};
