import type { DataFrame, DataQueryRequest } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { Entry, Lists } from './lists';
import type { PrismQuery } from './types';
import { PrismVariables } from './variables';

function variables(ask: Lists['ask']) {
  return new PrismVariables({
    lists: { ask } as Lists,
    applyTemplateVariables: (query) => ({ ...query, applied: true }),
  });
}

const request = (query: Partial<PrismQuery>, scopedVars = {}): DataQueryRequest<PrismQuery> =>
  ({ targets: [{ refId: 'V', ...query }], scopedVars }) as DataQueryRequest<PrismQuery>;

describe('variables', () => {
  it('show the number of points with each value, where they were counted', async () => {
    const entries: Entry[] = [
      { value: 'a', text: 'A', count: 2 },
      { value: 'b', text: 'B', count: null },
    ];
    const { data } = await lastValueFrom(variables(async () => entries).query(request({ of: 'dimension' })));
    expect((data[0] as DataFrame).fields.map(({ name, values }) => [name, values])).toEqual([
      ['text', ['A (2)', 'B']],
      ['value', ['a', 'b']],
    ]);
  });

  it.each([
    ['what is typed', { __searchFilter: { value: 'h1', text: 'h1' } }, 'h1'],
    ['nothing where nothing is typed', {}, ''],
  ])('search for %s', async (_, scoped, search) => {
    const ask = jest.fn(async () => []);
    await lastValueFrom(variables(ask).query(request({ search: '$__searchFilter' }, scoped)));
    expect(ask).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'values', applied: true, search }),
      expect.anything()
    );
  });

  it('cancel what they ask when nobody waits for it', () => {
    let given: AbortSignal | undefined;
    const never = variables((_, signal) => {
      given = signal;
      return new Promise(() => undefined);
    });
    never.query(request({})).subscribe().unsubscribe();
    expect(given?.aborted).toBe(true);
  });
});
