import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import {
  AdvancedHttpSettings,
  Auth,
  AuthMethod,
  ConfigSection,
  ConnectionSettings,
  convertLegacyAuthProps,
  DataSourceDescription,
} from '@grafana/plugin-ui';
import { Divider } from '@grafana/ui';
import { PLUGIN_ID, type PrismOptions } from '../../types';
import { MappingsSection } from './MappingsSection';
import { ReadingSection } from './ReadingSection';
import { RulesSection } from './RulesSection';
import { StoreSection } from './StoreSection';

type Props = DataSourcePluginOptionsEditorProps<PrismOptions>;

/** Settings of a data source. Provisioned instances are shown and cannot be changed. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const readOnly = options.readOnly === true;
  const kind = options.jsonData.store?.kind ?? 'sample';
  const onChange = (jsonData: PrismOptions): void => onOptionsChange({ ...options, jsonData });
  const section = { options: options.jsonData, readOnly, onChange };
  const auth = convertLegacyAuthProps({ config: options, onChange: onOptionsChange });
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
            urlPlaceholder="https://results.example.com"
            urlTooltip="Address of the web server that lists the results. Grafana's server fetches it, so the browser needs no access."
          />
          <Divider />
          {/* Catalogs are shared by all users, so nothing of a single user is forwarded. */}
          <Auth {...auth} visibleMethods={[AuthMethod.NoAuth, AuthMethod.BasicAuth]} readOnly={readOnly} />
        </>
      )}
      <Divider />
      <RulesSection {...section} />
      <Divider />
      <MappingsSection {...section} />
      <Divider />
      <ReadingSection {...section} />
      {kind !== 'sample' && (
        <>
          <Divider />
          <ConfigSection
            title="Advanced settings"
            description="Timeout of a request."
            isCollapsible
            isInitiallyOpen={false}
          >
            <AdvancedHttpSettings config={options} onChange={onOptionsChange} />
          </ConfigSection>
        </>
      )}
    </>
  );
}
