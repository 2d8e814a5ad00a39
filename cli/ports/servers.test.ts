import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig, type DirectoryConfig } from '../../src/core/model/config';
import { DEFAULT_LIMITS } from '../../src/core/model/request';
import { httpStore } from '../../src/core/stores/http';
import type { Listing } from '../../src/core/stores/store';
import { drive } from '../../src/host/drive';
import type { StorePort } from '../../src/host/perform';
import { serve } from '../serve';
import { FilesPort } from './files';
import { httpPort } from './http';
import { performInNode } from './perform';

/* What real servers make of hostile names: listed, followed and read back. */

const FILES = [
  'a b.json',
  'a,b=c.json',
  '#hash.json',
  '100%.json',
  '%2e%2e.json',
  'x&y+z.json',
  'ü–名 😀.json',
  'q\'uo"te.json',
  '<tag>&amp;.json',
  '?query.json',
  'a;b.json',
  'col:on.json',
  '~tilde[1]*{x}^|`$!().json',
  'benchmark_report_v0.2,_stage_3.json.yaml',
  `${'L'.repeat(215)}.json`,
  'SERVE--max_num_seqs=256,tp=8/run=1 #2/100% & ü.json',
];

interface Server {
  readonly name: string;
  /** Programs and files without which it cannot run. */
  readonly needs: readonly string[];
  readonly command: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** Whether listings give exact sizes. */
  readonly sizes: boolean;
}

const MODULES = '/usr/lib/apache2/modules';

function nginx(more: string, port: number, top: string): Record<string, string> {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${top}/tmp-${kind};`)
    .join(' ');
  return {
    'nginx.conf': `daemon off; master_process off; pid ${top}/nginx.pid; error_log ${top}/error.log; events {}
      http { access_log off; ${temp} server { listen 127.0.0.1:${port}; root ${top}/root; autoindex on; ${more} } }`,
  };
}

function apache(more: string, port: number, top: string): Record<string, string> {
  const modules = ['mpm_event', 'authz_core', 'dir', 'autoindex'].map(
    (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`
  );
  return {
    'apache.conf': `ServerRoot ${top}\nServerName localhost\nPidFile ${top}/apache.pid\nListen 127.0.0.1:${port}\n${modules.join('\n')}
ErrorLog ${top}/error.log\nDocumentRoot ${top}/root\n${more}
<Directory ${top}/root>\nOptions Indexes FollowSymLinks\nRequire all granted\n</Directory>\n`,
  };
}

const nginxCommand = ['nginx', '-c', 'TOP/nginx.conf', '-e', 'TOP/error.log'];
const apacheCommand = ['apache2', '-X', '-f', 'TOP/apache.conf'];
const apacheNeeds = ['apache2', `${MODULES}/mod_autoindex.so`];

function servers(port: number, top: string): Server[] {
  return [
    {
      name: 'nginx, JSON',
      needs: ['nginx'],
      command: nginxCommand,
      files: nginx('autoindex_format json;', port, top),
      sizes: true,
    },
    { name: 'nginx, HTML', needs: ['nginx'], command: nginxCommand, files: nginx('', port, top), sizes: true },
    { name: 'Apache, plain', needs: apacheNeeds, command: apacheCommand, files: apache('', port, top), sizes: false },
    {
      name: 'Apache, fancy',
      needs: apacheNeeds,
      command: apacheCommand,
      files: apache('IndexOptions FancyIndexing IconsAreLinks', port, top),
      sizes: true,
    },
    {
      name: 'Apache, table',
      needs: apacheNeeds,
      command: apacheCommand,
      files: apache('IndexOptions FancyIndexing HTMLTable NameWidth=*', port, top),
      sizes: true,
    },
    {
      name: 'lighttpd',
      needs: ['lighttpd'],
      command: ['lighttpd', '-D', '-f', 'TOP/lighttpd.conf'],
      files: {
        'lighttpd.conf': `server.document-root="${top}/root"\nserver.port=${port}\nserver.bind="127.0.0.1"
server.modules=("mod_dirlisting","mod_staticfile")\ndir-listing.activate="enable"\ndir-listing.encoding="utf-8"\n`,
      },
      sizes: false,
    },
    {
      name: 'Caddy, JSON',
      needs: ['caddy'],
      command: ['caddy', 'run', '--config', 'TOP/Caddyfile', '--adapter', 'caddyfile'],
      files: { Caddyfile: caddy(port, top, '') },
      sizes: true,
    },
    {
      name: 'Caddy, HTML',
      needs: ['caddy'],
      command: ['caddy', 'run', '--config', 'TOP/Caddyfile', '--adapter', 'caddyfile'],
      files: { Caddyfile: caddy(port, top, 'request_header -Accept') },
      sizes: false,
    },
    {
      name: 'python -m http.server',
      needs: ['python3'],
      command: ['python3', '-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', 'TOP/root'],
      sizes: false,
    },
  ];
}

