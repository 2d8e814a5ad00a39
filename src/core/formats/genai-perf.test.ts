import fc from 'fast-check';
import { claims, figuresOf } from '../../../tests/documents';
import { ask, catalogOf, column } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import type { Fragment } from '../model/record';
import type { Document } from './format';
import { genaiPerf } from './genai-perf';

const readAll = (document: Document, path: string) =>
  genaiPerf.read(document, { path, document: 0 }, { zoneOffsetMinutes: 0 });
const read = (value: unknown, path = 'run/profile_export_genai_perf.json'): Fragment =>
  readAll({ kind: 'value', value }, path)[0];
const readCsv = (text: string, path = 'run/profile_export_genai_perf.csv'): Fragment =>
  readAll({ kind: 'text', text }, path)[0];

const spread = (unit: string, avg: number) => ({
  unit,
  avg,
  p25: avg / 2,
  p50: avg,
  p99: avg * 2,
  min: avg / 2,
  max: avg * 2,
  std: avg / 10,
});

const run = (more: object = {}) => ({
  request_throughput: { unit: 'requests/sec', avg: 2 },
  request_latency: spread('ms', 4000),
  time_to_first_token: spread('ms', 100),
  time_to_second_token: spread('ms', 10),
  inter_token_latency: spread('ms', 20),
  output_token_throughput: { unit: 'tokens/sec', avg: 256 },
  output_token_throughput_per_user: spread('tokens/sec/user', 50),
  output_sequence_length: spread('tokens', 128),
  input_sequence_length: spread('tokens', 512),
  request_goodput: { unit: 'requests/sec', avg: 1.5 },
  request_count: { unit: 'count', avg: 90 },
  telemetry_stats: { gpu_power_usage: { unit: 'W', gpu0: { avg: 300 }, gpu1: { avg: 200 } } },
  input_config: {
    model_names: ['m'],
    endpoint: { type: 'chat', streaming: true, url: 'http://hidden' },
    perf_analyzer: { stimulus: { concurrency: 8 } },
    input: {
      synthetic_tokens: { mean: 512, stddev: 0 },
      output_tokens: { mean: 128 },
      prefix_prompt: { num: 4, length: 64 },
      random_seed: 7,
      header: ['hidden'],
    },
    extra_inputs: { api_key: 'hidden' },
  },
  ...more,
});

/** As genai-perf 0.0.16 writes it. */
const CSV = [
  'Metric,avg,min,max,p99,p95,p90,p75,p50,p25',
  'Time To First Token (ms),"1,146.31",249.48,"3,485.23","3,457.97","3,349.56","3,215.06","1,330.93",640.07,286.52',
  'Request Latency (ms),"6,406.20","5,371.47","9,608.72","9,436.13","9,046.58","9,028.16","6,549.60","5,690.23","5,493.63"',
  'Inter Token Latency (ms),30.35,27.59,35.60,35.23,33.88,32.53,31.05,30.13,29.04',
  'Output Sequence Length,174.45,164.00,187.00,186.22,183.10,180.10,177.00,174.00,171.75',
  'Input Sequence Length (tokens),550.00,550.00,550.00,550.00,550.00,550.00,550.00,550.00,550.00',
  '',
  'Metric,Value',
  'Output Token Throughput (per sec),108.97',
  'Request Throughput (requests/sec),0.62',
  'Request Count (count),25.00',
  '',
  'Metric,GPU,avg,min,max,p99,p95,p90,p75,p50,p25',
  'GPU Power Usage (W),gpu0,78.77,77.99,79.55,79.55,79.55,79.55,79.55,78.77,77.99',
].join('\r\n');

