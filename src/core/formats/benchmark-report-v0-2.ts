import { component, fragment, type Component, type Dimensions, type Fragment, type Issue, type Metrics, type Role, type Setting, type Source } from '../model/record';
import { parseDuration, parseInstant } from '../model/time';
import { latencyMetrics, lengthMetrics, merged, observabilityMetrics, sessionMetrics, throughputMetrics } from './benchmark-report-metrics';
import { checked } from './checked';
import { engineArguments, environment } from './engine-args';
import { at, isInfinite, list, meaningful, number, text } from './fields';
import type { ReadContext } from './format';
import { timeWithoutZone } from './local-time';
import { aboveZero, metricSet } from './metric-set';
import { routerConfig } from './router-config';

const ROLES: Readonly<Record<string, Role>> = { prefill: 'prefill', decode: 'decode', replica: 'replica', aggregate: 'replica', aggregated: 'replica' };

const ROUTER = /router|scheduler|epp|gateway|endpoint-?picker/i;

/** Tail of an experiment id of llm-d-benchmark; a description of that shape is the id, not a text. */
const EXPERIMENT_ID = /-\d{10,}-[a-z0-9]+$/;

/** `ghcr.io/llm-d/llm-d-cuda:0.3.1` is an image whose tag is the version; `0.9.0` is a version alone. */
export function versionParts(version: string | null): { readonly version: string | null; readonly image: string | null } {
  if (version === null || !version.includes('/')) {
    return { version, image: null };
  }
  const colon = version.lastIndexOf(':');
  return { version: colon > version.lastIndexOf('/') ? version.slice(colon + 1) : null, image: version };
}

/** Revision in a version that git describe or setuptools_scm made: `0.9.1.dev38+g3fa2c1d`. */
function commitOf(version: string | null): string | null {
  const found = version === null ? null : /[-+._]g([0-9a-f]{7,40})(?:$|[-+._])/.exec(version);
  return found === null ? null : found[1];
}

function roleOf(entry: unknown): Role {
  const standardized = at(entry, 'standardized');
  if (text(at(standardized, 'kind')) === 'inference_engine') {
    return ROLES[text(at(standardized, 'role')) ?? ''] ?? 'replica';
  }
  const names = [at(standardized, 'tool'), at(standardized, 'kind_draft'), at(entry, 'metadata', 'label')].map((value) => text(value) ?? '');
  return names.some((name) => ROUTER.test(name)) ? 'router' : 'other';
}

function componentOf(entry: unknown): Component {
  const standardized = at(entry, 'standardized');
  const parallelism = (axis: string): number | null => aboveZero(number(at(standardized, 'accelerator', 'parallelism', axis)));
  const { version, image } = versionParts(meaningful(at(standardized, 'tool_version')));
  return component({
    role: roleOf(entry),
    label: text(at(entry, 'metadata', 'label')),
    replicas: number(at(standardized, 'replicas')),
    accelerator: meaningful(at(standardized, 'accelerator', 'model')),
    // The converter writes 0 for a count that it does not know.
    acceleratorsPerReplica: aboveZero(number(at(standardized, 'accelerator', 'count'))),
    tp: parallelism('tp'),
    pp: parallelism('pp'),
    dp: parallelism('dp'),
    ep: parallelism('ep'),
    engine: meaningful(at(standardized, 'tool')),
    version,
    image,
    model: meaningful(at(standardized, 'model', 'name')),
  });
}

