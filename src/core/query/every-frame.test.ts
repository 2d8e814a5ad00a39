import { ask, column } from '../../../tests/fake-store';
import { catalogOfPoints, points } from '../../../tests/points';
import type { FrameJson } from '../frames/frame';
import type { Dimensions, Fragment } from '../model/record';
import { metricUnit, parseMetric } from '../model/metric-id';
import { QUESTIONS } from './index';

const DAY = 86400000;

/** Two numbers of GPUs, both ways of serving, builds over days, repeats, gaps, and numbers that are none. */
function rich(): Fragment[] {
  const given: Array<Partial<Fragment>> = [];
  [1, 2].forEach((size) =>
    [0, 1, 2].forEach((build) =>
      [1, 4, 16, 64].forEach((concurrency, load) =>
        [0, 1].forEach((repeat) =>
          [true, false].forEach((split) => {
            const roles: Dimensions = split
              ? { prefill_replicas: size, decode_replicas: size, prefill_tp: 4, decode_tp: 4 }
              : { replicas: 2 * size, tp: 4 };
            const value = (1 + load) * (1 + repeat / 10) * (split ? 0.9 : 1);
            given.push({
              runKey: `${size}-${build}-${repeat}-${split ? 'pd' : 'agg'}`,
              dimensions: {
                model: 'org/m',
                hardware: 'H100',
                tool: 't',
                isl: 100,
                osl: 10,
                engine_version: `1.${build}`,
                started_at: build * DAY + repeat,
                concurrency,
                ...roles,
              },
              metrics: {
                ttft: { mean: value / 10, p99: load === 3 ? Infinity : value / 5 },
                ...(repeat === 1 && load === 0 ? {} : { tpot: { mean: value / 100 } }),
                output_token_throughput: { '': 100 * value },
                input_token_throughput: { '': 1000 * value },
                total_token_throughput: { '': 1100 * value },
                requests_failed: { '': 0 },
                requests_total: { '': load === 2 ? 0 : 10 },
              },
              settings: [{ component: 'engine', key: 'block-size', value: String(16 * size) }],
            });
          })
        )
      )
    )
  );
  given.push({ grain: 'pooled', metrics: { ttft: { mean: 1 } } }, { dimensions: { model: 'bare' } });
  return points(given).map((part, index) => ({
    ...part,
    source: { path: `results/${part.runKey ?? 'x'}/s${index}.json`, document: 0 },
  }));
}

const CATALOG = catalogOfPoints(rich());
const EMPTY = catalogOfPoints([]);
const FILTERS = [{ key: 'gpus', operator: '=', value: '16' }];

const QUERIES: readonly object[] = [
  ...QUESTIONS.map(({ kind }) => ({ kind })),
  ...QUESTIONS.flatMap(({ kind, frames }) => frames.map(({ name }) => ({ kind, frame: name }))),
  ...['table', 'curves', 'trend', 'history', 'summary', 'alert'].flatMap((shape) => [
    {
      kind: 'points',
      shape,
      metrics: ['ttft_p99', 'error_rate', 'interactivity', 'itl_mean', 'output_token_throughput_per_prefill_gpu'],
    },
    {
      kind: 'points',
      shape,
      metrics: ['ttft_mean'],
      groupBy: ['serving_mode', 'setting.block-size'],
      filters: FILTERS,
      limit: 3,
    },
    { kind: 'points', shape, metrics: ['cost_per_million_output_tokens'] },
  ]),
  ...['change', 'age'].map((value) => ({ kind: 'points', shape: 'alert', value, groupBy: [] })),
  { kind: 'points', shape: 'curves', x: 'ttft_mean', metrics: ['output_token_throughput'] },
  { kind: 'frontier', groupBy: ['serving_mode'], frame: 'at', at: [1, 5, 1e9] },
  { kind: 'frontier', x: 'itl_mean' },
  { kind: 'frontier', x: 'load', y: 'ttft_mean' },
  { kind: 'frontier', frame: 'curves', x: 'load', y: 'ttft_mean' },
  { kind: 'pd', x: 'load', y: 'ttft_mean' },
  { kind: 'pd', filters: FILTERS },
  { kind: 'values', of: 'dimensions' },
  { kind: 'values', of: 'metrics' },
  { kind: 'values', dimension: 'started_at' },
  { kind: 'values', dimension: 'setting.block-size' },
];

