import { fillDimensions, fillMetrics } from '../model/layers';
import type { Component, Dimensions, Fragment, Issue, Metrics, Setting } from '../model/record';

/**
 * Fragments that are one point: a report, the older report beside it, and the native file both were made from. The first
 * has the last word, the others fill its gaps.
 */
export interface MergedPoint {
  readonly lead: Fragment;
  /** Run and stage of the first that gives one. */
  readonly runKey: string | null;
  /** What the others call the same run. */
  readonly otherRunKeys: readonly string[];
  readonly stage: number | null;
  /** True where a native file takes part, which belongs to the run of its directory. */
  readonly native: boolean;
  readonly dimensions: Dimensions;
  readonly metrics: Metrics;
  readonly components: readonly Component[];
  readonly settings: readonly Setting[];
  readonly issues: readonly Issue[];
}

function flatten<T>(lists: ReadonlyArray<readonly T[]>): T[] {
  return lists.reduce<T[]>((all, list) => all.concat(list), []);
}

/** A point that one fragment says all of. */
function alone(lead: Fragment): MergedPoint {
  const { runKey, stage, dimensions, metrics, components, settings, issues } = lead;
  const native = rank(lead) >= NATIVE;
  return { lead, runKey, otherRunKeys: [], stage, native, dimensions, metrics, components, settings, issues };
}

/** Merges fragments of one point, best first. Components come whole from the best that has any. */
export function mergeFragments(fragments: readonly Fragment[]): MergedPoint {
  if (fragments.length === 1) {
    return alone(fragments[0]);
  }
  const [runKey = null, ...otherRunKeys] = fragments
    .map((part) => part.runKey)
    .filter((key): key is string => key !== null);
  return {
    lead: fragments[0],
    runKey,
    otherRunKeys: otherRunKeys.filter((key) => key !== runKey),
    stage: fragments.map((part) => part.stage).find((stage) => stage !== null) ?? null,
    native: fragments.some((part) => rank(part) >= NATIVE),
    dimensions: fillDimensions(fragments.map((part) => part.dimensions)),
    metrics: fillMetrics(fragments.map((part) => part.metrics)),
    components: fragments.map((part) => part.components).find((components) => components.length > 0) ?? [],
    settings: flatten(fragments.map((part) => part.settings)),
    issues: flatten(fragments.map((part) => part.issues)),
  };
}

const NATIVE = 2;
/** The same result in another notation of the tool, such as a CSV with rounded figures, which names the fuller file. */
const COPY = 3;

/** Reports before native files before their copies, newer reports before older ones; among equals the order of reading. */
function rank(fragment: Fragment): number {
  if (fragment.format !== 'llm-d-benchmark-report') {
    return fragment.madeFrom === null ? NATIVE : COPY;
  }
  return fragment.formatVersion !== null && fragment.formatVersion.startsWith('0.1') ? 1 : 0;
}

function byRank(a: Fragment, b: Fragment): number {
  return rank(a) - rank(b);
}

function isNative(sorted: readonly Fragment[]): boolean {
  return rank(sorted[0]) >= NATIVE;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Key of the native document that each fragment is, or was made from: a name and the position of the point among those of its
 * object. A report of a copy belongs to what was copied.
 */
function nativeKeys(fragments: readonly Fragment[]): string[] {
  const counts = new Map<string, number>();
  const copied = new Map<string, string>();
  const keys: string[] = [];
  for (const part of fragments) {
    const { path } = part.source;
    const position = counts.get(path) ?? 0;
    counts.set(path, position + 1);
    const own = `${fileName(path)}#${position}`;
    if (part.madeFrom !== null && rank(part) === COPY) {
      copied.set(own, part.madeFrom);
    }
    keys.push(part.madeFrom ?? own);
  }
  return copied.size === 0 ? keys : keys.map((key) => copied.get(key) ?? key);
}

/**
 * Sorts the points of one directory into sets that are one point each: a report or a copy with the native file that it
 * names, or, where a report names none, with the one native point of the same tool and stage. Pooled summaries stay by
 * themselves.
 */
export function samePoints(fragments: readonly Fragment[]): Fragment[][] {
  const keys = nativeKeys(fragments);
  const groups = new Map<string, Fragment[]>();
  for (let index = 0; index < fragments.length; index++) {
    const group = groups.get(keys[index]);
    if (group === undefined) {
      groups.set(keys[index], [fragments[index]]);
    } else {
      group.push(fragments[index]);
    }
  }
  return joinByStage(Array.from(groups.values(), (group) => group.sort(byRank)));
}

function stageKey(part: Fragment): string | null {
  const tool = part.dimensions.tool;
  return part.stage === null || part.grain !== 'stage' || typeof tool !== 'string' ? null : `${tool} ${part.stage}`;
}

/** Joins a report that names no native file with the one native point that has its tool and stage. */
function joinByStage(groups: Fragment[][]): Fragment[][] {
  if (groups.every(isNative) || !groups.some(isNative)) {
    return groups;
  }
  const natives = new Map<string, Fragment[][]>();
  const reports = new Map<string, Fragment[][]>();
  groups.forEach((group) => {
    const key = stageKey(group[0]);
    if (key !== null) {
      const side = isNative(group) ? natives : reports;
      side.set(key, (side.get(key) ?? []).concat([group]));
    }
  });
  const joined = new Set<Fragment[]>();
  const result = groups.map((group) => {
    const key = stageKey(group[0]);
    const partners = key === null || group[0].madeFrom !== null || isNative(group) ? [] : (natives.get(key) ?? []);
    const rivals = key === null ? [] : (reports.get(key) ?? []);
    if (partners.length === 1 && rivals.length === 1) {
      joined.add(partners[0]);
      return [...group, ...partners[0]];
    }
    return group;
  });
  return result.filter((group) => !joined.has(group));
}
