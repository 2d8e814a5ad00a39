import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScopedVars } from '@grafana/data';
import { sampleStore } from '../../cli/simulate/store';
import { SEED } from '../../cli/simulate/truth';
import { storeOfReports, type ReportOf } from '../../tests/benchmark-reports';
import { ask, catalogOf, column, storeOfDirectory, type FakeStore } from '../../tests/fake-store';
import { broken, type PanelShape } from '../../tests/panel-rules';
import { SAMPLES } from '../../tests/samples';
import type { FrameJson } from '../core/frames/frame';
import type { Catalog } from '../core/model/catalog';
import pluginJson from '../plugin.json';
import { prepare, type Templates } from '../prepare';
import type { PrismQuery } from '../types';

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query?: PrismQuery | string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly current?: { readonly value?: string | string[] };
  readonly options?: ReadonlyArray<{ readonly value: string; readonly text: string; readonly selected: boolean }>;
}

interface Panel extends PanelShape {
  readonly id: number;
  readonly title: string;
  readonly pluginVersion?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly PrismQuery[];
  readonly transformations?: unknown;
  readonly fieldConfig?: {
    readonly defaults: { readonly [key: string]: unknown };
    readonly overrides: ReadonlyArray<{
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: ReadonlyArray<{ readonly id: string }>;
    }>;
  };
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly time: { readonly from: string };
  readonly links: ReadonlyArray<{
    readonly tags: readonly string[];
    readonly includeVars: boolean;
    readonly keepTime: boolean;
  }>;
  readonly annotations: {
    readonly list: ReadonlyArray<{
      readonly name: string;
      readonly enable: boolean;
      readonly datasource: unknown;
      readonly target: PrismQuery;
    }>;
  };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

const FILES = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
const textOf = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
const DASHBOARDS = FILES.map((file) => [file, JSON.parse(textOf(file)) as Dashboard] as const);
const SOURCE = { type: 'llmd-prism-datasource', uid: '${datasource}' };
const ALL = '$__all';

type Values = Readonly<Record<string, string | readonly string[]>>;

/** Grafana's templating over the values of a dashboard's variables; a custom all value never reaches the callback. */
function templates(values: Values): Templates {
  const replace = (text = '', _?: ScopedVars, format?: string | Function): string =>
    text.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, bare?: string, braced?: string) => {
      const value = values[bare ?? braced ?? ''] as string | readonly string[] | undefined;
      if (value === undefined) {
        return whole;
      }
      return typeof format === 'function' && value !== ALL
        ? String(format(value))
        : Array.isArray(value)
          ? `{${value.join(',')}}`
          : String(value);
    });
  return { replace };
}

/** `opening`: what is saved, where the store has it, else All or the first; `first`: of each what it offers first; `all`: All where it may be. */
type Choice = 'opening' | 'first' | 'all';

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The value that Grafana gives a variable which offers these. */
function choose(variable: Variable, offered: readonly string[], choice: Choice): string | readonly string[] {
  const saved = listOf(variable.current?.value).filter((value) => offered.includes(value));
  const one = (values: readonly string[]): string | readonly string[] => (variable.multi === true ? values : values[0]);
  const isAll =
    variable.includeAll === true &&
    (choice === 'all' || offered.length === 0 || (choice === 'opening' && saved.length === 0));
  if (isAll) {
    return ALL;
  }
  if (offered.length === 0) {
    return variable.multi === true ? [] : '';
  }
  return one(choice === 'first' || saved.length === 0 ? offered.slice(0, 1) : saved);
}

/** Variables resolved one after the other, each with the values of those before it. */
function resolveAll(catalog: Catalog, { templating }: Dashboard, choice: Choice): Values {
  const values: { [name: string]: string | readonly string[] } = {};
  templating.list.forEach((variable) => {
    if (variable.type === 'custom') {
      values[variable.name] = choose(
        variable,
        (variable.options ?? []).map(({ value }) => value),
        choice
      );
    } else if (variable.type === 'query') {
      const [frame] = ask(catalog, prepare(variable.query as PrismQuery, templates(values), {}));
      values[variable.name] = choose(variable, column(frame, 'value') as string[], choice);
    }
  });
  return values;
}

const askingPanels = ({ panels }: Dashboard): Panel[] => panels.filter(({ type }) => type !== 'row' && type !== 'text');

function answersOf(catalog: Catalog, panel: Panel, values: Values, store: FakeStore): FrameJson[] {
  return (panel.targets ?? []).flatMap((target) => ask(catalog, prepare(target, templates(values), {}), store));
}

