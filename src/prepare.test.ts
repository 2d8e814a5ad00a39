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
        return typeof format === 'function' ? format(value) : Array.isArray(value) ? `{${value.join(',')}}` : value;
      }),
  } as Templates;
}

const QUERY: PrismQuery = { refId: 'A', kind: 'points', metrics: ['ttft_$stat'], filters: [] };

describe('prepare', () => {
  it('fills in variables, in lists and in texts, and changes nothing that it is given', () => {
    const given: PrismQuery = { ...QUERY, legend: '{{topology}} $model' };
    const frozen = JSON.stringify(given);
    expect(prepare(given, templates({ stat: 'p99', model: 'm' }), {})).toMatchObject({ metrics: ['ttft_p99'], legend: '{{topology}} m' });
    expect(JSON.stringify(given)).toBe(frozen);
  });

  it('makes a filter on several values of one on a multi-value variable, names with commas intact', () => {
    const filters = [{ key: 'model', operator: '=', value: '$models' }];
    expect(prepare({ ...QUERY, filters }, templates({ models: ['a,b', 'c'] }), {}).filters).toEqual([{ key: 'model', operator: '=|', value: 'a,b', values: ['a,b', 'c'] }]);
  });

  it('spreads a multi-value variable over the values of a filter', () => {
    const filters = [{ key: 'model', operator: '=|', value: '', values: ['$models', 'd'] }];
    expect(prepare({ ...QUERY, filters }, templates({ models: ['a', 'c'] }), {}).filters).toEqual([{ key: 'model', operator: '=|', value: 'a', values: ['a', 'c', 'd'] }]);
  });

  it('lets the custom all value through, which drops the filter in the core', () => {
    const filters = [{ key: 'model', operator: '=|', value: '', values: ['$models'] }];
    expect(prepare({ ...QUERY, filters }, templates({ models: '$__all' }), {}).filters).toEqual([{ key: 'model', operator: '=|', value: '$__all', values: ['$__all'] }]);
  });

  it('spreads a multi-value variable over a list of metrics', () => {
    expect(prepare({ ...QUERY, metrics: ['$metrics'] }, templates({ metrics: ['ttft_p99', 'tpot_mean'] }), {}).metrics).toEqual(['ttft_p99', 'tpot_mean']);
  });

  it('makes numbers of variables where numbers belong', () => {
    expect(prepare({ ...QUERY, load: '$load', at: ['$load', 20], legend: '$load' }, templates({ load: '64' }), {})).toMatchObject({ load: 64, at: [64, 20], legend: '64' });
  });

  it('adds the ad hoc filters of the dashboard after its own', () => {
    const own = { key: 'gpus', operator: '=', value: '16' };
    const added = { key: 'model', operator: '=|', value: 'a', values: ['a', 'b'] };
    expect(prepare({ ...QUERY, filters: [own] }, templates({}), {}, [added, { key: '', operator: '=', value: '' }]).filters).toEqual([own, added]);
  });

  it('leaves an unknown variable, which the core refuses by name', () => {
    expect(prepare({ ...QUERY, metrics: ['ttft_$nothing'] }, templates({}), {}).metrics).toEqual(['ttft_$nothing']);
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
