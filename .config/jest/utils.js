/**
 * Packages in node_modules are not transformed unless they ship ES modules, which jest cannot load as they are.
 * Gives the pattern for `transformIgnorePatterns` that excepts the given ones.
 */
const nodeModulesToTransform = (moduleNames) => `node_modules\/(?!.*(${moduleNames.join('|')})\/.*)`;

/** Packages that Grafana's own packages bring along as ES modules. */
const grafanaESModules = [
  '.pnpm',
  '@grafana/schema',
  '@wojtekmaj/date-utils',
  'd3',
  'd3-color',
  'd3-force',
  'd3-interpolate',
  'd3-scale-chromatic',
  'delaunator',
  'get-user-locale',
  'internmap',
  'leven',
  'marked',
  'memoize',
  'mimic-function',
  'ol',
  'p-event',
  'p-timeout',
  'parse-ms',
  'pretty-ms',
  'react-calendar',
  'react-colorful',
  'react-data-grid',
  'robust-predicates',
  'rxjs',
  'uuid',
];

module.exports = { nodeModulesToTransform, grafanaESModules };
