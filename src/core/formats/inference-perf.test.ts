import fc from 'fast-check';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { inferencePerf } from './inference-perf';

const CONTEXT = { zoneOffsetMinutes: 0 };
const ROOT = 'inference-perf';
const CORPUS = `${ROOT}/kubernetes-sigs__inference-perf/tests/reportgen/validation/corpus`;

function read(value: unknown, path = 'run/stage_3_lifecycle_metrics.json'): readonly Fragment[] {
  return inferencePerf.read({ kind: 'value', value }, { path, document: 0 }, CONTEXT);
}

function readFile(path: string): Fragment {
  const [only, ...more] = read(JSON.parse(sampleText(path)), path);
  expect(more).toEqual([]);
  return only;
}

const rules = (part: Fragment): string[] => part.issues.map((issue) => issue.rule);

const stage = () => ({
  benchmark_time_seconds: 20,
  load_summary: {
    count: 10,
    schedule_delay: { mean: 0.001, min: -0.0005, 'p0.1': -0.0004, median: 0.001, 'p99.9': 0.002 },
    send_duration: 5,
    requested_rate: 2,
    achieved_rate: 2.1,
  },
  successes: {
    count: 8,
    latency: {
      request_latency: { mean: 1.5, median: 1.25, p99: 2 },
      normalized_time_per_output_token: { mean: 0.03 },
      time_per_output_token: null,
      time_to_first_token: null,
      inter_token_latency: null,
    },
    throughput: {
      input_tokens_per_sec: 400,
      output_tokens_per_sec: 40,
      total_tokens_per_sec: 440,
      requests_per_sec: 0.4,
    },
    prompt_tokens: { total: 8000, cached: 2000, uncached: 6000, mean: 1000, p90: 1100 },
    output_len: { mean: 99 },
    output_tokens: { total: 800, mean: 100 },
    goodput_metrics: {
      goodput_percentage: 75,
      request_goodput: 0.3,
      token_goodput: 330,
      good_requests: 6,
      total_requests: 8,
      ttft_attainment_percentage: 87.5,
      request_latency_attainment_percentage: 80,
    },
  },
  failures: {
    count: 2,
    request_latency: { mean: 0.5 },
    by_label: { '500 - Internal Server Error': { count: 2, messages: [{ message: 'prompt: secret text' }] } },
  },
});

