import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { standInForLayout } from '../../tests/jsdom';
import type { PrismDataSource } from '../datasource';
import type { PrismQuery } from '../types';
import { SEARCH_FILTER, VariableEditor } from './VariableEditor';

const none = async () => [];
const source = {
  lists: { values: none, dimensions: none, metrics: none, stats: none, ask: none },
} as unknown as PrismDataSource;

beforeAll(standInForLayout);

function show(query: Partial<PrismQuery>) {
  const onChange = jest.fn();
  render(
    <VariableEditor datasource={source} query={{ refId: 'V', ...query }} onChange={onChange} onRunQuery={jest.fn()} />
  );
  return onChange;
}

describe('the editor of a variable', () => {
  it('draws the form of the query values, the dimension only where its values are listed', () => {
    show({ kind: 'values', of: 'dimension' });
    expect(screen.getByLabelText('Dimension')).toBeInTheDocument();
    expect(screen.getByLabelText('List')).toBeInTheDocument();
  });

  it('has no dimension for a list of metrics', () => {
    show({ kind: 'values', of: 'metrics' });
    expect(screen.queryByLabelText('Dimension')).toBeNull();
  });

  it('lets Grafana ask again for what is typed into the list', async () => {
    const onChange = show({ kind: 'values' });
    await userEvent.click(screen.getByLabelText('Search'));
    expect(onChange).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'values', version: 1, search: SEARCH_FILTER })
    );
  });
});
