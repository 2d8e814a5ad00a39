import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScopedVars } from '@grafana/data';
import { ask, catalogOf, config, storeOfDirectory, type FakeStore } from '../../tests/fake-store';
import { broken } from '../../tests/panel-rules';
import { SAMPLES } from '../../tests/samples';
import { sampleStore } from '../../cli/simulate/store';
import { SEED } from '../../cli/simulate/truth';
import type { FrameJson } from '../core/frames/frame';
import type { Catalog } from '../core/model/catalog';
import { prepare, type Templates } from '../prepare';
import type { PrismQuery } from '../types';
import pluginJson from '../plugin.json';

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: PrismQuery | string;
  readonly datasource?: { uid: string };
  readonly current: { value?: string | string[] };
  readonly options?: Array<{ value: string }>;
  readonly allValue?: string;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly pluginVersion?: string;
  readonly datasource?: { type: string; uid: string };
  readonly targets?: PrismQuery[];
  readonly transformations?: unknown[];
  readonly options: { readonly mapping?: string; readonly series?: unknown[] };
  readonly fieldConfig: { readonly defaults: Record<string, unknown>; readonly overrides: Array<{ properties: Array<{ id: string }> }> };
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: Panel[];
  readonly templating: { list: Variable[] };
}

const DIRECTORY = __dirname;
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.json'));
const read = (file: string): Dashboard => JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')) as Dashboard;
const dashboards = FILES.map((file) => ({ file, dashboard: read(file) }));

/** Grafana's templating over the values of a dashboard's variables. */
function templates(values: Readonly<Record<string, string | string[]>>): Templates {
  return {
    replace: (text = '', _scoped?: ScopedVars, format?: string | ((value: string | string[]) => string)) =>
      text.replace(/\$(\w+)/g, (whole, name: string) => {
        const value = values[name] as string | string[] | undefined;
        if (value === undefined) {
          return whole;
        }
        // A custom all value never reaches the callback.
        return typeof format === 'function' && value !== '$__all' ? format(value) : Array.isArray(value) ? `{${value.join(',')}}` : value;
      }),
  } as Templates;
}

const store = (): FakeStore => {
  const files: { [path: string]: string } = {};
  sampleStore(SEED).forEach(({ path, text }) => (files[path] = text));
  return files;
};

const stores: Array<[string, () => FakeStore]> = [
  ['the bundled sample', store],
  ...(SAMPLES === null ? [] : ['inference-perf', 'llm-d-benchmark-report', 'vllm-bench-serve', 'prism-archive'].map((folder): [string, () => FakeStore] => [folder, () => storeOfDirectory(resolve(SAMPLES ?? '', folder))])),
];

/** Values of the variables, resolved one after the other as Grafana does: All, or the first value that each offers. */
function resolved(catalog: Catalog, { templating }: Dashboard, choose: 'all' | 'first'): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  templating.list.forEach((variable) => {
    if (variable.type === 'custom') {
      values[variable.name] = choose === 'all' ? String(variable.current.value) : String(variable.options?.[0].value);
    } else if (variable.type === 'query') {
      const [frame] = ask(catalog, prepare(variable.query as PrismQuery, templates(values), {}));
      const offered = frame.data.values[0] as string[];
      values[variable.name] = choose === 'all' || offered.length === 0 ? '$__all' : [offered[0]];
    }
  });
  return values;
}

const panelsOf = ({ panels }: Dashboard): Panel[] => panels.filter(({ targets }) => targets !== undefined && targets.length > 0);

