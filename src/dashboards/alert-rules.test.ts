import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sampleStore } from '../../cli/simulate/store';
import { SEED } from '../../cli/simulate/truth';
import { ask, catalogOf } from '../../tests/fake-store';
import { parseYaml } from '../host/yaml';

interface Rule {
  readonly uid: string;
  readonly condition: string;
  readonly annotations: { readonly [key: string]: string };
  readonly data: ReadonlyArray<{
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: { readonly expression?: string };
  }>;
}

const FILE = resolve(__dirname, '../../provisioning/alerting/verdicts.yaml');
const [{ groups }] = parseYaml(readFileSync(FILE, 'utf8')) as Array<{ groups: Array<{ rules: Rule[] }> }>;
const RULES = groups.flatMap(({ rules }) => rules);

const store: { [path: string]: string } = {};
sampleStore(SEED).forEach(({ path, text }) => (store[path] = text));
const catalog = catalogOf(store);

it.each(RULES.map((rule) => [rule.uid, rule] as const))(
  '%s asks for one number a row, unique texts, and leads to a panel that there is',
  (_, { condition, data, annotations }) => {
    const [query, threshold] = data;
    expect([threshold.refId, threshold.model.expression]).toEqual([condition, query.refId]);
    const [frame] = ask(catalog, query.model);
    const types = frame.schema.fields.map(({ type }) => type);
    expect(types.filter((type) => type !== 'string')).toEqual(['number']);
    const labels = frame.data.values.filter((__, index) => types[index] === 'string');
    const rows = (frame.data.values[0] ?? []).map((__, row) => JSON.stringify(labels.map((values) => values[row])));
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows).size).toBe(rows.length);
    // Text of a template may name labels that the query gives, and no others.
    const named = Object.values(annotations).flatMap((text) => text.match(/\$\$labels\.(\w+)/g) ?? []);
    const given = frame.schema.fields.map(({ name }) => `$$labels.${name}`);
    expect(named.filter((name) => !given.includes(name))).toEqual([]);
    const dashboard = JSON.parse(
      readFileSync(join(__dirname, `${annotations.__dashboardUid__.replace('prism-', '')}.json`), 'utf8')
    ) as { panels: Array<{ id: number; type: string }> };
    const panel = dashboard.panels.find(({ id }) => String(id) === annotations.__panelId__);
    expect(panel?.type).toMatch(/^(table|timeseries)$/);
  }
);
