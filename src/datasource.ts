import {
  CoreApp,
  LoadingState,
  type AdHocVariableFilter,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  type MetricFindValue,
  type ScopedVars,
} from '@grafana/data';
import { config, DataSourceWithBackend, getBackendSrv, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { defer, of, type Observable } from 'rxjs';
import { annotations } from './annotations';
import { answers } from './answers';
import { parseQuery, questionOf } from './core/query';
import { migrate } from './core/query/migrate';
import type { Ask } from './host/ask';
import { browserAsk } from './host/grafana';
import { lists, type Lists } from './lists';
import { adHocFilters, prepare } from './prepare';
import type { PrismOptions, PrismQuery } from './types';
import { PrismVariables } from './variables';

/**
 * Wiring alone: each method is a call into the host, the core or a pure function. Panels are answered in the browser; alert rules,
 * expressions, public dashboards and the health check are the server's.
 */
export class PrismDataSource extends DataSourceWithBackend<PrismQuery, PrismOptions> {
  private made: Ask | null = null;
  readonly lists: Lists;
  annotations = annotations;

  constructor(
    private readonly settings: DataSourceInstanceSettings<PrismOptions>,
    private readonly templates: TemplateSrv = getTemplateSrv(),
    private readonly makeAsk: (settings: DataSourceInstanceSettings<PrismOptions>) => Ask = (given) =>
      browserAsk(given, getBackendSrv(), config.bootData.user)
  ) {
    super(settings);
    this.lists = lists(() => this.ask());
    this.variables = new PrismVariables(this);
  }

  /** Made on first use: settings that cannot be used fail a query with a message, not the page. */
  private ask(): Ask {
    this.made = this.made ?? this.makeAsk(this.settings);
    return this.made;
  }

  query(request: DataQueryRequest<PrismQuery>): Observable<DataQueryResponse> {
    // A visitor of a public dashboard may read nothing but its panels' answers.
    if (config.publicDashboardAccessToken) {
      return super.query(request);
    }
    const targets = request.targets.filter((query) => this.filterQuery(query));
    if (this.settings.jsonData.answerOnServer === true && targets.length > 0) {
      return super.query({ ...request, targets });
    }
    const queries = targets.map((query) => this.applyTemplateVariables(query, request.scopedVars, request.filters));
    if (queries.length === 0) {
      return of({ key: request.requestId, data: [], state: LoadingState.Done });
    }
    const { from, to } = request.range;
    const panel = { queries, range: { from: from.valueOf(), to: to.valueOf() }, key: request.requestId };
    return defer(() => answers(this.ask(), panel));
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
