import { finite } from './finite';
import { layDimensions, type GrowingDimensions } from './layers';
import type { Component, Dimensions, Role } from './record';

const PARALLELISM = ['tp', 'pp', 'dp', 'ep'] as const;

type Pool = 'replica' | 'prefill' | 'decode';

/** Ids of the dimensions of a pool. */
type Ids = Readonly<Record<(typeof PARALLELISM)[number] | 'replicas' | 'gpus' | 'hardware', string>>;

const POOLS: Readonly<Record<Pool, Ids>> = { replica: idsOf(''), prefill: idsOf('prefill_'), decode: idsOf('decode_') };

/** The aggregated pool has no prefix. */
function idsOf(prefix: string): Ids {
  return {
    replicas: `${prefix}replicas`,
    gpus: `${prefix}gpus`,
    hardware: `${prefix}hardware`,
    tp: `${prefix}tp`,
    pp: `${prefix}pp`,
    dp: `${prefix}dp`,
    ep: `${prefix}ep`,
  };
}

function known(value: string | number | null | undefined): value is string | number {
  return value !== null && value !== undefined && !(typeof value === 'number' && Number.isNaN(value));
}

function numeric(value: string | number | null | undefined): number | null {
  return typeof value === 'number' && !Number.isNaN(value) ? value : null;
}

/** The one value that all have, else null. */
function agreed<Key extends keyof Component>(members: readonly Component[], key: Key): Component[Key] | null {
  for (const member of members) {
    if (member[key] !== members[0][key]) {
      return null;
    }
  }
  return members.length === 0 ? null : members[0][key];
}

/** Sum, or null where one part is unknown: a sum with a hole in it would be too small. */
function sum(values: ReadonlyArray<number | null>): number | null {
  return values.length === 0
    ? null
    : finite(
        values.reduce<number | null>((total, value) => (total === null || value === null ? null : total + value), 0)
      );
}

function product(values: ReadonlyArray<number | null>): number | null {
  return finite(
    values.reduce<number | null>((total, value) => (total === null || value === null ? null : total * value), 1)
  );
}

/** Engines without a prefill role beside them are one aggregated pool, whatever they are called. */
function poolOf(role: Role, disaggregated: boolean): Pool | null {
  switch (role) {
    case 'prefill':
      return 'prefill';
    case 'decode':
      return disaggregated ? 'decode' : 'replica';
    case 'replica':
      return disaggregated ? 'decode' : 'replica';
    default:
      return null;
  }
}

/** What the components of a stack say. */
interface Stack {
  readonly dimensions: Dimensions;
  /** A part of it runs engines. */
  readonly serves: boolean;
  readonly prefills: boolean;
}

const STACKS = new WeakMap<readonly Component[], Stack>();

/** Worked out once for a stack that all stages of a run share. */
function stackOf(components: readonly Component[]): Stack {
  const known = STACKS.get(components);
  if (known !== undefined) {
    return known;
  }
  const prefills = components.some((component) => component.role === 'prefill');
  const serves = components.some((component) => poolOf(component.role, false) !== null);
  const found = { dimensions: ofComponents(components, prefills), serves, prefills };
  STACKS.set(components, found);
  return found;
}

function ofComponents(components: readonly Component[], disaggregated: boolean): Dimensions {
  const pools: Record<Pool, Component[]> = { replica: [], prefill: [], decode: [] };
  for (const component of components) {
    const pool = poolOf(component.role, disaggregated);
    if (pool !== null) {
      pools[pool].push(component);
    }
  }
  const found = layDimensions([]);
  for (const pool of Object.keys(POOLS) as Pool[]) {
    const [ids, members] = [POOLS[pool], pools[pool]];
    if (members.length === 0) {
      continue;
    }
    found[ids.replicas] = sum(members.map((member) => member.replicas));
    for (const axis of PARALLELISM) {
      found[ids[axis]] = agreed(members, axis);
    }
    found[ids.gpus] = sum(members.map((member) => product([member.replicas, member.acceleratorsPerReplica])));
    found[ids.hardware] = agreed(members, 'accelerator');
  }
  const engines = [...pools.replica, ...pools.prefill, ...pools.decode];
  found.hardware = agreed(engines, 'accelerator');
  found.model = agreed(engines, 'model');
  found.engine = agreed(engines, 'engine');
  found.engine_version = agreed(engines, 'version');
  found.image = agreed(engines, 'image');
  return found;
}

