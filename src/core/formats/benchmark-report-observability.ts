import { metricBase } from '../model/metrics';
import type { Component, Issue, Role } from '../model/record';
import { collect, merged, NOTHING, type Collected, type Mapping } from './benchmark-report-metrics';
import { TRANSFER } from './benchmark-report-roles';
import { Checked, type Statistics } from './checked';
import { at, fields, list, number, text } from './fields';
import { metricSet } from './metric-set';
import { sampleStatistics } from './sample-statistics';

const SERVER: readonly Mapping[] = [
  ['kv_cache_usage', 'kv_cache_usage', 'fraction'],
  ['prefix_cache_hit_rate', 'cache_hit_rate', 'fraction'],
  ['gpu_utilization', 'gpu_utilization', 'fraction'],
  ['cpu_utilization', 'cpu_utilization', 'fraction'],
  ['gpu_memory_usage', 'gpu_memory_usage', 'bytes'],
  ['cpu_memory_usage', 'cpu_memory_usage', 'bytes'],
  ['power', 'power_consumption', 'watts'],
  ['requests_running', 'running_requests', 'count'],
  ['requests_waiting', 'waiting_requests', 'count'],
  ['requests_swapped', 'swapped_requests', 'count'],
];

/** Keys that collectors add beside those of the schema, under the names of the metrics that they scraped. */
const SCRAPED: readonly Mapping[] = [
  ['kv_cache_usage', 'vllm_kv_cache_usage_perc', 'fraction'],
  ['requests_running', 'vllm_num_requests_running', 'count'],
  ['requests_waiting', 'vllm_num_requests_waiting', 'count'],
  ['prefix_cache_hit_rate', 'vllm_prefix_cache_hit_rate', 'fraction'],
  ['external_prefix_cache_hit_rate', 'vllm_external_prefix_cache_hit_rate', 'fraction'],
  ['routing_time', 'epp_dispatch_latency', 'seconds'],
];

const issue = (severity: Issue['severity'], rule: string, path: string, message: string): Issue => ({
  severity,
  rule,
  path,
  message,
});

/** Figures of one component of the report. */
interface Reported extends Collected {
  readonly role: Role;
}

function reportedOf(observability: unknown, roles: ReadonlyMap<string, Role>, path: string): Reported[] {
  return list(at(observability, 'components')).reduce<Reported[]>((all, entry) => {
    const label = text(at(entry, 'component_label')) ?? '';
    const role = roles.get(label);
    return role === undefined || role === 'router' || role === 'other'
      ? all
      : all.concat({ role, ...collect(at(entry, 'aggregate'), SERVER, `observability.${label}`, path) });
  }, []);
}

/**
 * Figures of the engines as figures of the point: of the only one that reports a metric, else of the only one of each role.
 * Several of one role cannot be put together, since nobody states their weights: they are left out and said.
 */
function ofPoint(reported: readonly Reported[], path: string): Collected {
  const found: { [base: string]: { readonly [stat: string]: number } } = {};
  const left = new Set<string>();
  SERVER.forEach(([base]) => {
    const of = reported.filter(({ metrics }) => metrics[base] !== undefined);
    if (of.length === 1) {
      found[base] = of[0].metrics[base];
      return;
    }
    (['prefill', 'decode', 'replica'] as const).forEach((role) => {
      const own = of.filter((one) => one.role === role);
      const id = `${role}_${base}`;
      if (own.length === 1 && metricBase(id) !== undefined) {
        found[id] = own[0].metrics[base];
      } else if (own.length > 0) {
        left.add(base);
      }
    });
  });
  const names = Array.from(left).join(', ');
  const said = `${names} reported by several engines; left out of the point, since the report gives no weights.`;
  return { metrics: found, issues: left.size === 0 ? [] : [issue('info', 'several-components', path, said)] };
}

