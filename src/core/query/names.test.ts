import { ask, catalogOf } from '../../../tests/fake-store';
import { serveResult } from '../../../tests/test-server';
import { EMPTY_CATALOG } from '../model/catalog';
import { migrate } from './migrate';
import { dimensionOf, metricOf, quantityOf } from './names';
import { parseQuery, QUESTIONS } from './index';

describe('names in queries', () => {
  it.each<[string, RegExp]>([
    ['ttft_p9', /^$/],
    ['ttft_p', /^Unknown metric "ttft_p"\. Did you mean ttft_p50\?$|Did you mean ttft_p9/],
    ['tttf_p99', /^Unknown metric "tttf_p99"\. Did you mean ttft_p99\?$/],
    ['output_token_throughput_per_gpus', /Did you mean output_token_throughput_per_gpu\?$/],
    ['ttft', /^Metric "ttft" needs a statistic, such as ttft_mean or ttft_p99\.$/],
    ['constructor', /^Unknown metric "constructor"\.$/],
    ['', /^Unknown metric ""\./],
  ])('the metric %j', (id, message) => {
    if (message.source === '^$') {
      expect(metricOf(id).stat).toBe('p9');
    } else {
      expect(() => metricOf(id)).toThrow(message);
    }
  });

  it('dimensions, free ones too', () => {
    expect([dimensionOf('model'), dimensionOf('label.x'), dimensionOf('setting.a.b'), dimensionOf('dir.1')]).toEqual([
      'model',
      'label.x',
      'setting.a.b',
      'dir.1',
    ]);
    expect(() => dimensionOf('hardwear')).toThrow('Unknown dimension "hardwear". Did you mean hardware?');
    expect(() => dimensionOf('dir.0')).toThrow(/Unknown dimension/);
    expect(() => dimensionOf('__proto__')).toThrow(/Unknown dimension/);
    expect(() => dimensionOf('ttft_mean')).toThrow(/Unknown dimension/);
  });

  it('an axis takes either', () => {
    expect(quantityOf('load')).toEqual({ dimension: 'load' });
    expect(quantityOf('ttft_mean')).toHaveProperty('metric.id', 'ttft_mean');
    expect(() => quantityOf('laod')).toThrow('Unknown metric or dimension "laod". Did you mean load?');
  });
});

describe('queries that cannot be answered', () => {
  it.each<[unknown, RegExp]>([
    [null, /A query is an object with a "kind"/],
    ['points', /A query is an object/],
    [{}, /A query is an object/],
    [{ kind: 'nothing' }, /^Unknown kind of query "nothing"\. Known are points, frontier, pd, .*values/],
    [{ kind: 'points', version: 99 }, /newer version of Prism \(query version 99\)/],
    [{ kind: 'points', limit: 0 }, /^This points query cannot be read\. limit: /],
    [{ kind: 'points', shape: 'pie' }, /shape: /],
    [{ kind: 'points', filters: [{ key: 'model', operator: '~', value: 'x' }] }, /filters\.0\.operator: /],
    [{ kind: 'frontier', at: ['x'] }, /at\.0: /],
    [
      { kind: 'points', filters: [{ key: 'model', operator: '=', value: '$model' }] },
      /still holds the variable \$model: it has no value here/,
    ],
    [{ kind: 'points', metrics: ['${metric}'] }, /variable \$\{metric\}/],
    [{ kind: 'points', filters: [{ key: 'model', operator: '=|', value: '', values: ['a', '$b'] }] }, /variable \$b/],
    [{ kind: 'points', legend: '{{topology}} $x' }, /variable \$x/],
    [{ kind: 'points', metrics: ['ttft_p99'], x: 'model' }, /^$/],
  ])('%j', (query, message) => {
    if (message.source === '^$') {
      expect(() => ask(catalogOf({ 'r/a.json': serveResult() }), { ...(query as object), shape: 'curves' })).toThrow(
        /holds texts, an axis takes numbers/
      );
    } else {
      expect(() => parseQuery(query)).toThrow(message);
    }
  });

  it('a lone $ of a pattern and the value of All are no variables', () => {
    const filters = [
      { key: 'model', operator: '=~', value: '^(a|b)$' },
      { key: 'model', operator: '=', value: '$__all' },
    ];
    expect(parseQuery({ kind: 'points', filters }).query).toMatchObject({ filters });
  });

  it.each(['groupBy', 'dimensions'])('an unknown dimension in %s', (key) => {
    expect(() => ask(EMPTY_CATALOG, { kind: 'points', [key]: ['modle'] })).toThrow(
      'Unknown dimension "modle". Did you mean model?'
    );
  });
});

describe('migration', () => {
  it('leaves what it is given alone, and gives a version', () => {
    const saved = Object.freeze({ kind: 'points', metrics: Object.freeze(['ttft_p99']) });
    expect(migrate(saved)).toEqual({ kind: 'points', metrics: ['ttft_p99'], version: 1 });
    expect(migrate(migrate(saved))).toEqual(migrate(saved));
    expect(migrate({ kind: 'points', version: 0 }).version).toBe(1);
  });
});

describe('definitions', () => {
  it.each(QUESTIONS.map((question) => [question.kind, question] as const))(
    '%s has a form that its query understands, with help',
    (kind, { form, prepare, title, question }) => {
      const { query } = prepare({ kind });
      expect([title.length > 0, question.endsWith('?')]).toEqual([true, true]);
      form.forEach((field) => {
        expect([field.name, field.help.length > 0, field.label.length > 0]).toEqual([field.name, true, true]);
        const on = field.when === undefined ? [] : [field.when.name];
        on.forEach((name) => expect(form.some((other) => other.name === name) || name === 'frame').toBe(true));
      });
      expect(Object.keys(query)).toContain('version');
    }
  );
});
