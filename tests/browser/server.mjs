import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { SHARED } from './build.mjs';

const TYPES = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml', '.map': 'application/json' };
const SYSTEM = 'node_modules/systemjs/dist';

const page = () => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Prism in a browser</title>
<script type="systemjs-importmap">${JSON.stringify({ imports: Object.fromEntries([...SHARED.map((name) => [name, `app:${name}`]), ['module', 'app:module']]) })}</script>
</head>
<body><div id="root"></div>
<script>window.grafanaBootData = { settings: { appSubUrl: '' }, user: {}, navTree: [] };</script>
<script src="/system.js"></script><script src="/amd.js"></script>
<script>System.set('app:module', { id: 'llmd-prism-datasource/module.js', uri: '/public/plugins/llmd-prism-datasource/module.js' });</script>
<script src="/harness.js"></script>
</body></html>`;

function send(response, file) {
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** Passes a request on, as Grafana's data-source proxy does. */
function proxy(store, path, request, response) {
  if (store() === null) {
    response.writeHead(502).end('Bad Gateway');
    return;
  }
  const upstream = httpRequest(new URL(path, store()), { method: request.method, headers: { accept: request.headers.accept ?? '*/*' } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.writeHead(502).end('Bad Gateway'));
  upstream.end();
}

/** Serves the page, the built plugin and a proxy to a store on a free port of this machine. `store` gives its address or null. */
export function serveHarness({ dist, harness, store }) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0]);
    const plugin = '/public/plugins/llmd-prism-datasource/';
    const proxied = '/api/datasources/proxy/uid/store';
    if (path === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page());
    } else if (path === '/system.js') {
      send(response, `${SYSTEM}/system.min.js`);
    } else if (path === '/amd.js') {
      send(response, `${SYSTEM}/extras/amd.min.js`);
    } else if (path === '/harness.js') {
      send(response, harness);
    } else if (path.startsWith(plugin)) {
      send(response, join(dist, normalize(path.slice(plugin.length))));
    } else if (path.startsWith(proxied)) {
      proxy(store, (request.url ?? '').slice(proxied.length) || '/', request, response);
    } else if (path.startsWith('/public/build/img/icons/')) {
      // Grafana's icons come with Grafana; a square stands in for each.
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="6" y="6" width="12" height="12"/></svg>');
    } else if (path === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done)) });
    });
  });
}
