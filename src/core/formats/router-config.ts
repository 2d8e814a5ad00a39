import type { Dimensions } from '../model/record';
import { at, fields, list, number, text } from './fields';

/** Plugins of an endpoint picker that score, that look at what a prefix cache holds, and at how full a KV cache is. */
const SCORER = /scorer/;
const PREFIX = /prefix/;
const KV = /kv-cache/;

/** The configuration itself, or the one that an object holds by the name of its file. */
function endpointPicker(config: unknown): unknown {
  const is = (value: unknown): boolean =>
    text(at(value, 'kind')) === 'EndpointPickerConfig' || list(at(value, 'plugins')).length > 0;
  const object = fields(config);
  const file = object === null || is(config) ? undefined : Object.keys(object).find((key) => is(object[key]));
  return is(config) ? config : object !== null && file !== undefined ? object[file] : null;
}

/**
 * Routing dimensions of an EndpointPickerConfig. Every endpoint picker is named alike, so routers are told apart by their
 * scorers and weights: `kv-cache-scorer=1 prefix-cache-scorer=2`, and `=1/2` where scheduling profiles differ. A scorer
 * without a weight has 1, and without scheduling profiles there is one of all plugins, as the endpoint picker has it.
 * Nothing where the value is no such configuration, or scores nothing.
 */
export function routerConfig(config: unknown): Dimensions {
  const picker = endpointPicker(config);
  const typeOf = new Map<string, string>();
  list(at(picker, 'plugins')).forEach((plugin) => {
    const type = text(at(plugin, 'type'));
    if (type !== null) {
      typeOf.set(text(at(plugin, 'name')) ?? type, type);
    }
  });
  const weights = new Map<string, Set<number>>();
  const score = (name: string | null, weight: number): void => {
    const type = name === null ? null : (typeOf.get(name) ?? name);
    if (type !== null && SCORER.test(type)) {
      weights.set(type, (weights.get(type) ?? new Set<number>()).add(weight));
    }
  };
  const profiles = list(at(picker, 'schedulingProfiles'));
  profiles.forEach((profile) =>
    list(at(profile, 'plugins')).forEach((reference) =>
      score(text(at(reference, 'pluginRef')), number(at(reference, 'weight')) ?? 1)
    )
  );
  if (profiles.length === 0) {
    typeOf.forEach((_, name) => score(name, 1));
  }
  const scorers = Array.from(weights.keys()).sort();
  if (scorers.length === 0) {
    return {};
  }
  return {
    scheduler: scorers
      .map(
        (type) =>
          `${type}=${Array.from(weights.get(type) ?? [])
            .sort((a, b) => a - b)
            .join('/')}`
      )
      .join(' '),
    prefix_aware: String(scorers.some((type) => PREFIX.test(type))),
    kv_aware: String(scorers.some((type) => KV.test(type))),
  };
}
