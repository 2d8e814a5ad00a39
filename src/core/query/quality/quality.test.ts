import { ask, catalogOf, column, config, CONTEXT, notices, storeOfDirectory } from '../../../../tests/fake-store';
import { catalogOfPoints, point, points } from '../../../../tests/points';
import { describeSamples } from '../../../../tests/samples';
import { serveResult } from '../../../../tests/test-server';
import type { FrameJson } from '../../frames/frame';
import type { Catalog } from '../../model/catalog';

const HOUR = 3600 * 1000;
const AGO = (hours: number): number => CONTEXT.now - hours * HOUR;

const dimensions = { model: 'm2', hardware: 'H100', tool: 't', isl: 100, osl: 10 };
const failing = { requests_total: { '': 100 }, requests_failed: { '': 50 } };

const CATALOG = catalogOfPoints(
  points([
    { runKey: 'a', dimensions: { ...dimensions, run: 'a', concurrency: 1, started_at: AGO(48) }, metrics: {} },
    { runKey: 'a', dimensions: { ...dimensions, run: 'a', concurrency: 4 }, metrics: failing },
    { runKey: 'a', dimensions: { ...dimensions, run: 'a', concurrency: 8 }, metrics: failing },
    { runKey: 'b', dimensions: { ...dimensions, run: 'b', concurrency: 8, started_at: AGO(24) }, metrics: failing },
    { runKey: 'c', dimensions: { ...dimensions, run: 'c', model: 'm10', hardware: 'A100', concurrency: 1 } },
    { runKey: 'd', dimensions: { run: 'd' }, metrics: { ttft: { p99: 1 }, requests_success: { '': 10 } } },
  ]).map((part, index) => ({ ...part, source: { path: `r/${part.runKey ?? ''}/${index}.json`, document: 0 } }))
);

const frame = (name: string, more: object = {}, catalog: Catalog = CATALOG): FrameJson =>
  ask(catalog, { kind: 'quality', frame: name, ...more })[0];
const onM2 = { filters: [{ key: 'model', operator: '=', value: 'm2' }] };

describe('issues', () => {
  it('are one a rule and run: the first point in words, the others counted', () => {
    const issues = frame('issues');
    expect(column(issues, 'rule')).toEqual(['failed-share', 'failed-share', 'few-requests-for-percentile']);
    expect(column(issues, 'run')).toEqual(['a', 'b', 'd']);
    expect(column(issues, 'points')).toEqual([2, 1, 1]);
    expect(column(issues, 'path')).toEqual(['r/a/1.json', 'r/b/3.json', 'r/d/5.json']);
    expect(column(issues, 'message').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^Concurrency 4: 50 % failed \(50 of 100 requests\); 1 more load point of the run likewise\. /
      ),
      expect.stringMatching(/^Concurrency 8: 50 % failed \(50 of 100 requests\)\. /),
    ]);
  });

  it('of selected points alone, beside those of files that gave no points', () => {
    expect(column(frame('issues', onM2), 'run')).toEqual(['a', 'b']);
    const store = catalogOf({
      'a/x.json': serveResult({ mean_ttft_ms: 'x', model_id: 'one', num_prompts: 100, completed: 100 }),
      'b/y.json': serveResult({ mean_ttft_ms: 'y', model_id: 'two', num_prompts: 100, completed: 100 }),
      'c/broken.json': '{',
    });
    const one = frame('issues', { filters: [{ key: 'model', operator: '=', value: 'one' }] }, store);
    expect(column(one, 'path')).toEqual(['c/broken.json', 'a/x.json', 'a/x.json']);
  });

  it('by severity and rule, with the number of points', () => {
    const rules = frame('rules');
    expect(column(rules, 'severity')).toEqual(['warning', 'info']);
    expect(column(rules, 'title')).toEqual(['Failed requests', 'Too few requests for a percentile']);
    expect(column(rules, 'issues')).toEqual([2, 1]);
    expect(column(rules, 'points')).toEqual([3, 1]);
    const stated = frame('rules', {}, catalogOf({ 'b/broken.json': '{' }));
    expect([column(stated, 'issues'), column(stated, 'points')]).toEqual([[1], [null]]);
  });
});

describe('coverage', () => {
  it('counts runs and points of each model, hardware and workload, and how old the newest run is', () => {
    const coverage = frame('coverage');
    expect(column(coverage, 'model')).toEqual(['m2', 'm10', null]);
    expect(column(coverage, 'hardware')).toEqual(['H100', 'A100', null]);
    expect(column(coverage, 'runs')).toEqual([2, 1, 1]);
    expect(column(coverage, 'points')).toEqual([4, 1, 1]);
    expect(column(coverage, 'newest')).toEqual([AGO(24), null, null]);
    expect(column(coverage, 'age')).toEqual([24 * 3600, null, null]);
    expect(notices(coverage)).toEqual([
      '1 point of 6 without a model: a path rule or an alias can give it.',
      '1 point of 6 without a hardware: a path rule or an alias can give it.',
      '1 point of 6 without a workload: a path rule or an alias can give it.',
    ]);
    expect(column(frame('coverage', onM2), 'points')).toEqual([4]);
  });

  it('as a matrix: a column a kind of hardware, empty where nothing was measured', () => {
    const matrix = frame('matrix');
    expect(matrix.schema.fields.map(({ config: { displayNameFromDS } }) => displayNameFromDS)).toEqual([
      'Model',
      'Workload',
      '(none)',
      'A100',
      'H100',
    ]);
    expect(column(matrix, 'model')).toEqual(['(none)', 'm2', 'm10']);
    expect(column(matrix, 'runs on H100')).toEqual([null, 2, null]);
    expect(column(matrix, 'runs on A100')).toEqual([null, null, 1]);
  });
});

