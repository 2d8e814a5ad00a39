import { dump } from 'js-yaml';
import { pooled } from '../measure';
import { MODEL, TOOL_VERSION } from '../plan';
import type { RunResult } from '../run';
import { benchmarkReport } from './benchmark-report';
import { inferencePerfConfig } from './config';
import type { Json, JsonObject } from './json';
import { lifecycle } from './lifecycle';
import { stamp } from './observability';
import { perRequest } from './per-request';

/** A file of the store. `path` is relative to its root. */
export interface StoreFile {
  readonly path: string;
  readonly text: string;
}

const DIGITS = 9;

function yaml(value: Json): string {
  return dump(value, { sortKeys: true, lineWidth: -1 });
}

/** `run_metadata.yaml`, which the harness writes by hand: all values quoted. */
function runMetadata(run: RunResult): string {
  const seconds = Math.round(run.duration * 1000) / 1000;
  const { startedAt, description } = run.plan;
  const values: ReadonlyArray<readonly [string, string]> = [
    ['harness_start', stamp(startedAt, 0)],
    ['harness_stop', stamp(startedAt, seconds)],
    ['harness_delta', `PT${seconds}S`],
    ['harness_version', TOOL_VERSION],
    ['harness_name', 'inference-perf'],
    ['harness_workload', 'config.yaml'],
    ['experiment_id', run.id],
    ['model', MODEL],
    ['namespace', 'synthetic'],
    ['description_text', `synthetic: ${description}`],
    ['description_keywords', 'synthetic,simulated'],
    ['endpoint_url', ''],
  ];
  return values.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('');
}

/** Directory of a run: `<experiment>/results/<experiment id>_<n>`. */
export function runDirectory(run: RunResult): string {
  return `${run.plan.experiment}/results/${run.id}_1`;
}

const nativeName = (stage: number): string => `stage_${stage}_lifecycle_metrics.json`;

/** Everything that a run leaves behind, in the layout of llm-d-benchmark: reports with the native files beside them. */
export function runFiles(run: RunResult, reports: 'yaml' | 'json'): StoreFile[] {
  const directory = runDirectory(run);
  const { plan, stages } = run;
  const file = (name: string, text: string): StoreFile => ({ path: `${directory}/${name}`, text });
  const json = (value: JsonObject): string => `${JSON.stringify(value, null, 2)}\n`;
  const files = stages.flatMap(({ measured, served }, index) => {
    const report = benchmarkReport(run, index, DIGITS);
    const name = `benchmark_report_v0.2,_${nativeName(index)}.${reports}`;
    return [
      file(name, reports === 'yaml' ? yaml(report) : json(report)),
      file(nativeName(index), json(lifecycle(measured, served.jobs, plan.slo, DIGITS))),
    ];
  });
  const all = stages.flatMap(({ served }) => served.jobs);
  return [
    ...files,
    file(
      'summary_lifecycle_metrics.json',
      json(lifecycle(pooled(stages.map(({ measured }) => measured)), all, plan.slo, DIGITS))
    ),
    file('config.yaml', yaml(inferencePerfConfig(plan))),
    file('run_metadata.yaml', runMetadata(run)),
    ...requestFiles(run),
  ];
}

function requestFiles(run: RunResult): StoreFile[] {
  return run.plan.perRequest
    ? [{ path: `${runDirectory(run)}/per_request_lifecycle_metrics.json`, text: perRequest(run.stages) }]
    : [];
}

/**
 * The reports of a run, and its single requests where it writes them, as JSON in few bytes: for the store that ships inside the
 * plugin.
 */
export function reportFiles(run: RunResult): StoreFile[] {
  return [
    ...run.stages.map((_, index) => ({
      path: `${runDirectory(run)}/benchmark_report_v0.2,_${nativeName(index)}.json`,
      text: JSON.stringify(benchmarkReport(run, index, 6)),
    })),
    ...requestFiles(run),
  ];
}
