import { component, fragment, type Component, type Fragment, type Role, type Source } from '../model/record';
import { latencyMetrics, lengthMetrics, merged } from './benchmark-report-metrics';
import { requestCounts, versionParts } from './benchmark-report-v0-2';
import { checked } from './checked';
import { engineArguments } from './engine-args';
import { at, isInfinite, list, meaningful, number, text } from './fields';
import { aboveZero, metricSet } from './metric-set';

const ROLES: Readonly<Record<string, Role>> = { prefill: 'prefill', decode: 'decode', replica: 'replica' };

/** Version 0.1 has no replicas: each entry of the host is one instance, its engine stands at the same place. */
function componentsOf(scenario: unknown): Component[] {
  const types = list(at(scenario, 'host', 'type'));
  const engines = list(at(scenario, 'platform', 'engine'));
  return list(at(scenario, 'host', 'accelerator')).map((accelerator, index) => {
    const parallelism = (axis: string): number | null => aboveZero(number(at(accelerator, 'parallelism', axis)));
    const { version, image } = versionParts(meaningful(at(engines[index], 'version')));
    return component({
      role: ROLES[text(types[index]) ?? ''] ?? 'replica',
      label: `${text(types[index]) ?? 'replica'}-${index}`,
      replicas: 1,
      accelerator: meaningful(at(accelerator, 'model')),
      acceleratorsPerReplica: aboveZero(number(at(accelerator, 'count'))),
      tp: parallelism('tp'),
      pp: parallelism('pp'),
      dp: parallelism('dp'),
      ep: parallelism('ep'),
      engine: meaningful(at(engines[index], 'name')),
      version,
      image,
      model: meaningful(at(scenario, 'model', 'name')),
    });
  });
}

/** Load level of a stage in the arguments of inference-perf, else of vLLM bench. */
function loadOf(args: unknown, stage: number | null) {
  const step = stage === null ? undefined : list(at(args, 'load', 'stages'))[stage];
  const written = at(step, 'rate') ?? at(args, 'request_rate');
  const rate = isInfinite(written) ? null : aboveZero(number(written));
  const concurrency = aboveZero(number(at(step, 'concurrency_level') ?? at(args, 'max_concurrency')));
  return {
    request_rate: rate,
    concurrency,
    load_type: rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : isInfinite(written) ? 'throughput' : null,
  };
}

/** Reads a report of version 0.1: one point. */
export function readFirstReport(value: unknown, source: Source, madeFrom: string | null): Fragment {
  const { path } = source;
  const scenario = at(value, 'scenario');
  const metrics = at(value, 'metrics');
  const tool = text(at(scenario, 'load', 'name'));
  const stage = number(at(scenario, 'load', 'metadata', 'stage') ?? at(scenario, 'metadata', 'stage') ?? at(value, 'metadata', 'stage'));
  const components = componentsOf(scenario);
  const engines = list(at(scenario, 'platform', 'engine')).map((engine, index) => engineArguments(at(engine, 'args'), components[index]?.label ?? `engine-${index}`));
  const doc = checked(metrics, path);
  const seconds = (key: string): number | null => {
    const epoch = doc.amount('time', key);
    return epoch === null || epoch === 0 ? null : epoch * 1000;
  };
  const args = at(scenario, 'load', 'args');
  const values = metricSet(
    {},
    {
      request_throughput: doc.rate('throughput', 'requests_per_sec'),
      output_token_throughput: doc.rate('throughput', 'output_tokens_per_sec'),
      input_token_throughput: doc.rate('throughput', 'input_tokens_per_sec'),
      total_token_throughput: doc.rate('throughput', 'total_tokens_per_sec'),
      duration: tool === 'inference-perf' ? null : doc.amount('time', 'duration'),
    }
  );
  const found = merged([
    requestCounts(at(metrics, 'requests'), tool, path),
    lengthMetrics(at(metrics, 'requests'), path),
    latencyMetrics(at(metrics, 'latency'), tool, path),
    { metrics: values, issues: doc.issues },
  ]);
  return fragment({
    grain: 'stage',
    source,
    format: 'llm-d-benchmark-report',
    formatVersion: '0.1',
    runKey: text(at(value, 'metadata', 'eid') ?? at(scenario, 'metadata', 'eid')),
    stage,
    madeFrom,
    dimensions: {
      ...(engines.length > 0 ? engines[0].dimensions : {}),
      model: meaningful(at(scenario, 'model', 'name')),
      precision: text(at(scenario, 'model', 'quantization')),
      description: text(at(scenario, 'description')),
      tool,
      dataset: text(at(args, 'data', 'type')),
      started_at: seconds('start'),
      ended_at: seconds('stop'),
      ...loadOf(args, stage),
    },
    metrics: found.metrics,
    components,
    settings: engines.reduce<Array<Fragment['settings'][number]>>((all, engine) => all.concat(engine.settings), []),
    issues: found.issues,
  });
}
