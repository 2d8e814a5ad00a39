import { baseName, parentName, stageOf, stem } from './file-name';

describe('file names', () => {
  it.each([
    ['a/b/stage_12_lifecycle_metrics.json', 12],
    ['stage_0_prometheus_metrics.json', 0],
    ['a/run7-stage_3_lifecycle_metrics.json', 3],
    ['a/summary_lifecycle_metrics.json', null],
    ['stage_4/config.yaml', null],
  ])('finds the stage of %s', (path, stage) => {
    expect(stageOf(path)).toBe(stage);
  });

  it('splits paths', () => {
    expect(baseName('a/b/c.json')).toBe('c.json');
    expect(stem('a/p99.9.json')).toBe('p99.9');
    expect(stem('a/.hidden')).toBe('.hidden');
    expect(parentName('a/b/c.json')).toBe('b');
    expect(parentName('c.json')).toBe('');
  });
});
