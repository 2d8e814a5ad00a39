import CopyWebpackPlugin from 'copy-webpack-plugin';
import path from 'node:path';
import type { Configuration } from 'webpack';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config';

const BUILD = path.resolve(process.cwd(), 'build');

/** Adds what other steps of the build made: the store behind the kind `sample`, the page's worker, and the core for hosts that are not the page. */
const config = async (env: Env): Promise<Configuration> => {
  const base = await grafanaConfig(env);
  return {
    ...base,
    plugins: [
      ...(base.plugins ?? []),
      new CopyWebpackPlugin({
        patterns: [
          { from: path.join(BUILD, 'sample'), to: 'sample', noErrorOnMissing: true, info: { minimized: true } },
          { from: path.join(BUILD, 'worker.js'), to: 'worker.js', noErrorOnMissing: true, info: { minimized: true } },
        ],
      }),
    ],
  };
};

export default config;
