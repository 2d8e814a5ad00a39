import { fragment, type Fragment, type Issue } from '../model/record';
import { Checked } from './checked';
import { at, fields, list, text } from './fields';
import { baseName, stageOf } from './file-name';
import type { Format } from './format';
import { aboveZero, mean, metricSet, quotient } from './metric-set';
import { setting } from './settings';

const ID = 'inference-perf-sessions';

function isSessions(value: unknown): boolean {
  return at(value, 'num_sessions') !== undefined && at(value, 'session_duration_sec') !== undefined;
}

function metrics(doc: Checked) {
  return metricSet(
    {
      session_duration: doc.distribution('session_duration_sec'),
      session_events: doc.distribution('num_events'),
      session_events_cancelled: doc.distribution('num_events_cancelled'),
      session_input_tokens: doc.distribution('total_input_tokens'),
      session_output_tokens: doc.distribution('total_output_tokens'),
      // 0..100, absent where no answer of the server told of cached tokens.
      prefix_cache_hit_rate: mean(quotient(doc.amount('kv_cache_hit_percent'), 100)),
    },
    {
      sessions_total: doc.amount('num_sessions'),
      sessions_succeeded: doc.amount('num_sessions_succeeded'),
      sessions_failed: doc.amount('num_sessions_failed'),
      events_total: doc.amount('total_events'),
      events_completed: doc.amount('total_events_completed'),
      events_cancelled: doc.amount('total_events_cancelled'),
      // The tool writes 0 when its window has no length.
      session_rate: aboveZero(doc.rate('sessions_per_second')),
    }
  );
}

/** The lifecycle file of the same stage is the same point. */
function madeFrom(path: string): string | null {
  const name = baseName(path);
  return name.includes('_session_lifecycle_metrics') ? `${name.replace('_session_lifecycle', '_lifecycle')}#0` : null;
}

function reportStatus(value: unknown, doc: Checked): void {
  const status = text(at(value, 'stage_metadata', 'status'));
  if (status !== null && status !== 'COMPLETED') {
    doc.report(
      'warning',
      'stage-not-completed',
      `The stage ended as ${status.slice(0, 40)}: its figures are of the sessions that ran until then.`
    );
  }
}

function read(value: unknown, source: Fragment['source']): Fragment {
  const doc = new Checked(value, source.path);
  const isStage = fields(at(value, 'stage_metadata')) !== null;
  const found = metrics(doc);
  const concurrency = aboveZero(doc.amount('stage_metadata', 'concurrent_sessions'));
  const stage = doc.amount('stage_metadata', 'stage_id');
  reportStatus(value, doc);
  return fragment({
    grain: isStage ? 'stage' : 'pooled',
    source,
    format: ID,
    stage: isStage ? (stage !== null && Number.isInteger(stage) ? stage : stageOf(source.path)) : null,
    madeFrom: madeFrom(source.path),
    dimensions: { tool: 'inference-perf', ...(isStage ? { load_type: 'sessions', concurrency } : {}) },
    metrics: found,
    settings: ['status', 'timeout_configured', 'session_rate'].reduce<Fragment['settings']>(
      (all, key) => all.concat(setting('load', `stage.${key}`, at(value, 'stage_metadata', key))),
      []
    ),
    issues: doc.issues,
  });
}

/** Multi-turn sessions: the same stage as the lifecycle file beside it, counted in sessions. */
export const inferencePerfSessions: Format = {
  id: ID,
  title: 'inference-perf sessions',
  files: 'stage_<N>_session_lifecycle_metrics.json, summary_session_lifecycle_metrics.json',
  traps: [
    'sessions_per_second counts every session that ended, failed ones included.',
    'Token totals are of a whole session, not of a request.',
    'kv_cache_hit_percent is 0..100, of the tokens that the server itself counted.',
    'A stage that timed out has figures of a part of its sessions.',
    'Files of single sessions and of single requests are left aside.',
  ],
  drop: ['chunk_times', 'response_chunks', 'output_token_times'],
  origin: 'documentation',
  detect: (document) => (document.kind === 'value' && isSessions(document.value) ? { version: null } : null),
  read: (document, source) =>
    document.kind === 'value' && isSessions(document.value) ? [read(document.value, source)] : [],
};

const FINDINGS = 'inference-perf-validation';

/** Findings beyond these are counted, not shown. */
const MAX_FINDINGS = 50;

function isValidation(value: unknown): boolean {
  return (
    fields(at(value, 'global')) !== null &&
    fields(at(value, 'reports')) !== null &&
    Array.isArray(at(value, 'global', 'errors'))
  );
}

/** `cross_report.stage_totals` as the name of a rule. */
function ruleOf(check: unknown): string {
  const name = (text(check) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return name === '' ? 'validation' : `validation-${name}`;
}

function findingsOf(section: unknown, path: string): Issue[] {
  return (['errors', 'warnings'] as const).reduce<Issue[]>(
    (all, kind) =>
      all.concat(
        list(at(section, kind)).map((finding) => ({
          // An error of the run, not one of reading it: the files are there and shown.
          severity: kind === 'errors' ? ('warning' as const) : ('info' as const),
          rule: ruleOf(at(finding, 'check')),
          path,
          message: `${(text(at(finding, 'message')) ?? 'a finding without words').slice(0, 300)} (found by inference-perf)`,
        }))
      ),
    []
  );
}

function findings(value: unknown, path: string): readonly Issue[] {
  const directory = path.slice(0, path.length - baseName(path).length);
  const reports = fields(at(value, 'reports')) ?? {};
  const all = Object.keys(reports).reduce<Issue[]>(
    (found, name) => found.concat(findingsOf(reports[name], directory + baseName(name))),
    findingsOf(at(value, 'global'), path)
  );
  if (all.length <= MAX_FINDINGS) {
    return all;
  }
  const rest = `${all.length - MAX_FINDINGS} more findings are in this file.`;
  return all.slice(0, MAX_FINDINGS).concat([{ severity: 'warning', rule: 'validation', path, message: rest }]);
}

/** What the tool itself found wrong with its reports. */
export const inferencePerfValidation: Format = {
  id: FINDINGS,
  title: 'inference-perf validation',
  files: 'validation.json',
  traps: ['A run with findings is shown all the same: read them in the quality table beside its figures.'],
  drop: [],
  detect: (document) => (document.kind === 'value' && isValidation(document.value) ? { version: null } : null),
  read: (document, source) =>
    document.kind === 'value' && isValidation(document.value)
      ? [fragment({ grain: 'context', source, format: FINDINGS, issues: findings(document.value, source.path) })]
      : [],
};