describe('bundled dashboards', () => {
  it('are registered, all of them and no others', () => {
    expect(pluginJson.includes.map(({ path }) => path).sort()).toEqual(FILES.map((file) => `dashboards/${file}`).sort());
  });

  it.each(dashboards.map(({ file, dashboard }) => [file, dashboard] as const))('%s follows the rules of the platform', (_, dashboard) => {
    expect(dashboard.uid).toMatch(/^prism-/);
    expect(dashboard.title).toMatch(/^Prism /);
    expect(dashboard.templating.list[0]).toMatchObject({ type: 'datasource', name: 'datasource', query: 'llmd-prism-datasource' });
    dashboard.templating.list.slice(1).filter(({ type }) => type === 'query').forEach((variable) => {
      expect(variable.datasource?.uid).toBe('${datasource}');
      expect(variable.allValue).toBe('$__all');
    });
    dashboard.panels.forEach((panel) => {
      expect([panel.title, panel.pluginVersion]).toEqual([panel.title, '12.4.0']);
      expect(panel.transformations ?? []).toEqual([]);
    });
    panelsOf(dashboard).forEach((panel) => {
      expect([panel.datasource, ...(panel.targets ?? []).map(({ datasource }) => datasource)].map((source) => (source as { uid?: string })?.uid)).toEqual(expect.arrayContaining(['${datasource}']));
      // Units, thresholds and names come with the data.
      const set = [...Object.keys(panel.fieldConfig.defaults), ...panel.fieldConfig.overrides.flatMap(({ properties }) => properties.map(({ id }) => id))];
      expect(set.filter((id) => !id.startsWith('custom'))).toEqual([]);
      if (panel.type === 'xychart') {
        expect(panel.options).toMatchObject({ mapping: 'auto', series: [{}] });
      }
    });
    expect(JSON.stringify(dashboard)).not.toMatch(/"uid": ?"(?!prism-|\$\{)/);
  });

  describe.each(stores)('on %s', (name, open) => {
    let catalog: Catalog;
    beforeAll(() => {
      catalog = catalogOf(open(), config());
    });

    it.each(dashboards.flatMap(({ file, dashboard }) => (['all', 'first'] as const).map((choose) => [file, choose, dashboard] as const)))('%s answers every panel, variables at %s', (_, choose, dashboard) => {
      const values = resolved(catalog, dashboard, choose);
      const answered = panelsOf(dashboard).map((panel) => {
        const frames = (panel.targets ?? []).flatMap((target): FrameJson[] => ask(catalog, prepare(target, templates(values), {})));
        expect([panel.title, broken(panel.type, frames)]).toEqual([panel.title, []]);
        return { panel, rows: Math.max(0, ...frames.map((frame) => frame.data.values[0]?.length ?? 0)) };
      });
      if (name === 'the bundled sample' && choose === 'all') {
        expect(answered.filter(({ rows }) => rows === 0).map(({ panel }) => panel.title)).toEqual([]);
      }
    });
  });

  it(`the sample that the build makes is the one that is tested${existsSync(resolve('build/sample/index.json')) ? '' : ' (nothing is built yet)'}`, () => {
    expect(Object.keys(store()).length).toBeGreaterThan(50);
  });
});

describe('the rules of panels', () => {
  const frame = (fields: Array<[string, string, unknown[]]>): FrameJson =>
    ({ schema: { name: 'f', meta: {}, fields: fields.map(([name, type]) => ({ name, type, config: { displayNameFromDS: name } })) }, data: { values: fields.map(([, , values]) => values) } }) as FrameJson;

  it.each([
    ['xychart', [frame([['x', 'number', [1]], ['y', 'number', [1]], ['z', 'number', [1]]])], /3 number fields/],
    ['trend', [frame([['x', 'number', [1, 1]], ['y', 'number', [1, 1]]])], /increase/],
    ['trend', [frame([]), frame([])], /2 frames/],
    ['timeseries', [frame([['t', 'time', [2, 1]], ['y', 'number', [1, 1]]])], /sorted/],
    ['table', [frame([['a', 'string', []]]), frame([['a', 'string', []]])], /2 frames/],
    ['table', [frame([])], /no fields/],
    ['table', [frame([['a', 'number', [1]], ['b', 'number', []]])], /different lengths/],
    ['piechart', [], /no rules/],
  ])('%s refuses what it cannot show', (type, frames, words) => {
    expect(broken(type, frames).join()).toMatch(words);
  });
});
