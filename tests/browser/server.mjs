import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { extname, join, normalize } from 'node:path';
import { SHARED } from './build.mjs';

const TYPES = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
};
const SYSTEM = 'node_modules/systemjs/dist';

/** Grafana's template of a content security policy, as its configuration has it when it is switched on. */
const policy = (nonce) =>
  [
    `script-src 'self' 'unsafe-eval' 'unsafe-inline' 'strict-dynamic' 'nonce-${nonce}'`,
    "object-src 'none'",
    "font-src 'self'",
    "style-src 'self' 'unsafe-inline' blob:",
    'img-src * data:',
    "base-uri 'self'",
    "connect-src 'self' grafana.com ws://127.0.0.1/ wss://127.0.0.1/",
    "manifest-src 'self'",
    "media-src 'none'",
    "form-action 'self'",
  ].join(';');

const page = (nonce) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Prism in a browser</title><base href="/">
<script nonce="${nonce}" type="systemjs-importmap">${JSON.stringify({ imports: Object.fromEntries([...SHARED.map((name) => [name, `app:${name}`]), ['module', 'app:module']]) })}</script>
</head>
<body><div id="root"></div>
<script nonce="${nonce}">window.grafanaBootData = { settings: { appSubUrl: '' }, user: { id: 1, orgId: 1 }, navTree: [] };</script>
<script nonce="${nonce}" src="/system.js"></script><script nonce="${nonce}" src="/amd.js"></script>
<script nonce="${nonce}">System.set('app:module', { id: 'llmd-prism-datasource/module.js', uri: '/public/plugins/llmd-prism-datasource/module.js' });</script>
<script nonce="${nonce}" src="/harness.js"></script>
</body></html>`;

/** What a worker's script may meet. Scripts of a test do not reach workers, so the server changes the script. */
const WORKERS = {
  sound: (script) => script,
  silent: () => '',
  broken: () => 'throw new Error("broken");',
  'without a database': (script) => `Object.defineProperty(self, 'indexedDB', { value: undefined });${script}`,
  'with a database that refuses': (script) =>
    `IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };${script}`,
};

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

/**
 * Serves the page, the built plugin, a proxy to a store and the plugin's resources, on a free port of this machine. `store` gives
 * the store's address or null. Tests set `worker` (one of WORKERS, or `missing`) and `refused` (a status for the resources), and
 * read `log`: what was asked of the resources, with the status.
 */
export function serveHarness({ dist, harness, store, plugin }) {
  const state = { worker: 'sound', refused: null, log: [] };
  const files = '/public/plugins/llmd-prism-datasource/';
  const proxied = '/api/datasources/proxy/uid/store';
  const resources = '/api/datasources/uid/store/resources/';

  const reply = (response, { status, headers, body }) => response.writeHead(status, headers).end(body);

  async function resource(path, request, response) {
    const refusal = { status: state.refused, headers: {}, body: '{"message":"Access denied"}' };
    const answer = state.refused === null ? await plugin.resource(path, request.headers['if-none-match']) : refusal;
    state.log.push(`${answer.status} ${path}`);
    reply(response, answer);
  }

  function worker(response) {
    if (state.worker === 'missing') {
      response.writeHead(404).end();
      return;
    }
    const script = WORKERS[state.worker](readFileSync(join(dist, 'worker.js'), 'utf8'));
    reply(response, { status: 200, headers: { 'content-type': TYPES['.js'] }, body: script });
  }

  async function answer(request, response) {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0]);
    if (path === '/') {
      const nonce = randomBytes(16).toString('base64');
      const headers = { 'content-type': 'text/html', 'content-security-policy': policy(nonce) };
      reply(response, { status: 200, headers, body: page(nonce) });
    } else if (path === '/system.js') {
      send(response, `${SYSTEM}/system.min.js`);
    } else if (path === '/amd.js') {
      send(response, `${SYSTEM}/extras/amd.min.js`);
    } else if (path === '/harness.js') {
      send(response, harness);
    } else if (path === '/settings') {
      plugin.configure(JSON.parse(await text(request)));
      response.writeHead(204).end();
    } else if (path === '/api/datasources/uid/store/health') {
      reply(response, await plugin.health());
    } else if (path.startsWith(resources)) {
      await resource(path.slice(resources.length), request, response);
    } else if (path === `${files}worker.js`) {
      worker(response);
    } else if (path.startsWith(files)) {
      send(response, join(dist, normalize(path.slice(files.length))));
    } else if (path.startsWith(proxied)) {
      proxy(store, (request.url ?? '').slice(proxied.length) || '/', request, response);
    } else if (path.startsWith('/public/build/img/icons/')) {
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(icon(path));
    } else if (path === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        state,
        url: `http://127.0.0.1:${server.address().port}`,
        close: () => new Promise((done) => server.close(done)),
      });
    });
  });
}
