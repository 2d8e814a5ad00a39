import { component, type Component, type Dimensions, type Role, type Setting } from '../model/record';
import type { Checked } from './checked';
import { at, fields, meaningful, text, type Fields } from './fields';
import { aboveZero, product, quotient, sum } from './metric-set';
import { setting, settingText } from './settings';

/** What ran, and the accelerators by which the harness divided. Null: the file does not say. */
export interface Shape {
  readonly dimensions: Dimensions;
  readonly components: readonly Component[];
  readonly gpus: number | null;
  /** Null for aggregated serving. */
  readonly prefillGpus: number | null;
  readonly decodeGpus: number | null;
  readonly disaggregated: boolean;
}

/** `true` and "true" alike. */
function flag(value: unknown): string | null {
  const written = settingText(value)?.toLowerCase();
  return written === 'true' || written === 'false' ? written : null;
}

/** `cluster:mi355x-amds` names a runner; the accelerator is `mi355x`. */
export function hardwareOf(value: unknown): string | null {
  const found = /^(?:cluster:)?([^-\s]+)/.exec(text(value) ?? '');
  return found === null ? null : found[1];
}

interface Pool {
  readonly part: Component;
  readonly dcp: number | null;
  readonly pcp: number | null;
  /** Accelerators of one instance: tp x pp x pcp, as the harness counts; DCP shares those of TP. */
  readonly each: number | null;
}

function pool(row: Fields, doc: Checked, role: Role, prefix: string, replicas: number | null): Pool {
  const size = (name: string): number | null => aboveZero(doc.amount(prefix + name));
  const [tp, pp] = [size('tp'), size('pp')];
  const pcp = size('pcp_size');
  const each = product(tp, (pp ?? 1) * (pcp ?? 1));
  const part = component({
    role,
    replicas,
    acceleratorsPerReplica: each,
    accelerator: hardwareOf(at(row, `${prefix}hw`)) ?? hardwareOf(at(row, 'hw') ?? at(row, 'hardware')),
    tp,
    pp,
    ep: size('ep'),
    engine: meaningful(at(row, 'framework')),
    image: meaningful(at(row, 'image')),
    model: meaningful(at(row, 'model')),
  });
  return { part, dcp: size('dcp_size'), pcp, each };
}

function aggregated(row: Fields, doc: Checked): Shape {
  // Multi-node rows, and those of the database, describe the one pool under the names of prefill; num_*_gpu mirror it.
  const prefix = at(row, 'tp') === undefined || at(row, 'prefill_tp') !== undefined ? 'prefill_' : '';
  const replicas = (prefix === '' ? null : aboveZero(doc.amount('prefill_num_workers'))) ?? 1;
  const one = pool(row, doc, 'replica', prefix, replicas);
  const { part, dcp, pcp, each } = one;
  return {
    dimensions: { dp_attention: flag(at(row, `${prefix}dp_attention`)), dcp, pcp },
    components: each === null ? [] : [part],
    gpus: product(each, replicas),
    prefillGpus: null,
    decodeGpus: null,
    disaggregated: false,
  };
}

function disaggregated(row: Fields, doc: Checked): Shape {
  const side = (role: 'prefill' | 'decode') => {
    const replicas = aboveZero(doc.amount(`${role}_num_workers`));
    const found = pool(row, doc, role, `${role}_`, replicas);
    const gpus = aboveZero(doc.amount(`num_${role}_gpu`)) ?? product(replicas, found.each);
    const part = { ...found.part, acceleratorsPerReplica: quotient(gpus, replicas) ?? found.each };
    return { part, gpus };
  };
  const [prefill, decode] = [side('prefill'), side('decode')];
  const gpus = sum(prefill.gpus, decode.gpus);
  return {
    dimensions: {
      prefill_gpus: prefill.gpus,
      decode_gpus: decode.gpus,
      prefill_dp_attention: flag(at(row, 'prefill_dp_attention')),
      decode_dp_attention: flag(at(row, 'decode_dp_attention')),
    },
    components: [prefill.part, decode.part],
    gpus,
    prefillGpus: prefill.gpus,
    decodeGpus: decode.gpus,
    disaggregated: true,
  };
}

export function shapeOf(row: Fields, doc: Checked): Shape {
  return flag(at(row, 'disagg')) === 'true' ? disaggregated(row, doc) : aggregated(row, doc);
}

/** A name, or `{name, version}`. */
function named(value: unknown): { readonly name: string | null; readonly version: string | null } {
  const object = fields(value);
  return object === null
    ? { name: meaningful(value), version: null }
    : { name: meaningful(at(object, 'name')), version: meaningful(at(object, 'version')) };
}

/** `on`, `off`, `none`, or a place with the program that moves the blocks: `dram-lmcache`. */
function offload(row: Fields): string | null {
  const place = meaningful(at(row, 'kv_offloading')) ?? meaningful(at(row, 'offload_mode'));
  const { name } = named(at(row, 'kv_offload_backend'));
  return place === null || name === null || place === 'none' ? place : `${place}-${name}`;
}

export function identityOf(row: Fields, shape: Shape): Dimensions {
  const router = named(at(row, 'router'));
  return {
    model: meaningful(at(row, 'model')),
    hardware: hardwareOf(at(row, 'hw') ?? at(row, 'hardware')),
    engine: meaningful(at(row, 'framework')),
    image: meaningful(at(row, 'image')),
    precision: meaningful(at(row, 'precision')),
    spec_decoding: meaningful(at(row, 'spec_decoding')) ?? meaningful(at(row, 'spec_method')),
    router: router.name,
    router_version: router.version,
    kv_connector: shape.disaggregated ? meaningful(at(row, 'kv_p2p_transfer')) : null,
    kv_offload: offload(row),
    gpus: shape.gpus,
    ...shape.dimensions,
  };
}

/** What the harness wrote, with its own denominators, and what is no dimension. */
const KEPT: readonly string[] = [
  'hw',
  'infmax_model_prefix',
  'recipe_fingerprint',
  'scenario_type',
  'tput_per_gpu',
  'output_tput_per_gpu',
  'input_tput_per_gpu',
  'num_requests_total',
  'total_requests_completed',
  'allocated_cpu_dram_gb',
  'prefill_dcp_size',
  'prefill_pcp_size',
  'decode_dcp_size',
  'decode_pcp_size',
  'run_url',
  'date',
];

export function settingsOf(row: Fields): readonly Setting[] {
  const { version } = named(at(row, 'kv_offload_backend'));
  return KEPT.reduce<Setting[]>((all, key) => all.concat(setting('load', key, at(row, key))), []).concat(
    setting('load', 'kv_offload_backend.version', version)
  );
}
