import fc from 'fast-check';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import type { Format } from './format';
import { vllmLatency } from './vllm-latency';
import { vllmServe } from './vllm-serve';
import { vllmThroughput } from './vllm-throughput';

const ROOT = 'vllm-bench-serve';

function read(format: Format, value: unknown, path = 'dir/result.json') {
  return format.read({ kind: 'value', value }, { path, document: 0 }, { zoneOffsetMinutes: 0 });
}

const throughput = () => ({
  elapsed_time: 4,
  num_requests: 10,
  total_num_tokens: 800,
  requests_per_second: 2.5,
  tokens_per_second: 200,
  input: 128,
});

const latency = () => ({ avg_latency: 2, latencies: [2, 2], percentiles: { '10': 1, '50': 2, '99': 3 } });

describe('vLLM bench throughput and latency', () => {
  it('reads a throughput as that of prompt and generated tokens together', () => {
    const [part] = read(vllmThroughput, throughput());
    expect(part.metrics).toEqual({
      duration: { '': 4 },
      requests_total: { '': 10 },
      request_throughput: { '': 2.5 },
      total_token_throughput: { '': 200 },
    });
    expect(part.dimensions).toEqual({ tool: 'vllm-bench', load_type: 'throughput', run: 'result' });
    expect(part.settings).toEqual([{ component: 'load', key: 'input', value: '128' }]);
  });

  it('reads a latency with its percentiles under bare numbers', () => {
    const [part] = read(vllmLatency, latency());
    expect(part.metrics).toEqual({ e2e: { mean: 2, p10: 1, p50: 2, p99: 3 } });
    expect(part.dimensions).toEqual({ tool: 'vllm-bench', run: 'result' });
  });

  it('recognises a latency whose single values the host has dropped', () => {
    const { latencies: _, ...dropped } = latency();
    expect(vllmLatency.detect({ kind: 'value', value: dropped })).not.toBeNull();
    expect(vllmLatency.detect({ kind: 'value', value: [latency()] })).toBeNull();
    expect(vllmThroughput.detect({ kind: 'value', value: [throughput()] })).toBeNull();
  });

  it.each([
    ['throughput', vllmThroughput, throughput()],
    ['latency', vllmLatency, latency()],
  ])('never throws and never lets a number of %s through that is none', (_, format, document) => {
    fc.assert(
      fc.property(mutations(document), (value) => {
        format.detect({ kind: 'value', value });
        expect(unsound(read(format, value))).toEqual([]);
      }),
      { numRuns: 500 }
    );
  });
});

describeSamples('vLLM bench throughput and latency on real files', () => {
  it('reads 58 throughputs and 10 latencies, each by one reader', () => {
    const formats = [vllmServe, vllmThroughput, vllmLatency];
    const counts = [0, 0, 0];
    sampleFiles(ROOT, (path) => path.endsWith('.json')).forEach((path) => {
      const value: unknown = JSON.parse(sampleText(path));
      const by = formats.map((format) => format.detect({ kind: 'value', value }) !== null);
      expect(by.filter(Boolean)).toHaveLength(1);
      counts[by.indexOf(true)]++;
      expect(unsound(read(formats[by.indexOf(true)], value, path))).toEqual([]);
    });
    expect(counts).toEqual([201, 58, 10]);
  });

  it('takes their figures', () => {
    const folder = `${ROOT}/dstackai__benchmarks/comparison/h100sxm5_vs_mi300x/raw_data/8xH100SXM5-throughput`;
    const [tokens] = read(
      vllmThroughput,
      JSON.parse(sampleText(`${folder}/nvidia-throughput_test_ip2048_op2048_np256.json`))
    );
    expect(tokens.metrics.total_token_throughput).toEqual({ '': 1196.345438184521 });
    expect(tokens.metrics.duration).toEqual({ '': 876.4826333029996 });
    const [batch] = read(vllmLatency, JSON.parse(sampleText(`${folder}/nvidia-latency_test_ip2048_op2048_np64.json`)));
    expect(batch.metrics.e2e).toEqual({
      mean: 262.6812863750001,
      p10: 262.6729763342006,
      p25: 262.6760925995004,
      p50: 262.6812863750001,
      p75: 262.68648015049985,
      p90: 262.68959641579966,
      p99: 262.69146617497955,
    });
  });
});
