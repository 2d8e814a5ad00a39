import { CONFIG_DIMENSIONS, WORKLOAD_DIMENSIONS } from '../../model/identity';
import type { Filter } from '../filters';
import { BEST_CLASS, type Side } from './sides';

/** Dimensions that guard a comparison: where one differs and the query does not free it, a pair is incomparable. */
export const GUARDS: readonly string[] = ['model', 'precision', 'hardware', 'isl', 'osl'];

/** How the dimensions of configuration and workload are taken. */
export interface Freedom {
  /** Those that have to agree, guards included. */
  readonly agree: readonly string[];
  /** Those that may differ from side to side, but keep points of one side apart. */
  readonly apart: readonly string[];
  /** Guards that neither `ignore` nor `treatment` frees. */
  readonly guards: readonly string[];
}

const isTopology = (id: string): boolean =>
  /^((prefill|decode)_)?(tp|pp|dp|ep|gpus|replicas)$/.test(id) || /^(topology|serving_mode|pd_ratio)$/.test(id);

/** What else is free: a topology moves all its dimensions at once; a workload and a configuration are dimensions themselves. */
function widened(ids: readonly string[]): string[] {
  return [
    ...ids,
    ...(ids.some(isTopology) ? CONFIG_DIMENSIONS.filter(isTopology) : []),
    ...(ids.includes('workload') ? WORKLOAD_DIMENSIONS : []),
    ...(ids.includes('config') ? CONFIG_DIMENSIONS.filter((id) => !GUARDS.includes(id)) : []),
  ];
}

const takesBest = (side: Side): boolean => 'rule' in side && side.rule.startsWith('best');

/**
 * Dimensions in which the selections of both sides differ: what the comparison is about, so they need not agree. The best is
 * the best of its class, so what makes the class agrees all the same.
 */
function selectedApart(baseline: Side, candidate: Side): string[] {
  const filtersOf = (side: Side): readonly Filter[] => ('filters' in side ? side.filters : []);
  const on = (side: Side, key: string): string =>
    JSON.stringify(filtersOf(side).filter((filter) => filter.key === key));
  const keys = new Set([...filtersOf(baseline), ...filtersOf(candidate)].map(({ key }) => key));
  const apart = widened(Array.from(keys).filter((key) => on(baseline, key) !== on(candidate, key)));
  return takesBest(baseline) || takesBest(candidate)
    ? [...apart, ...CONFIG_DIMENSIONS].filter((id) => !BEST_CLASS.includes(id))
    : apart;
}

/**
 * What has to agree between two sides. `ignore` are dimensions that do not matter (points that differ in them are repeats),
 * `treatment` those whose effect is asked for. What the selections of the sides differ in may differ too, but a guard stays one.
 */
export function freedomOf(
  baseline: Side,
  candidate: Side,
  ignore: readonly string[],
  treatment: readonly string[]
): Freedom {
  const ignored = new Set(widened(ignore));
  const asked = new Set([...ignored, ...widened(treatment)]);
  const free = new Set([...asked, ...selectedApart(baseline, candidate)]);
  const all = Array.from(new Set([...CONFIG_DIMENSIONS, ...WORKLOAD_DIMENSIONS]));
  return {
    agree: all.filter((id) => !free.has(id)),
    apart: all.filter((id) => free.has(id) && !ignored.has(id)),
    guards: GUARDS.filter((id) => !asked.has(id)),
  };
}
