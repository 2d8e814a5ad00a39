import { lengthRange, type Length, type Workload } from '../engine/workload';
import { MODEL, type RunPlan, type Stage } from '../plan';
import type { JsonObject } from './json';

function distribution(length: Length): JsonObject {
  return { mean: length.mean, std_dev: length.std, ...lengthRange(length) };
}

function data({ input, output, prefix }: Workload): JsonObject {
  if (prefix === null) {
    return {
      type: 'random',
      path: null,
      input_distribution: distribution(input),
      output_distribution: distribution(output),
      shared_prefix: null,
    };
  }
  return {
    type: 'shared_prefix',
    path: null,
    input_distribution: null,
    output_distribution: null,
    shared_prefix: {
      num_groups: prefix.groups,
      num_prompts_per_group: 20,
      system_prompt_len: prefix.length,
      question_len: input.mean - prefix.length,
      output_len: output.mean,
    },
  };
}

function stage({ load, requests }: Stage): JsonObject {
  return load.kind === 'rate'
    ? { rate: load.rate, duration: Math.round(requests / load.rate) }
    : { concurrency_level: load.concurrency, num_requests: requests };
}

/** `config.yaml` of inference-perf: the effective configuration of a run. */
export function inferencePerfConfig(plan: RunPlan): JsonObject {
  const closed = plan.stages.every(({ load }) => load.kind === 'concurrency');
  const goodput: JsonObject = plan.slo === null ? {} : { goodput: { constraints: { ...plan.slo } } };
  return {
    api: { type: 'completion', streaming: true, headers: null },
    data: data(plan.workload),
    load: {
      type: closed ? 'concurrent' : 'poisson',
      interval: 15,
      stages: plan.stages.map(stage),
      sweep: null,
      num_workers: 8,
      worker_max_concurrency: 256,
      worker_max_tcp_connections: 2500,
      request_timeout: plan.timeout,
      base_seed: 42,
    },
    metrics: null,
    report: {
      request_lifecycle: {
        summary: true,
        per_stage: true,
        per_request: plan.perRequest,
        per_request_fields: { request: false, response: false, info: true, response_chunks: false },
      },
      ...goodput,
    },
    server: {
      type: 'vllm',
      model_name: MODEL,
      base_url: 'http://sim-gateway.synthetic.svc.cluster.local:80',
      ignore_eos: true,
      api_key: null,
    },
    storage: { local_storage: { path: '/requests/synthetic', report_file_prefix: null } },
    tokenizer: { pretrained_model_name_or_path: MODEL, trust_remote_code: null, token: null },
  };
}
