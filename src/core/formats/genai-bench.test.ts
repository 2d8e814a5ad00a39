import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Fragment } from '../model/record';
import { genaiBench } from './genai-bench';

const ROOT = 'genai-bench/sgl-project__genai-bench/tests/analysis';

const readAll = (value: unknown) =>
  genaiBench.read({ kind: 'value', value }, { path: 'run/D100_100.json', document: 0 }, { zoneOffsetMinutes: 0 });
const read = (value: unknown): Fragment => readAll(value)[0];
const stat = (mean: number) => ({
  min: mean / 2,
  max: mean * 2,
  mean,
  stddev: mean / 10,
  sum: mean * 100,
  p25: mean / 2,
  p50: mean,
  p99: mean * 2,
});

const result = (more: object = {}, unit: unknown = 's') => ({
  aggregated_metrics: {
    scenario: 'N(480,240)/(300,150)',
    num_concurrency: 8,
    iteration_type: 'num_concurrency',
    run_duration: 50,
    mean_output_throughput_tokens_per_s: 600,
    mean_input_throughput_tokens_per_s: 960,
    requests_per_second: 2,
    error_codes_frequency: { '429': 5 },
    error_rate: 0.05,
    num_error_requests: 5,
    num_completed_requests: 100,
    num_requests: 105,
    stats: {
      ttft: stat(0.2),
      tpot: stat(0.02),
      e2e_latency: stat(4),
      output_inference_speed: stat(50),
      num_input_tokens: stat(480),
      num_output_tokens: stat(300),
      num_reasoning_tokens: stat(0),
    },
    ...more,
  },
  individual_request_metrics: [{ error_message: 'hidden' }],
  _time_unit: unit,
});

describe('genai-bench', () => {
  it('reads seconds, counts and rates', () => {
    expect(figuresOf(read(result()))).toMatchObject({
      ttft_mean: 0.2,
      ttft_std: 0.02,
      tpot_p50: 0.02,
      e2e_p99: 8,
      interactivity_reported_mean: 50,
      input_tokens_mean: 480,
      request_throughput: 2,
      output_token_throughput: 600,
      input_token_throughput: 960,
      total_token_throughput: 1560,
      requests_total: 105,
      requests_success: 100,
      requests_failed: 5,
      duration: 50,
    });
    expect(read(result()).metrics.reasoning_tokens).toBeUndefined();
    expect(read(result()).issues.map(({ message }) => message)).toEqual(['Failed requests by code: 429: 5.']);
    expect(JSON.stringify(read(result()))).not.toContain('hidden');
  });

  it('honours the unit of time that the file says', () => {
    expect(read(result({}, 'ms')).metrics.ttft.mean).toBeCloseTo(0.0002, 12);
    expect(read(result({}, 'ms')).metrics.output_tokens.mean).toBe(300);
    expect(read(result({}, 'moons')).metrics.ttft).toBeUndefined();
  });

  it('computes rates of the older generation from tokens and wall time', () => {
    const older = result({
      run_duration: undefined,
      requests_per_second: undefined,
      requests_per_minute: 120,
      mean_input_throughput_tokens_per_s: 99999,
    });
    expect(figuresOf(read(older))).toMatchObject({ request_throughput: 2, duration: 50, input_token_throughput: 960 });
    expect(read(older).formatVersion).toBe('older');
    expect(
      read(result({ run_duration: 0, requests_per_second: undefined })).metrics.input_token_throughput
    ).toBeUndefined();
  });

  it.each([
    ['D(100,1000)', { dataset: 'D(100,1000)', isl: 100, osl: 1000 }],
    ['N(480,240)/(300,150)', { isl: 480, osl: 300 }],
    ['E(1024)', { dataset: 'E(1024)', isl: null, osl: null }],
    [null, { dataset: null, isl: null }],
  ])('reads the scenario %j', (scenario, expected) => {
    expect(read(result({ scenario })).dimensions).toMatchObject(expected);
  });

  it('never throws and never lets a number through that is none', () => {
    const experiment = {
      experiment_folder_name: 'x',
      traffic_scenario: [],
      server_gpu_type: 'H100',
      server_gpu_count: '4',
      cmd: '--api_key hidden',
    };
    [result(), experiment].forEach((whole) =>
      fc.assert(
        fc.property(mutations(whole), (value) => {
          expect(unsound(readAll(value))).toEqual([]);
        }),
        { numRuns: 500 }
      )
    );
  });
});

describeSamples('genai-bench on real files', (samples) => {
  type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

  it('both files are claimed by this format alone', () => {
    expect(sampleFiles('genai-bench').map((path) => documentsOf(path, sampleText(path)).map(claims))).toEqual([
      [['genai-bench']],
      [['genai-bench']],
    ]);
  });

  it('every statistic of the older generation; throughput by wall time', () => {
    const path = `${ROOT}/mock_run_data.json`;
    const file = (JSON.parse(sampleText(path)) as Json).aggregated_metrics as Json;
    const [part] = readSample(path);
    const figures = figuresOf(part);
    Object.entries({
      ttft: 'ttft',
      tpot: 'tpot',
      e2e: 'e2e_latency',
      interactivity_reported: 'output_inference_speed',
      input_tokens: 'num_input_tokens',
      output_tokens: 'num_output_tokens',
    }).forEach(([base, name]) =>
      ['min', 'max', 'mean', 'stddev', 'p25', 'p50', 'p75', 'p90', 'p95', 'p99'].forEach((key) =>
        expect([base, key, figures[`${base}_${key === 'stddev' ? 'std' : key}`]]).toEqual([
          base,
          key,
          file.stats[name][key],
        ])
      )
    );
    const seconds = (32 / file.requests_per_minute) * 60;
    expect(seconds).toBeCloseTo(60, 2);
    expect(figures).toMatchObject({
      request_throughput: file.requests_per_minute / 60,
      requests_total: 32,
      requests_success: 32,
      requests_failed: 0,
      duration: expect.closeTo(seconds, 9) as number,
      output_token_throughput: expect.closeTo(3200 / seconds, 9) as number,
      input_token_throughput: expect.closeTo(2903 / seconds, 9) as number,
      total_token_throughput: expect.closeTo(6103 / seconds, 9) as number,
    });
  });

  it('the metadata of a directory completes its points, without command line and key', () => {
    const [context] = readSample(`${ROOT}/mock_experiment_data.json`);
    expect(context.grain).toBe('context');
    expect(JSON.stringify(context)).not.toMatch(/api_key|openai-api|localhost/);
    const [points] = ask(catalogOf(storeOfDirectory(`${samples}/${ROOT}`)), {
      kind: 'points',
      metrics: ['ttft_mean', 'output_token_throughput_per_gpu'],
      dimensions: ['model', 'engine', 'hardware', 'gpus', 'concurrency', 'isl'],
      limit: 10,
    });
    const row = ['model', 'engine', 'hardware', 'gpus', 'concurrency', 'isl'].map((id) => column(points, id)[0]);
    expect(row).toEqual(['Meta-Llama-3.1-70B-Instruct', 'sglang', 'H100', 4, 1, 100]);
    expect(column(points, 'output_token_throughput_per_gpu')[0]).toBeCloseTo(3200 / 60 / 4, 3);
  });
});
