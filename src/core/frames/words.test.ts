import { parseMetric } from '../model/metric-id';
import { inWords } from './words';

describe('a value in a sentence', () => {
  it.each([
    ['ttft_p99', 0.2504, '250 ms'],
    ['ttft_p99', 1.254, '1.25 s'],
    ['ttft_p99', 0, '0 ms'],
    ['error_rate', 0.0423, '4.23 %'],
    ['output_token_throughput_per_gpu', 1829.6, '1830 tok/s/GPU'],
    ['interactivity', 31.25, '31.3 tok/s/user'],
    ['request_throughput', 2.5, '2.5 req/s'],
    ['requests_total', 640, '640'],
    ['cost_per_million_output_tokens', 0.842, '$0.842'],
    ['gpu_memory_usage_mean', 0, '0 B'],
    ['gpu_memory_usage_mean', 85899345920, '85.9 GB'],
    ['kv_transfer_bandwidth', 5e9, '5 GB/s'],
  ])('%s %f reads %s', (id, value, words) => {
    const metric = parseMetric(id);
    expect(metric === null ? null : inWords(metric, value)).toBe(words);
  });
});
