import { configLabels, undescribedConfigLabel } from '../model/identity';
import type { Component, Dimensions, Fragment, Issue, Metrics, Setting } from '../model/record';
import { fillDimensions, fillMetrics } from '../model/layers';
import { topology } from '../model/topology';
import { mergeFragments, samePoints, type MergedPoint } from './merge';
import { withoutRivals } from './rival-contexts';
import { directoryName, experimentName, setupOf, stemOf } from './places';
import { applyAliases, dimensionsOfPath, directoryDimensions, type Rules } from './rules';

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

/** load_type where the source says it, else by what is set; and the number that it names. */
function loadDimensions(dimensions: Dimensions): Dimensions {
  const rate = numeric(dimensions.request_rate);
  const concurrency = numeric(dimensions.concurrency);
  const said = dimensions.load_type;
  const type = typeof said === 'string' ? said : rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : null;
  return { load_type: type, load: type === 'rate' ? rate : type === 'concurrency' ? concurrency : null };
}

/**
 * Context that completes a point: of its stage, of its run as a whole, or, for pooled points, of the pooled run. What was
 * measured of the whole does not hold for a part of it.
 */
function contextOf(point: MergedPoint, contexts: readonly Fragment[]): Fragment[] {
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
  const named = new Set(points.map((point) => point.runKey).filter((key): key is string => key !== null));
  const [only] = Array.from(named);
  return named.size === 1 ? only : `dir:${directory}`;
}

/**
 * A report names its run otherwise than the native file it was made from. Points of that file without a report of their own
 * belong to the same run: its native name stands for the report's, unless reports of two runs claim it.
 */
function runAliases(points: readonly MergedPoint[]): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  points.forEach(({ runKey, otherRunKeys }) =>
    otherRunKeys.forEach((other) => found.set(other, (found.get(other) ?? new Set()).add(runKey ?? other)))
  );
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

/** The topology with its gaps filled by what built-in rules read from the path, and canonical names throughout. */
function withNames(
  known: Dimensions,
  said: Dimensions,
  components: readonly Component[],
  path: string,
  rules: Rules
): Dimensions {
  const gaps = rules.builtin.fill(path, known);
  const whole = Object.keys(gaps).length === 0 ? known : topology(fillDimensions([said, gaps]), components);
  return applyAliases(whole, rules.aliases);
}

function dimensionsOfPoint(
  point: MergedPoint,
  contexts: readonly Fragment[],
  runKey: string,
  directory: string,
  rules: Rules,
  modified: number | null,
  configLabel: (dimensions: Dimensions) => string
): Dimensions {
  const { lead } = point;
  const loadType = contexts
    .map((context) => context.dimensions.load_type)
    .find((type) => SAID_BY_CONTEXT.includes(String(type)));
  const said = fillDimensions([
    loadType === undefined ? {} : { load_type: loadType },
    dimensionsOfPath(lead.source.path, rules.paths),
    point.dimensions,
    ...contexts.map(({ dimensions: { scope: _, ...rest } }) => rest),
  ]);
  const components =
    point.components.length > 0
      ? point.components
      : (contexts.find((context) => context.components.length > 0)?.components ?? []);
  const aliased = applyAliases(said, rules.aliases);
  const whole = withNames(topology(aliased, components), aliased, components, lead.source.path, rules);
  const run = typeof whole.run === 'string' ? whole.run : (directoryName(directory) ?? stemOf(lead.source.path));
  const described = whole.gpus !== null && whole.gpus !== undefined;
  // `whole` was made here and is seen nowhere else, so it may grow: a copy of so many dimensions is dear.
  const complete: { [id: string]: string | number | null | undefined } = Object.assign(
    whole,
    loadDimensions(whole),
    directoryDimensions(directory),
    {
      run,
      experiment: whole.experiment ?? experimentName(directory),
      stage: point.stage,
      scope: lead.grain,
      format: lead.format,
      format_version: lead.formatVersion,
      path: lead.source.path,
      file_modified: modified,
    }
  );
  complete.config = described ? configLabel(complete) : undescribedConfig(complete, lead.source.path, run, runKey);
  return complete;
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
  const { contexts, issues } = withoutRivals(fragments.filter((part) => part.grain === 'context'));
  const merged = samePoints(fragments.filter((part) => part.grain !== 'context')).map(mergeFragments);
  const shared = directoryRunKey(merged, directory);
  const aliases = runAliases(merged);
  const configLabel = configLabels();
  return merged.map((point, index) => {
    // A report alone in no run that it names is a run of its own: reports of several runs may share a directory.
    const given = point.runKey === null ? null : (aliases.get(point.runKey) ?? point.runKey);
    const runKey = given ?? (point.native ? shared : `file:${point.lead.source.path}`);
    const own = contextOf(point, contexts);
    return {
      runKey,
      dimensions: dimensionsOfPoint(
        point,
        own,
        runKey,
        directory,
        rules,
        modified(point.lead.source.path),
        configLabel
      ),
      metrics: fillMetrics([point.metrics, ...own.map((context) => context.metrics)]),
      components: point.components,
      settings: point.settings.concat(...own.map((context) => context.settings)),
      issues: index === 0 ? [...point.issues, ...issues] : point.issues,
    };
  });
}
