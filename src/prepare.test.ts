import * as fc from 'fast-check';
import type { ScopedVars } from '@grafana/data';
import { prepare, valuesOf, type Templates } from './prepare';
import type { PrismQuery } from './types';

/** Grafana's templating, the part that matters: single values as texts, several through the callback. */
function templates(variables: Record<string, string | string[]>): Templates {
  return {
    replace: (text = '', _scoped?: ScopedVars, format?: string | ((value: string[] | string) => string)) =>
      text.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, plain: string | undefined, braced: string | undefined) => {
        const value = variables[plain ?? braced ?? ''];
        if (value === undefined) {
          return whole;
        }
        if (format === 'regex') {
          const escaped = ([] as string[]).concat(value).map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
          return escaped.length === 1 ? escaped[0] : `(${escaped.join('|')})`;
        }
        return typeof format === 'function' ? format(value) : Array.isArray(value) ? `{${value.join(',')}}` : value;
      }),
  } as Templates;
}

const QUERY: PrismQuery = { refId: 'A', kind: 'points', metrics: ['ttft_$stat'], filters: [] };

describe('prepare', () => {
  it('fills in variables, in lists and in texts, and changes nothing that it is given', () => {
    const given: PrismQuery = { ...QUERY, legend: '{{topology}} $model' };
    const frozen = JSON.stringify(given);
    expect(prepare(given, templates({ stat: 'p99', model: 'm' }), {})).toMatchObject({
      metrics: ['ttft_p99'],
      legend: '{{topology}} m',
    });
    expect(JSON.stringify(given)).toBe(frozen);
  });

  it('makes a filter on several values of one on a multi-value variable, names with commas intact', () => {
    const filters = [{ key: 'model', operator: '=', value: '$models' }];
    expect(prepare({ ...QUERY, filters }, templates({ models: ['a,b', 'c'] }), {}).filters).toEqual([
      { key: 'model', operator: '=|', value: 'a,b', values: ['a,b', 'c'] },
    ]);
  });

  it('spreads a multi-value variable over the values of a filter', () => {
    const filters = [{ key: 'model', operator: '=|', value: '', values: ['$models', 'd'] }];
    expect(prepare({ ...QUERY, filters }, templates({ models: ['a', 'c'] }), {}).filters).toEqual([
      { key: 'model', operator: '=|', value: 'a', values: ['a', 'c', 'd'] },
    ]);
  });

  it('lets the custom all value through, which drops the filter in the core', () => {
    const filters = [{ key: 'model', operator: '=|', value: '', values: ['$models'] }];
    expect(prepare({ ...QUERY, filters }, templates({ models: '$__all' }), {}).filters).toEqual([
      { key: 'model', operator: '=|', value: '$__all', values: ['$__all'] },
    ]);
  });

  it('spreads a multi-value variable over a list of metrics', () => {
    expect(
      prepare({ ...QUERY, metrics: ['$metrics'] }, templates({ metrics: ['ttft_p99', 'tpot_mean'] }), {}).metrics
    ).toEqual(['ttft_p99', 'tpot_mean']);
  });

  it('makes numbers of variables where numbers belong', () => {
    expect(
      prepare({ ...QUERY, kind: 'pd', load: '$load', at: ['$load', 20], x: '$load' }, templates({ load: '64' }), {})
    ).toMatchObject({ load: 64, at: [64, 20], x: '64' });
    expect(
      prepare({ ...QUERY, kind: 'capacity', slo: { ttft_p99: '$limit' } }, templates({ limit: '0.5' }), {})
    ).toMatchObject({ slo: { ttft_p99: 0.5 } });
    expect(
      prepare({ ...QUERY, kind: 'pd', slo: { ttft_$stat: '$limit' } }, templates({ stat: 'p90', limit: '0.5' }), {}).slo
    ).toEqual({ ttft_p90: 0.5 });
  });

  it('adds the ad hoc filters of the dashboard after its own', () => {
    const own = { key: 'gpus', operator: '=', value: '16' };
    const added = { key: 'model', operator: '=|', value: 'a', values: ['a', 'b'] };
    expect(
      prepare({ ...QUERY, filters: [own] }, templates({}), {}, [added, { key: '', operator: '=', value: '' }]).filters
    ).toEqual([own, added]);
  });

  it('leaves out filters that are still being made', () => {
    const filters = [
      { operator: '=', value: '' },
      { key: 'model', operator: '=', value: '' },
      { key: 'gpus', operator: '=', value: '8' },
    ];
    expect(prepare({ ...QUERY, filters }, templates({}), {}).filters).toEqual([filters[2]]);
  });

  it('makes an alternative of a multi-value variable in a pattern, its characters taken as they are', () => {
    const filters = [{ key: 'model', operator: '=~', value: '^$models$' }];
    expect(prepare({ ...QUERY, filters }, templates({ models: ['a.b', 'c'] }), {}).filters).toEqual([
      { key: 'model', operator: '=~', value: '^(a\\.b|c)$' },
    ]);
  });

  it('resolves the filters of a side of a comparison too', () => {
    const filters = [
      { key: 'commit', operator: '=', value: '$commits' },
      { operator: '=', value: '' },
    ];
    expect(
      prepare({ ...QUERY, kind: 'compare', baseline: { filters } }, templates({ commits: ['a', 'b'] }), {}).baseline
    ).toEqual({ filters: [{ key: 'commit', operator: '=|', value: 'a', values: ['a', 'b'] }] });
  });

  it('leaves an unknown variable, which the core refuses by name', () => {
    expect(prepare({ ...QUERY, metrics: ['ttft_$nothing'] }, templates({}), {}).metrics).toEqual(['ttft_$nothing']);
  });

  it('changes nothing in filters without variables, and nothing a second time', () => {
    const text = fc.string({ minLength: 1, maxLength: 8 }).filter((one) => !/[$[]/.test(one));
    const one = fc.record({ key: text, operator: fc.constantFrom('=', '!=', '=~', '!~', '<', '>'), value: text });
    const several = fc
      .record({
        key: text,
        operator: fc.constantFrom('=|', '!=|'),
        values: fc.array(text, { minLength: 1, maxLength: 4 }),
      })
      .map((filter) => ({ ...filter, value: filter.values[0] }));
    fc.assert(
      fc.property(fc.array(fc.oneof(one, several), { maxLength: 5 }), (filters) => {
        const once = prepare({ ...QUERY, filters }, templates({ models: ['a'] }), {});
        expect(once.filters).toEqual(filters);
        expect(prepare(once, templates({ models: ['a'] }), {})).toEqual(once);
      })
    );
  });

  it('selects exactly the values of a multi-value variable, whatever they are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 6 }), (values) => {
        const filters = [{ key: 'model', operator: '!=', value: '${models}' }];
        expect(prepare({ ...QUERY, filters }, templates({ models: values }), {}).filters).toEqual([
          { key: 'model', operator: '!=|', value: values[0], values },
        ]);
      })
    );
  });

  it('gives every value of a multi-value variable back as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 6 }), (values) => {
        expect(valuesOf('$v', templates({ v: values }), {})).toEqual(values);
        expect(valuesOf('${v}', templates({ v: values }), {})).toEqual(values);
      })
    );
  });
});