describe('inference-perf lifecycle', () => {
  it('takes figures in seconds, every percentile by its canonical name', () => {
    const [part] = read(stage());
    expect(part).toMatchObject({ grain: 'stage', stage: 3, runKey: null, format: 'inference-perf' });
    expect(part.metrics.schedule_delay).toEqual({ mean: 0.001, min: -0.0005, p0_1: -0.0004, p50: 0.001, p99_9: 0.002 });
    expect(part.metrics.e2e).toEqual({ mean: 1.5, p50: 1.25, p99: 2 });
    expect(part.metrics.ntpot).toEqual({ mean: 0.03 });
    expect(part.metrics.duration).toEqual({ '': 20 });
    expect(part.dimensions).toEqual({ tool: 'inference-perf', load_type: 'rate', request_rate: 2 });
    expect(part.metrics.offered_rate).toEqual({ '': 2 });
    expect(part.metrics.achieved_rate).toEqual({ '': 2.1 });
  });

  it('leaves out what a run without streaming does not measure', () => {
    const [part] = read(stage());
    expect(Object.keys(part.metrics)).not.toEqual(expect.arrayContaining(['ttft']));
    expect(part.metrics.tpot).toBeUndefined();
    expect(part.metrics.itl).toBeUndefined();
  });

  it('reads lengths as the server counted them, totals, cached tokens and goodput as shares', () => {
    const { metrics } = read(stage())[0];
    expect(metrics.input_tokens).toEqual({ mean: 1000, p90: 1100 });
    expect(metrics.output_tokens).toEqual({ mean: 100 });
    expect(metrics.input_tokens_total).toEqual({ '': 8000 });
    expect(metrics.cached_tokens_total).toEqual({ '': 2000 });
    expect(metrics.goodput).toEqual({ '': 0.3 });
    expect(metrics.goodput_ratio).toEqual({ '': 0.75 });
    expect(metrics.ttft_attainment).toEqual({ '': 0.875 });
    expect(metrics.e2e_attainment).toEqual({ '': 0.8 });
    expect(metrics.token_goodput).toEqual({ '': 330 });
  });

  it('names causes of failures without their messages, and no concurrency of requests it cannot see', () => {
    const [part] = read(stage());
    expect(rules(part)).toEqual(['failed-requests']);
    expect(part.issues[0].message).toContain('500 - Internal Server Error: 2');
    expect(JSON.stringify(part)).not.toContain('secret text');
    expect(part.metrics.achieved_concurrency).toBeUndefined();
  });

  it('takes a stage of a closed loop as concurrency, without the rate that the tool makes up', () => {
    const document = stage();
    const [part] = read({ ...document, load_summary: { ...document.load_summary, concurrency: 32 } });
    expect(part.dimensions).toEqual({ tool: 'inference-perf', load_type: 'concurrency', concurrency: 32 });
    expect(part.metrics.offered_rate).toBeUndefined();
  });

  it('tells the pooled summary by its content', () => {
    const document = stage();
    const pooled = { ...document, load_summary: { count: 10, schedule_delay: { mean: 0.1 } } };
    expect(read(pooled)[0]).toMatchObject({ grain: 'pooled', stage: null, dimensions: { tool: 'inference-perf' } });
  });

  it('keeps requests of one LoRA adapter as a part of the run, which is no point of a curve', () => {
    const [part] = read(stage(), 'run/adapter_sql_v2_stage_1_lifecycle_metrics.json');
    expect(part).toMatchObject({ grain: 'part', stage: 1, dimensions: { 'label.adapter': 'sql_v2' } });
    expect(read(stage(), 'run/adapter_sql_lifecycle_metrics.json')[0]).toMatchObject({ grain: 'part', stage: null });
    const catalog = catalogOf({
      'run/stage_1_lifecycle_metrics.json': JSON.stringify(stage()),
      'run/adapter_sql_stage_1_lifecycle_metrics.json': JSON.stringify(stage()),
    });
    const rows = (filters: object[]) =>
      column(ask(catalog, { kind: 'points', metrics: ['requests_total'], filters })[0], 'requests_total').length;
    expect(rows([])).toBe(1);
    expect(
      rows([
        { key: 'label.adapter', operator: '=', value: 'sql' },
        { key: 'scope', operator: '=', value: 'part' },
      ])
    ).toBe(1);
  });

  it('recognises neither lists nor sessions nor server metrics', () => {
    const detect = (value: unknown) => inferencePerf.detect({ kind: 'value', value });
    expect(detect(stage())).toEqual({ version: null });
    expect(detect([stage()])).toBeNull();
    expect(detect({ num_sessions: 3, session_duration_sec: { mean: 1 }, stage_metadata: {} })).toBeNull();
    expect(detect({ load_summary: {}, successes: { queue_len: { mean: 0 } }, failures: {} })).toBeNull();
    expect(detect({ global: { errors: [] }, reports: {} })).toBeNull();
    expect(inferencePerf.detect({ kind: 'text', text: 'load_summary' })).toBeNull();
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(stage()), (value) => {
        expect(unsound(read(value))).toEqual([]);
        inferencePerf.detect({ kind: 'value', value });
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('inference-perf lifecycle on real files', () => {
  it('reads 136 stages and 13 summaries and nothing else', () => {
    const files = sampleFiles(ROOT, (path) => path.endsWith('.json'));
    const found = files
      .map((path) => ({ path, value: JSON.parse(sampleText(path)) as unknown }))
      .filter(({ value }) => inferencePerf.detect({ kind: 'value', value }) !== null)
      .map(({ path, value }) => read(value, path)[0]);
    expect(found.filter((part) => part.grain === 'stage')).toHaveLength(136);
    expect(found.filter((part) => part.grain === 'pooled')).toHaveLength(13);
    expect(found.every((part) => (part.grain === 'stage') === (part.stage !== null))).toBe(true);
    expect(unsound(found)).toEqual([]);
  });

  it('takes the figures of an overloaded stage as written', () => {
    const part = readFile(
      `${ROOT}/zetxqx__inference-perf/shareble-results/loadbalancer-service01/stage_16_lifecycle_metrics.json`
    );
    expect(part).toMatchObject({ stage: 16, issues: [] });
    expect(part.dimensions).toEqual({ tool: 'inference-perf', load_type: 'rate', request_rate: 60 });
    expect(part.metrics.ttft).toMatchObject({
      mean: 93.01977956716748,
      p0_1: 0.31289065502327873,
      p50: 99.07736644905526,
      p99: 209.24304863500873,
      p99_9: 214.10384281126417,
    });
    expect(Object.keys(part.metrics.ttft)).toHaveLength(14);
    expect(part.metrics.tpot.mean).toBe(0.025002180375616613);
    expect(part.metrics.itl.p50).toBe(0.00028803199529647827);
    expect(part.metrics.ntpot.p99).toBe(4.614332382322331);
    expect(part.metrics.e2e.max).toBe(244.67200288386084);
    expect(part.metrics.request_throughput['']).toBe(5.594837373938933);
    expect(part.metrics.output_token_throughput['']).toBe(5274.637371245242);
    expect(part.metrics.input_token_throughput['']).toBe(42411.88104685587);
    expect(part.metrics.total_token_throughput['']).toBe(47686.518418101114);
    expect(part.metrics.achieved_rate['']).toBe(58.93817650764095);
    expect(part.metrics.send_duration['']).toBe(25.45039715990424);
    expect(part.metrics.duration['']).toBeCloseTo(1500 / 5.594837373938933, 9);
    expect(part.metrics.achieved_concurrency['']).toBeCloseTo(5.594837373938933 * 143.10506070234285, 9);
    expect(part.metrics.input_tokens.mean).toBe(7580.538666666666);
    expect(part.metrics.output_tokens.p99_9).toBe(1882.2280000000464);
    expect(part.metrics.requests_failed['']).toBe(0);
    expect(part.metrics.goodput).toBeUndefined();
    expect(part.metrics.input_tokens_total).toBeUndefined();
  });

  it('reads the fields of 0.5', () => {
    const part = readFile(`${CORPUS}/full-runs/v0_5_0-clean-two-stage-run/stage_0_lifecycle_metrics.json`);
    expect(part.metrics.duration['']).toBe(2.2);
    expect(part.metrics.input_tokens_total['']).toBe(310);
    expect(part.metrics.output_tokens_total['']).toBe(26);
    expect(part.metrics.cached_tokens_total).toBeUndefined();
    expect(part.metrics.request_size.mean).toBe(2);
    expect([
      part.metrics.requests_total[''],
      part.metrics.requests_success[''],
      part.metrics.requests_failed[''],
    ]).toEqual([4, 3, 1]);
  });

  it('reports corrupted rates and keeps the rest', () => {
    const words = readFile(`${CORPUS}/per-stage-reports/v0_5_0-non-numeric-stage-rate/stage_1_lifecycle_metrics.json`);
    expect(rules(words)).toContain('wrong-type');
    expect(words).toMatchObject({ grain: 'stage', stage: 1, dimensions: { load_type: null, request_rate: null } });
    expect(words.metrics.offered_rate).toBeUndefined();
    expect(words.metrics.achieved_rate['']).toBe(4);
    const negative = readFile(
      `${CORPUS}/per-stage-reports/v0_5_0-negative-requested-rate/stage_0_lifecycle_metrics.json`
    );
    expect(rules(negative)).toContain('negative-rate');
    expect(negative.dimensions.request_rate).toBeNull();
    expect(negative.metrics.ttft.p50).toBe(0.1111111111111111);
  });
});