describe('genai-perf', () => {
  it('reads every metric by its declared unit; what it calls ITL is TPOT', () => {
    expect(figuresOf(read(run()))).toEqual({
      e2e_mean: 4,
      e2e_p25: 2,
      e2e_p50: 4,
      e2e_p99: 8,
      e2e_min: 2,
      e2e_max: 8,
      e2e_std: 0.4,
      ttft_mean: 0.1,
      ttft_p25: 0.05,
      ttft_p50: 0.1,
      ttft_p99: 0.2,
      ttft_min: 0.05,
      ttft_max: 0.2,
      ttft_std: 0.01,
      tpot_mean: 0.02,
      tpot_p25: 0.01,
      tpot_p50: 0.02,
      tpot_p99: 0.04,
      tpot_min: 0.01,
      tpot_max: 0.04,
      tpot_std: 0.002,
      interactivity_reported_mean: 50,
      interactivity_reported_p25: 25,
      interactivity_reported_p50: 50,
      interactivity_reported_p99: 100,
      interactivity_reported_min: 25,
      interactivity_reported_max: 100,
      interactivity_reported_std: 5,
      input_tokens_mean: 512,
      input_tokens_p25: 256,
      input_tokens_p50: 512,
      input_tokens_p99: 1024,
      input_tokens_min: 256,
      input_tokens_max: 1024,
      input_tokens_std: 51.2,
      output_tokens_mean: 128,
      output_tokens_p25: 64,
      output_tokens_p50: 128,
      output_tokens_p99: 256,
      output_tokens_min: 64,
      output_tokens_max: 256,
      output_tokens_std: 12.8,
      request_throughput: 2,
      output_token_throughput: 256,
      goodput: 1.5,
      requests_success: 90,
      power_mean: 500,
    });
  });

  it('knows no failures', () => {
    expect(read(run()).metrics.requests_failed).toBeUndefined();
    expect(read(run()).metrics.requests_total).toBeUndefined();
  });

  it('describes both configurations, flat and in sections, without addresses and keys', () => {
    const part = read(run());
    expect(part.dimensions).toEqual({
      model: 'm',
      dataset: 'synthetic',
      isl: 512,
      osl: 128,
      prefix_len: 64,
      prefix_groups: 4,
      seed: 7,
      load_type: 'concurrency',
      concurrency: 8,
      tool: 'genai-perf',
    });
    const flat = {
      model: ['m'],
      request_rate: 5,
      concurrency: null,
      synthetic_input_tokens_mean: 100,
      output_tokens_mean: 10,
      random_seed: 0,
      prompt_source: 'synthetic',
    };
    expect(read(run({ input_config: flat }), 'run/night_genai_perf.json').dimensions).toMatchObject({
      model: 'm',
      isl: 100,
      osl: 10,
      seed: 0,
      load_type: 'rate',
      request_rate: 5,
      run: 'night_genai_perf',
    });
    expect(
      read(run({ input_config: { model: ['a', 'b'], input_file: '/data/prompts.jsonl' } })).dimensions
    ).toMatchObject({ model: null, dataset: 'prompts.jsonl', load_type: null });
    expect(JSON.stringify(part)).not.toContain('hidden');
  });

  it('reads the CSV with its commas, its falling percentiles and its old units', () => {
    const figures = figuresOf(readCsv(CSV));
    expect(figures).toMatchObject({
      ttft_mean: 1.14631,
      ttft_p25: 0.28652,
      e2e_p99: expect.closeTo(9.43613, 9) as number,
      tpot_p50: 0.03013,
      output_tokens_mean: 174.45,
      output_token_throughput: 108.97,
      request_throughput: 0.62,
      requests_success: 25,
    });
    expect(figures.power_mean).toBeUndefined();
    expect(readCsv(CSV).issues).toEqual([]);
    expect(readCsv(CSV, 'run/profile_export_llm_genai_perf.csv').madeFrom).toBe('profile_export_genai_perf.json#0');
  });

  it('JSON and CSV of a run are one point, with the figures of the JSON', () => {
    const config = { ...run(), request_latency: spread('ms', 6406.2001) };
    const store = {
      'run/profile_export_genai_perf.csv': CSV,
      'run/profile_export_genai_perf.json': JSON.stringify(config),
    };
    const [points] = ask(catalogOf(store), {
      kind: 'points',
      metrics: ['e2e_mean', 'e2e_p95'],
      dimensions: ['path', 'model'],
      limit: 10,
    });
    expect(column(points, 'path')).toEqual(['run/profile_export_genai_perf.json']);
    expect([column(points, 'e2e_mean'), column(points, 'e2e_p95'), column(points, 'model')]).toEqual([
      [6.4062001],
      [9.04658],
      ['m'],
    ]);
    expect(
      column(
        ask(catalogOf({ 'run/profile_export_genai_perf.csv': CSV }), {
          kind: 'points',
          metrics: ['e2e_mean'],
          limit: 10,
        })[0],
        'e2e_mean'
      )
    ).toEqual([6.4062]);
  });

  it('is told from AIPerf', () => {
    expect(claims({ kind: 'value', value: run() })).toEqual(['genai-perf']);
    expect(claims({ kind: 'value', value: run({ aiperf_version: '0.8.0' }) })).toEqual(['aiperf']);
    expect(claims({ kind: 'value', value: run({ was_cancelled: false }) })).toEqual(['aiperf']);
    expect(claims({ kind: 'text', text: CSV })).toEqual(['genai-perf']);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(run()), (value) => {
        expect(unsound(readAll({ kind: 'value', value }, 'a/b.json'))).toEqual([]);
      }),
      { numRuns: 800 }
    );
    fc.assert(
      fc.property(fc.nat(CSV.length), fc.nat(40), fc.string(), (start, length, filling) => {
        expect(
          unsound(readAll({ kind: 'text', text: CSV.slice(0, start) + filling + CSV.slice(start + length) }, 'a/b.csv'))
        ).toEqual([]);
      }),
      { numRuns: 400 }
    );
  });
});
