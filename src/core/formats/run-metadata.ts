import { fragment, type Dimensions } from '../model/record';
import { parseInstant } from '../model/time';
import { at, fields, text } from './fields';
import type { Format } from './format';

/** Dimension to the key of run_metadata.yaml. Endpoint addresses are not read. */
const KEYS: Readonly<Record<string, string>> = {
  tool: 'harness_name',
  tool_version: 'harness_version',
  run: 'experiment_id',
  model: 'model',
  namespace: 'namespace',
  description: 'description_text',
};

/** `inference-perf 0.2` is the version 0.2. */
function bareVersion(version: string | null, tool: string | null): string | null {
  return version !== null && tool !== null && version.startsWith(`${tool} `) ? version.slice(tool.length + 1) : version;
}

/** run_metadata.yaml, which llm-d-benchmark writes beside the results of a harness: context of the run. */
export const runMetadata: Format = {
  id: 'llm-d-run-metadata',
  title: 'llm-d-benchmark run metadata',
  files: 'run_metadata.yaml',
  traps: [],
  drop: [],
  detect(document) {
    const value = document.kind === 'value' ? fields(document.value) : null;
    return value !== null && at(value, 'harness_name') !== undefined && at(value, 'experiment_id') !== undefined
      ? { version: null }
      : null;
  },
  read(document, source, context) {
    const value = document.kind === 'value' ? document.value : null;
    const dimensions: { [id: string]: string | number | null } = {};
    Object.keys(KEYS).forEach((id) => (dimensions[id] = text(at(value, KEYS[id]))));
    dimensions.tool_version = bareVersion(dimensions.tool_version as string | null, dimensions.tool as string | null);
    const time = (key: string): number | null => {
      const written = text(at(value, key));
      return written === null ? null : (parseInstant(written, context.zoneOffsetMinutes)?.ms ?? null);
    };
    const times: Dimensions = { started_at: time('harness_start'), ended_at: time('harness_stop') };
    return [
      fragment({ grain: 'context', source, format: 'llm-d-run-metadata', dimensions: { ...dimensions, ...times } }),
    ];
  },
};
