/*
 * Follows the conventions of the webpack configuration of @grafana/create-plugin 7.x.
 * Extend it in the webpack.config.ts of the project's root; leave this file as it is.
 */
import CopyWebpackPlugin from 'copy-webpack-plugin';
import ESLintPlugin from 'eslint-webpack-plugin';
import ForkTsCheckerWebpackPlugin from 'fork-ts-checker-webpack-plugin';
import path from 'node:path';
import ReplaceInFileWebpackPlugin from 'replace-in-file-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import type { Configuration, RuleSetRule } from 'webpack';
import LiveReloadPlugin from 'webpack-livereload-plugin';
import { SubresourceIntegrityPlugin } from 'webpack-subresource-integrity';
import VirtualModulesPlugin from 'webpack-virtual-modules';
import { DIST_DIR, SOURCE_DIR } from '../bundler/constants';
import { getCopyPatterns } from '../bundler/copyFiles';
import { externals } from '../bundler/externals';
import { getEntries, getPackageJson, getPluginJson, hasReadme } from '../bundler/utils';

export interface Env {
  production?: boolean;
  development?: boolean;
}

const pluginJson = getPluginJson();

/** Sets webpack's public path from the address that Grafana's loader got this module from: a sub-path, a CDN, anything. */
const virtualPublicPath = new VirtualModulesPlugin({
  'node_modules/grafana-public-path.js': `
import amdMetaModule from 'amd-module';

__webpack_public_path__ =
  amdMetaModule && amdMetaModule.uri
    ? amdMetaModule.uri.slice(0, amdMetaModule.uri.lastIndexOf('/') + 1)
    : 'public/plugins/${pluginJson.id}/';
`,
});

/** A .ts file is not read as TSX: there `<T>(x: T) => x` is a generic function and no element. */
function swcRule(test: RegExp, parser: Record<string, unknown>): RuleSetRule {
  return {
    test,
    exclude: /node_modules/,
    use: {
      loader: 'swc-loader',
      options: {
        jsc: {
          target: 'es2015',
          loose: false,
          externalHelpers: true,
          parser: { decorators: false, dynamicImport: true, ...parser },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    },
  };
}

const config = async (env: Env): Promise<Configuration> => ({
  mode: env.production ? 'production' : 'development',
  target: 'web',
  context: path.join(process.cwd(), SOURCE_DIR),
  entry: getEntries(),
  devtool: env.production ? 'source-map' : 'eval-source-map',
  externals,

  cache: {
    type: 'filesystem',
    buildDependencies: { config: [__filename] },
  },

  resolve: {
    extensions: ['.js', '.jsx', '.ts', '.tsx'],
    unsafeCache: true,
  },

  module: {
    rules: [
      {
        test: /src\/(?:.*\/)?module\.tsx?$/,
        use: {
          loader: 'imports-loader',
          options: { imports: 'side-effects grafana-public-path' },
        },
      },
      swcRule(/\.[jt]sx$/, { syntax: 'typescript', tsx: true }),
      swcRule(/\.[jt]s$/, { syntax: 'typescript', tsx: false }),
      { test: /\.css$/, use: ['style-loader', 'css-loader'] },
      { test: /\.s[ac]ss$/, use: ['style-loader', 'css-loader', 'sass-loader'] },
      {
        test: /\.(png|jpe?g|gif|svg)$/,
        type: 'asset/resource',
        generator: { filename: env.production ? '[hash][ext]' : '[file]' },
      },
      {
        test: /\.(woff|woff2|eot|ttf|otf)(\?v=\d+\.\d+\.\d+)?$/,
        type: 'asset/resource',
        generator: { filename: env.production ? '[hash][ext]' : '[file]' },
      },
    ],
  },

  optimization: {
    minimize: Boolean(env.production),
    minimizer: [
      new TerserPlugin({
        terserOptions: {
          format: { comments: (_: unknown, comment: { type: string; value: string }) => /^\**!/.test(comment.value) },
          compress: { drop_console: ['log', 'info'] },
        },
      }),
    ],
  },

  output: {
    // Binaries of the backend are built by other means and stay.
    clean: { keep: /(.*_(amd64|arm(64)?)(\.exe)?|go_plugin_build_manifest)$/ },
    filename: '[name].js',
    chunkFilename: env.production ? '[name].js?_cache=[contenthash]' : '[name].js',
    library: { type: 'amd' },
    path: path.resolve(process.cwd(), DIST_DIR),
    publicPath: `public/plugins/${pluginJson.id}/`,
    uniqueName: pluginJson.id,
    crossOriginLoading: 'anonymous',
  },

  plugins: [
    virtualPublicPath,
    new CopyWebpackPlugin({ patterns: getCopyPatterns() }),
    new ReplaceInFileWebpackPlugin([
      {
        dir: DIST_DIR,
        files: ['plugin.json', ...(hasReadme() ? ['README.md'] : [])],
        rules: [
          { search: /%VERSION%/g, replace: getPackageJson().version },
          { search: /%TODAY%/g, replace: new Date().toISOString().slice(0, 10) },
          { search: /%PLUGIN_ID%/g, replace: pluginJson.id },
        ],
      },
    ]),
    new SubresourceIntegrityPlugin({ hashFuncNames: ['sha256'] }),
    ...(env.development
      ? [
          new LiveReloadPlugin(),
          new ForkTsCheckerWebpackPlugin({
            async: true,
            issue: { include: [{ file: '**/*.{ts,tsx}' }] },
            typescript: { configFile: path.join(process.cwd(), 'tsconfig.json') },
          }),
          new ESLintPlugin({
            extensions: ['.ts', '.tsx'],
            failOnError: false,
            lintDirtyModulesOnly: true,
          }),
        ]
      : []),
  ],
});

export default config;
