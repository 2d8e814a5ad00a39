import { DataSourcePlugin } from '@grafana/data';
import { PrismDataSource } from './datasource';
import { ConfigEditor } from './editor/config/ConfigEditor';
import { QueryEditor } from './editor/query/QueryEditor';
import { QueryHelp } from './editor/query/QueryHelp';
import type { PrismOptions, PrismQuery, PrismSecrets } from './types';

export const plugin = new DataSourcePlugin<PrismDataSource, PrismQuery, PrismOptions, PrismSecrets>(PrismDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
