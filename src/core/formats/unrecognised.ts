import type { Document } from './format';
import { at, fields, list, type Fields } from './fields';

/** Characters of a text that are looked at. */
const HEAD = 4000;

/** Columns and lines of tables that somebody made of results: the results themselves are read elsewhere. */
const MEASURE = /(^|[,_ ])(ttft|tpot|itl|e2e|throughput|latency|requests_per_second|tokens_per_second|concurrency)/i;

const COMMAND =
  /^\s*(?:#!|(?:\S*\/)?(?:vllm|aiperf|genai-perf|guidellm|inference-perf|python3?|sglang|trtllm-serve|helm|kubectl|docker|podman|bash|sh|srun)\s+\S)/;

/** Reasons of texts by how they look, the most telling first. */
const TEXTS: ReadonlyArray<readonly [reason: string, looks: (head: string) => boolean]> = [
  ['log', (head) => /^:::MLLOG /.test(head)],
  ['status', (head) => /^\s*[A-Z][A-Z_]{2,30}\s*$/.test(head)],
  ['command', (head) => COMMAND.test(head)],
  [
    'console-output',
    (head) => /[\u2500-\u257f]{10}/.test(head) || /^\s*Benchmarks? (Metadata|Info|Stats):/m.test(head),
  ],
  ['derived', (head) => /^=+\s*\n[^\n]*(ANALYSIS|SUMMARY|REPORT)/i.test(head)],
  ['schema', (head) => namesAlone(head)],
  ['log', (head) => /^\s*(?:\[?\d{4}-\d\d-\d\d[ T]|\(?\w*\)?\s*(?:INFO|DEBUG|WARNING|ERROR)\b|I\d{4} )/.test(head)],
  ['log', (head) => /^(?:GPU KV cache usage|Prefix cache hit rate): [\d.]+%/.test(head)],
  ['derived', (head) => isTable(head)],
];

/** `vllm:e2e_request_latency_seconds histogram`: what a server exports, without values. */
function namesAlone(head: string): boolean {
  const lines = head.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return (
    lines.length > 1 && lines.slice(0, 20).every((line) => /^[\w:]+ (?:gauge|counter|histogram|summary)$/.test(line))
  );
}

/** A table of measurements that no tool here writes, along or across. */
function isTable(head: string): boolean {
  const lines = head
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .slice(0, 3);
  return lines[0].includes(',') && lines.some((line) => MEASURE.test(line));
}

const CONFIG = [
  'image',
  'args',
  'command',
  'server',
  'engine',
  'modelArtifacts',
  'harness',
  'weight_data_types',
  'starting_weights_filename',
  'benchmark_kind',
];

function reasonOfArray(values: readonly unknown[]): string {
  if (values.length === 0) {
    return 'empty';
  }
  const has = (key: string): boolean => at(values[0], key) !== undefined;
  if (has('run_number')) {
    // The table that a sweep of vLLM makes of its own runs.
    return 'derived';
  }
  return ['start_time', 'session_id', 'error_code'].some(has) ? 'per-request' : 'not-a-result';
}

/** Reasons of objects by their keys, the most telling first. */
const OBJECTS: ReadonlyArray<
  readonly [reason: string, looks: (object: Fields, has: (key: string) => boolean) => boolean]
> = [
  ['empty', (object) => Object.keys(object).length === 0],
  ['schema', (_, has) => has('$schema') || has('$defs')],
  ['manifest', (_, has) => has('apiVersion') && has('kind')],
  // Conversations that a load tool replays.
  ['input', (_, has) => has('trace_id') && has('spans')],
  ['derived', (object) => Object.keys(object).some((key) => /\((?:ttft|inter_token_latency|qpm)\)/.test(key))],
  ['derived', (_, has) => has('accepted_per_position') || has('synthetic_acceptance_rates')],
  ['metadata', (object, has) => has('head_ref') && list(at(object, 'entries')).length > 0],
  ['metadata', (object) => Object.keys(object).every((key) => typeof object[key] === 'string')],
  ['config', (_, has) => CONFIG.some(has)],
];

/** Why a document that no producer recognises holds no result. */
export function unrecognisedReason(document: Document): string {
  if (document.kind === 'text') {
    const head = document.text.slice(0, HEAD);
    const found = TEXTS.find(([, looks]) => looks(head));
    return found === undefined ? 'not-a-result' : found[0];
  }
  const { value } = document;
  if (Array.isArray(value)) {
    return reasonOfArray(value);
  }
  const object = fields(value);
  if (object === null) {
    return 'not-a-result';
  }
  const found = OBJECTS.find(([, looks]) => looks(object, (key) => at(object, key) !== undefined));
  return found === undefined ? 'not-a-result' : found[0];
}
