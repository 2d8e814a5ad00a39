// One time zone on every machine.
process.env.TZ = 'UTC';

const base = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

const esModules = [
  ...grafanaESModules,
  '@grafana/plugin-ui',
  '@marcbachmann/cel-js',
  '@react-hookz/web',
  '@uwdata/flechette',
  '@ver0/deep-equal',
];

const [[, [transformer, swc]]] = Object.entries(base.transform);

/** As the base, but a .ts file is not read as TSX, where `<T>(x: T) => x` would be an element. */
function transform(target) {
  const with_ = (tsx) => [transformer, { ...swc, jsc: { ...swc.jsc, target, parser: { ...swc.jsc.parser, tsx } } }];
  return { '^.+\\.m?ts$': with_(false), '^.+\\.m?[jt]sx?$': with_(true) };
}

const common = {
  rootDir: base.rootDir,
  moduleNameMapper: base.moduleNameMapper,
  transformIgnorePatterns: [nodeModulesToTransform(esModules)],
};

/** @type {import('jest').Config} */
module.exports = {
  // Nothing here is timed: a busy machine is no failure.
  testTimeout: 60000,
  projects: [
    {
      ...common,
      displayName: 'core',
      testEnvironment: 'node',
      transform: transform('es2020'),
      testMatch: [
        '<rootDir>/src/core/**/*.test.ts',
        '<rootDir>/src/host/**/*.test.ts',
        '<rootDir>/src/dashboards/**/*.test.ts',
        '<rootDir>/cli/**/*.test.ts',
        '<rootDir>/bench/**/*.test.ts',
        '<rootDir>/tests/unit/**/*.test.ts',
      ],
    },
    {
      ...common,
      displayName: 'ui',
      testEnvironment: base.testEnvironment,
      setupFilesAfterEnv: base.setupFilesAfterEnv,
      transform: transform('es2015'),
      testMatch: [
        '<rootDir>/src/*.test.{ts,tsx}',
        '<rootDir>/src/{editor,host}/**/*.test.tsx',
        '<rootDir>/src/editor/**/*.test.ts',
      ],
    },
  ],
};
