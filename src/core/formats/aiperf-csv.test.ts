import fc from 'fast-check';
import { figuresOf, readSample } from '../../../tests/documents';
import { unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { aiperfCsv } from './aiperf-csv';

const read = (text: string, path = 'run/profile_export_aiperf.csv') =>
  aiperfCsv.read({ kind: 'text', text }, { path, document: 0 }, { zoneOffsetMinutes: 0 })[0];
const detected = (text: string): boolean => aiperfCsv.detect({ kind: 'text', text }) !== null;

const CSV = [
  'Metric,avg,min,max,sum,p1,p50,p99,std',
  'Request Latency (ms),4000.00,1.00,9000.00,,,3900.00,8900.00,10.00',
  'Inter Token Latency (ms),20.00,,,,,,,',
  'Input Sequence Length (tokens),512.00,,,,,,,',
  'Time to First Token,100.00,,,,,,,',
  '',
  'Metric,Value',
  'Benchmark Duration (sec),1900.00',
  'Request Count,90.00',
  'Error Request Count,10.00',
  'Request Throughput (requests/sec),0.05',
  'Output Token Throughput (tokens/sec),7.04',
  'Total Input Sequence Length (tokens),46080.00',
  'Total Output Sequence Length (tokens),11520.00',
  'Total Token Throughput (tokens/sec),35.20',
].join('\r\n');

describe('AIPerf CSV', () => {
  it('reads both tables by the units in their names', () => {
    const part = read(CSV);
    expect(figuresOf(part)).toMatchObject({
      e2e_mean: 4,
      e2e_min: 0.001,
      e2e_p99: 8.9,
      tpot_mean: 0.02,
      input_tokens_mean: 512,
      duration: 1900,
      requests_success: 90,
      requests_failed: 10,
      requests_total: 100,
      output_token_throughput: 7.04,
      total_token_throughput: 35.2,
    });
    expect(part.metrics.e2e.p1).toBeUndefined();
    expect(part.madeFrom).toBe('profile_export_aiperf.json#0');
  });

  it('a latency without a unit is left out', () => {
    expect(read(CSV).metrics.ttft).toBeUndefined();
    expect(read(CSV).issues.map(({ rule }) => rule)).toEqual(['unknown-unit']);
  });

  it('computes the rate of requests from tokens where it rounds to what is written', () => {
    expect(read(CSV).metrics.request_throughput['']).toBeCloseTo((35.2 / 57600) * 90, 12);
    expect(read(CSV.replace('sec),0.05', 'sec),0.07')).metrics.request_throughput).toEqual({ '': 0.07 });
    const without = CSV.replace(/\r\nTotal.*/g, '');
    expect(read(without).metrics.request_throughput).toEqual({ '': 0.05 });
    expect(read(without.replace('sec),0.05', 'sec),0.00')).metrics.request_throughput).toBeUndefined();
  });

  it('is told from genai-perf by the order of percentiles', () => {
    expect(detected(CSV)).toBe(true);
    expect(detected('Metric,avg,min,max,p99,p95\nRequest Latency (ms),1,1,1,1,1\n')).toBe(false);
    expect(detected('Metric,Value\nBenchmark Duration (sec),1\n')).toBe(true);
    expect(detected('Metric,Value\nsomething,1\n')).toBe(false);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(fc.nat(CSV.length), fc.nat(40), fc.string(), (start, length, filling) => {
        expect(unsound([read(CSV.slice(0, start) + filling + CSV.slice(start + length))])).toEqual([]);
      }),
      { numRuns: 500 }
    );
  });
});

describeSamples('AIPerf CSV on real files', () => {
  it('every row with the figures of its line', () => {
    const files = sampleFiles('aiperf', (path) => path.endsWith('profile_export_aiperf.csv'));
    expect(files).toHaveLength(15);
    files.forEach((path) => {
      const lines = sampleText(path).split(/\r?\n/);
      const columns = lines[0].split(',');
      const [part] = readSample(path);
      expect(unsound([part])).toEqual([]);
      const figures = figuresOf(part);
      const row = (name: string, base: string, factor: number): void => {
        const cells = (lines.find((line) => line.startsWith(`${name} (`)) ?? '').split(',');
        expect(cells).toHaveLength(columns.length);
        columns.forEach((column, index) => {
          if (/^(avg|min|max|std|p\d+)$/.test(column)) {
            const wanted = cells[index] === '' ? undefined : expect.closeTo(Number(cells[index]) * factor, 9);
            expect([path, base, column, figures[`${base}_${column === 'avg' ? 'mean' : column}`]]).toEqual([
              path,
              base,
              column,
              wanted,
            ]);
          }
        });
      };
      row('Time to First Token', 'ttft', 0.001);
      row('Inter Token Latency', 'tpot', 0.001);
      row('Inter Chunk Latency', 'itl', 0.001);
      row('Request Latency', 'e2e', 0.001);
      row('Input Sequence Length', 'input_tokens', 1);
      row('Output Sequence Length', 'output_tokens', 1);
      row('Output Token Throughput Per User', 'interactivity_reported', 1);
      const value = (name: string): number => Number((lines.find((line) => line.startsWith(name)) ?? '').split(',')[1]);
      expect(figures).toMatchObject({
        output_token_throughput: value('Output Token Throughput (tokens'),
        duration: value('Benchmark Duration'),
        requests_success: value('Request Count'),
        input_tokens_total: value('Total Input Sequence'),
        output_tokens_total: value('Total Output Sequence'),
      });
      expect(Math.abs(figures.request_throughput - value('Request Throughput'))).toBeLessThan(0.006);
      expect(figures.requests_failed).toBe(path.includes('run1') ? 11 : undefined);
    });
  });
});
