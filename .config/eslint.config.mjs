import grafanaConfig from '@grafana/eslint-config/flat.js';
import { defineConfig } from 'eslint/config';

export default defineConfig([
  ...grafanaConfig,
  {
    rules: {
      'react/prop-types': 'off',
      // JSX compiles to calls of react/jsx-runtime.
      'react/react-in-jsx-scope': 'off',
    },
  },
  {
    // Deprecated parts of Grafana's packages are the first to break in a new version of Grafana.
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
      },
    },
    rules: {
      '@typescript-eslint/no-deprecated': 'warn',
    },
  },
]);
