import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FIELDS } from '.';
import { standInForLayout } from '../../../tests/jsdom';
import type { FormFieldKind } from '../../core/query/definition';
import type { PrismDataSource } from '../../datasource';
import type { Entry, Lists } from '../../lists';
import { selectors } from '../selectors';

beforeAll(standInForLayout);

const entry = (value: string, count: number | null = null): Entry => ({ value, text: value.toUpperCase(), count });

function show(kind: FormFieldKind, value: unknown, some: Partial<Lists> = {}) {
  const lists: Lists = {
    values: async () => [],
    dimensions: async () => [],
    metrics: async () => [],
    stats: async () => [],
    ask: async () => [],
    ...some,
  };
  const onChange = jest.fn();
  const Control = FIELDS[kind];
  render(
    <Control
      id="field"
      field={{ name: 'field', kind, label: 'Field', help: '', choices: [{ value: 'a', label: 'A' }] }}
      query={{ refId: 'A' }}
      value={value}
      source={{ lists } as PrismDataSource}
      onChange={onChange}
    />
  );
  return onChange;
}

const control = (id = 'field'): HTMLElement => document.getElementById(id) as HTMLElement;

describe('a metric', () => {
  it('is found by its title among those of the store', async () => {
    const onChange = show('metric', undefined, { metrics: async () => [entry('ttft_p99'), entry('tpot_mean')] });
    await userEvent.type(control(), 'tpot');
    await userEvent.click(await screen.findByText('TPOT_MEAN'));
    expect(onChange).toHaveBeenCalledWith('tpot_mean');
  });

  it('can be typed where the list does not have it, or cannot be had', async () => {
    const onChange = show('metric', undefined, { metrics: () => Promise.reject(new Error('unreachable')) });
    await userEvent.type(control(), 'ttft_$stat');
    await userEvent.click(await screen.findByText('ttft_$stat'));
    expect(onChange).toHaveBeenCalledWith('ttft_$stat');
  });
});

describe('numbers', () => {
  it.each([
    ['10, 20 30', [10, 20, 30]],
    ['$at, 5', ['$at', 5]],
  ])('of %s are read', async (typed, expected) => {
    const onChange = show('numbers', undefined);
    await userEvent.type(control(), typed);
    await userEvent.tab();
    expect(onChange).toHaveBeenCalledWith(expected);
  });

  it('that are none are marked, variables are not', () => {
    show('number', 'many');
    expect(control()).toBeInvalid();
  });

  it('left empty take their default again', async () => {
    const onChange = show('number', 5);
    await userEvent.clear(control());
    await userEvent.type(control(), '{Enter}');
    expect(onChange).toHaveBeenCalledWith(undefined);
  });
});

describe('filters', () => {
  const ROWS = [
    { key: 'model', operator: '=', value: 'm' },
    { key: 'gpus', operator: '=', value: '$gpus' },
    { key: 'hardware', operator: '=', value: '' },
  ];

  it('offer the values that the other filters leave, with their points', async () => {
    const values = jest.fn(async () => [entry('h100', 12)]);
    const onChange = show('filters', ROWS, { values });
    await userEvent.click(control('field-2-value'));
    expect(await screen.findByText('12 points')).toBeInTheDocument();
    // A variable has no value in an editor.
    expect(values).toHaveBeenCalledWith('hardware', [ROWS[0]]);
    await userEvent.click(screen.getByText('H100'));
    expect(onChange).toHaveBeenCalledWith([ROWS[0], ROWS[1], { key: 'hardware', operator: '=', value: 'h100' }]);
  });

  it('keep the value when the operator takes several', async () => {
    const onChange = show('filters', [ROWS[0]]);
    await userEvent.click(control('field-0-operator'));
    await userEvent.click(await screen.findByText('is one of'));
    expect(onChange).toHaveBeenCalledWith([{ key: 'model', operator: '=|', value: 'm', values: ['m'] }]);
  });

  it('take a pattern or a number as a text', async () => {
    const onChange = show('filters', [{ key: 'gpus', operator: '>', value: '' }]);
    await userEvent.type(control('field-0-value'), '8{Enter}');
    expect(onChange).toHaveBeenCalledWith([{ key: 'gpus', operator: '>', value: '8' }]);
  });
});

describe('named groups', () => {
  it('are added, named, given filters and removed', async () => {
    const onChange = show('groups', [{ name: 'a', filters: [] }]);
    await userEvent.click(screen.getByRole('button', { name: selectors.query.addFilter }));
    expect(onChange).toHaveBeenLastCalledWith([{ name: 'a', filters: [{ operator: '=', value: '' }] }]);
    await userEvent.type(control(), 'b{Enter}');
    expect(onChange).toHaveBeenLastCalledWith([{ name: 'ab', filters: [] }]);
    await userEvent.click(screen.getByRole('button', { name: selectors.query.addGroup }));
    expect(onChange).toHaveBeenLastCalledWith([
      { name: 'a', filters: [] },
      { name: 'Group 2', filters: [] },
    ]);
    await userEvent.click(screen.getByRole('button', { name: selectors.query.removeGroup }));
    expect(onChange).toHaveBeenLastCalledWith([]);
  });
});

describe('an SLO', () => {
  it('is limits of metrics, added and removed', async () => {
    const onChange = show('slo', { ttft_p99: 2 });
    await userEvent.click(screen.getByRole('button', { name: 'Remove the limit of ttft_p99' }));
    expect(onChange).toHaveBeenCalledWith(undefined);
    await userEvent.click(screen.getByRole('button', { name: selectors.query.addLimit }));
    expect(Object.keys(onChange.mock.lastCall?.[0] as object)).toHaveLength(2);
  });
});

describe('a side of a comparison', () => {
  it('is a rule or filters', async () => {
    const onChange = show('baseline', { rule: 'previous' });
    await userEvent.click(control());
    await userEvent.click(await screen.findByText('What filters select.'));
    expect(onChange).toHaveBeenCalledWith({ filters: [] });
  });

  it('says how many builds are taken together, and since when', async () => {
    const onChange = show('baseline', { rule: 'as-of', since: '2026-11-01' });
    await userEvent.type(screen.getByLabelText(selectors.query.builds), '5{Enter}');
    expect(onChange).toHaveBeenLastCalledWith({ rule: 'as-of', since: '2026-11-01', n: 5 });
    await userEvent.clear(screen.getByLabelText(selectors.query.since));
    await userEvent.type(screen.getByLabelText(selectors.query.since), '$since{Enter}');
    expect(onChange).toHaveBeenLastCalledWith({ rule: 'as-of', since: '$since' });
    await userEvent.click(control());
    await userEvent.click(await screen.findByText('The newest build of every configuration.'));
    expect(onChange).toHaveBeenLastCalledWith({ rule: 'newest' });
  });

  it('marks what is no number of builds and no time, and has neither for a rule that does not look back', () => {
    show('baseline', { rule: 'previous', n: 'many', since: 'lately' });
    expect(screen.getByLabelText(selectors.query.builds)).toBeInvalid();
    expect(screen.getByLabelText(selectors.query.since)).toBeInvalid();
    show('baseline', { rule: 'best' });
    expect(screen.getAllByLabelText(selectors.query.builds)).toHaveLength(1);
  });
});

it.each(Object.keys(FIELDS) as FormFieldKind[])('%s has a control that a label can name', (kind) => {
  show(kind, undefined);
  expect(control()).toBeInTheDocument();
});