function caddy(port: number, top: string, more: string): string {
  return `{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:${port} {\n ${more}\n root * ${top}/root\n file_server browse\n}\n`;
}

function isThere(need: string): boolean {
  return need.startsWith('/') ? existsSync(need) : spawnSync('sh', ['-c', `command -v ${need}`]).status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let top: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'servers-'));
  for (const name of FILES) {
    await mkdir(path.dirname(path.join(top, 'root', name)), { recursive: true });
    await writeFile(path.join(top, 'root', name), JSON.stringify(name));
  }
  await mkdir(path.join(top, 'root/empty'));
  await writeFile(path.join(top, 'root/back\\slash.json'), '{}');
  await symlink('.', path.join(top, 'root/loop'));
});

afterEach(async () => {
  const running = child;
  child = undefined;
  if (running !== undefined && running.exitCode === null && running.signalCode === null) {
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await gone;
  }
  await rm(top, { recursive: true, force: true });
});

async function start({ command, files = {} }: Server, url: string): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(top, name), text);
  }
  const [program, ...args] = command.map((part) => part.replace('TOP', top));
  let said = '';
  const started = spawn(program, args, {
    env: { ...process.env, XDG_DATA_HOME: top, XDG_CONFIG_HOME: top },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  started.stderr.on('data', (data: Buffer) => (said += data.toString()));
  for (let attempt = 0; attempt < 100; attempt++) {
    if (
      started.exitCode !== null ||
      (await fetch(url).then(
        () => true,
        () => false
      ))
    ) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (started.exitCode !== null) {
    throw new Error(`${program} ended: ${said}`);
  }
}

const live = new AbortController().signal;

function list(port: StorePort): Promise<Listing> {
  const parsed = parseConfig({ store: { kind: 'http' } });
  const config = (parsed.ok ? parsed.value.store : undefined) as DirectoryConfig;
  return drive(httpStore.list(config, { now: 0, range: null, limits: DEFAULT_LIMITS }), performInNode(port));
}

async function expectStore(port: StorePort, sizes: boolean): Promise<void> {
  const { objects, issues } = await list(port);
  expect(objects.map((object) => object.path)).toEqual(FILES.slice().sort());
  expect(issues.map(({ rule, path: at }) => [rule, at]).sort()).toEqual([
    ['listing-loop', 'loop'],
    ['unsafe-name', '/'],
  ]);
  const bytes = (name: string): number => Buffer.byteLength(JSON.stringify(name));
  expect(objects.map(({ size }) => size)).toEqual(objects.map((object) => (sizes ? bytes(object.path) : null)));
  for (const { path: at } of objects) {
    const answer = await port.answer(
      { kind: 'http', method: 'GET', path: at, want: { as: 'json', drop: [] }, sizeLimit: 1000 },
      live
    );
    expect(answer).toMatchObject({ status: 200, body: { documents: [at] } });
  }
}

describe('real servers', () => {
  for (const { name, needs } of servers(0, '')) {
    const missing = needs.filter((need) => !isThere(need));
    if (missing.length > 0) {
      it.skip(`${name} (not installed here: ${missing.join(', ')})`, () => undefined);
      continue;
    }
    it(
      name,
      async () => {
        const port = await freePort();
        const server = servers(port, top).find((candidate) => candidate.name === name) as Server;
        const url = `http://127.0.0.1:${port}`;
        await start(server, url);
        await expectStore(httpPort({ url }), server.sizes);
      },
      30000
    );
  }

  it('our own static server', async () => {
    const served = await serve(path.join(top, 'root'), 0);
    try {
      await expectStore(httpPort({ url: served.url }), true);
    } finally {
      await served.close();
    }
  });

  it('the file system', async () => {
    await expectStore(new FilesPort(path.join(top, 'root')), true);
  });
});
