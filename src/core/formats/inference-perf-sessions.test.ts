import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Format } from './format';
import { inferencePerfSessions, inferencePerfValidation } from './inference-perf-sessions';

const read = (format: Format, value: unknown, path: string) =>
  format.read({ kind: 'value', value }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const STAGE = 'run/stage_2_session_lifecycle_metrics.json';

/** As `summarize_sessions` of inference_perf/reportgen/base.py writes it. */
const SESSIONS = {
  stage_metadata: {
    stage_id: 2,
    status: 'TIMED_OUT',
    timeout_configured: 60,
    actual_duration: 61.5,
    concurrent_sessions: 8,
    session_rate: null,
  },
  num_sessions: 10,
  num_sessions_succeeded: 7,
  num_sessions_failed: 3,
  total_events: 40,
  sessions_per_second: 0.5,
  session_duration_sec: { mean: 12, median: 11, 'p99.9': 30, min: 4, max: 31 },
  num_events: { mean: 4 },
  total_input_tokens: { mean: 9000 },
  kv_cache_hit_percent: 62.5,
};

const LIFECYCLE = {
  load_summary: { count: 40, requested_rate: 1, send_duration: 3 },
  successes: { count: 40, latency: { request_latency: { mean: 2 } }, throughput: { requests_per_sec: 4 } },
  failures: { count: 0 },
};

describe('inference-perf sessions', () => {
  it('counts sessions, in fractions and seconds', () => {
    const [part] = read(inferencePerfSessions, SESSIONS, STAGE);
    expect(figuresOf(part)).toEqual({
      events_total: 40,
      session_input_tokens_mean: 9000,
      sessions_total: 10,
      sessions_succeeded: 7,
      sessions_failed: 3,
      session_rate: 0.5,
      session_duration_mean: 12,
      session_duration_p50: 11,
      session_duration_p99_9: 30,
      session_duration_min: 4,
      session_duration_max: 31,
      session_events_mean: 4,
      prefix_cache_hit_rate_mean: 0.625,
    });
    expect(part).toMatchObject({ grain: 'stage', stage: 2, madeFrom: 'stage_2_lifecycle_metrics.json#0' });
    expect(part.dimensions).toMatchObject({ load_type: 'sessions', concurrency: 8 });
    expect(part.issues.map(({ rule }) => rule)).toEqual(['stage-not-completed']);
    const [summary] = read(
      inferencePerfSessions,
      { ...SESSIONS, stage_metadata: undefined, sessions_per_second: 0 },
      'run/summary_session_lifecycle_metrics.json'
    );
    expect(summary).toMatchObject({ grain: 'pooled', stage: null, madeFrom: 'summary_lifecycle_metrics.json#0' });
    expect(summary.metrics.session_rate).toBeUndefined();
  });

  it('is one point with the lifecycle file of its stage, and a point alone', () => {
    const both = catalogOf({
      [STAGE]: JSON.stringify(SESSIONS),
      'run/stage_2_lifecycle_metrics.json': JSON.stringify(LIFECYCLE),
      'alone/stage_0_session_lifecycle_metrics.json': JSON.stringify(SESSIONS),
    });
    const [points] = ask(both, {
      kind: 'points',
      metrics: ['sessions_total', 'e2e_mean'],
      dimensions: ['path', 'stage'],
      limit: 10,
    });
    expect([column(points, 'sessions_total'), column(points, 'e2e_mean')]).toEqual([
      [10, 10],
      [null, 2],
    ]);
  });

  it('never throws and never lets a number through that is none', () => {
    const validation = {
      global: { errors: [{ check: 'a.b', message: 'm' }], warnings: [] },
      reports: { x: { errors: [] } },
    };
    fc.assert(
      fc.property(mutations(SESSIONS), mutations(validation), (value, other) => {
        expect(unsound(read(inferencePerfSessions, value, STAGE))).toEqual([]);
        expect(unsound(read(inferencePerfValidation, other, 'run/validation.json'))).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});

describeSamples('findings of inference-perf', () => {
  it('are issues of the files that they name', () => {
    const files = sampleFiles('inference-perf', (path) => path.endsWith('/validation.json'));
    expect(files).toHaveLength(5);
    files.forEach((path) =>
      expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['inference-perf-validation']])
    );
    const of = (name: string) => readSample(files.find((path) => path.includes(name)) ?? '')[0];
    expect(of('clean-two-stage').issues).toEqual([]);
    expect(
      of('count-off-by-one').issues.map(({ severity, rule, path }) => [severity, rule, path.split('/').pop()])
    ).toEqual([
      ['warning', 'validation-cross-report-stage-totals', 'validation.json'],
      ['warning', 'validation-cross-report-per-request-count', 'validation.json'],
      ['warning', 'validation-summary-counts', 'summary_lifecycle_metrics.json'],
    ]);
    expect(of('decreasing-stage-rates').issues.map(({ severity }) => severity)).toEqual(['info']);
  });
});
