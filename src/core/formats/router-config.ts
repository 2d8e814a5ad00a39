import type { Dimensions } from '../model/record';
import { at, list, number, text } from './fields';

/** Plugins of an endpoint picker that decide by what a prefix cache holds, and by how full a KV cache is. */
const PREFIX = /prefix/;
const KV = /^kv-cache|kv-cache-utilization/;

/**
 * Routing dimensions of an EndpointPickerConfig. Every endpoint picker is named alike, so routers are told apart by their
 * scorers and weights: `kv-cache-scorer=1 prefix-cache-scorer=2`. Nothing where the value is no such configuration.
 */
export function routerConfig(config: unknown): Dimensions {
  if (text(at(config, 'kind')) !== 'EndpointPickerConfig' && list(at(config, 'plugins')).length === 0) {
    return {};
  }
  const typeOf = new Map<string, string>();
  list(at(config, 'plugins')).forEach((plugin) => {
    const type = text(at(plugin, 'type'));
    if (type !== null) {
      typeOf.set(text(at(plugin, 'name')) ?? type, type);
    }
  });
  const weights = new Map<string, Set<number>>();
  list(at(config, 'schedulingProfiles')).forEach((profile) =>
    list(at(profile, 'plugins')).forEach((reference) => {
      const name = text(at(reference, 'pluginRef'));
      const type = name === null ? null : (typeOf.get(name) ?? name);
      if (type !== null && /scorer$/.test(type)) {
        weights.set(type, (weights.get(type) ?? new Set<number>()).add(number(at(reference, 'weight')) ?? 1));
      }
    })
  );
  const scorers = Array.from(weights.keys()).sort();
  if (scorers.length === 0) {
    return {};
  }
  return {
    scheduler: scorers.map((type) => `${type}=${Array.from(weights.get(type) ?? []).sort((a, b) => a - b).join('/')}`).join(' '),
    prefix_aware: String(scorers.some((type) => PREFIX.test(type))),
    kv_aware: String(scorers.some((type) => KV.test(type))),
  };
}
