import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { lmbenchmark } from './lmbenchmark';

const read = (text: string, path = 'llm-d-70b-2replicas/LMBench_short_input_qps2.5.csv') =>
  lmbenchmark.read({ kind: 'text', text }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const CSV = [
  'prompt_tokens,generation_tokens,ttft,generation_time,user_id,question_id,launch_time,finish_time',
  '76.0,21.0,0.1,2,1,1,1746595718,1746595720.5',
  '80,1,0.3,0.001,2,1,1746595719,1746595719.5',
  '100,11,0.2,1,2,2,1746595720,1746595722',
  'broken,11,0.2,1,2,2,1746595720,1746595722',
  '',
].join('\n');

describe('LMBenchmark', () => {
  it('aggregates requests into one point', () => {
    const [part] = read(CSV);
    expect(figuresOf(part)).toMatchObject({
      ttft_mean: expect.closeTo(0.2, 12) as number,
      ttft_p50: 0.2,
      tpot_mean: expect.closeTo(0.1, 12) as number,
      e2e_max: 2.5,
      input_tokens_max: 100,
      requests_success: 3,
      duration: 4,
      request_throughput: 0.75,
      output_token_throughput: 33 / 4,
      total_token_throughput: 289 / 4,
      achieved_concurrency: 5 / 4,
    });
    expect(part.metrics.requests_failed).toBeUndefined();
    expect(part.metrics.requests_total).toBeUndefined();
    expect(part.dimensions).toMatchObject({
      dataset: 'short_input',
      request_rate: 2.5,
      load_type: 'rate',
      started_at: 1746595718000,
      ended_at: 1746595722000,
      run: 'llm-d-70b-2replicas/short_input',
    });
    expect(part.issues.map(({ message }) => message)).toEqual(['1 rows are no answered requests and are left out.']);
  });

  it.each([
    ['a/LMBench_sharegpt_output_6.5.csv', 'sharegpt', 6.5],
    ['sharegpt/test_output_3.csv', null, 3],
    ['requests.csv', null, null],
    ['a/LMBench_long_input_qps0.csv', 'long_input', null],
  ])('reads workload and rate of %s', (path, dataset, request_rate) => {
    expect(read(CSV, path)[0].dimensions).toMatchObject({ dataset, request_rate });
  });

  it('a file without requests is no point', () => {
    const [part] = read(CSV.split('\n')[0]);
    expect([part.grain, part.metrics, part.issues[0].rule]).toEqual(['context', {}, 'no-requests']);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(fc.nat(CSV.length), fc.nat(40), fc.string(), (start, length, filling) => {
        const text = CSV.slice(0, start) + filling + CSV.slice(start + length);
        lmbenchmark.detect({ kind: 'text', text });
        expect(unsound(read(text))).toEqual([]);
      }),
      { numRuns: 500 }
    );
  });
});

describeSamples('LMBenchmark on real files', (samples) => {
  const files = sampleFiles('lmbenchmark-csv');

  it('every file is one point, whose figures are those of its rows', () => {
    expect(files).toHaveLength(61);
    files.forEach((path) => {
      expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['lmbenchmark']]);
      const [header, ...rows] = sampleText(path)
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(','));
      const columnOf = (name: string) => rows.map((row) => Number(row[header.indexOf(name)]));
      const sorted = (values: number[]) => values.slice().sort((a, b) => a - b);
      const average = (values: number[]) => values.reduce((all, value) => all + value, 0) / values.length;
      const ttft = sorted(columnOf('ttft'));
      const finish = columnOf('finish_time');
      const e2e = sorted(columnOf('launch_time').map((launch, row) => finish[row] - launch));
      const at = (values: number[], share: number) => {
        const place = (values.length - 1) * share;
        const low = values[Math.floor(place)];
        return low + (values[Math.ceil(place)] - low) * (place % 1);
      };
      const tokens = columnOf('generation_tokens');
      const tpot = columnOf('generation_time')
        .map((time, row) => time / (tokens[row] - 1))
        .filter((_, row) => tokens[row] > 1);
      const window = Math.max(...finish) - Math.min(...columnOf('launch_time'));
      const expected = {
        ttft_mean: average(ttft),
        ttft_p50: at(ttft, 0.5),
        ttft_p99: at(ttft, 0.99),
        e2e_mean: average(e2e),
        e2e_p90: at(e2e, 0.9),
        tpot_mean: average(tpot),
        input_tokens_mean: average(columnOf('prompt_tokens')),
        output_token_throughput: (average(tokens) * tokens.length) / window,
        request_throughput: rows.length / window,
        duration: window,
      };
      const figures = figuresOf(readSample(path)[0]);
      Object.entries(expected).forEach(([id, value]) =>
        expect([path, id, Math.abs(figures[id] / value - 1) < 1e-9]).toEqual([path, id, true])
      );
      expect(readSample(path)[0].dimensions.request_rate).toBe(Number(/([\d.]+)\.csv$/.exec(path)?.[1]));
    });
  });

  it('the rates of a workload are one run and one configuration', () => {
    const [points] = ask(catalogOf(storeOfDirectory(`${samples}/lmbenchmark-csv`)), {
      kind: 'points',
      metrics: ['ttft_p99'],
      dimensions: ['run', 'config', 'load'],
      limit: 100,
    });
    expect(column(points, 'run')).toHaveLength(61);
    expect(new Set(column(points, 'run')).size).toBe(4);
    expect(new Set(column(points, 'config')).size).toBe(4);
  });
});
