import { directoryName, directoryOf, experimentName, fileNameOf, setupOf, stemOf } from './places';

describe('places', () => {
  it.each([
    ['a/b/c.json', 'a/b', 'c.json', 'c'],
    ['c.json', '', 'c.json', 'c'],
    ['a/stage_0.json.yaml', 'a', 'stage_0.json.yaml', 'stage_0'],
    ['a/.json', 'a', '.json', '.json'],
    ['a/v1.2-x.json', 'a', 'v1.2-x.json', 'v1.2-x'],
  ])('%s', (path, directory, file, stem) => {
    expect([directoryOf(path), fileNameOf(path), stemOf(path)]).toEqual([directory, file, stem]);
  });

  it.each<[string, string | null, string | null]>([
    ['sweep/config-a', 'config-a', 'sweep'],
    ['sweep/config-a/results', 'config-a/results', 'sweep'],
    ['sweep/results/config-a/run=0', 'config-a/run=0', 'sweep'],
    ['config-a', 'config-a', null],
    ['results', 'results', null],
    ['', null, null],
    ['results/a', 'a', null],
  ])('the directory %s names %s, of the experiment %s', (directory, name, experiment) => {
    expect([directoryName(directory), experimentName(directory)]).toEqual([name, experiment]);
  });

  it.each([
    ['d/vllm-1.0qps-concurrency4-m.json', 'd/vllm-m'],
    ['d/bench-conc16.json', 'd/bench'],
    ['d/x_20250923-201033.json', 'd/x'],
    ['x.json', 'x'],
    ['d/qps10.json', 'd'],
  ])('%s is one of %s', (path, setup) => {
    expect(setupOf(path)).toBe(setup);
  });
});