describe('verdict', () => {
  it('is a sentence and the share of points that nothing speaks against', () => {
    const verdict = frame('verdict');
    expect(column(verdict, 'answer')).toEqual([
      '3 of 6 load points are doubtful. Most often: failed requests (3 points).',
    ]);
    expect(column(verdict, 'sound')).toEqual([0.5]);
    expect(['errors', 'warnings', 'infos', 'runs', 'points'].map((name) => column(verdict, name)[0])).toEqual([
      0, 2, 1, 4, 6,
    ]);
    expect([column(verdict, 'newest'), column(verdict, 'age')]).toEqual([[AGO(24)], [24 * 3600]]);
  });

  it('counts files that could not be read, and has no share of nothing', () => {
    const verdict = frame('verdict', {}, catalogOf({ 'b/broken.json': '{' }));
    expect(column(verdict, 'answer')).toEqual(['No load points. 1 file could not be read.']);
    expect([column(verdict, 'sound'), column(verdict, 'errors'), column(verdict, 'age')]).toEqual([
      [null],
      [1],
      [null],
    ]);
  });

  it('says so where there is nothing to say', () => {
    const sound = catalogOfPoints([point({ metrics: { ttft: { mean: 1 } } })]);
    expect(column(frame('verdict', {}, sound), 'answer')).toEqual([
      'Nothing speaks against the figures of 1 load point.',
    ]);
    expect(column(frame('verdict', {}, sound), 'sound')).toEqual([1]);
  });
});

it('files that gave nothing, the failed ones first', () => {
  const files = frame(
    'files',
    {},
    catalogOf({ 'README.md': '# x', 'b/broken.json': '{', 'a/x.json': serveResult() }, config())
  );
  expect(column(files, 'path')).toEqual(['b/broken.json', 'README.md']);
  expect(column(files, 'status')).toEqual(['failed', 'left-aside']);
  expect(column(files, 'size')).toEqual([1, 3]);
});

describeSamples('real results', (samples) => {
  const found = (folder: string): Record<string, number> => {
    const rules = frame('rules', {}, catalogOf(storeOfDirectory(`${samples}/${folder}`)));
    const names = column(rules, 'rule') as string[];
    return Object.fromEntries(names.map((name, row) => [name, column(rules, 'issues')[row] as number]));
  };

  it('of the Prism archive: p99 = 0 in both files, and three topologies that make no difference', () => {
    const catalog = catalogOf(storeOfDirectory(`${samples}/prism-archive`));
    const issues = frame('issues', {}, catalog);
    const of = (rule: string, name: string) =>
      column(issues, name).filter((_, row) => column(issues, 'rule')[row] === rule);
    expect(of('percentile-zero', 'message')).toEqual([
      expect.stringContaining('metrics.latency.p99 in 63 of 63 entries'),
      expect.stringContaining('metrics.latency.p99 in 114 of 114 entries'),
    ]);
    expect(of('alike-across-topologies', 'message')).toHaveLength(3);
    of('alike-across-topologies', 'message').forEach((message) =>
      expect(message).toContain('1P3D TP4, 2P2D TP4, 3P1D TP4 agree within 1 %')
    );
    expect(of('alike-across-topologies', 'points')).toEqual([2, 2, 2]);
  });

  // What was looked at one by one; a rule that finds more here has begun to cry wolf.
  it.each<[string, Record<string, number>]>([
    ['vllm-bench-serve', { 'failed-share': 1, saturation: 1 }],
    ['sglang-bench-serving', { saturation: 5 }],
    ['guidellm', {}],
    ['genai-perf', {}],
    ['llmperf', { 'failed-share': 2 }],
    ['lmbenchmark-csv', { saturation: 2 }],
    ['aiperf', { 'failed-share': 1 }],
    ['inferencex', { 'rate-times-tokens': 5, 'one-moment': 1 }],
  ])('%s', (folder, expected) => {
    const { 'few-requests-for-percentile': few, ...rest } = found(folder);
    const stated = ['time-without-zone', 'failed-requests'];
    expect(Object.fromEntries(Object.entries(rest).filter(([rule]) => !stated.includes(rule)))).toEqual(expected);
    expect(few === undefined || few > 0).toBe(true);
  });
});
