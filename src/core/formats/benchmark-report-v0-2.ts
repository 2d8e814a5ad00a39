import { fillDimensions } from '../model/layers';
import { fragment, type Dimensions, type Fragment, type Issue, type Metrics, type Source } from '../model/record';
import {
  latencyMetrics,
  lengthMetrics,
  mediaMetrics,
  merged,
  sessionMetrics,
  throughputMetrics,
} from './benchmark-report-metrics';
import { leftAside } from './benchmark-report-left-aside';
import { healthMetrics, observabilityMetrics } from './benchmark-report-observability';
import { roleMetrics } from './benchmark-report-roles';
import { runDimensions, windowSeconds } from './benchmark-report-run';
import { componentOf, nativeParts } from './benchmark-report-stack';
import { Checked } from './checked';
import { wholeCount } from './engine-parallelism';
import { at, fields, isInfinite, list, meaningful, text } from './fields';
import { once, type ReadContext } from './format';
import { aboveZero, metricSet } from './metric-set';

/**
 * A target length, whatever its distribution: the converter says `fixed` and `gaussian` of observed means as well. Tokens are
 * whole, so a fraction is an observed mean in the place of a target, and not taken.
 */
function targetLength(value: unknown): number | null {
  return wholeCount(at(value, 'value'));
}

function loadDimensions(
  load: unknown,
  path: string
): { dimensions: Dimensions; issues: readonly Issue[]; stage: number | null } {
  const standardized = at(load, 'standardized');
  const doc = new Checked(
    isInfinite(at(standardized, 'concurrency')) ? { ...(standardized as object), concurrency: null } : standardized,
    path
  );
  const rate = isInfinite(at(standardized, 'rate_qps')) ? null : aboveZero(doc.rate('rate_qps'));
  const concurrency = aboveZero(doc.amount('concurrency'));
  const open = isInfinite(at(standardized, 'concurrency')) || isInfinite(at(standardized, 'rate_qps'));
  const source = text(at(standardized, 'source'));
  const stage = doc.amount('stage');
  const multiTurn = at(standardized, 'multi_turn', 'enabled') === true;
  return {
    stage: stage !== null && Number.isInteger(stage) ? stage : null,
    issues: doc.issues,
    dimensions: {
      tool: meaningful(at(standardized, 'tool')),
      tool_version: meaningful(at(standardized, 'tool_version')),
      dataset: text(at(load, 'native', 'config', 'data', 'type')) ?? (source === 'unknown' ? null : source),
      isl: targetLength(at(standardized, 'input_seq_len')),
      osl: targetLength(at(standardized, 'output_seq_len')),
      prefix_len: targetLength(at(standardized, 'prefix', 'prefix_len')),
      prefix_groups: wholeCount(at(standardized, 'prefix', 'num_groups')),
      turns: multiTurn ? wholeCount(at(standardized, 'multi_turn', 'max_turns', 'value')) : null,
      request_rate: rate,
      concurrency,
      load_type: rate !== null ? 'rate' : concurrency !== null ? 'concurrency' : open ? 'throughput' : null,
    },
  };
}

/** Counts of requests. AIPerf's importer writes the number of kinds of errors for the number of failures. */
export function requestCounts(
  requests: unknown,
  tool: string | null,
  path: string
): { metrics: Metrics; issues: readonly Issue[] } {
  const doc = new Checked(requests, path);
  const uncounted = (tool ?? '').toLowerCase() === 'aiperf';
  const total = doc.amount('total');
  const failed = uncounted ? null : doc.amount('failures');
  const incomplete = doc.amount('incomplete');
  const success = total === null || failed === null ? null : total - failed - (incomplete ?? 0);
  if (uncounted && at(requests, 'failures') !== undefined) {
    doc.report(
      'info',
      'failures-not-counted',
      'Reports made from AIPerf give the number of kinds of errors as failures; the error rate is left empty.'
    );
  }
  return {
    metrics: metricSet(
      {},
      {
        requests_total: total,
        requests_failed: failed,
        requests_incomplete: incomplete,
        requests_success: success !== null && success >= 0 ? success : null,
      }
    ),
    issues: doc.issues,
  };
}

/** What is wrong with the shape of a whole report, for it is read as far as it goes. */
function shapeIssues(value: unknown, path: string): readonly Issue[] {
  const results = at(value, 'results');
  if (fields(results) === null) {
    return [
      { severity: 'warning', rule: 'wrong-type', path, message: 'results is no object, so the report has no metrics.' },
    ];
  }
  const aggregate = at(results, 'request_performance', 'aggregate');
  return aggregate !== undefined && aggregate !== null && fields(aggregate) === null
    ? [
        {
          severity: 'warning',
          rule: 'wrong-type',
          path,
          message: 'results.request_performance.aggregate is no object; it is left out.',
        },
      ]
    : [];
}

/** Reads a report of version 0.2 or later: one point. A partial report may lack its scenario. */
export function readReport(
  value: unknown,
  source: Source,
  madeFrom: string | null,
  version: string,
  context: ReadContext
): Fragment {
  const { path } = source;
  const stack = list(at(value, 'scenario', 'stack'));
  const { components, native } = once(context, 'benchmark report stack', stack, () => {
    const found = stack.map(componentOf);
    return { components: found, native: nativeParts(stack, found, context) };
  });
  const load = loadDimensions(at(value, 'scenario', 'load'), path);
  const run = runDimensions(at(value, 'run'), path, context);
  const tool = load.dimensions.tool as string | null;
  const aggregate = at(value, 'results', 'request_performance', 'aggregate');
  const sessions = at(value, 'results', 'session_performance', 'sessions');
  const counts = requestCounts(at(aggregate, 'requests'), tool, path);
  const sessionCounts = new Checked(sessions, path);
  const found = merged([
    counts,
    lengthMetrics(at(aggregate, 'requests'), path),
    latencyMetrics(at(aggregate, 'latency'), tool, path),
    throughputMetrics(at(aggregate, 'throughput'), path),
    sessionMetrics(sessions, path),
    mediaMetrics(at(aggregate, 'requests'), path),
    observabilityMetrics(at(value, 'results', 'observability'), components, path),
    roleMetrics(at(value, 'results', 'observability'), components, path),
    healthMetrics(at(value, 'results', 'component_health'), path),
    {
      metrics: metricSet(
        {},
        {
          duration: windowSeconds(at(value, 'run'), tool, run.dimensions),
          sessions_total: sessionCounts.amount('total'),
          sessions_succeeded: sessionCounts.amount('succeeded'),
          sessions_failed: sessionCounts.amount('failed'),
          events_total: sessionCounts.amount('total_events'),
          events_completed: sessionCounts.amount('total_events_completed'),
          events_cancelled: sessionCounts.amount('total_events_cancelled'),
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
    dimensions: fillDimensions([run.dimensions, load.dimensions, native.dimensions]),
    metrics: found.metrics,
    components,
    settings: native.settings,
    issues: [
      ...shapeIssues(value, path),
      ...run.issues,
      ...load.issues,
      ...found.issues,
      ...leftAside(at(value, 'results'), path),
    ],
  });
}
