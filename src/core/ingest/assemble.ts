import { ConfigLabels, undescribedConfigLabel } from '../model/identity';
import type { Component, Dimensions, Fragment, Issue, Metrics, Setting } from '../model/record';
import { fillDimensions, fillMetrics, type GrowingDimensions } from '../model/layers';
import { topology } from '../model/topology';
import { mergeFragments, samePoints, type MergedPoint } from './merge';
import { withoutRivals } from './rival-contexts';
import { directoryName, experimentName, setupOf, stemOf } from './places';
import { applyAliases, dimensionsOfPath, directoryDimensions, rename, type Rules } from './rules';

/** One row of the points table, with what hangs on it. */
export interface AssembledPoint {
  /** Documents and directories that belong to one run share it. */
  readonly runKey: string;
  readonly dimensions: Dimensions;
  readonly metrics: Metrics;
  readonly components: readonly Component[];
  readonly settings: readonly Setting[];
  readonly issues: readonly Issue[];
}

function numeric(value: string | number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Adds load_type where no source says it, by what is set; and the number that it names. */
function addLoad(dimensions: GrowingDimensions): void {
  const rate = numeric(dimensions.request_rate);
  const concurrency = numeric(dimensions.concurrency);
  const said = dimensions.load_type;
  const type = typeof said === 'string' ? said : rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : null;
  dimensions.load_type = type;
  dimensions.load = type === 'rate' ? rate : type === 'concurrency' ? concurrency : null;
}

function isContext({ grain }: Fragment): boolean {
  return grain === 'context';
}

/**
 * Context that completes a point: of its stage, of its run as a whole, or, for pooled points, of the pooled run. What was
 * measured of the whole does not hold for a part of it.
 */
function contextOf(point: MergedPoint, contexts: readonly Fragment[]): readonly Fragment[] {
  if (contexts.length === 0) {
    return contexts;
  }
  const pooled = point.lead.grain === 'pooled';
  const own = contexts.filter((context) => {
    if (context.stage !== null) {
      return !pooled && context.stage === point.stage;
    }
    return context.dimensions.scope === 'pooled' ? pooled : true;
  });
  return point.lead.grain === 'part' ? own.map((context) => ({ ...context, metrics: {} })) : own;
}

/** The run that the points of a directory belong to where they do not say: the one that the others name, else the directory. */
function directoryRunKey(points: readonly MergedPoint[], directory: string): string {
  const named = new Set<string>();
  for (const { runKey } of points) {
    if (runKey !== null) {
      named.add(runKey);
    }
  }
  const [only] = Array.from(named);
  return named.size === 1 ? only : `dir:${directory}`;
}

/**
 * A report names its run otherwise than the native file it was made from. Points of that file without a report of their own
 * belong to the same run: its native name stands for the report's, unless reports of two runs claim it.
 */
function runAliases(points: readonly MergedPoint[]): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  for (const { runKey, otherRunKeys } of points) {
    for (const other of otherRunKeys) {
      found.set(other, (found.get(other) ?? new Set()).add(runKey ?? other));
    }
  }
  return new Map(
    Array.from(found)
      .filter(([, keys]) => keys.size === 1)
      .map(([other, keys]): [string, string] => [other, Array.from(keys)[0]])
  );
}

/** Where one file is one invocation, the files of a sweep are one configuration; else the run stands for itself. */
function undescribedConfig(dimensions: Dimensions, path: string, run: string, runKey: string): string {
  if (!runKey.startsWith(path)) {
    return undescribedConfigLabel(dimensions, run, runKey);
  }
  const setup = setupOf(path);
  return undescribedConfigLabel(dimensions, directoryName(setup) ?? setup, setup);
}

/** The kinds of load that only the configuration of a tool can tell; its result files look like plain rates. */
const SAID_BY_CONTEXT = ['trace', 'sessions'];