const rowsOf = (frames: readonly FrameJson[]): number =>
  Math.max(0, ...frames.map(({ data }) => data.values[0]?.length ?? 0));

/** Repeats, builds, gaps, failures, both ways of serving, rates beside concurrencies, and runs of which next to nothing is known. */
function reports(): ReportOf[] {
  const sweep = [1, 8, 64].flatMap((concurrency, stage) =>
    [0, 1].flatMap((repeat): ReportOf[] => {
      const shared = {
        experiment: 'sweep',
        stage,
        concurrency,
        model: 'org/m',
        version: '1',
        failures: stage,
        start: '2026-01-01T00:00:00Z',
      };
      const slow = (1 + concurrency / 64) * (1 + repeat / 20);
      return [
        {
          ...shared,
          run: `aggregated-${repeat}`,
          instances: { replica: 2 },
          ttft: 0.2 * slow,
          tpot: 0.02 * slow,
          output: (50 * concurrency) / slow,
        },
        {
          ...shared,
          run: `split-${repeat}`,
          instances: { prefill: 1, decode: 1 },
          ttft: 0.3 * slow,
          tpot: 0.01 * slow,
          output: (60 * concurrency) / slow,
        },
      ];
    })
  );
  const nightly = [1, 2, 3].map((day): ReportOf => ({
    experiment: 'nightly',
    run: `night-${day}`,
    stage: 0,
    rate: 4,
    model: 'org/m',
    version: `1.${day}`,
    failures: 0,
    start: `2026-02-0${day}T00:00:00Z`,
    instances: { replica: 1 },
    ttft: 0.1 * day,
    tpot: 0.01,
    output: 100,
  }));
  return [
    ...sweep,
    ...nightly,
    { experiment: 'bare', run: 'a', stage: 0, concurrency: 2, ttft: 1 },
    { experiment: 'bare', run: 'b', stage: 0 },
  ];
}

function simulated(): FakeStore {
  const store: { [path: string]: string } = {};
  sampleStore(SEED).forEach(({ path, text }) => (store[path] = text));
  return store;
}

const BUNDLED = 'the bundled sample';
/** Panels of metrics that only some tools give; the simulator is none of them. */
const UNSIMULATED = ['Goodput ratio', 'Cached tokens a request', 'Speculative acceptance'];
const FOLDERS = ['inference-perf', 'llm-d-benchmark-report', 'vllm-bench-serve', 'prism-archive'];
const STORES: ReadonlyArray<readonly [string, () => FakeStore]> = [
  ['an empty store', () => ({})],
  ['reports written down here', () => storeOfReports(reports())],
  [BUNDLED, simulated],
  ...(SAMPLES === null
    ? []
    : FOLDERS.map((folder) => [folder, () => storeOfDirectory(resolve(SAMPLES ?? '', folder))] as const)),
];

describe('bundled dashboards', () => {
  it('are registered, all of them and no others', () => {
    expect(pluginJson.includes.map(({ path }) => path).sort()).toEqual(
      FILES.map((file) => `dashboards/${file}`).sort()
    );
    expect(DASHBOARDS.map(([, { title }]) => title).sort()).toEqual(pluginJson.includes.map(({ name }) => name).sort());
    expect(new Set(DASHBOARDS.map(([, { uid }]) => uid)).size).toBe(FILES.length);
  });

  if (SAMPLES === null) {
    it.skip('real samples (skipped: ../shared/samples is missing)', () => undefined);
  }
});

