import type { DataSourcePickerProps } from '@grafana/runtime';
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { readSignals } from '../../core/model/signals';
import type { PrismOptions } from '../../types';
import { selectors } from '../selectors';
import { LinksSection } from './LinksSection';

const { config } = selectors;

// The picker lists what a real Grafana has; what it gives back is what matters here.
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<typeof import('@grafana/runtime')>('@grafana/runtime'),
  DataSourcePicker: ({ inputId, current, disabled, onChange, onClear, metrics, logs }: DataSourcePickerProps) => (
    <>
      <input
        id={inputId}
        value={String(current ?? '')}
        disabled={disabled}
        data-kinds={JSON.stringify({ metrics, logs })}
        onChange={(event) => onChange({ uid: event.target.value } as Parameters<DataSourcePickerProps['onChange']>[0])}
      />
      <button onClick={onClear}>{`clear ${inputId ?? ''}`}</button>
    </>
  ),
}));

function show(links: PrismOptions['links'], readOnly = false): { readonly saved: () => PrismOptions } {
  let latest: PrismOptions = {};
  function Page() {
    const [options, setOptions] = useState<PrismOptions>({ refreshSeconds: 5, links });
    latest = options;
    return <LinksSection options={options} readOnly={readOnly} onChange={setOptions} />;
  }
  render(<Page />);
  return { saved: () => latest };
}

const type = (id: string, value: string): void => {
  fireEvent.change(document.getElementById(id) as HTMLElement, { target: { value } });
};

describe('links in the settings', () => {
  it('save a data source, its query and the margin as the core reads them', () => {
    const { saved } = show({});
    expect(document.getElementById(config.signalQuery('logs'))).toBeNull();
    type(config.signal('logs'), 'loki-uid');
    type(config.signalQuery('logs'), '{namespace="${__run.namespace}"}');
    type(config.signalMargin('logs'), '5');
    expect(saved()).toEqual({
      refreshSeconds: 5,
      links: { logs: { datasource: 'loki-uid', query: '{namespace="${__run.namespace}"}', margin: 5 } },
    });
    expect(readSignals(saved().links).logs).toEqual(saved().links?.logs);
  });

  it('offer each signal the data sources that have it, and forget one that is cleared', () => {
    const { saved } = show({ metrics: { datasource: 'p', query: 'up' } });
    const kinds = (name: string) => JSON.parse(document.getElementById(config.signal(name))?.dataset.kinds ?? '');
    expect([kinds('metrics'), kinds('logs')]).toEqual([{ metrics: true }, { logs: true }]);
    fireEvent.click(screen.getByText(`clear ${config.signal('metrics')}`));
    expect(readSignals(saved().links)).toEqual({});
  });

  it('are shown and cannot be changed where they are provisioned', () => {
    show({ metrics: { datasource: 'p', query: 'up' } }, true);
    [config.signal('metrics'), config.signalQuery('metrics'), config.signalMargin('metrics')].forEach((id) =>
      expect(document.getElementById(id)).toBeDisabled()
    );
  });
});
