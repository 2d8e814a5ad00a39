import { component, type Component, type Dimensions, type Role } from '../model/record';
import { at, number, text } from './fields';

/** `llm-d:pd-disaggregation.setup_modelservice_NA_NA_1_4_3_4`: 1 experiment, 2 setup. */
const SETUP = /^(?:llm-d:)?(.+?)\.(setup_.+)$/;

/** `Inference_Scheduling/inference-scheduling-kv-scorer/results/…`: 1 experiment, 2 setup. */
const FOLDERS = /^([^/]+)\/([^/]+)\/(?:[^/]+\/)*results\//;

/** Names of set-ups that differ by what the endpoint picker scores. */
const SCHEDULING = /scorer|prefix|cache|schedul/i;

/** A text that says something; Prism writes Unknown where it does not know. */
function known(value: unknown): string | null {
  const found = text(value);
  return found === null || /^(unknown|n\/a|none)$/i.test(found) ? null : found;
}

/** The load tool, by the name that it gave its file. */
function tool(file: string): string | null {
  if (/(^|\/)vllm-[^/]*qps/.test(file)) {
    return 'vllm-bench';
  }
  return /(^|\/)inference-perf_/.test(file) ? 'inference-perf' : null;
}

/**
 * Which run an entry belongs to and what ran: runs of llm-d-benchmark by their set-up, all its loads together; entries of
 * a results store by their run id. The set-up of the latter is in the folder that the entry came from.
 */
export function archiveSetup(entry: unknown): { runKey: string | null; dimensions: Dimensions } {
  const origin = text(at(entry, 'source_info', 'origin'));
  const file = text(at(entry, 'source_info', 'file_identifier')) ?? '';
  const runId = text(at(entry, 'run_id'));
  const setup = SETUP.exec(origin ?? '');
  const folders = FOLDERS.exec(file);
  const folder = folders === null ? null : folders[2];
  return {
    runKey: runId ?? origin ?? text(at(entry, 'id')),
    dimensions: {
      tool: tool(file),
      model: known(at(entry, 'model_name')) ?? known(at(entry, 'metadata', 'model_name')) ?? known(at(entry, 'model')),
      precision: known(at(entry, 'metadata', 'precision')),
      engine: known(at(entry, 'metadata', 'backend')),
      experiment: setup !== null ? setup[1] : folders === null ? null : folders[1],
      run: runId ?? (setup === null ? origin : setup[2]),
      scheduler: folder !== null && SCHEDULING.test(folder) ? folder : null,
    },
  };
}

/** A count above 0; Prism writes 0 for a role that is not there. */
function count(value: unknown): number | null {
  const found = number(value);
  return found !== null && found > 0 && Number.isInteger(found) ? found : null;
}

function pool(role: Role, replicas: number | null, tp: number | null, accelerator: string | null): Component {
  // The archive's set-ups have tensor parallelism alone, so it is the number of accelerators of an instance.
  return component({ role, replicas, tp, accelerator, acceleratorsPerReplica: tp });
}

/**
 * `4 TP4` is four instances of TP4; prefill and decode instances are counted by their own fields. GPUs are as given.
 */
export function archiveTopology(entry: unknown): { dimensions: Dimensions; components: readonly Component[] } {
  const hardware =
    known(at(entry, 'hardware')) ?? known(at(entry, 'metadata', 'hardware')) ?? known(at(entry, 'accelerator_type'));
  const gpus = count(at(entry, 'accelerator_count'));
  const [prefill, decode] = [count(at(entry, 'prefill_node_count')), count(at(entry, 'decode_node_count'))];
  if (prefill !== null) {
    const [prefillTp, decodeTp] = [count(at(entry, 'prefill_tp')), count(at(entry, 'decode_tp'))];
    return {
      dimensions: {
        hardware,
        gpus,
        prefill_replicas: prefill,
        decode_replicas: decode,
        prefill_tp: prefillTp,
        decode_tp: decodeTp,
      },
      components: [pool('prefill', prefill, prefillTp, hardware), pool('decode', decode, decodeTp, hardware)],
    };
  }
  const shape = /^(\d{1,4}) TP(\d{1,4})$/.exec(text(at(entry, 'configuration')) ?? '');
  const replicas = shape === null ? null : count(shape[1]);
  const tp = shape === null ? count(at(entry, 'metadata', 'tensor_parallelism')) : count(shape[2]);
  return {
    dimensions: { hardware, gpus, replicas, tp },
    components: replicas === null && tp === null ? [] : [pool('replica', replicas, tp, hardware)],
  };
}
