import {
  component,
  fragment,
  type Component,
  type Fragment,
  type Metrics,
  type Role,
  type Source,
} from '../model/record';
import { latencyMetrics, lengthMetrics, merged } from './benchmark-report-metrics';
import { loadOfArguments } from './benchmark-report-v0-1-load';
import { serviceMetrics } from './benchmark-report-v0-1-service';
import { versionParts } from './benchmark-report-stack';
import { requestCounts } from './benchmark-report-v0-2';
import { Checked } from './checked';
import { agreedDimensions, engineArguments } from './engine-args';
import { engineParallelism, wholeCount } from './engine-parallelism';
import { at, fields, list, meaningful, number, text } from './fields';
import { metricSet } from './metric-set';
import { routerConfig } from './router-config';
import { setting } from './settings';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['prefill', 'prefill'],
  ['decode', 'decode'],
  ['replica', 'replica'],
]);

/** The converter names the image where the name of the engine belongs: `ghcr.io/llm-d/llm-d-cuda:0.3.1` is of llm-d. */
function engineName(name: string | null): string | null {
  const parts = (name ?? '').split('/');
  return parts.length > 1 ? meaningful(parts[parts.length - 2]) : name;
}

function labelOf(type: unknown, index: number): string {
  return `${ROLES.get(text(type) ?? '') ?? 'replica'}-${index}`;
}

/** Version 0.1 has no replicas: each entry of the host is one instance, its engine stands at the same place. */
function componentsOf(scenario: unknown): Component[] {
  const engines = list(at(scenario, 'platform', 'engine'));
  const types = list(at(scenario, 'host', 'type'));
  const accelerators = list(at(scenario, 'host', 'accelerator'));
  return Array.from({ length: Math.max(types.length, accelerators.length, engines.length) }, (_, index) => {
    const accelerator = accelerators[index];
    const engine = engines[index];
    const named = versionParts(meaningful(at(engine, 'name')));
    const { version, image } = versionParts(meaningful(at(engine, 'version')));
    const size = (axis: 'tp' | 'pp' | 'dp' | 'ep'): number | null =>
      wholeCount(at(accelerator, 'parallelism', axis)) ?? engineParallelism(at(engine, 'args'))[axis];
    return component({
      role: ROLES.get(text(types[index]) ?? '') ?? 'replica',
      label: labelOf(types[index], index),
      replicas: 1,
      accelerator: meaningful(at(accelerator, 'model')),
      acceleratorsPerReplica: wholeCount(at(accelerator, 'count')),
      tp: size('tp'),
      pp: size('pp'),
      dp: size('dp'),
      ep: size('ep'),
      engine: engineName(meaningful(at(engine, 'name'))),
      version: version ?? (named.image === null ? null : named.version),
      image: image ?? named.image,
      model: meaningful(at(scenario, 'model', 'name')),
    });
  });
}

/** `metadata` is allowed almost anywhere, so a key of it may stand in any of these. */
function metadata(value: unknown, key: string): unknown {
  const scenario = at(value, 'scenario');
  const places = [
    value,
    scenario,
    at(scenario, 'load'),
    at(scenario, 'platform'),
    at(scenario, 'host'),
    at(value, 'metrics'),
  ];
  return places.map((place) => at(place, 'metadata', key)).find((found) => text(found) !== null);
}

/** Names of the LoRA adapters that were served, by commas; null where there is none. */
function adapters(scenario: unknown): string | null {
  const names = list(at(scenario, 'model', 'adapters'))
    .map((adapter) => text(at(adapter, 'lora')) ?? text(adapter))
    .filter((name): name is string => name !== null);
  return names.length === 0 ? null : names.join(', ');
}

/** The converter takes the length of sending for the duration where inference-perf made the load. */
const DURATION_OF: ReadonlyMap<string, string> = new Map([['inference-perf', 'send_duration']]);

