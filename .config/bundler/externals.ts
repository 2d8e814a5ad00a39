import type { Configuration, ExternalItemFunctionData } from 'webpack';

type ExternalsType = Configuration['externals'];

const LEGACY_PREFIX = 'grafana/';

/**
 * Modules that Grafana's loader gives to every plugin at run time. Bundling one of them would put a second copy of, say,
 * React beside Grafana's. `react/jsx-runtime` among them is what makes one build run on React 18 and 19 (Grafana 12.3 and later).
 */
export const externals: ExternalsType = [
  // The AMD module itself: its address tells where the plugin is served from (see grafana-public-path).
  { 'amd-module': 'module' },
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'rxjs/operators',
  'i18next',
  'react-router',
  'd3',
  /^@grafana\/ui/i,
  /^@grafana\/runtime/i,
  /^@grafana\/data/i,
  ({ request }: ExternalItemFunctionData, callback: (error?: null | Error, result?: string) => void) => {
    if (request?.startsWith(LEGACY_PREFIX)) {
      return callback(undefined, request.slice(LEGACY_PREFIX.length));
    }
    callback();
  },
];
