import {
  CoreApp,
  dateTime,
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
} from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import { lastValueFrom, toArray } from 'rxjs';
import { ask, catalogOf } from '../tests/fake-store';
import { openData } from './core/query/data';
import { PrismDataSource } from './datasource';
import type { BrowserHost } from './host/grafana';
import type { Opened } from './host/catalogs';
import type { PrismOptions, PrismQuery } from './types';
import { PrismVariables } from './variables';

const result = (concurrency: number) =>
  JSON.stringify({
    date: '20250101-000000',
    model_id: `m${concurrency % 2}`,
    num_prompts: 10,
    completed: 10,
    duration: 1,
    request_rate: 'inf',
    max_concurrency: concurrency,
    mean_ttft_ms: concurrency,
  });

const catalog = catalogOf({ 'a.json': result(1), 'b.json': result(2), 'c.json': result(3), 'broken.json': '{' });
const opened = (complete: boolean): Opened => ({ catalog, data: openData(catalog), complete });

/** A host over a catalog in memory, that first has a part of it. */
function host(overrides: Partial<BrowserHost> = {}): BrowserHost & { stopped: number } {
  const made = {
    stopped: 0,
    catalogs: {
      follow: (follower: Parameters<BrowserHost['catalogs']['follow']>[0]) => {
        follower.next(opened(false));
        setTimeout(() => {
          follower.next(opened(true));
          follower.done();
        }, 5);
        return () => void made.stopped++;
      },
    },
    answer: async (query: unknown) => ask(catalog, query),
    check: async () => ({
      status: 'error' as const,
      step: 'listing' as const,
      message: 'Listing: no listing',
      details: 'Turn it on.',
    }),
    ...overrides,
  };
  return made;
}

const templates = { replace: (text = '') => text.replace('$stat', 'mean') } as unknown as TemplateSrv;
const settings = {
  uid: 'u',
  jsonData: {},
  meta: { baseUrl: '' },
} as unknown as DataSourceInstanceSettings<PrismOptions>;
const source = (with_: BrowserHost = host()): PrismDataSource => new PrismDataSource(settings, templates, () => with_);

function request(
  targets: PrismQuery[],
  more: Partial<DataQueryRequest<PrismQuery>> = {}
): DataQueryRequest<PrismQuery> {
  return {
    requestId: 'Q1',
    targets,
    scopedVars: {},
    range: { from: dateTime(0), to: dateTime(1), raw: { from: '', to: '' } },
    ...more,
  } as DataQueryRequest<PrismQuery>;
}

const run = (asked: DataQueryRequest<PrismQuery>, with_?: BrowserHost): Promise<DataQueryResponse[]> =>
  lastValueFrom(source(with_).query(asked).pipe(toArray()));
const TABLE: PrismQuery = { refId: 'A', kind: 'points', shape: 'table', metrics: ['ttft_$stat'] };

describe('the data source', () => {
  it('shows what there is while the store is read, then the whole, with the notice that names the broken file', async () => {
    const answers = await run(request([TABLE]));
    expect(answers.map(({ state }) => state)).toEqual([LoadingState.Streaming, LoadingState.Done]);
    const [frame] = answers[1].data as DataFrame[];
    expect(frame.refId).toBe('A');
    expect(frame.fields.find(({ name }) => name === 'ttft_mean')?.values).toEqual([0.001, 0.002, 0.003]);
    expect(frame.meta?.notices?.map(({ text }) => text).join()).toContain('broken.json');
  });

  it('answers the other queries of a panel where one is wrong', async () => {
    const answers = await run(request([TABLE, { refId: 'B', kind: 'points', metrics: ['tft_p99'] }]));
    const last = answers[answers.length - 1];
    expect(last.data).toHaveLength(1);
    expect(last.errors).toEqual([{ refId: 'B', message: expect.stringContaining('Did you mean ttft_p99?') }]);
  });

  it('asks nothing for hidden and unfinished queries', async () => {
    const answers = await run(request([{ ...TABLE, hide: true }, { refId: 'C' }]));
    expect(answers[answers.length - 1].data).toEqual([]);
  });

  it('applies the ad hoc filters of the dashboard', async () => {
    const answers = await run(request([TABLE], { filters: [{ key: 'model', operator: '=', value: 'm0' }] }));
    expect((answers[answers.length - 1].data as DataFrame[])[0].length).toBe(1);
  });

  it('stops following when the panel is cancelled', () => {
    const with_ = host();
    source(with_)
      .query(request([TABLE]))
      .subscribe()
      .unsubscribe();
    expect(with_.stopped).toBe(1);
  });

  it('offers dimensions and values to ad hoc filters, chained by the others', async () => {
    const keys = await source().getTagKeys();
    expect(keys.map(({ value }) => value)).toEqual(expect.arrayContaining(['model', 'concurrency']));
    const values = await source().getTagValues({
      key: 'concurrency',
      filters: [{ key: 'model', operator: '=', value: 'm1' }],
    });
    expect(values.map(({ value }) => value)).toEqual(['1', '3']);
  });

  it('names the step of a health check that failed', async () => {
    expect(await source().testDatasource()).toEqual({
      status: 'error',
      message: 'Listing: no listing',
      details: { verboseMessage: 'Turn it on.' },
    });
  });

  it('says what is wrong with settings that cannot be read', async () => {
    const broken = new PrismDataSource({ ...settings, jsonData: { store: { kind: 'ftp' } } }, templates);
    expect((await broken.testDatasource()).message).toMatch(/settings of the data source cannot be read. store/);
  });

  it('describes a query, and starts with one that shows something', () => {
    expect(source().getQueryDisplayText(TABLE)).toBe('Load points · table · ttft_$stat');
    expect(source().problemOf({ refId: 'A', ...source().getDefaultQuery(CoreApp.Dashboard) })).toBeNull();
    expect(source().problemOf({ refId: 'A', kind: 'points', metrics: ['nope'] })).toContain('Unknown metric');
  });

  it('fills in variables for expressions, with the data source named', () => {
    expect(source().interpolateVariablesInQueries([TABLE], {})).toEqual([
      expect.objectContaining({ metrics: ['ttft_mean'], datasource: expect.anything() }),
    ]);
  });
});

describe('variables', () => {
  it('list the values of a dimension with the number of their points', async () => {
    const made = source();
    const query = { refId: 'V', kind: 'values', of: 'dimension', dimension: 'model', filters: [] };
    const { data } = await lastValueFrom(new PrismVariables(made).query(request([query])));
    const [frame] = data as DataFrame[];
    expect(frame.fields.map(({ name, values }) => [name, values])).toEqual([
      ['text', ['m0 (1)', 'm1 (2)']],
      ['value', ['m0', 'm1']],
    ]);
  });
});
