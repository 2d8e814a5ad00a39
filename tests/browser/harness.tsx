/**
 * A page that stands in for Grafana: it loads the built module.js as Grafana does (SystemJS with shared modules), mounts the
 * editors and shows answers in a plain table. Panels exist in Grafana alone.
 */
import * as emotion from '@emotion/css';
import * as data from '@grafana/data';
import * as runtime from '@grafana/runtime';
import * as ui from '@grafana/ui';
import * as React from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { createRoot } from 'react-dom/client';
import * as rxjs from 'rxjs';

interface SystemLoader {
  set(id: string, module: object): void;
  import(url: string): Promise<{ plugin: data.DataSourcePlugin<data.DataSourceApi> }>;
}

declare global {
  interface Window {
    System: SystemLoader;
  }
}

const SHARED: Record<string, object> = {
  '@emotion/css': emotion,
  '@grafana/data': data,
  '@grafana/runtime': runtime,
  '@grafana/ui': ui,
  react: React,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
};

const asked = new URLSearchParams(window.location.search);
/** Saved settings that the page begins with. */
const given = asked.get('settings');
const PLUGIN = 'llmd-prism-datasource';

/** Grafana's client as the plugin sees it: bytes or JSON in an Observable, an error for every status that is not 2xx. */
const backend = {
  fetch: (request: runtime.BackendSrvRequest) =>
    new rxjs.Observable<object>((subscriber) => {
      // Like Grafana's own, it cuts the slash at the end of an address.
      const url = request.url.replace(/^\//, '').replace(/\/$/, '');
      fetch(`/${url}`, { method: request.method, headers: request.headers, signal: request.abortSignal })
        .then(async (response) => {
          const bytes = request.responseType === 'arraybuffer' ? await response.arrayBuffer() : await response.json();
          if (response.ok) {
            subscriber.next({ status: response.status, data: bytes, headers: response.headers, ok: true });
            subscriber.complete();
          } else {
            subscriber.error({ status: response.status, data: bytes });
          }
        })
        .catch((error: unknown) => subscriber.error(error));
    }),
};

const templates = {
  replace: (text = '', _scoped?: unknown, format?: (value: string[]) => string) =>
    text.replace(/\$(models)\b/g, () => (format === undefined ? 'a,b' : format(['a', 'b']))),
  getVariables: () => [],
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
};

runtime.setBackendSrv(backend as unknown as runtime.BackendSrv);
runtime.setEchoSrv({ addEvent: () => undefined, addBackend: () => undefined, flush: () => undefined });
runtime.setTemplateSrv(templates as unknown as runtime.TemplateSrv);

function instanceSettings(jsonData: data.DataSourceJsonData): data.DataSourceInstanceSettings {
  return {
    id: 1,
    uid: 'store',
    type: PLUGIN,
    name: 'Prism',
    access: 'proxy',
    readOnly: false,
    url: '/api/datasources/proxy/uid/store',
    jsonData,
    meta: { id: PLUGIN, baseUrl: `public/plugins/${PLUGIN}`, info: { version: '0' } } as data.DataSourcePluginMeta,
  };
}

type Plugin = data.DataSourcePlugin<data.DataSourceApi>;

function Answers({ source, query }: { source: data.DataSourceApi; query: data.DataQuery }) {
  const [answer, setAnswer] = React.useState<data.DataQueryResponse | null>(null);
  React.useEffect(() => {
    const request = {
      requestId: 'Q1',
      targets: [query],
      scopedVars: {},
      range: data.getDefaultTimeRange(),
    } as unknown as data.DataQueryRequest;
    const subscription = rxjs.from(source.query(request) as rxjs.Observable<data.DataQueryResponse>).subscribe({
      next: setAnswer,
      error: (error: Error) => setAnswer({ data: [], errors: [{ message: error.message }] }),
    });
    return () => subscription.unsubscribe();
  }, [source, query]);
  const frames = (answer?.data ?? []) as data.DataFrame[];
  return (
    <div data-testid="answers" data-state={answer?.state ?? 'none'}>
      {answer?.errors?.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
      {frames.slice(0, 3).map((frame, index) => (
        <table key={index} data-testid="frame">
          <caption>{frame.name}</caption>
          <thead>
            <tr>
              {frame.fields.map((field, column) => (
                <th key={column}>{field.config.displayNameFromDS ?? field.name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: Math.min(frame.length, 8) }, (_, row) => (
              <tr key={row}>
                {frame.fields.map((field, column) => (
                  <td key={column}>{String(field.values[row])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      {frames
        .flatMap((frame) => frame.meta?.notices ?? [])
        .map(({ text }) => (
          <p key={text} data-testid="notice">
            {text}
          </p>
        ))}
    </div>
  );
}

function Page({ plugin }: { plugin: Plugin }) {
  const { ConfigEditor, QueryEditor } = plugin.components;
  const [options, setOptions] = React.useState<data.DataSourceSettings>({
    id: 1,
    uid: 'store',
    orgId: 1,
    name: 'Prism',
    type: PLUGIN,
    typeName: 'Prism',
    typeLogoUrl: '',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: false,
    jsonData: given === null ? {} : (JSON.parse(given) as data.DataSourceJsonData),
    secureJsonFields: {},
    readOnly: asked.has('readonly'),
    withCredentials: false,
  });
  const [saved, setSaved] = React.useState(options.jsonData);
  const source = React.useMemo(() => new plugin.DataSourceClass(instanceSettings(saved)), [plugin, saved]);
  const [tested, setTested] = React.useState('');
  const [query, setQuery] = React.useState<data.DataQuery>({
    refId: 'A',
    ...source.getDefaultQuery?.(data.CoreApp.Dashboard),
  });
  const [ran, setRan] = React.useState(query);
  const latest = React.useRef(query);
  const Config = ConfigEditor as React.ComponentType<data.DataSourcePluginOptionsEditorProps>;
  const Query = QueryEditor as React.ComponentType<data.QueryEditorProps<data.DataSourceApi>>;
  const saveAndTest = async (): Promise<void> => {
    await fetch('/settings', { method: 'PUT', body: JSON.stringify(options.jsonData) });
    setSaved(options.jsonData);
    const made = new plugin.DataSourceClass(instanceSettings(options.jsonData));
    const { status, message, details } = await made.testDatasource().catch((error: unknown) => ({
      status: 'error',
      ...(error as { message: string; details?: { verboseMessage?: string } }),
      message: (error as Error).message,
    }));
    setTested(`${status}: ${message} ${details?.verboseMessage ?? ''}`);
  };
  return (
    <main style={{ padding: 16, display: 'flex', flexDirection: 'column', gap: 16 }}>
      {asked.get('show') !== 'query' && (
        <section data-testid="config">
          <Config options={options} onOptionsChange={setOptions} />
          <div data-testid="frame-of-grafana">
            <ui.Button onClick={() => void saveAndTest()}>Save & test</ui.Button>
          </div>
          <p data-testid="tested">{tested}</p>
        </section>
      )}
      {asked.get('show') !== 'config' && (
        <section data-testid="query">
          <Query
            datasource={source}
            query={query}
            onChange={(next: data.DataQuery) => {
              latest.current = next;
              setQuery(next);
            }}
            onRunQuery={() => setRan(latest.current)}
          />
          <Answers source={source} query={ran} />
        </section>
      )}
    </main>
  );
}

async function start(): Promise<void> {
  Object.entries(SHARED).forEach(([name, module]) => window.System.set(`app:${name}`, { ...module, default: module }));
  const { plugin } = await window.System.import(`/public/plugins/${PLUGIN}/module.js`);
  const theme = data.createTheme({ colors: { mode: asked.get('theme') === 'light' ? 'light' : 'dark' } });
  const Theme = data.ThemeContext.Provider;
  document.body.style.background = theme.colors.background.primary;
  const root = document.getElementById('root');
  if (root !== null) {
    createRoot(root).render(
      <Theme value={theme}>
        <ui.GlobalStyles />
        <Page plugin={plugin} />
      </Theme>
    );
  }
}

start().catch((error: unknown) => {
  document.title = `failed: ${String(error)}`;
  throw error;
});
