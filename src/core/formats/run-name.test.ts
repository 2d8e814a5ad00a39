import { runName } from './run-name';

describe('the name of a run by its file', () => {
  it.each([
    ['study/benchmarks_25.1.json', 0, 'benchmarks_25.1'],
    ['sweep/llama_online.jsonl', 0, 'llama_online'],
    ['sweep/llama_online.jsonl', 3, 'llama_online #3'],
    ['run/benchmarks.json', 0, undefined],
    ['run/results.json', 2, undefined],
    ['run/profile_export_aiperf.json', 0, undefined],
    ['run/profile_export_genai_perf.csv', 0, undefined],
  ])('%s, document %i: %s', (path, document, expected) => {
    expect(runName(path, document)).toBe(expected);
  });
});