function rates(metrics: unknown, tool: string | null, path: string) {
  const doc = new Checked(metrics, path);
  return {
    issues: doc.issues,
    metrics: metricSet(
      {},
      {
        request_throughput: doc.rate('throughput', 'requests_per_sec'),
        output_token_throughput: doc.rate('throughput', 'output_tokens_per_sec'),
        input_token_throughput: doc.rate('throughput', 'input_tokens_per_sec'),
        total_token_throughput: doc.rate('throughput', 'total_tokens_per_sec'),
        [DURATION_OF.get(tool ?? '') ?? 'duration']: doc.amount('time', 'duration'),
      }
    ),
  };
}

/** vLLM bench's completed requests stand for the total, and its failures nowhere. */
function counts(metrics: unknown, tool: string | null, path: string): ReturnType<typeof requestCounts> {
  const found = requestCounts(at(metrics, 'requests'), tool, path);
  const { requests_total: total, ...rest } = found.metrics as { readonly [base: string]: Metrics[string] | undefined };
  return tool === 'vllm-benchmark' && total !== undefined && rest.requests_failed === undefined
    ? { metrics: { ...(rest as Metrics), requests_success: total }, issues: found.issues }
    : found;
}

/** Seconds since the epoch; 0 is no time of a run. */
function milliseconds(epoch: number | null): number | null {
  const found = epoch === null || epoch === 0 ? null : Math.round(epoch * 1000);
  return found !== null && Number.isSafeInteger(found) ? found : null;
}

/** Reads a report of version 0.1: one point. */
export function readFirstReport(value: unknown, source: Source, madeFrom: string | null): Fragment {
  const { path } = source;
  const scenario = at(value, 'scenario');
  const metrics = at(value, 'metrics');
  const load = at(scenario, 'load');
  const tool = text(at(load, 'name'));
  const written = number(metadata(value, 'stage'));
  const stage = written !== null && Number.isInteger(written) && written >= 0 ? written : null;
  const types = list(at(scenario, 'host', 'type'));
  const engines = list(at(scenario, 'platform', 'engine')).map((engine, index) =>
    engineArguments(at(engine, 'args'), labelOf(types[index], index))
  );
  const agreed = agreedDimensions(engines.map(({ dimensions }) => dimensions));
  const found = merged([
    counts(metrics, tool, path),
    lengthMetrics(at(metrics, 'requests'), path),
    latencyMetrics(at(metrics, 'latency'), tool, path),
    serviceMetrics(metrics, path),
    rates(metrics, tool, path),
  ]);
  const times = new Checked(at(metrics, 'time'), path);
  const started = milliseconds(times.amount('start'));
  const ended = milliseconds(times.amount('stop'));
  const unreadable = fields(metrics) === null || fields(scenario) === null;
  return fragment({
    grain: 'stage',
    source,
    format: 'llm-d-benchmark-report',
    formatVersion: '0.1',
    runKey: text(metadata(value, 'eid')),
    stage,
    madeFrom,
    dimensions: {
      ...agreed,
      ...routerConfig(at(scenario, 'platform', 'metadata', 'inferenceScheduler')),
      model: meaningful(at(scenario, 'model', 'name')),
      precision: text(at(scenario, 'model', 'quantization')) ?? agreed.precision ?? null,
      description: text(at(scenario, 'description')),
      tool,
      started_at: started,
      ended_at: ended,
      ...loadOfArguments(at(load, 'args'), stage),
    },
    metrics: found.metrics,
    components: componentsOf(scenario),
    settings: [...engines.map((engine) => engine.settings), setting('model', 'adapters', adapters(scenario))].reduce(
      (all, settings) => all.concat(settings),
      []
    ),
    issues: unreadable
      ? [
          ...found.issues,
          ...times.issues,
          {
            severity: 'warning',
            rule: 'wrong-type',
            path,
            message: 'scenario and metrics have to be objects; what is none is left out.',
          },
        ]
      : [...found.issues, ...times.issues],
  });
}