/** Native configuration: what engines agree on sets dimensions, everything becomes settings. */
function nativeParts(stack: readonly unknown[], components: readonly Component[]): { dimensions: Dimensions; settings: Setting[] } {
  const settings: Setting[] = [];
  const engines: Dimensions[] = [];
  let router: Dimensions = {};
  stack.forEach((entry, index) => {
    const own = components[index];
    const label = own.label ?? own.role;
    const args = engineArguments(at(entry, 'native', 'args'), label);
    settings.push(...args.settings, ...environment(at(entry, 'native', 'envars'), label));
    if (own.role === 'router') {
      router = { router: own.engine, router_version: own.image ?? own.version, ...routerConfig(at(entry, 'native', 'config')) };
    } else if (own.role !== 'other') {
      engines.push({ commit: commitOf(own.version), ...args.dimensions });
    }
  });
  const agreed: { [id: string]: string | number | null | undefined } = {};
  const ids = new Set(engines.reduce<string[]>((all, dimensions) => all.concat(Object.keys(dimensions)), []));
  ids.forEach((id) => {
    const values = new Set(engines.map((dimensions) => dimensions[id]));
    agreed[id] = values.size === 1 ? engines[0][id] : null;
  });
  return { dimensions: { ...agreed, ...router }, settings };
}

/** A target length. Tokens are whole, so a fraction is an observed mean in the place of a target, and not taken. */
function targetLength(value: unknown): number | null {
  const found = number(at(value, 'value'));
  return found !== null && Number.isInteger(found) && found > 0 ? found : null;
}

function loadDimensions(load: unknown, path: string): { dimensions: Dimensions; issues: readonly Issue[]; stage: number | null } {
  const standardized = at(load, 'standardized');
  const doc = checked(isInfinite(at(standardized, 'concurrency')) ? { ...(standardized as object), concurrency: null } : standardized, path);
  const rate = isInfinite(at(standardized, 'rate_qps')) ? null : aboveZero(doc.rate('rate_qps'));
  const concurrency = aboveZero(doc.amount('concurrency'));
  const open = isInfinite(at(standardized, 'concurrency')) || isInfinite(at(standardized, 'rate_qps'));
  const source = text(at(standardized, 'source'));
  const multiTurn = at(standardized, 'multi_turn', 'enabled') === true;
  return {
    stage: doc.amount('stage'),
    issues: doc.issues,
    dimensions: {
      tool: meaningful(at(standardized, 'tool')),
      tool_version: meaningful(at(standardized, 'tool_version')),
      dataset: text(at(load, 'native', 'config', 'data', 'type')) ?? (source === 'unknown' ? null : source),
      isl: targetLength(at(standardized, 'input_seq_len')),
      osl: targetLength(at(standardized, 'output_seq_len')),
      prefix_len: targetLength(at(standardized, 'prefix', 'prefix_len')),
      prefix_groups: number(at(standardized, 'prefix', 'num_groups')),
      turns: multiTurn ? number(at(standardized, 'multi_turn', 'max_turns', 'value')) : null,
      request_rate: rate,
      concurrency,
      load_type: rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : open ? 'throughput' : null,
    },
  };
}

/** Whether the run says of itself that it was simulated. */
function isSynthetic(run: unknown): boolean {
  return list(at(run, 'keywords')).some((keyword) => text(keyword)?.toLowerCase() === 'synthetic') || /^synthetic\b/i.test(text(at(run, 'description')) ?? '');
}

function runDimensions(run: unknown, path: string, context: ReadContext): { dimensions: Dimensions; issues: Issue[] } {
  const issues: Issue[] = [];
  const instant = (key: string): number | null => {
    const written = text(at(run, 'time', key));
    const found = written === null ? null : parseInstant(written, context.zoneOffsetMinutes);
    if (written !== null && found === null) {
      issues.push({ severity: 'warning', rule: 'malformed-time', path, message: `run.time.${key} is no ISO 8601 time; it is left out.` });
    } else if (found !== null && found.zoneless) {
      issues.push(timeWithoutZone(path, `run.time.${key}`));
    }
    return found === null ? null : found.ms;
  };
  const description = text(at(run, 'description'));
  const user = text(at(run, 'user'));
  const isId = description !== null && EXPERIMENT_ID.test(description);
  return {
    issues,
    dimensions: {
      run: isId ? description : null,
      description: isId ? null : description,
      started_at: instant('start'),
      ended_at: instant('end'),
      cluster: text(at(run, 'cid')),
      namespace: user !== null && user.startsWith('namespace=') ? user.slice('namespace='.length) : null,
      synthetic: isSynthetic(run) ? 'true' : null,
    },
  };
}

