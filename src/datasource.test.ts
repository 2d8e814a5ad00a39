import {
  CoreApp,
  dateTime,
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
} from '@grafana/data';
import { config, setBackendSrv, type BackendSrv, type BackendSrvRequest, type TemplateSrv } from '@grafana/runtime';
import { lastValueFrom, of, toArray } from 'rxjs';
import { ask, catalogOf } from '../tests/fake-store';
import { openData } from './core/query/data';
import { PrismDataSource } from './datasource';
import { askOver, type Ask } from './host/ask';
import type { Opened } from './host/catalogs';
import { PLUGIN_ID, type PrismOptions, type PrismQuery } from './types';
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

/** Answers over a catalog in memory, that first has a part of it. */
function host(): { ask: Ask; stopped: number } {
  const made = {
    stopped: 0,
    ask: askOver(
      {
        expire: () => undefined,
        follow: (follower) => {
          follower.next(opened(false));
          setTimeout(() => {
            follower.next(opened(true));
            follower.done();
          }, 5);
          return () => void made.stopped++;
        },
      },
      async (query) => ask(catalog, query)
    ),
  };
  return made;
}

const templates = { replace: (text = '') => text.replace('$stat', 'mean') } as unknown as TemplateSrv;
const settings = (jsonData: PrismOptions = {}): DataSourceInstanceSettings<PrismOptions> =>
  ({
    uid: 'u',
    type: PLUGIN_ID,
    url: '/api/datasources/proxy/uid/u',
    jsonData,
    meta: { baseUrl: 'public/plugins/p', info: { version: '1' } },
  }) as unknown as DataSourceInstanceSettings<PrismOptions>;
const source = (with_ = host(), jsonData: PrismOptions = {}): PrismDataSource =>
  new PrismDataSource(settings(jsonData), templates, () => with_.ask);

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

const run = (asked: DataQueryRequest<PrismQuery>, with_ = host()): Promise<DataQueryResponse[]> =>
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

  it('leaves the health check to the server', () => {
    expect(Object.hasOwn(PrismDataSource.prototype, 'testDatasource')).toBe(false);
  });

  it('says why a store cannot be read in the browser', async () => {
    const made = new PrismDataSource(
      settings({ store: { kind: 's3', bucket: 'b' }, authType: 'keys', readInBrowser: true }),
      templates
    );
    await expect(lastValueFrom(made.query(request([TABLE])))).rejects.toThrow(/known to Grafana's server alone/);
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

describe('the server answers', () => {
  /** Requests that reach Grafana while a query runs. */
  async function asked(made: PrismDataSource, targets: PrismQuery[]): Promise<BackendSrvRequest[]> {
    const requests: BackendSrvRequest[] = [];
    setBackendSrv({
      fetch: (sent: BackendSrvRequest) => {
        requests.push(sent);
        return of({ data: { results: {} } });
      },
      post: (url: string, data: unknown) => {
        requests.push({ url, data });
        return Promise.resolve({ results: {} });
      },
    } as unknown as BackendSrv);
    await lastValueFrom(made.query({ ...request(targets), panelId: 1 }));
    return requests;
  }

  it('where the settings say so: prepared queries, without the hidden ones', async () => {
    const filtered: PrismQuery = { ...TABLE, filters: [{ key: 'model', operator: '=', value: '$stat' }] };
    const [sent, ...more] = await asked(source(host(), { answerOnServer: true }), [
      filtered,
      { ...TABLE, refId: 'B', hide: true },
    ]);
    expect(more).toEqual([]);
    expect(sent.url).toMatch(/^\/api\/ds\/query/);
    expect(sent.data.queries).toHaveLength(1);
    expect(sent.data.queries[0]).toMatchObject({
      refId: 'A',
      metrics: ['ttft_mean'],
      filters: [{ key: 'model', operator: '=', value: 'mean' }],
    });
  });

  it('on a public dashboard', async () => {
    config.publicDashboardAccessToken = 'token';
    try {
      const sent = await asked(source(), [TABLE]);
      expect(sent.map(({ url }) => url)).toEqual(['/api/public/dashboards/token/panels/1/query']);
    } finally {
      config.publicDashboardAccessToken = '';
    }
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
