import { hasReadme } from './utils';

/** What the build copies beside `module.js`, relative to the source directory. */
export function getCopyPatterns() {
  return [
    // src/README.md is the page in the plugin catalog; without it the project's own is taken.
    { from: hasReadme() ? 'README.md' : '../README.md', to: '.', force: true },
    { from: 'plugin.json', to: '.' },
    { from: '../LICENSE', to: '.' },
    { from: '../CHANGELOG.md', to: '.', force: true },
    { from: '**/*.json', to: '.' },
    { from: '**/query_help.md', to: '.', noErrorOnMissing: true },
    { from: '**/*.svg', to: '.', noErrorOnMissing: true },
    { from: '**/*.png', to: '.', noErrorOnMissing: true },
    { from: '**/*.html', to: '.', noErrorOnMissing: true },
    { from: 'img/**/*', to: '.', noErrorOnMissing: true },
    { from: 'libs/**/*', to: '.', noErrorOnMissing: true },
    { from: 'static/**/*', to: '.', noErrorOnMissing: true },
  ];
}
