import { ask, catalogOf, column, notices } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import { serveResult } from '../../../tests/test-server';
import { naturally } from './values';

// The queries that list what is there: values, runs, quality.

const DAY = 86400000;
const CATALOG = catalogOfPoints(
  points([
    {
      runKey: 'r1',
      dimensions: { run: 'r1', model: 'm2', gpus: 8, hardware: 'H100', concurrency: 4, started_at: DAY },
      metrics: { ttft: { mean: 1, p99: 2, p99_9: 3, p1: 0 }, requests_failed: { '': 1 }, requests_total: { '': 4 } },
    },
    {
      runKey: 'r1',
      dimensions: { run: 'r1', model: 'm2', gpus: 8, hardware: 'H100', concurrency: 16 },
      metrics: { tpot: { mean: 0.02 } },
    },
    { runKey: 'r2', dimensions: { run: 'r2', model: 'm10', gpus: 16, concurrency: 8 }, metrics: {} },
    { runKey: 'r3', dimensions: { run: 'r3', gpus: 4 }, metrics: {} },
    { runKey: 'r4', grain: 'pooled', dimensions: { run: 'r4', model: 'pooled' }, metrics: {} },
  ])
);

const values = (more: object) => {
  const [frame] = ask(CATALOG, { kind: 'values', ...more });
  return column(frame, 'value').map((value, row) => [value, column(frame, 'count')[row]]);
};

describe('values', () => {
  it('of a dimension, with counts, in the order of people, missing last', () => {
    expect(values({ dimension: 'model' })).toEqual([
      ['m2', 2],
      ['m10', 1],
      ['(none)', 1],
    ]);
    expect(values({ dimension: 'gpus' })).toEqual([
      ['4', 1],
      ['8', 2],
      ['16', 1],
    ]);
    expect(values({ dimension: 'label.x' })).toEqual([['(none)', 4]]);
  });

  it('chained by filters, found by search, cut at the limit', () => {
    expect(values({ dimension: 'model', filters: [{ key: 'gpus', operator: '>', value: '4' }] })).toEqual([
      ['m2', 2],
      ['m10', 1],
    ]);
    expect(values({ dimension: 'model', search: 'M1' })).toEqual([['m10', 1]]);
    const [frame] = ask(CATALOG, { kind: 'values', dimension: 'model', limit: 1 });
    expect([column(frame, 'value'), notices(frame)]).toEqual([['m2'], [expect.stringMatching(/first 1 of 3/)]]);
  });

  it('dimensions that any point has', () => {
    const found = values({ of: 'dimensions' });
    expect(found).toEqual(
      expect.arrayContaining([
        ['model', 3],
        ['gpus', 4],
        ['load', 3],
        ['path', 4],
        ['dir.1', 4],
        ['config', 4],
      ])
    );
    expect(found.map(([id]) => id)).not.toEqual(expect.arrayContaining(['dir']));
    expect(found.map(([id]) => id)).not.toContain('run_key');
    expect(found.map(([id]) => id)).not.toContain('precision');
  });

  it('metrics that the store has, derived ones with them', () => {
    const ids = values({ of: 'metrics' }).map(([id]) => id);
    expect(ids).toEqual(expect.arrayContaining(['ttft_mean', 'ttft_p99', 'tpot_mean', 'interactivity', 'error_rate']));
    expect(ids).not.toContain('itl_mean');
    expect(ids).not.toContain('cost_per_million_output_tokens');
    expect(values({ of: 'metrics', search: 'time to' })).toEqual([]);
    expect(values({ of: 'metrics', search: 'ttft p99' })).toEqual([['ttft_p99', null]]);
  });

  it('statistics of a metric', () => {
    expect(values({ of: 'stats', metric: 'ttft' }).map(([id]) => id)).toEqual(['mean', 'p99', 'p99_9', 'p1']);
    expect(values({ of: 'stats' }).map(([id]) => id)).toEqual([
      'mean',
      'p50',
      'p90',
      'p95',
      'p99',
      'p99_9',
      'min',
      'max',
      'std',
    ]);
    expect(values({ of: 'stats', metric: 'nothing' })).toEqual([]);
  });

  it.each([
    ['a2', 'a10', -1],
    ['a10', 'a2', 1],
    ['A', 'b', -1],
    ['x', 'x', 0],
    ['v1.9', 'v1.10', -1],
  ])('%s against %s', (a, b, expected) => {
    expect(Math.sign(naturally(a, b))).toBe(expected);
  });
});

describe('runs', () => {
  it('one row a run: points, loads, the first value that one of its points has', () => {
    const [frame] = ask(CATALOG, { kind: 'runs' });
    expect(column(frame, 'run')).toEqual(['r1', 'r2', 'r3']);
    expect(column(frame, 'points')).toEqual([2, 1, 1]);
    expect(column(frame, 'loads')).toEqual(['4 – 16', '8', null]);
    expect(column(frame, 'gpus')).toEqual([8, 16, 4]);
    expect(column(frame, 'hardware')).toEqual(['H100', null, null]);
    expect(column(frame, 'started_at')).toEqual([DAY, null, null]);
    expect(frame.schema.fields.find(({ name }) => name === 'started_at')?.type).toBe('time');
  });

  it('filtered and cut', () => {
    const [frame] = ask(CATALOG, {
      kind: 'runs',
      filters: [{ key: 'model', operator: '!=', value: '(none)' }],
      limit: 1,
    });
    expect([column(frame, 'run'), notices(frame)]).toEqual([
      ['r1'],
      ['Shows the first 1 of 2 rows: narrow the filters or raise the limit.'],
    ]);
  });

  it('two runs of one name in two directories are two', () => {
    const [frame] = ask(catalogOf({ 'a/x.json': serveResult(), 'b/x.json': serveResult() }), { kind: 'runs' });
    expect(column(frame, 'path')).toEqual(['a/x.json', 'b/x.json']);
  });
});

describe('quality', () => {
  const catalog = catalogOf({
    'a/x.json': serveResult(),
    'a/y.json': serveResult({ mean_ttft_ms: 'x' }),
    'b/broken.json': '{',
    'README.md': '',
  });

  it('lists issues, errors first, and what the files are', () => {
    const [issues, formats] = ask(catalog, { kind: 'quality' });
    expect(column(issues, 'severity')).toEqual(['error', 'warning']);
    expect(column(issues, 'path')).toEqual(['b/broken.json', 'a/y.json']);
    expect(column(formats, 'producer')).toEqual(['vllm-bench-serve', null, null]);
    expect(column(formats, 'files')).toEqual([2, 1, 1]);
    expect(column(formats, 'points')).toEqual([2, 0, 0]);
    expect(new Set(column(formats, 'reason').slice(1))).toEqual(new Set(['malformed', 'documentation']));
  });

  it('one frame by name, cut at its limit', () => {
    const [issues, ...others] = ask(catalog, { kind: 'quality', frame: 'issues', limit: 1 });
    expect([issues.schema.name, column(issues, 'path'), others]).toEqual(['issues', ['b/broken.json'], []]);
  });
});
