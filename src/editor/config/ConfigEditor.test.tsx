import type { DataSourceSettings } from '@grafana/data';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { parseConfig } from '../../core/model/config';
import type { PrismOptions, PrismSecrets } from '../../types';
import { selectors } from '../selectors';
import { ConfigEditor } from './ConfigEditor';

const { config } = selectors;

type Settings = DataSourceSettings<PrismOptions, PrismSecrets>;

function settings(jsonData: PrismOptions, readOnly = false): Settings {
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
    // The type asks for it, though no data source should use it any more.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
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
function show(
  jsonData: PrismOptions,
  readOnly = false,
  more: Partial<Settings> = {}
): { readonly saved: () => PrismOptions; readonly all: () => Settings } {
  let latest: Settings = { ...settings(jsonData, readOnly), ...more };
  function Page() {
    const [options, setOptions] = useState(latest);
    latest = options;
    return <ConfigEditor options={options} onOptionsChange={setOptions} />;
  }
  render(<Page />);
  return { saved: () => latest.jsonData, all: () => latest };
}

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const field = (id: string): HTMLElement => {
  const found = byId(id);
  if (found === null) {
    throw new Error(`There is no ${id}`);
  }
  return found;
};
/** Puts a text into a field at once. */
const enter = (into: HTMLElement, value: string): void => void fireEvent.change(into, { target: { value } });
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

  it('keep prices by accelerator and role, and none that is unfinished', async () => {
    const { saved } = show({ prices: { 'H200/decode': 3 } });
    expect(screen.getByLabelText(config.accelerator(1))).toHaveValue('H200');
    await userEvent.click(screen.getByRole('button', { name: config.addPrice }));
    await userEvent.type(screen.getByLabelText(config.accelerator(2)), 'H100');
    expect(saved().prices).toEqual({ 'H200/decode': 3 });
    await userEvent.type(screen.getByLabelText(config.price(2)), '2.5');
    expect(saved().prices).toEqual({ 'H200/decode': 3, H100: 2.5 });
    expect(parseConfig(saved()).ok).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: config.removePrice(1) }));
    expect(saved().prices).toEqual({ H100: 2.5 });
  });

  it('say what is wrong with a rule', () => {
    show({ rules: [{ pattern: '(unclosed' }] });
    expect(screen.getByText(/Path rule "\(unclosed"/)).toBeInTheDocument();
  });

  it('of a bucket make Amazon the endpoint, until another is entered', async () => {
    const { saved, all } = show({});
    await userEvent.click(screen.getByRole('radio', { name: 'Bucket' }));
    expect(all().url).toBe('https://s3.us-east-1.amazonaws.com');
    enter(field(config.bucket), 'results');
    enter(field(config.prefix), 'nightly');
    enter(field(config.region), 'eu-north-1');
    expect(all().url).toBe('https://s3.eu-north-1.amazonaws.com');
    await userEvent.click(field(config.pathStyle));
    expect(all().url).toBe('https://results.s3.eu-north-1.amazonaws.com');
    const endpoint = screen.getByLabelText('Data source connection URL');
    enter(endpoint, 'https://minio.example');
    enter(field(config.region), 'eu-west-1');
    expect(all().url).toBe('https://minio.example');
    const store = { kind: 's3', bucket: 'results', prefix: 'nightly', region: 'eu-west-1', pathStyle: false };
    expect(saved().store).toMatchObject(store);
    expect(parseConfig(saved()).ok).toBe(true);
  });

  it('keep keys as secrets, and change their revision with them', async () => {
    const { saved, all } = show({ store: { kind: 's3', bucket: 'b' }, authType: 'keys' });
    enter(field(config.accessKey), 'AKID');
    const first = saved().revision;
    expect(first).toBeDefined();
    expect(all().secureJsonData).toEqual({ accessKey: 'AKID' });
    expect(JSON.stringify(saved())).not.toContain('AKID');
    enter(field(config.prefix), 'p');
    expect(saved().revision).toBe(first);
  });

  it('show that a key is there, and let it be entered anew', async () => {
    const { saved, all } = show({ store: { kind: 's3', bucket: 'b' }, authType: 'keys' }, false, {
      secureJsonFields: { accessKey: true, secretKey: true },
    });
    expect(field(config.accessKey)).toBeDisabled();
    await userEvent.click(screen.getAllByRole('button', { name: 'Reset' })[0]);
    expect(all().secureJsonFields).toEqual({ accessKey: false, secretKey: true });
    expect(saved().revision).toBeDefined();
  });

  it('take a JSON key of Google apart, and refuse anything else', async () => {
    const { saved, all } = show({ store: { kind: 'http' }, authType: 'jwt' });
    enter(field(config.googleKey), '{"type":"authorized_user"}');
    expect(screen.getByText('This is no JSON key of a service account.')).toBeInTheDocument();
    const key = {
      type: 'service_account',
      client_email: 'reader@project.example',
      private_key: '-----BEGIN PRIVATE KEY-----\nx\n',
      token_uri: 'https://oauth2.example/token',
    };
    enter(field(config.googleKey), JSON.stringify(key));
    expect(saved()).toMatchObject({ clientEmail: key.client_email, tokenUri: key.token_uri });
    expect(all().secureJsonData).toEqual({ privateKey: key.private_key });
    expect(JSON.stringify(saved())).not.toContain('PRIVATE');
    expect(screen.getByDisplayValue('reader@project.example')).toBeInTheDocument();
  });

  it('offer the ways to authenticate that the kind of store has, and nothing of a single user', async () => {
    const { saved } = show({ store: { kind: 's3', bucket: 'b' } });
    await userEvent.click(screen.getByRole('combobox'));
    const offered = () => screen.getAllByRole('option').map(({ textContent }) => textContent ?? '');
    expect(offered().map((text) => text.split(/(?=Data source|Requests|What)/)[0])).toEqual([
      'No Authentication',
      'AWS keys',
      'AWS default',
    ]);
    await userEvent.click(screen.getByText('AWS default'));
    expect(saved().authType).toBe('default');
    await userEvent.click(screen.getByRole('radio', { name: 'Directory' }));
    expect(saved().authType).toBeUndefined();
    await open('Advanced settings');
    expect(screen.queryByText(/cookie/i)).toBeNull();
    expect(screen.queryByText(/OAuth/)).toBeNull();
    enter(field(config.timeout), '5');
    expect(saved().timeout).toBe(5);
  });

  it('switch who answers and who reads', async () => {
    const { saved } = show({ store: { kind: 'http' } });
    await open('Answers');
    await userEvent.click(field(config.answerOnServer));
    await userEvent.click(field(config.readInBrowser));
    expect(saved()).toMatchObject({ answerOnServer: true, readInBrowser: true });
  });

  it('do not let a browser read with keys that it has not', async () => {
    show({ store: { kind: 's3', bucket: 'b' }, authType: 'keys' });
    await open('Answers');
    expect(field(config.readInBrowser)).toBeDisabled();
  });

  it('of a provisioned bucket are shown and cannot be changed', () => {
    show({ store: { kind: 's3', bucket: 'b' }, authType: 'keys', answerOnServer: true }, true, {
      secureJsonFields: { accessKey: true },
    });
    const { bucket, region, pathStyle, secretKey, answerOnServer } = config;
    [bucket, region, pathStyle, secretKey, answerOnServer].forEach((id) => expect(field(id)).toBeDisabled());
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