/**
 * The measured window. Reports of inference-perf carry the length of the whole run, all stages together, where start and end
 * are as far apart; that is not the window of one stage.
 */
function windowSeconds(run: unknown, tool: string | null, dimensions: Dimensions): number | null {
  const written = text(at(run, 'time', 'duration'));
  const seconds = written === null ? null : parseDuration(written);
  const { started_at: start, ended_at: end } = dimensions;
  const whole = typeof start === 'number' && typeof end === 'number' && seconds !== null && Math.abs((end - start) / 1000 - seconds) < 1;
  return tool === 'inference-perf' && whole ? null : seconds;
}

/** Counts of requests. AIPerf's importer writes the number of kinds of errors for the number of failures. */
export function requestCounts(requests: unknown, tool: string | null, path: string): { metrics: Metrics; issues: readonly Issue[] } {
  const doc = checked(requests, path);
  const uncounted = (tool ?? '').toLowerCase() === 'aiperf';
  const total = doc.amount('total');
  const failed = uncounted ? null : doc.amount('failures');
  const incomplete = doc.amount('incomplete');
  const success = total === null || failed === null ? null : total - failed - (incomplete ?? 0);
  if (uncounted && at(requests, 'failures') !== undefined) {
    doc.report('info', 'failures-not-counted', 'Reports made from AIPerf give the number of kinds of errors as failures; the error rate is left empty.');
  }
  return {
    metrics: metricSet({}, { requests_total: total, requests_failed: failed, requests_incomplete: incomplete, requests_success: success !== null && success >= 0 ? success : null }),
    issues: doc.issues,
  };
}

/** Reads a report of version 0.2 or later: one point. A partial report may lack its scenario. */
export function readReport(value: unknown, source: Source, madeFrom: string | null, version: string, context: ReadContext): Fragment {
  const { path } = source;
  const stack = list(at(value, 'scenario', 'stack'));
  const components = stack.map(componentOf);
  const native = nativeParts(stack, components);
  const load = loadDimensions(at(value, 'scenario', 'load'), path);
  const run = runDimensions(at(value, 'run'), path, context);
  const tool = load.dimensions.tool as string | null;
  const aggregate = at(value, 'results', 'request_performance', 'aggregate');
  const sessions = at(value, 'results', 'session_performance', 'sessions');
  const counts = requestCounts(at(aggregate, 'requests'), tool, path);
  const sessionCounts = checked(sessions, path);
  const engines = new Set(components.filter(({ role }) => role !== 'router' && role !== 'other').map(({ label }) => label ?? ''));
  const found = merged([
    counts,
    lengthMetrics(at(aggregate, 'requests'), path),
    latencyMetrics(at(aggregate, 'latency'), tool, path),
    throughputMetrics(at(aggregate, 'throughput'), path),
    sessionMetrics(sessions, path),
    observabilityMetrics(at(value, 'results', 'observability'), engines, path),
    {
      metrics: metricSet(
        {},
        {
          duration: windowSeconds(at(value, 'run'), tool, run.dimensions),
          sessions_total: sessionCounts.amount('total'),
          sessions_succeeded: sessionCounts.amount('succeeded'),
          sessions_failed: sessionCounts.amount('failed'),
        }
      ),
      issues: sessionCounts.issues,
    },
  ]);
  return fragment({
    grain: 'stage',
    source,
    format: 'llm-d-benchmark-report',
    formatVersion: version,
    runKey: text(at(value, 'run', 'eid')),
    stage: load.stage,
    madeFrom,
    dimensions: { ...native.dimensions, ...load.dimensions, ...run.dimensions },
    metrics: found.metrics,
    components,
    settings: native.settings,
    issues: [...run.issues, ...load.issues, ...found.issues],
  });
}