/** The topology, its gaps filled by what built-in rules read from the path, with canonical names throughout. */
function namedTopology(
  said: Dimensions,
  components: readonly Component[],
  path: string,
  { builtin, aliases }: Rules
): GrowingDimensions {
  const known = applyAliases(said, aliases);
  const first = topology(known, components);
  const gaps = builtin.fill(path, first);
  const whole = Object.keys(gaps).length === 0 ? first : topology(fillDimensions([known, gaps]), components);
  rename(whole, aliases);
  return whole;
}

/** What the directory says of all of its points. */
interface Place {
  readonly name: string | null;
  readonly experiment: string | null;
  readonly dimensions: Dimensions;
}

function placeOf(directory: string): Place {
  return {
    name: directoryName(directory),
    experiment: experimentName(directory),
    dimensions: directoryDimensions(directory),
  };
}

function withoutScope({ dimensions: { scope: _, ...rest } }: Fragment): Dimensions {
  return rest;
}

function dimensionsOfPoint(
  point: MergedPoint,
  contexts: readonly Fragment[],
  runKey: string,
  place: Place,
  rules: Rules,
  modified: number | null,
  configLabels: ConfigLabels
): Dimensions {
  const { lead } = point;
  const { path } = lead.source;
  const loadType = contexts
    .map((context) => context.dimensions.load_type)
    .find((type) => SAID_BY_CONTEXT.includes(String(type)));
  const said = fillDimensions([
    loadType === undefined ? {} : { load_type: loadType },
    dimensionsOfPath(path, rules.paths),
    point.dimensions,
    ...contexts.map(withoutScope),
  ]);
  const components =
    point.components.length > 0
      ? point.components
      : (contexts.find((context) => context.components.length > 0)?.components ?? []);
  const whole = namedTopology(said, components, path, rules);
  const run = typeof whole.run === 'string' ? whole.run : (place.name ?? stemOf(path));
  const described = whole.gpus !== null && whole.gpus !== undefined;
  addLoad(whole);
  for (const id in place.dimensions) {
    whole[id] = place.dimensions[id];
  }
  whole.run = run;
  whole.experiment = whole.experiment ?? place.experiment;
  whole.stage = point.stage;
  whole.scope = lead.grain;
  whole.format = lead.format;
  whole.format_version = lead.formatVersion;
  whole.path = path;
  whole.file_modified = modified;
  whole.config = described ? configLabels.of(whole) : undescribedConfig(whole, path, run, runKey);
  return whole;
}

/**
 * Turns what the documents of one directory say into points: fragments of one point merged, context filled in, rules and
 * aliases applied, topology, load and identity derived. `modified` gives the time of an object's last change. Linear in the
 * fragments.
 */
export function assembleDirectory(
  directory: string,
  fragments: readonly Fragment[],
  rules: Rules,
  modified: (path: string) => number | null = () => null
): AssembledPoint[] {
  const { contexts, issues } = withoutRivals(fragments.filter(isContext));
  const merged = samePoints(fragments.filter((part) => !isContext(part))).map(mergeFragments);
  const shared = directoryRunKey(merged, directory);
  const aliases = runAliases(merged);
  const place = placeOf(directory);
  const configLabels = new ConfigLabels();
  const points: AssembledPoint[] = [];
  for (const point of merged) {
    const { path } = point.lead.source;
    // A report alone in no run that it names is a run of its own: reports of several runs may share a directory.
    const given = point.runKey === null ? null : (aliases.get(point.runKey) ?? point.runKey);
    const runKey = given ?? (point.native ? shared : `file:${path}`);
    const own = contextOf(point, contexts);
    points.push({
      runKey,
      dimensions: dimensionsOfPoint(point, own, runKey, place, rules, modified(path), configLabels),
      metrics: fillMetrics([point.metrics, ...own.map((context) => context.metrics)]),
      components: point.components,
      settings: own.length === 0 ? point.settings : point.settings.concat(...own.map((context) => context.settings)),
      issues: points.length === 0 ? [...point.issues, ...issues] : point.issues,
    });
  }
  return points;
}