describe.each(DASHBOARDS)('%s', (file, dashboard) => {
  const { panels, templating } = dashboard;
  const variables = templating.list;

  it('has a uid, a title, links that keep the choices, and a wide range', () => {
    expect(dashboard).toMatchObject({
      uid: `prism-${file.replace('.json', '')}`,
      schemaVersion: 41,
      time: { from: 'now-5y' },
    });
    expect(dashboard.title).toMatch(/^Prism /);
    expect(dashboard.tags).toContain('prism');
    expect(dashboard.links).toMatchObject([{ tags: ['prism'], includeVars: true, keepTime: true }]);
  });

  it('names no data source but its variable', () => {
    expect(variables[0]).toMatchObject({ type: 'datasource', name: 'datasource', query: SOURCE.type });
    variables
      .filter(({ type }) => type === 'query' || type === 'adhoc')
      .forEach(({ name, datasource }) => expect([name, datasource]).toEqual([name, SOURCE]));
    askingPanels(dashboard).forEach(({ title, datasource, targets = [] }) => {
      expect([title, datasource]).toEqual([title, SOURCE]);
      expect([title, targets.map((target) => target.datasource)]).toEqual([title, [SOURCE]]);
    });
    expect(
      textOf(file)
        .match(/"uid": ?"[^"]*"/g)
        ?.filter((uid) => !/"(\$\{datasource\}|prism-[a-z-]+)"/.test(uid))
    ).toEqual([]);
  });

  it('is of Grafana 12.4, without a transformation, and leaves units, names and thresholds to the data', () => {
    expect(textOf(file)).not.toMatch(/transformations/);
    panels
      .filter(({ type }) => type !== 'row')
      .forEach(({ title, pluginVersion, fieldConfig }) => {
        expect([title, pluginVersion]).toEqual([title, '12.4.0']);
        const set = [
          ...Object.keys(fieldConfig?.defaults ?? {}),
          ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) => properties.map(({ id }) => id)),
        ];
        expect([title, set.filter((id) => !/^(custom(\.(width|scaleDistribution))?|noValue)$/.test(id))]).toEqual([
          title,
          [],
        ]);
      });
  });

  it('says in words what each panel shows, and lays panels out without overlap', () => {
    askingPanels(dashboard).forEach((panel) =>
      expect([panel.title, 'description' in panel]).toEqual([panel.title, true])
    );
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`)
    );
    expect(new Set(taken).size).toBe(taken.length);
    panels.forEach(({ gridPos: { x, w } }) => expect(x + w).toBeLessThanOrEqual(24));
  });

  it('lays only events of its data source over its panels', () => {
    dashboard.annotations.list.forEach(({ datasource, target }) => {
      expect([datasource, target.datasource]).toEqual([SOURCE, SOURCE]);
      expect(target).toMatchObject({ kind: 'history', frame: 'events' });
    });
  });

  it('offers in each variable only what the choices before it leave', () => {
    const chained = variables.filter(({ query }) => typeof query === 'object' && query.of === 'dimension');
    chained.forEach((variable) => {
      expect([variable.name, variable]).toEqual([
        variable.name,
        expect.objectContaining({ includeAll: true, allValue: ALL, refresh: 2 }),
      ]);
      const before = variables.slice(0, variables.indexOf(variable)).map(({ name }) => name);
      // Grafana finds what a variable hangs on by its `$name` in the query object.
      const used = JSON.stringify(variable.query).match(/\$\w+/g) ?? [];
      expect([variable.name, used.filter((name) => !before.includes(name.slice(1)))]).toEqual([variable.name, []]);
    });
    expect(chained.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['experiment', 'model', 'hardware', 'workload', 'gpus'])
    );
    expect(JSON.stringify(variables.find(({ name }) => name === 'gpus')?.query)).toMatch(
      /\$experiment.*\$model.*\$hardware.*\$workload/
    );
  });

  it('uses every variable, and no other', () => {
    const used = new Set((textOf(file).match(/\$\{?(\w+)/g) ?? []).map((name) => name.replace(/\W/g, '')));
    used.delete('__all');
    expect(Array.from(used).sort()).toEqual(
      variables
        .filter(({ type }) => type !== 'adhoc')
        .map(({ name }) => name)
        .sort()
    );
  });

  it('writes the choices of custom variables in both of their places alike', () => {
    variables
      .filter(({ type }) => type === 'custom')
      .forEach(({ name, query, options = [], current }) => {
        const written = String(query)
          .split(', ')
          .map((part) => part.split(' : '));
        expect([name, written.map((part) => part[part.length - 1])]).toEqual([name, options.map(({ value }) => value)]);
        expect([name, options.filter(({ selected }) => selected).map(({ value }) => value)]).toEqual([
          name,
          listOf(current?.value),
        ]);
      });
  });
});

describe.each(STORES)('on %s', (store, open) => {
  let files: FakeStore;
  let catalog: Catalog;
  beforeAll(() => {
    files = open();
    catalog = catalogOf(files);
  });

  const cases = DASHBOARDS.flatMap(([file, dashboard]) =>
    (['opening', 'first', 'all'] as const).map((choice) => [file, choice, dashboard] as const)
  );

  it.each(cases)('%s answers every panel, variables: %s', (_, choice, dashboard) => {
    const values = resolveAll(catalog, dashboard, choice);
    const found = askingPanels(dashboard).map((panel) => {
      const frames = answersOf(catalog, panel, values, files);
      return { title: panel.title, broken: broken(panel, frames), rows: rowsOf(frames) };
    });
    expect(found.filter((panel) => panel.broken.length > 0)).toEqual([]);
    if (store === BUNDLED && choice === 'opening') {
      const empty = found.filter(({ rows }) => rows === 0).map(({ title }) => title);
      expect(empty.filter((title) => !UNSIMULATED.includes(title))).toEqual([]);
    }
  });

  it.each(cases)('%s answers its annotations, variables: %s', (_, choice, dashboard) => {
    const values = resolveAll(catalog, dashboard, choice);
    dashboard.annotations.list.forEach(({ target }) => {
      const [frame] = ask(catalog, prepare(target, templates(values), {}));
      // Grafana's standard support finds its fields by these names; time must be there and say a time.
      expect(frame.schema.fields.map(({ name }) => name)).toEqual(['time', 'timeEnd', 'title', 'text', 'tags', 'id']);
      expect(column(frame, 'time').every((time) => typeof time === 'number')).toBe(true);
    });
  });

  if (store === BUNDLED) {
    const panelOf = (file: string, title: string) => {
      const [, dashboard] = DASHBOARDS.find(([name]) => name === file) as (typeof DASHBOARDS)[number];
      const panel = askingPanels(dashboard).find((one) => one.title === title) as Panel;
      return answersOf(catalog, panel, resolveAll(catalog, dashboard, 'opening'), files)[0];
    };

    it('the dashboard of tuning decisions opens with a setting for each of the four', () => {
      const advice = panelOf('tuning.json', 'Best known setting of each decision under the SLO');
      expect(column(advice, 'class')).toEqual(['routing', 'batching', 'topology', 'sizing']);
      expect(column(advice, 'setting')).not.toContain(null);
    });

    it('the dashboard of capacity opens with shares of single requests, fewer the higher the load', () => {
      const attained = panelOf('capacity.json', 'Requests within the SLO, counted one by one');
      const [load, share] = ['load', 'attainment_exact'].map((name) => column(attained, name).map(Number));
      expect(share.length).toBeGreaterThan(3);
      share.forEach((value, row) =>
        expect(load[row + 1] > load[row] ? value : 1).toBeGreaterThanOrEqual(share[row + 1] ?? 0)
      );
      expect(column(attained, 'requests')).not.toContain(null);
    });

    it('the dashboard of regressions marks the injected change and its fix, and nothing else, as it opens', () => {
      const [, dashboard] = DASHBOARDS.find(([file]) => file === 'regressions.json') as (typeof DASHBOARDS)[number];
      const values = { ...resolveAll(catalog, dashboard, 'opening'), metric: 'tpot_mean' };
      const shown = dashboard.annotations.list.filter(({ enable }) => enable);
      const tags = shown.flatMap(({ target }) =>
        column(ask(catalog, prepare(target, templates(values), {}))[0], 'tags').map(String)
      );
      expect(tags).toEqual(['change point,regression,tpot_mean', 'change point,improvement,tpot_mean']);
    });

    it.each(DASHBOARDS)('%s answers whatever its lists of metrics, statistics and groups offer', (_, dashboard) => {
      const opening = resolveAll(catalog, dashboard, 'opening');
      dashboard.templating.list.forEach(({ name, type, multi, options = [], query }) => {
        const isStats = typeof query === 'object' && query.of === 'stats';
        const offered = isStats
          ? (column(ask(catalog, query)[0], 'value') as string[])
          : type === 'custom'
            ? options.map(({ value }) => value)
            : [];
        offered.forEach((value) =>
          askingPanels(dashboard).forEach((panel) => {
            const frames = answersOf(catalog, panel, { ...opening, [name]: multi === true ? [value] : value }, files);
            expect([panel.title, name, value, broken(panel, frames)]).toEqual([panel.title, name, value, []]);
          })
        );
      });
    });

    it.each(DASHBOARDS)('%s overrides columns that there are', (_, dashboard) => {
      const values = resolveAll(catalog, dashboard, 'all');
      askingPanels(dashboard).forEach((panel) => {
        const frames = answersOf(catalog, panel, values, files);
        const titles = new Set(
          frames.flatMap(({ schema }) => schema.fields.map(({ config }) => config.displayNameFromDS))
        );
        // The column of groups is there only where several kinds of points cannot be compared.
        const wanted = (panel.fieldConfig?.overrides ?? [])
          .map(({ matcher }) => matcher.options)
          .filter((title) => title !== 'Group');
        expect([panel.title, wanted.filter((title) => !titles.has(title))]).toEqual([panel.title, []]);
      });
    });
  }
});
