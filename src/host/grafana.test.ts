import { sourceOf, type InstanceSettings } from './grafana';

const settings = (jsonData: InstanceSettings['jsonData'], more: Partial<InstanceSettings> = {}): InstanceSettings => ({
  uid: 'u',
  url: '/api/datasources/proxy/uid/u/',
  meta: { baseUrl: 'public/plugins/p', info: { version: '1' } },
  jsonData,
  ...more,
});
const VIEWER = { orgId: 1, id: 2 };
const source = (jsonData: InstanceSettings['jsonData']) => sourceOf(settings(jsonData), VIEWER);

describe('how a data source is read in the browser', () => {
  it('the sample from the files of the plugin', () => {
    expect(source({})).toMatchObject({
      by: 'store',
      base: 'public/plugins/p/sample',
      context: { links: { objects: null } },
    });
  });

  it('a store from the catalog of the server, looked at often', () => {
    expect(source({ store: { kind: 'http' } })).toMatchObject({
      by: 'server',
      base: '/api/datasources/uid/u/resources',
      refreshSeconds: 15,
      context: { links: { objects: '/api/datasources/uid/u/resources/object/', datasource: 'u' } },
    });
    expect(source({ store: { kind: 'index' }, refreshSeconds: 5 })).toMatchObject({
      refreshSeconds: 5,
      context: { links: { objects: null } },
    });
  });

  it('a store through the proxy where the settings say so, unless it needs keys', () => {
    expect(source({ store: { kind: 's3' }, readInBrowser: true })).toMatchObject({
      by: 'store',
      base: '/api/datasources/proxy/uid/u',
      refreshSeconds: 300,
      context: { links: { objects: '/api/datasources/proxy/uid/u/' } },
    });
    expect(() => source({ store: { kind: 's3' }, readInBrowser: true, authType: 'default' })).toThrow(/server alone/);
  });

  it('keeps copies apart by organisation, user, data source, address, settings, secrets and version', () => {
    const base = settings({ store: { kind: 'http' } });
    const scopes = [
      sourceOf(base, VIEWER),
      sourceOf(base, { ...VIEWER, orgId: 3 }),
      sourceOf(base, { ...VIEWER, id: 3 }),
      sourceOf({ ...base, uid: 'v' }, VIEWER),
      sourceOf({ ...base, url: '/other' }, VIEWER),
      sourceOf({ ...base, jsonData: { ...base.jsonData, refreshSeconds: 1 } }, VIEWER),
      sourceOf(settings({ ...base.jsonData, revision: 'r' } as InstanceSettings['jsonData']), VIEWER),
      sourceOf({ ...base, meta: { ...base.meta, info: { version: '2' } } }, VIEWER),
    ].map(({ scope }) => scope);
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(sourceOf(settings({ store: { kind: 'http' } }), VIEWER).scope).toBe(scopes[0]);
  });
});
