import fc from 'fast-check';
import { claims } from '../../../tests/documents';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import type { Format } from './format';
import { prismResultsStore } from './prism-results-store';

const value = (format: Format, content: unknown, path = 'run/x.json') =>
  format.read({ kind: 'value', value: content }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const statistics = (units: string, mean: number) => ({ units, mean });

const report = (rate: number, mean: number) => ({
  version: '0.2',
  run: { uid: 'u', time: { start: '2026-01-01T00:00:00Z' } },
  scenario: { load: { standardized: { tool: 'inference-perf', rate_qps: rate } } },
  results: {
    request_performance: {
      aggregate: { requests: { total: 10, failures: 0 }, latency: { time_to_first_token: statistics('ms', mean) } },
    },
  },
});

describe('Prism results store', () => {
  const PAYLOAD = {
    runId: '0a0b',
    runLabel: 'My run',
    model_name: 'org/m',
    hardware: { hardware_name: 'H100', accelerator_count: 8 },
    format: 'brv02',
    github_author: { username: 'someone' },
    submitted_at: '2026-02-01T00:00:00Z',
    well_lit_path: 'pd-disaggregation',
    inference_tool: 'vllm',
    inference_tool_version: '0.12.0',
    other_tools: { 'llm-d': '0.4' },
    manifests: { values: 'https://example.org/values.yaml', inline: 'data:text/plain;base64,aGlkZGVu' },
    evidence: { logs: 'https://user:pass@example.org/x' },
    review: { reviewer: 'r', history: [{ status: 'staged' }, { status: 'public' }] },
    entries: [
      { run_id: '0a0b', filename: 'a.yaml', prism_stage_index: 0, raw_report: report(1, 100) },
      { run_id: '0a0b', filename: 'b.yaml', prism_stage_index: 1, raw_report: report(2, 200) },
      { run_id: '0a0b', filename: 'c.yaml', prism_stage_index: 2, raw_report: { version: '9' } },
    ],
  };
  const PATH = 'prism-results-store/0a0b.v1.json';

  it('is one run with a point an entry, and its state of review', () => {
    const parts = value(prismResultsStore, PAYLOAD, PATH);
    expect(parts.map(({ grain, stage, metrics }) => [grain, stage, metrics.ttft?.mean])).toEqual([
      ['stage', 0, 0.1],
      ['stage', 1, 0.2],
      ['context', null, undefined],
    ]);
    expect(parts[0].dimensions).toMatchObject({
      model: 'org/m',
      hardware: 'H100',
      gpus: 8,
      run: 'My run',
      engine: 'vllm',
      'label.review_state': 'public',
      'label.well_lit_path': 'pd-disaggregation',
    });
    const kept = parts[0].settings.filter(({ component }) => component === 'submission').map(({ key }) => key);
    expect(kept).toEqual(['runId', 'submitted_at', 'review_state', 'reviewer', 'tool.llm-d', 'manifest.values']);
    const rejected = { ...PAYLOAD, review: { history: [{ status: 'rejected' }] } };
    expect(value(prismResultsStore, rejected, PATH)[0].issues.map(({ rule }) => rule)).toContain('rejected-in-review');
    expect(claims({ kind: 'value', value: PAYLOAD })).toEqual([prismResultsStore.id]);
    const [points] = ask(catalogOf({ [PATH]: JSON.stringify(PAYLOAD) }), {
      kind: 'points',
      metrics: ['ttft_mean'],
      dimensions: ['run', 'load', 'label.review_state'],
      limit: 10,
    });
    expect([column(points, 'run'), column(points, 'load')]).toEqual([
      ['My run', 'My run'],
      [1, 2],
    ]);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(PAYLOAD), (content) =>
        expect(unsound(value(prismResultsStore, content, PATH))).toEqual([])
      ),
      { numRuns: 300 }
    );
  });
});
