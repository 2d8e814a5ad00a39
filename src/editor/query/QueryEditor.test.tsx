import { createDataFrame, getDefaultTimeRange, LoadingState, type PanelData } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { QUESTIONS } from '../../core/query';
import type { PrismDataSource } from '../../datasource';
import type { PrismQuery } from '../../types';
import { selectors } from '../selectors';
import { QueryEditor } from './QueryEditor';

const source = {
  lists: {
    values: async () => [],
    dimensions: async () => [{ value: 'model', text: 'Model', count: 3 }],
    metrics: async () => [],
    stats: async () => [],
    ask: async () => [],
  },
  problemOf: () => null,
} as unknown as PrismDataSource;

// jsdom has no canvas; the comboboxes measure their texts with one.
beforeAll(() => {
  HTMLCanvasElement.prototype.getContext = (() => ({
    measureText: () => ({ width: 10 }),
  })) as unknown as HTMLCanvasElement['getContext'];
});

function show(query: Partial<PrismQuery>) {
  const onChange = jest.fn();
  const onRunQuery = jest.fn();
  render(
    <QueryEditor datasource={source} query={{ refId: 'A', ...query }} onChange={onChange} onRunQuery={onRunQuery} />
  );
  return { onChange, onRunQuery };
}

describe('the query editor', () => {
  it.each(QUESTIONS.map(({ kind, form }) => [kind, form] as const))(
    'draws the form that %s declares, every control with its label',
    (kind, form) => {
      show({ kind });
      form
        .filter(({ when }) => when === undefined)
        .forEach(({ label }) =>
          expect(screen.getAllByLabelText(new RegExp(`^${label}|^Add `)).length).toBeGreaterThan(0)
        );
    }
  );

  it('shows a field only where what it depends on is chosen', () => {
    show({ kind: 'points', shape: 'table' });
    expect(screen.queryByLabelText('X axis')).toBeNull();
    expect(screen.getByLabelText('Columns')).toBeInTheDocument();
  });

  it('asks when a field is left, not at every key', async () => {
    const { onChange, onRunQuery } = show({ kind: 'points', shape: 'trend' });
    await userEvent.type(screen.getByLabelText('Legend'), 'x');
    expect(onRunQuery).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ legend: 'x' }));
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('adds and removes filters', async () => {
    const { onChange } = show({ kind: 'runs', filters: [{ key: 'model', operator: '=', value: 'm' }] });
    await userEvent.click(screen.getByRole('button', { name: 'Remove this filter' }));
    expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ filters: [] }));
    await userEvent.click(screen.getByRole('button', { name: 'Add filter' }));
    expect(onChange).toHaveBeenLastCalledWith(
      expect.objectContaining({
        filters: [
          { key: 'model', operator: '=', value: 'm' },
          { operator: '=', value: '' },
        ],
      })
    );
  });

  it.each([
    [
      'with the notices of the answer',
      [{ severity: 'info', text: 'No point has tpot_p99.' }],
      'No point has tpot_p99.',
    ],
    ['by the filters otherwise', [], /No point passes the filters/],
  ] as const)('explains an empty answer %s', (_, notices, words) => {
    const frame = { ...createDataFrame({ refId: 'A', fields: [] }), meta: { notices: [...notices] } };
    const data: PanelData = { state: LoadingState.Done, series: [frame], timeRange: getDefaultTimeRange() };
    const show_ = (shown: PanelData) => (
      <QueryEditor
        datasource={source}
        query={{ refId: 'A', kind: 'points' }}
        data={shown}
        onChange={jest.fn()}
        onRunQuery={jest.fn()}
      />
    );
    const { rerender } = render(show_({ ...data, state: LoadingState.Loading }));
    expect(screen.queryByText(selectors.query.empty)).toBeNull();
    rerender(show_(data));
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  it('says why a query cannot be asked yet', async () => {
    const told = { ...source, problemOf: () => 'Unknown metric "tft_p99".' } as unknown as PrismDataSource;
    render(
      <QueryEditor
        datasource={told}
        query={{ refId: 'A', kind: 'points' }}
        onChange={jest.fn()}
        onRunQuery={jest.fn()}
      />
    );
    await waitFor(() => expect(screen.getByText('Unknown metric "tft_p99".')).toBeInTheDocument());
  });
});
