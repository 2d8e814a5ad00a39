import type { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { parseConfig } from '../../core/model/config';
import type { PrismOptions } from '../../types';
import { selectors } from '../selectors';
import { ConfigEditor } from './ConfigEditor';

const { config } = selectors;

function settings(jsonData: PrismOptions, readOnly = false): DataSourceSettings<PrismOptions> {
  return {
    id: 1,
    uid: 'u',
    orgId: 1,
    name: 'Prism',
    type: 'llmd-prism-datasource',
    typeName: 'Prism',
    typeLogoUrl: '',
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: false,
    jsonData,
    secureJsonFields: {},
    readOnly,
    withCredentials: false,
  };
}

/** Shows the editor as Grafana does, which gives back what was changed. */
function show(jsonData: PrismOptions, readOnly = false): { readonly saved: () => PrismOptions } {
  let latest = jsonData;
  function Page() {
    const [options, setOptions] = useState(settings(jsonData, readOnly));
    latest = options.jsonData;
    return <ConfigEditor options={options} onOptionsChange={setOptions} />;
  }
  render(<Page />);
  return { saved: () => latest };
}

const byId = (id: string): HTMLElement | null => document.getElementById(id);
/** One change, where typing would draw the page a letter at a time. */
const paste = async (into: HTMLElement, text: string) => {
  await userEvent.click(into);
  await userEvent.paste(text);
};
const open = (title: string) => userEvent.click(screen.getByRole('button', { name: new RegExp(title) }));

describe('the settings', () => {
  it('begin with the sample, which needs no connection', () => {
    show({});
    expect(screen.getByRole('radio', { name: 'Sample' })).toBeChecked();
    expect(screen.queryByText('Connection')).toBeNull();
    expect(screen.queryByText('Authentication')).toBeNull();
    expect(byId(config.root)).toBeNull();
  });

  it('ask for the address, the root and the patterns of a directory', async () => {
    const { saved } = show({});
    await userEvent.click(screen.getByRole('radio', { name: 'Directory' }));
    expect(screen.getByText('Connection')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/^Root path/), 'nightly');
    await userEvent.type(screen.getByLabelText(/^Exclude/), '**/logs/**\n\n**/*.csv');
    await userEvent.tab();
    expect(saved().store).toEqual({ kind: 'http', root: 'nightly', exclude: ['**/logs/**', '**/*.csv'] });
    expect(parseConfig(saved()).ok).toBe(true);
  });

  it('keep limits as numbers, megabytes as bytes, and leave out what is empty', async () => {
    const { saved } = show({ store: { kind: 'http', maxDepth: 3 } });
    await open('Reading');
    await userEvent.type(screen.getByLabelText(/^Largest object/), '2');
    await userEvent.clear(screen.getByLabelText(/^Depth/));
    await userEvent.type(screen.getByLabelText(/^Refresh interval/), '60');
    expect(saved()).toMatchObject({ store: { maxObjectBytes: 2 * 1024 * 1024 }, refreshSeconds: 60 });
    expect(saved().store?.maxDepth).toBeUndefined();
  });

  it('do not save a rule that is still empty', async () => {
    const { saved } = show({});
    await open('Names');
    await userEvent.click(screen.getByRole('button', { name: config.addRule }));
    await userEvent.click(screen.getByRole('button', { name: config.addAlias }));
    expect(screen.getByLabelText(config.rule(1))).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Pattern of alias 1'), 'h100');
    await userEvent.type(screen.getByLabelText('Name of alias 1'), 'H100');
    expect(saved().rules ?? []).toEqual([]);
    expect(saved().aliases).toEqual([{ dimension: 'hardware', pattern: 'h100', value: 'H100' }]);
    await userEvent.click(screen.getByRole('button', { name: config.removeAlias(1) }));
    expect(saved().aliases).toEqual([]);
  });

  it('try the rules on a path, aliases included', async () => {
    show({
      rules: [{ pattern: '(?<prefill_replicas>\\d+)p(?<decode_replicas>\\d+)d' }, { pattern: '/(?<hardware>h\\d+)/' }],
      aliases: [{ dimension: 'hardware', pattern: 'h100', value: 'H100' }],
    });
    await userEvent.type(screen.getByLabelText(/^Try on a path/), 'exp-7/h100/llm-d-2p1d/a.json');
    expect(screen.getByText('prefill_replicas = 2, decode_replicas = 1, hardware = H100')).toBeInTheDocument();
  });

  it('say what is wrong with a rule', () => {
    show({ rules: [{ pattern: '(unclosed' }] });
    expect(screen.getByText(/Path rule "\(unclosed"/)).toBeInTheDocument();
  });

  it('switch built-in rules off and on', async () => {
    const { saved } = show({ rules: [{ pattern: '(?<model>m)' }], builtinRules: { disabled: ['tp'] } });
    const tp = byId(config.builtinRule('tp')) as HTMLElement;
    expect(tp).not.toBeChecked();
    await paste(screen.getByLabelText(/^Try on a path/), 'x_tp4/ep8/a.json');
    expect(screen.getByText('ep = 8')).toBeInTheDocument();
    await userEvent.click(tp);
    expect(saved().builtinRules).toEqual({ disabled: [] });
    expect(screen.getByText('tp = 4, ep = 8')).toBeInTheDocument();
    await userEvent.click(byId(config.builtinRule('ep')) as HTMLElement);
    expect(saved().builtinRules).toEqual({ disabled: ['ep'] });
    expect(screen.getByText('isl1024_osl256/a.json → isl = 1024')).toBeInTheDocument();
  });

  it('map a file of an unknown tool and try it while it is written', async () => {
    const { saved } = show({});
    await open('Other files');
    await userEvent.click(screen.getByRole('button', { name: config.addMapping }));
    await paste(screen.getByLabelText('Name of mapping 1'), 'own');
    await paste(screen.getByLabelText('Place 1 of mapping 1'), 'ttft');
    expect(saved().mappings ?? []).toEqual([]);
    await paste(screen.getByLabelText('Metric or dimension 1 of mapping 1'), 'ttft_mean');
    await paste(screen.getByLabelText('Unit 1 of mapping 1'), 'ms');
    await userEvent.click(screen.getByRole('button', { name: config.addField(1) }));
    await paste(byId(config.tryMapping(1)) as HTMLElement, '{"ttft": 120}');
    expect(screen.getByTestId(config.triedMapping(1))).toHaveTextContent('1 point');
    expect(screen.getByText('ttft_mean = 0.12 seconds')).toBeInTheDocument();
    expect(saved().mappings).toEqual([
      { name: 'own', pattern: '', rows: '', fields: [{ from: 'ttft', to: 'ttft_mean', unit: 'ms', value: '' }] },
    ]);
    expect(parseConfig(saved()).ok).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: config.removeMapping(1) }));
    expect(saved().mappings).toEqual([]);
  });

  it('of a provisioned data source are shown and cannot be changed', () => {
    show({ store: { kind: 'http', root: 'a' }, rules: [{ pattern: '(?<model>m)' }] }, true);
    expect(screen.getByRole('radio', { name: 'Sample' })).toBeDisabled();
    expect(screen.getByLabelText(/^Root path/)).toBeDisabled();
    expect(screen.getByLabelText(/^Include/)).toBeDisabled();
    expect(screen.getByLabelText(config.rule(1))).toBeDisabled();
    expect(screen.getByRole('button', { name: config.addRule })).toBeDisabled();
  });
});
