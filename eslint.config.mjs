import { defineConfig, globalIgnores } from 'eslint/config';
import baseConfig from './.config/eslint.config.mjs';

const ROOMS = ['model', 'formats', 'stores', 'frames', 'analysis', 'ingest', 'query', 'engine'];
const OUTSIDE = ['host', 'editor', 'dashboards', 'datasource', 'module', 'cli', 'tests', 'bench'];

/** An alternative of names, as the part of a regular expression. An empty one matches nothing. */
const anyOf = (names) => `(?:${names.map((name) => name.replace(/[.+/]/g, '\\$&')).join('|') || '(?!)'})`;

/**
 * What the files of a room (src/core/<room>) may import: other rooms and packages by name. The rule shows mistakes in the
 * editor; tests/unit/architecture.test.ts holds the same rules strictly, by resolving each path.
 */
function room(files, { rooms, packages, message }) {
  const refused = [...ROOMS.filter((name) => !rooms.includes(name)), ...OUTSIDE];
  const patterns = [`^(?:\\./)?(?:\\.\\./)+${anyOf(refused)}(?:/|$)`, `^(?!\\.|${anyOf(packages)}(?:/|$))`];
  return {
    files,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }],
    },
  };
}

const DATA = ['dequal/lite', 'papaparse', 'picomatch', 'fastest-levenshtein', 'valibot', '@uwdata/flechette'];

const leaf = (name) =>
  room([`src/core/${name}/**/*.ts`], {
    rooms: ['model', name],
    packages: DATA,
    message: `src/core/${name} knows only itself and src/core/model.`,
  });

export default defineConfig([
  globalIgnores([
    'node_modules/',
    'dist/',
    'build/',
    'coverage/',
    'artifacts/',
    'playwright-report/',
    'test-results/',
    'pkg/',
  ]),
  ...baseConfig,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // TypeScript knows better, and types imported apart from values are no duplicate.
      'no-duplicate-imports': 'off',
      'no-redeclare': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'no-console': 'error' },
  },
  room(['src/core/**/*.ts'], {
    rooms: ROOMS,
    packages: DATA,
    message: 'src/core imports nothing from Grafana, React, Node or the rooms around it.',
  }),
  room(['src/core/model/**/*.ts'], {
    rooms: ['model'],
    packages: ['@uwdata/flechette', 'valibot'],
    message: 'src/core/model imports nothing but itself.',
  }),
  ...['formats', 'stores', 'frames', 'analysis'].map(leaf),
  room(['src/core/query/**/*.ts'], {
    rooms: ['query', 'analysis', 'frames', 'model'],
    packages: DATA,
    message: 'src/core/query knows only analysis, frames and model.',
  }),
  room(['src/core/ingest/**/*.ts'], {
    rooms: ['ingest', 'formats', 'model'],
    packages: DATA,
    message: 'src/core/ingest knows only formats and model.',
  }),
  {
    files: ['src/host/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?:\\.\\./)+(?:editor|dashboards|datasource|module|cli)(?:/|$)',
              message: 'src/host knows only src/core.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['cli/**/*.ts', 'bench/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?:@grafana/|react(?:-dom)?(?:/|$))|^(?:\\.\\./)+src/(?!core(?:/|$)|host(?:/|$))',
              message: 'The command line knows src/core and src/host, and neither Grafana nor React.',
            },
          ],
        },
      ],
    },
  },
]);
