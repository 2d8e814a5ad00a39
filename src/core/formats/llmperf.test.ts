import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { llmperf } from './llmperf';

const read = (value: unknown) =>
  llmperf.read({ kind: 'value', value }, { path: 'result_64/m_summary.json', document: 0 }, { zoneOffsetMinutes: 0 });

const SUMMARY = {
  version: '2023-08-31',
  model: 'org/m',
  mean_input_tokens: 550,
  mean_output_tokens: 150,
  num_concurrent_requests: 8,
  results_inter_token_latency_s_quantiles_p99: 0.1,
  results_inter_token_latency_s_mean: 0.05,
  results_ttft_s_stddev: 0.01,
  results_number_input_tokens_mean: 550,
  results_number_input_tokens_max: '551',
  results_num_requests_started: 120,
  results_number_errors: 20,
  results_error_code_frequency: '{429: 18, 500: 2}',
  results_num_completed_requests: 100,
  results_num_completed_requests_per_min: 300,
  results_mean_output_throughput_token_per_s: 750,
  timestamp: 1718209276,
  engine: 'tgi',
  hf_token: 'hf_secret',
  note: 'mine',
};

describe('llmperf', () => {
  it('reads seconds, rates a minute, texts that are numbers', () => {
    const [part] = read(SUMMARY);
    expect(figuresOf(part)).toEqual({
      ntpot_p99: 0.1,
      ntpot_mean: 0.05,
      ttft_std: 0.01,
      input_tokens_mean: 550,
      input_tokens_max: 551,
      request_throughput: 5,
      output_token_throughput: 750,
      input_token_throughput: 2750,
      total_token_throughput: 3500,
      requests_total: 120,
      requests_success: 100,
      requests_failed: 20,
      duration: 20,
    });
    expect(part.dimensions).toMatchObject({
      model: 'org/m',
      engine: 'tgi',
      concurrency: 8,
      isl: 550,
      osl: 150,
      ended_at: 1718209276000,
    });
    expect(part.formatVersion).toBe('2023-08-31');
    expect(part.settings).toEqual([{ component: 'load', key: 'note', value: 'mine' }]);
    expect(part.issues.map(({ message }) => message)).toEqual(['Failed requests by code: 429: 18, 500: 2.']);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(SUMMARY), (value) => {
        llmperf.detect({ kind: 'value', value });
        expect(unsound(read(value))).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});

type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

describeSamples('llmperf on real files', () => {
  it('every figure of every summary', () => {
    const files = sampleFiles('llmperf', (path) => path.endsWith('_summary.json'));
    expect(files).toHaveLength(14);
    const names: { [key: string]: string } = {
      inter_token_latency_s: 'ntpot',
      ttft_s: 'ttft',
      end_to_end_latency_s: 'e2e',
      request_output_throughput_token_per_s: 'interactivity_reported',
      number_input_tokens: 'input_tokens',
      number_output_tokens: 'output_tokens',
    };
    files.forEach((path) => {
      expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['llmperf']]);
      const raw = JSON.parse(sampleText(path)) as Json;
      const figures = figuresOf(readSample(path)[0]);
      Object.entries(names).forEach(([key, base]) => {
        [25, 50, 75, 90, 95, 99].forEach((p) =>
          expect(figures[`${base}_p${p}`]).toBe(raw[`results_${key}_quantiles_p${p}`])
        );
        expect(figures[`${base}_mean`]).toBe(raw[`results_${key}_mean`]);
        expect(figures[`${base}_min`]).toBe(Number(raw[`results_${key}_min`]));
        expect(figures[`${base}_max`]).toBe(Number(raw[`results_${key}_max`]));
      });
      expect(figures.request_throughput).toBe(raw.results_num_completed_requests_per_min / 60);
      expect(figures.output_token_throughput).toBe(raw.results_mean_output_throughput_token_per_s);
      expect(figures.requests_total).toBe(raw.results_num_requests_started);
      expect(figures.requests_failed).toBe(raw.results_number_errors);
      // By its name it would be ITL; the requests say that it is E2E / output tokens.
      const requests = JSON.parse(sampleText(path.replace('_summary', '_individual_responses'))) as Json[];
      const answered = requests.filter((one) => one.error_code === null);
      expect(figures.requests_success).toBe(answered.length);
      const ratio =
        answered.reduce((all, one) => all + one.end_to_end_latency_s / one.number_output_tokens, 0) / answered.length;
      expect(Math.abs(figures.ntpot_mean / ratio - 1)).toBeLessThan(0.001);
    });
  });

  it('files of single requests and conversions are no results of their own', () => {
    sampleFiles('llmperf', (path) => !path.endsWith('_summary.json')).forEach((path) =>
      documentsOf(path, sampleText(path)).forEach((document) => expect(claims(document)).toEqual([]))
    );
  });
});
