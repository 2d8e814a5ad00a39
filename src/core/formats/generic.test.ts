import fc from 'fast-check';
import { figuresOf } from '../../../tests/documents';
import { ask, catalogOf, column, config } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { parseConfig } from '../model/config';
import { readMapped } from './generic';
import { compileMappings } from './mapped-fields';

const FIELDS = [
  { from: 'meta.model', to: 'model' },
  { from: 'latency["p99.9"]', to: 'ttft_p99_9', unit: 'ms' },
  { from: 'latency.mean', to: 'ttft_mean', unit: 'ms' },
  { from: 'rate', to: 'request_throughput', unit: 'requests/min' },
  { from: 'busy', to: 'gpu_utilization_mean', unit: '%' },
  { from: 'users', to: 'concurrency' },
  { from: 'team', to: 'label.team' },
  { from: 'flag', to: 'setting.flag' },
  { value: 'own-tool', to: 'tool' },
];

function mappings(given: object) {
  const parsed = parseConfig({ mappings: [{ name: 'own', fields: FIELDS, ...given }] });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return compileMappings(parsed.value.mappings);
}

const read = (document: Parameters<typeof readMapped>[0], given: object = {}, path = 'run/own.json') =>
  readMapped(document, { path, document: 0 }, { zoneOffsetMinutes: 0, mappings: mappings(given).mappings });

const ROW = {
  meta: { model: 'org/m' },
  latency: { mean: 120, 'p99.9': 900 },
  rate: 30,
  busy: 50,
  users: 8,
  team: 'blue',
  flag: true,
};

describe('generic mapping', () => {
  it('reads JSON by place and declared unit', () => {
    const [part] = read({ kind: 'value', value: ROW }) ?? [];
    expect(figuresOf(part)).toEqual({
      ttft_mean: 0.12,
      ttft_p99_9: 0.9,
      request_throughput: 0.5,
      gpu_utilization_mean: 0.5,
    });
    expect(part.dimensions).toEqual({ model: 'org/m', concurrency: 8, 'label.team': 'blue', tool: 'own-tool' });
    expect(part.settings).toEqual([{ component: 'load', key: 'flag', value: 'true' }]);
    expect([part.format, part.formatVersion]).toEqual(['mapping', 'own']);
  });

  it('reads a row of an array, or of a CSV table, as a load point', () => {
    const parts = read(
      { kind: 'value', value: { points: [ROW, { ...ROW, users: 16 }, { users: 3 }] } },
      { rows: 'points' }
    );
    expect(parts?.map(({ dimensions, stage }) => [dimensions.concurrency, stage])).toEqual([
      [8, 0],
      [16, 1],
    ]);
    const csv = 'TTFT (ms),p.99,users\n100,300,4\n200,,8\nx,5,16\n';
    const fields = [
      { from: 'TTFT (ms)', to: 'ttft_mean', unit: 'ms' },
      { from: 'p.99', to: 'ttft_p99', unit: 'ms' },
      { from: 'users', to: 'concurrency' },
    ];
    const rows = read({ kind: 'text', text: csv }, { fields }, 'run/own.csv') ?? [];
    expect(rows.map((part) => [part.metrics.ttft, part.dimensions.concurrency])).toEqual([
      [{ mean: 0.1, p99: 0.3 }, 4],
      [{ mean: 0.2 }, 8],
      [{ p99: 0.005 }, 16],
    ]);
    expect(rows[0].issues.map(({ rule }) => rule)).toEqual(['wrong-type']);
  });

  it('is for paths that its pattern fits, and for files that hold one of its metrics', () => {
    expect(read({ kind: 'value', value: ROW }, { pattern: '^other/' })).toBeNull();
    expect(read({ kind: 'value', value: { users: 8 } })).toBeNull();
  });

  it.each([
    [{ fields: [{ from: 'a', to: 'nonsense' }] }, '"nonsense" is neither a metric nor a dimension'],
    [{ fields: [{ from: 'a', to: 'ttft' }] }, 'needs its statistic'],
    [{ fields: [{ from: 'a', to: 'ttft_p99', unit: 'tokens/s' }] }, '"tokens/s" is no unit of ttft_p99'],
    [{ fields: [{ from: 'a', to: 'interactivity' }] }, 'computed'],
    [{ fields: [{ from: 'a', to: 'config' }] }, 'computed'],
    [{ fields: [{ from: 'a..b', to: 'ttft_p99' }] }, 'is no place in a document'],
    [{ fields: [{ to: 'ttft_p99' }] }, 'neither a place'],
    [{ pattern: '(a+)+' }, 'not allowed'],
  ])('%j is reported', (given, message) => {
    const { issues } = mappings(given);
    expect(issues.map((issue) => issue.message).join()).toContain(message);
    expect(read({ kind: 'value', value: ROW }, given)).toBeNull();
  });

  it('completes a store, and leaves known files to their readers', () => {
    const settings = config({
      store: { kind: 'http' },
      mappings: [{ name: 'own', fields: FIELDS }],
    });
    const serve = { model_id: 'm', num_prompts: 1, completed: 1, mean_ttft_ms: 5, rate: 7, latency: { mean: 1 } };
    const catalog = catalogOf(
      { 'a/own.json': JSON.stringify(ROW), 'b/serve.json': JSON.stringify(serve), 'c/odd.json': '{"x": 1}' },
      settings
    );
    const [points] = ask(catalog, {
      kind: 'points',
      metrics: ['ttft_mean'],
      dimensions: ['format', 'load'],
      limit: 10,
    });
    expect([column(points, 'format'), column(points, 'ttft_mean')]).toEqual([
      ['mapping', 'vllm-bench-serve'],
      [0.12, 0.005],
    ]);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations([ROW, ROW]), (value) => {
        expect(unsound(read({ kind: 'value', value }) ?? [])).toEqual([]);
      }),
      { numRuns: 300 }
    );
  });
});
