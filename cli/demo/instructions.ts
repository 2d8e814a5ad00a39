import path from 'node:path';

/** How to look at the demo store in Grafana, with everything written out. */
export function howToSee(out: string): string {
  const plugins = path.resolve('build', 'plugins');
  return `See it in Grafana
  with Docker:        npm run build && docker compose up        then http://localhost:3000
  without: unpack Grafana 12.3 or later, then in one shell
    npm run -s prism -- serve --store ${out} --port 8080
  and in another, in the directory of Grafana,
    export PRISM_DEMO_URL=http://127.0.0.1:8080
    export PRISM_DASHBOARDS=${path.resolve('src', 'dashboards')}
    export GF_PATHS_PROVISIONING=${path.resolve('provisioning')}
    export GF_PATHS_PLUGINS=${plugins}
    export GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=llmd-prism-datasource
    mkdir -p ${plugins} && ln -sfn ${path.resolve('dist')} ${path.join(plugins, 'llmd-prism-datasource')}
    bin/grafana server
  after "npm run build", which makes ${path.resolve('dist')}.
`;
}