/** Accelerators of one instance by its parallelism: tp x pp x dp, where an axis that is not named is 1. */
function perInstance(dimensions: Dimensions, ids: Ids): number | null {
  const tp = numeric(dimensions[ids.tp]);
  return tp === null ? null : product([tp, numeric(dimensions[ids.pp]) ?? 1, numeric(dimensions[ids.dp]) ?? 1]);
}

function poolGpus(dimensions: Dimensions, pool: Pool): number | null {
  const ids = POOLS[pool];
  return product([numeric(dimensions[ids.replicas]), perInstance(dimensions, ids)]);
}

function parallelismText(dimensions: Dimensions, pool: Pool): string {
  let text = '';
  for (const axis of PARALLELISM) {
    const size = numeric(dimensions[POOLS[pool][axis]]);
    if (size !== null && (size > 1 || axis === 'tp')) {
      text += `${text === '' ? '' : '-'}${axis.toUpperCase()}${size}`;
    }
  }
  return text;
}

function topologyText(dimensions: Dimensions, disaggregated: boolean): string | null {
  if (!disaggregated) {
    const replicas = numeric(dimensions.replicas);
    const each = parallelismText(dimensions, 'replica');
    if (each === '') {
      return replicas === null ? null : `${replicas} replicas`;
    }
    return replicas === null ? each : `${replicas} x ${each}`;
  }
  const prefill = `${numeric(dimensions.prefill_replicas) ?? '?'}P`;
  const decode = `${numeric(dimensions.decode_replicas) ?? '?'}D`;
  const [eachPrefill, eachDecode] = [parallelismText(dimensions, 'prefill'), parallelismText(dimensions, 'decode')];
  if (eachPrefill === eachDecode) {
    return [prefill + decode, eachPrefill].filter((part) => part !== '').join(' ');
  }
  return [
    prefill,
    eachPrefill === '' ? '' : `-${eachPrefill}`,
    ' ',
    decode,
    eachDecode === '' ? '' : `-${eachDecode}`,
  ].join('');
}

/**
 * Topology dimensions of a run: what the dimensions say wins, components fill, and gpus, serving_mode, pd_ratio and
 * topology are derived. A count is null where a part of it is unknown. serving_mode is `disaggregated` only where a
 * prefill role exists, `aggregated` where a topology is known without one, else null. To be kept by the caller alone.
 */
export function topology(given: Dimensions, components: readonly Component[]): GrowingDimensions {
  const stack = stackOf(components);
  const merged = layDimensions([given, stack.dimensions]);
  const prefillReplicas = numeric(merged.prefill_replicas);
  // Components that do not say how many accelerators they have are not made up for by their parallelism.
  const pool = (name: Pool): number | null => (stack.serves ? null : poolGpus(merged, name));
  const disaggregated = (prefillReplicas ?? 0) > 0 || (numeric(merged.prefill_gpus) ?? 0) > 0 || stack.prefills;
  if (disaggregated) {
    merged.prefill_gpus = numeric(merged.prefill_gpus) ?? pool('prefill');
    merged.decode_gpus = numeric(merged.decode_gpus) ?? pool('decode');
    merged.gpus = numeric(merged.gpus) ?? sum([merged.prefill_gpus, merged.decode_gpus]);
  } else {
    merged.gpus = numeric(merged.gpus) ?? pool('replica');
    merged.prefill_replicas = merged.prefill_replicas === 0 ? null : merged.prefill_replicas;
    merged.decode_replicas = merged.decode_replicas === 0 ? null : merged.decode_replicas;
  }
  merged.gpus = merged.gpus === 0 ? null : merged.gpus;
  merged.topology = topologyText(merged, disaggregated);
  merged.serving_mode = disaggregated
    ? 'disaggregated'
    : known(merged.topology) || known(merged.gpus)
      ? 'aggregated'
      : null;
  const decodeReplicas = numeric(merged.decode_replicas);
  merged.pd_ratio =
    disaggregated && prefillReplicas !== null && decodeReplicas !== null
      ? `${prefillReplicas}:${decodeReplicas}`
      : null;
  return merged;
}
