import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Document } from './format';
import { perfAnalyzer } from './perf-analyzer';

const read = (document: Document) =>
  perfAnalyzer.read(document, { path: 'run/perf.csv', document: 0 }, { zoneOffsetMinutes: 0 });

/** The example of perf_analyzer's documentation, with the column that --verbose-csv adds. */
const CSV = [
  'Concurrency,Inferences/Second,Client Send,Network+Server Send/Recv,Server Queue,Server Compute Input,Server Compute Infer,Server Compute Output,Client Recv,p50 latency,p90 latency,p95 latency,p99 latency,Avg latency',
  '1,69.2,225,2148,64,206,11781,19,0,13891,18795,19753,21018,14450',
  '3,84.2,237,1768,21673,209,11742,17,0,35398,43984,47085,51701,35660',
].join('\n');

describe('perf_analyzer', () => {
  it('reads a load level a row, in microseconds', () => {
    const parts = read({ kind: 'text', text: CSV });
    expect(parts.map(figuresOf)).toEqual([
      {
        request_throughput: 69.2,
        e2e_p50: 0.013891,
        e2e_p90: 0.018795,
        e2e_p95: 0.019753,
        e2e_p99: 0.021018,
        e2e_mean: 0.01445,
      },
      {
        request_throughput: 84.2,
        e2e_p50: 0.035398,
        e2e_p90: 0.043984,
        e2e_p95: 0.047085,
        e2e_p99: 0.051701,
        e2e_mean: 0.03566,
      },
    ]);
    expect(parts.map(({ dimensions, stage }) => [dimensions.load_type, dimensions.concurrency, stage])).toEqual([
      ['concurrency', 1, 0],
      ['concurrency', 3, 1],
    ]);
    const [rate] = read({ kind: 'text', text: CSV.replace('Concurrency', 'Request Rate') });
    expect(rate.dimensions).toMatchObject({ load_type: 'rate', request_rate: 1 });
  });

  it('never throws and never lets a number through that is none', () => {
    const whole = {
      experiments: [{ experiment: { mode: 'concurrency', value: 4 }, requests: null, window_boundaries: null }],
      version: '2.1',
    };
    fc.assert(
      fc.property(mutations(whole), (value) => {
        expect(unsound(read({ kind: 'value', value }))).toEqual([]);
      }),
      { numRuns: 300 }
    );
    fc.assert(
      fc.property(fc.nat(CSV.length), fc.nat(40), fc.string(), (start, length, filling) => {
        expect(
          unsound(read({ kind: 'text', text: CSV.slice(0, start) + filling + CSV.slice(start + length) }))
        ).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});

describeSamples('perf_analyzer on real files', () => {
  it('files of single requests are known, and no points', () => {
    const files = sampleFiles('genai-perf');
    expect(files).toHaveLength(3);
    files.forEach((path) => {
      expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['perf-analyzer']]);
      expect(readSample(path).map(({ grain, metrics }) => [grain, metrics])).toEqual([['context', {}]]);
    });
  });
});
