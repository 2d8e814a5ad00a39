import {
  CoreApp,
  DataSourceApi,
  LoadingState,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getBackendSrv, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { of, type Observable } from 'rxjs';
import { annotations } from './annotations';
import { answers } from './answers';
import { parseQuery, questionOf } from './core/query';
import { migrate } from './core/query/migrate';
import { browserHost, type BrowserHost } from './host/grafana';
import { lists, type Lists } from './lists';
import { adHocFilters, prepare } from './prepare';
import type { PrismOptions, PrismQuery } from './types';
import { PrismVariables } from './variables';

/** Wiring alone: each method is a call into the host, the core or a pure function. */
export class PrismDataSource extends DataSourceApi<PrismQuery, PrismOptions> {
  private made: BrowserHost | null = null;
  readonly lists: Lists;
  annotations = annotations;

  constructor(
    private readonly settings: DataSourceInstanceSettings<PrismOptions>,
    private readonly templates: TemplateSrv = getTemplateSrv(),
    private readonly makeHost: (settings: DataSourceInstanceSettings<PrismOptions>) => BrowserHost = (given) =>
      browserHost(given, getBackendSrv())
  ) {
    super(settings);
    this.lists = lists(() => this.host());
    this.variables = new PrismVariables(this);
  }

  /** Made on first use: settings that cannot be read fail a query with a message, not the page. */
  private host(): BrowserHost {
    this.made = this.made ?? this.makeHost(this.settings);
    return this.made;
  }

  query(request: DataQueryRequest<PrismQuery>): Observable<DataQueryResponse> {
    const queries = request.targets
      .filter((query) => this.filterQuery(query))
      .map((query) => this.applyTemplateVariables(query, request.scopedVars, request.filters));
    if (queries.length === 0) {
      return of({ key: request.requestId, data: [], state: LoadingState.Done });
    }
    const { from, to } = request.range;
    return answers(this.host(), { queries, range: { from: from.valueOf(), to: to.valueOf() }, key: request.requestId });
  }

  applyTemplateVariables(query: PrismQuery, scoped: ScopedVars, filters?: AdHocVariableFilter[]): PrismQuery {
    return prepare(query, this.templates, scoped, filters);
  }

  interpolateVariablesInQueries(
    queries: PrismQuery[],
    scoped: ScopedVars,
    filters?: AdHocVariableFilter[]
  ): PrismQuery[] {
    return queries.map((query) => ({
      ...this.applyTemplateVariables(query, scoped, filters),
      datasource: this.getRef(),
    }));
  }

  filterQuery(query: PrismQuery): boolean {
    return query.hide !== true && query.kind !== undefined;
  }

  /** Explore has a table and no trend panel; dashboards begin with the question asked most. */
  getDefaultQuery(app: CoreApp): Partial<PrismQuery> {
    const shape = app === CoreApp.Explore ? 'table' : 'trend';
    return { kind: 'points', version: 1, shape, metrics: ['ttft_p99'], x: 'load', filters: [] };
  }

  getQueryDisplayText(query: PrismQuery): string {
    const question = query.kind === undefined ? undefined : questionOf(query.kind);
    const about = [query.frame, query.shape, query.metrics, query.metric]
      .filter((part) => part !== undefined)
      .map(String);
    return [question?.title ?? query.kind ?? '', ...about].filter((part) => part !== '').join(' · ');
  }

  async getTagKeys(options?: DataSourceGetTagKeysOptions<PrismQuery>): Promise<MetricFindValue[]> {
    const found = await this.lists.dimensions(adHocFilters(options?.filters ?? []));
    return found.map(({ value, text }) => ({ text, value }));
  }

  async getTagValues(options: DataSourceGetTagValuesOptions<PrismQuery>): Promise<MetricFindValue[]> {
    const others = options.filters.filter(({ key }) => key !== options.key);
    const found = await this.lists.values(options.key, adHocFilters(others));
    return found.map(({ value, text }) => ({ text, value }));
  }

  async testDatasource(): Promise<TestDataSourceResponse> {
    try {
      const health = await this.host().check(new AbortController().signal);
      return {
        status: health.status === 'ok' ? 'success' : 'error',
        message: health.message,
        details: health.details === '' ? undefined : { verboseMessage: health.details },
      };
    } catch (error) {
      return { status: 'error', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Why a query cannot be asked as it stands, for editors; null where it can. Variables count as resolved. */
  problemOf(query: PrismQuery): string | null {
    try {
      parseQuery(prepare(migrate(query) as unknown as PrismQuery, this.templates, {}));
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
