import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { SHARED } from './build.mjs';

const TYPES = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};
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

/** Lines that stand in for Grafana's icons, which come with Grafana. */
const ICONS = {
  'angle-down': 'M6 9l6 6 6-6',
  'angle-up': 'M6 15l6-6 6 6',
  'info-circle': 'M12 3a9 9 0 1 0 .01 0M12 11v5M12 7.5v.5',
  'exclamation-triangle': 'M12 4L3 20h18zM12 10v5M12 17.5v.5',
  times: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  'trash-alt': 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  check: 'M5 13l4 4 10-10',
  search: 'M11 4a7 7 0 1 0 .01 0M16 16l4 4',
};

function icon(path) {
  const name = path.slice(path.lastIndexOf('/') + 1).replace('.svg', '');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="${ICONS[name] ?? 'M12 12h.01'}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}

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
  const upstream = httpRequest(
    new URL(path, store()),
    { method: request.method, headers: { accept: request.headers.accept ?? '*/*' } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }
  );
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
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(icon(path));
    } else if (path === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        close: () => new Promise((done) => server.close(done)),
      });
    });
  });
}