/** Answers; a kind that cannot be asked without more has nothing to check here. */
function answered(query: object, catalog = CATALOG): FrameJson[] {
  try {
    return ask(catalog, query);
  } catch (error) {
    expect((error as Error).name).toBe('QueryError');
    return [];
  }
}

const TYPES = [undefined, 'table', 'numeric-long', 'timeseries-multi', 'timeseries-wide', 'histogram'];

function check(frame: FrameJson): void {
  const { schema, data } = frame;
  const [first] = data.values;
  expect(data.values.length).toBe(schema.fields.length);
  expect(new Set(data.values.map(({ length }) => length)).size).toBeLessThanOrEqual(1);
  expect(TYPES).toContain(schema.meta.type);
  if (schema.meta.type !== undefined && schema.meta.type !== 'table') {
    expect(schema.meta.typeVersion).toEqual([0, 1]);
  }
  if (schema.meta.type === 'timeseries-multi' || schema.meta.type === 'timeseries-wide') {
    expect(schema.fields[0].type).toBe('time');
    expect(first).toEqual([...first].sort((a, b) => Number(a) - Number(b)));
    expect(first).not.toContain(null);
  }
  if (schema.meta.type === 'numeric-long') {
    expect(schema.fields.some(({ type }) => type === 'time')).toBe(false);
    expect(schema.fields.some(({ type }) => type === 'number')).toBe(true);
  }
  schema.fields.forEach((field, index) => {
    const kind = { string: 'string', number: 'number', time: 'number', boolean: 'boolean' }[field.type];
    data.values[index].forEach(
      (value) => value !== null && expect([field.name, typeof value]).toEqual([field.name, kind])
    );
    const metric = parseMetric(field.name);
    if (metric !== null && field.type === 'number') {
      expect([field.name, field.config.unit]).toEqual([field.name, metricUnit(metric)]);
    }
    expect([field.name, (field.config.displayNameFromDS ?? '').trim() !== '']).toEqual([field.name, true]);
  });
  // A panel takes two fields of one name and labels for one.
  const keys = schema.fields.map(({ name, labels }) => JSON.stringify([name, labels]));
  expect(new Set(keys).size).toBe(keys.length);
  (schema.meta.notices ?? []).forEach(({ severity, text }) => {
    expect(['info', 'warning', 'error']).toContain(severity);
    expect(text).toMatch(/\S/);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
  expect(JSON.parse(schema.meta.executedQueryString ?? 'null')).toHaveProperty('kind');
  const texts = JSON.stringify(frame);
  expect(texts).toBe(JSON.stringify(JSON.parse(texts)));
  expect(texts).not.toMatch(/"(NaN|-?Infinity|undefined)"/);
}

describe('every frame of every query', () => {
  it.each(QUERIES.map((query) => [JSON.stringify(query), query]))(
    '%s is sound JSON, equal columns, units of the table',
    (_, query) => {
      answered(query).forEach(check);
      answered(query, EMPTY).forEach(check);
    }
  );

  it('the built-in kinds answer without a parameter', () => {
    ['points', 'frontier', 'pd', 'runs', 'quality', 'values'].forEach((kind) => {
      expect([kind, ask(CATALOG, { kind }).length > 0]).toEqual([kind, true]);
      expect([kind, ask(EMPTY, { kind }).length > 0]).toEqual([kind, true]);
    });
  });

  it('an infinite number of a file is missing, and a rate of nothing too', () => {
    const [table] = ask(CATALOG, {
      kind: 'points',
      metrics: ['ttft_p99', 'error_rate'],
      filters: [{ key: 'concurrency', operator: '>=', value: '16' }],
    });
    const at = (load: number, name: string) =>
      new Set(column(table, 'load').flatMap((value, row) => (value === load ? [column(table, name)[row]] : [])));
    expect(at(64, 'ttft_p99')).toEqual(new Set([null]));
    expect(at(16, 'error_rate')).toEqual(new Set([null]));
    expect(at(64, 'error_rate')).toEqual(new Set([0]));
  });
});
