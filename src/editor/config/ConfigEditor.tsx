import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { ConfigSection, ConnectionSettings, DataSourceDescription } from '@grafana/plugin-ui';
import { config } from '@grafana/runtime';
import { Divider, SecureSocksProxySettings } from '@grafana/ui';
import { PLUGIN_ID, type PrismOptions, type PrismSecrets } from '../../types';
import { selectors } from '../selectors';
import { AnswersSection } from './AnswersSection';
import { AuthSection } from './AuthSection';
import { endpointAfter } from './endpoint';
import { LinksSection } from './LinksSection';
import { MappingsSection } from './MappingsSection';
import { NumberSetting } from './NumberSetting';
import { PricesSection } from './PricesSection';
import { ReadingSection } from './ReadingSection';
import { withRevision } from './revision';
import { RulesSection } from './RulesSection';
import type { Settings } from './section';
import { StoreSection } from './StoreSection';

type Props = DataSourcePluginOptionsEditorProps<PrismOptions, PrismSecrets>;

const CONNECTIONS: Readonly<Record<string, { label: string; placeholder: string; tooltip: string }>> = {
  http: {
    label: 'URL',
    placeholder: 'https://results.example.com',
    tooltip:
      "Address of the web server that lists the results. Grafana's server fetches it, so the browser needs no access.",
  },
  s3: {
    label: 'Endpoint',
    placeholder: 'https://s3.us-east-1.amazonaws.com',
    tooltip:
      "Address of the object store. Amazon's follows from the region; enter another for MinIO, Ceph, R2, Google and the like.",
  },
};

/** Settings of a data source. Provisioned instances are shown and cannot be changed. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData } = options;
  const readOnly = options.readOnly === true;
  const kind = jsonData.store?.kind ?? 'sample';
  const connection = CONNECTIONS[kind] ?? CONNECTIONS.http;
  const onSettings = (next: Settings): void => onOptionsChange(withRevision(options, next, Date.now().toString(36)));
  const onChange = (next: PrismOptions): void =>
    onOptionsChange({ ...options, url: endpointAfter(options.url, jsonData.store, next.store), jsonData: next });
  const section = { options: jsonData, readOnly, onChange };
  return (
    <>
      <DataSourceDescription dataSourceName="Prism" docsLink={`plugins/${PLUGIN_ID}`} hasRequiredFields={false} />
      <Divider />
      <StoreSection {...section} />
      {kind !== 'sample' && (
        <>
          <Divider />
          <ConnectionSettings
            config={options}
            onChange={onOptionsChange}
            urlLabel={connection.label}
            urlPlaceholder={connection.placeholder}
            urlTooltip={connection.tooltip}
          />
          <Divider />
          <AuthSection settings={options} readOnly={readOnly} onChange={onSettings} />
        </>
      )}
      <Divider />
      <RulesSection {...section} />
      <Divider />
      <MappingsSection {...section} />
      <Divider />
      <PricesSection {...section} />
      <Divider />
      <ReadingSection {...section} />
      <Divider />
      <LinksSection {...section} />
      <Divider />
      <AnswersSection {...section} />
      {kind !== 'sample' && (
        <>
          <Divider />
          <ConfigSection
            title="Advanced settings"
            description="Requests to the store."
            isCollapsible
            isInitiallyOpen={false}
          >
            {/* Not the platform's own section of this name: it offers cookies, which are one user's. */}
            <NumberSetting
              id={selectors.config.timeout}
              label="Timeout (s)"
              description="Longest wait for an answer of the store."
              value={jsonData.timeout}
              fallback={30}
              readOnly={readOnly}
              onChange={(timeout) => onChange({ ...jsonData, timeout })}
            />
            {config.secureSocksDSProxyEnabled && (
              <SecureSocksProxySettings options={options} onOptionsChange={onOptionsChange} />
            )}
          </ConfigSection>
        </>
      )}
    </>
  );
}