/** The figure of a scraped metric for the whole run: as aggregated, else of the only component. */
function scrapedMetrics(observability: unknown, path: string): Collected {
  return merged(
    SCRAPED.map(([base, key, unit]) => {
      const entry = at(observability, key);
      const components = list(at(entry, 'components'));
      const only = components.length === 1 ? at(components[0], 'statistics') : undefined;
      const whole = at(entry, 'aggregated') ?? at(entry, 'statistics') ?? only;
      return collect({ [key]: whole }, [[base, key, unit]], 'observability', path);
    })
  );
}

/** Start-up times as aggregated, else of the pods that are listed. */
function startup(observability: unknown, path: string): Collected {
  const aggregate = at(observability, 'pod_startup_times', 'aggregate');
  if (aggregate !== undefined && aggregate !== null) {
    return collect({ aggregate }, [['startup_time', 'aggregate', 'seconds']], 'pod_startup_times', path);
  }
  const seconds = list(at(observability, 'pod_startup_times', 'pods')).map((pod) => number(at(pod, 'startup_seconds')));
  const found: Statistics | null = sampleStatistics(seconds.filter((value) => value !== null && value >= 0));
  return { metrics: metricSet({ startup_time: found }, {}), issues: [] };
}

function replicaStatus(observability: unknown, path: string): Collected {
  const status = at(observability, 'replica_status');
  const found = collect(
    status,
    [['ready_replicas', 'aggregate_ready_replicas', 'count']],
    'observability.replica_status',
    path
  );
  const issues = list(at(status, 'controllers')).reduce<Issue[]>((all, controller) => {
    const [desired, ready] = ['desired_replicas', 'ready_replicas'].map((key) => number(at(controller, key)));
    const name = (text(at(controller, 'name')) ?? 'a controller').slice(0, 80);
    const said = `${name} had ${ready} of ${desired} instances ready: the run had fewer accelerators than its set-up says.`;
    return ready !== null && desired !== null && ready < desired
      ? all.concat(issue('warning', 'replicas-not-ready', path, said))
      : all;
  }, []);
  return { metrics: found.metrics, issues: [...found.issues, ...issues] };
}

/** Restarts over all components, null where one does not say; components with failed instances are said. */
export function healthMetrics(health: unknown, path: string): Collected {
  const entries = list(health);
  const issues: Issue[] = [];
  const restarts = entries.reduce<number | null>((all, entry) => {
    const doc = new Checked(entry, path);
    const [own, failed] = [doc.amount('total_restarts'), doc.amount('failed_replicas')];
    issues.push(...doc.issues);
    if (failed !== null && failed > 0) {
      const label = (text(at(entry, 'component_label')) ?? 'a component').slice(0, 80);
      issues.push(
        issue('warning', 'failed-replicas', path, `Instances of ${label} that failed during the run: ${failed}.`)
      );
    }
    return all === null || own === null ? null : all + own;
  }, 0);
  return { metrics: metricSet({}, { restarts: entries.length === 0 ? null : restarts }), issues };
}

/** Keys of `results.observability` that are read here, and of the aggregate of one of its components. */
export const OBSERVED: readonly string[] = [
  'components',
  'drop_rate',
  'pod_startup_times',
  'replica_status',
  TRANSFER,
  ...SCRAPED.map(([, key]) => key),
];
export const AGGREGATED: readonly string[] = SERVER.map(([, key]) => key);

/** Server metrics of a report: of engines, by role where several report, of the router, of pods; scraped ones fill gaps. */
export function observabilityMetrics(
  observability: unknown,
  components: readonly Component[],
  path: string
): Collected {
  if (fields(observability) === null) {
    return NOTHING;
  }
  const roles = new Map(components.map(({ label, role }): [string, Role] => [label ?? '', role]));
  const reported = reportedOf(observability, roles, path);
  return merged([
    { metrics: {}, issues: reported.reduce<Issue[]>((all, { issues }) => all.concat(issues), []) },
    ofPoint(reported, path),
    collect(observability, [['drop_rate', 'drop_rate', 'fraction']], 'observability', path),
    startup(observability, path),
    replicaStatus(observability, path),
    scrapedMetrics(observability, path),
  ]);
}
