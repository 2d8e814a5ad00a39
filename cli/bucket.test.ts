import aws4 from 'aws4';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig, type BucketConfig } from '../src/core/model/config';
import { DEFAULT_LIMITS, type Answer } from '../src/core/model/request';
import { s3Store } from '../src/core/stores/s3';
import type { Listing } from '../src/core/stores/store';
import { drive } from '../src/host/drive';
import type { StorePort } from '../src/host/perform';
import { bucketPort, bucketSettings } from './bucket';
import { performInNode } from './ports/perform';
import { openStore } from './store';

/* Buckets over HTTP: a server of Moto, and one that recomputes signatures with another library. */

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const REGION = 'eu-north-1';

const NAMES = [
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
  '~tilde[1]*{x}^|`$!().json',
  'dir/run=1 #2/100% & ü.json',
];

function bucket(given: Partial<BucketConfig> = {}): BucketConfig {
  const parsed = parseConfig({ store: { kind: 's3', bucket: 'results', region: REGION, ...given } });
  if (!parsed.ok || parsed.value.store.kind !== 's3') {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed.value.store;
}

const list = (port: StorePort, given: Partial<BucketConfig> = {}): Promise<Listing> =>
  drive(s3Store.list(bucket(given), { now: 0, range: null, limits: DEFAULT_LIMITS }), performInNode(port));

const read = (port: StorePort, path: string): Promise<Answer> =>
  port.answer(
    { kind: 'http', method: 'GET', path, want: { as: 'text' }, sizeLimit: 1000 },
    new AbortController().signal
  );

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  );

describe('s3://', () => {
  it.each([
    ['s3://results', { kind: 's3', bucket: 'results', prefix: '' }],
    ['s3://results/', { kind: 's3', bucket: 'results', prefix: '' }],
    ['s3://results/a/b/', { kind: 's3', bucket: 'results', prefix: 'a/b/' }],
    ['https://results/a', null],
    ['s3:results', null],
  ])('%s', (given, settings) => {
    expect(bucketSettings(given)).toEqual(settings);
  });

  it('refuses half a pair of keys', () => {
    expect(() => bucketPort(bucket(), { credentials: { accessKeyId: 'x' } }, {})).toThrow(/secretAccessKey/);
  });
});

/** The Authorization that these headers should carry, by aws4. */
function expected(request: IncomingMessage, secretAccessKey: string): string {
  const signed = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1].split(';') ?? [];
  const headers = Object.fromEntries(signed.map((name) => [name, String(request.headers[name])]));
  const { accessKeyId } = KEYS;
  const request_ = { service: 's3', region: REGION, method: request.method, path: request.url, headers };
  const made = aws4.sign(request_, { accessKeyId, secretAccessKey }).headers as Record<string, string>;
  return made.Authorization;
}

describe('signatures', () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    if (request.headers.authorization !== expected(request, KEYS.secretAccessKey)) {
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    } else if (request.url?.includes('list-type=2')) {
      const contents = NAMES.map((key) => `<Contents><Key>${encodeURIComponent(key)}</Key></Contents>`).join('');
      response.end(`<ListBucketResult><EncodingType>url</EncodingType>${contents}</ListBucketResult>`);
    } else {
      response.end(`body of ${decodeURIComponent(request.url ?? '')}`);
    }
  });
  let location = '';
  beforeAll(async () => {
    location = await listen(server);
  });
  afterAll(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      })
  );

  it('are those of another library, for every name and a prefix with blanks', async () => {
    const port = bucketPort(bucket(), { location, credentials: KEYS }, {});
    const listing = await list(port);
    expect(listing.objects.map(({ path }) => path).sort()).toEqual(NAMES.map((name) => `results/${name}`).sort());
    for (const { path } of listing.objects) {
      expect(await read(port, path)).toMatchObject({ status: 200, body: { text: `body of /${path}` } });
    }
    seen.splice(0);
    await list(port, { prefix: 'a b+c/ü' });
    expect(seen[0]).toContain('prefix=a%20b%2Bc%2F%C3%BC%2F');
  });

  it('come from the environment where the settings name no keys', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_ENDPOINT_URL_S3: location,
      AWS_REGION: REGION,
    };
    expect((await list(bucketPort(bucket({ region: '' }), {}, env))).objects).toHaveLength(NAMES.length);
  });

  it('come from a file with settings', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'prism-bucket-'));
    const file = path.join(directory, 'store.json');
    try {
      const settings = { store: { kind: 's3', bucket: 'results', region: REGION }, location, credentials: KEYS };
      await writeFile(file, JSON.stringify(settings));
      const { config, perform } = await openStore(file);
      const listing = s3Store.list(config.store as BucketConfig, { now: 0, range: null, limits: DEFAULT_LIMITS });
      expect((await drive(listing, perform)).objects).toHaveLength(NAMES.length);
      await writeFile(file, JSON.stringify({ ...settings, location: 'nowhere' }));
      await expect(openStore(file)).rejects.toThrow(/"location" of .* is not the address/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('that are wrong, or missing, name the credentials', async () => {
    const wrong = { ...KEYS, secretAccessKey: 'other' };
    await expect(list(bucketPort(bucket(), { location, credentials: wrong }, {}))).rejects.toMatchObject({
      step: 'credentials',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    await expect(list(bucketPort(bucket(), { location }, {}))).rejects.toMatchObject({ step: 'credentials' });
  });
});

const MOTO = process.env.PRISM_MOTO ?? 'moto_server';
const hasMoto = spawnSync(MOTO, ['--help'], { stdio: 'ignore' }).status === 0;

(hasMoto ? describe : describe.skip)(
  hasMoto ? 'moto' : 'moto: no moto_server here (pip install "moto[server]")',
  () => {
    let server: ChildProcess;
    let location = '';

    beforeAll(async () => {
      const probe = createServer();
      location = await listen(probe);
      await new Promise((resolve) => probe.close(resolve));
      server = spawn(MOTO, ['-H', '127.0.0.1', '-p', new URL(location).port], {
        stdio: 'ignore',
        env: { ...process.env, MOTO_S3_DEFAULT_MAX_KEYS: '5' },
      });
      for (let tries = 0; tries < 150; tries++) {
        if (await fetch(location).catch(() => null)) {
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await fetch(`${location}/results`, { method: 'PUT' });
      for (const name of NAMES) {
        const key = name.split('/').map(encodeURIComponent).join('/');
        await fetch(`${location}/results/${key}`, { method: 'PUT', body: name });
      }
    }, 30000);
    afterAll(
      () =>
        new Promise((resolve) => {
          server.once('exit', resolve);
          server.kill();
        })
    );

    it('lists every name over several pages, and gives each', async () => {
      const port = bucketPort(bucket(), { location, credentials: KEYS }, {});
      const listing = await list(port);
      expect(listing.issues).toEqual([]);
      expect(listing.objects.map(({ path }) => path).sort()).toEqual(NAMES.map((name) => `results/${name}`).sort());
      for (const { path, etag, modified } of listing.objects) {
        expect(await read(port, path)).toMatchObject({
          status: 200,
          etag,
          body: { text: path.slice('results/'.length) },
        });
        expect(modified).toBeGreaterThan(Date.UTC(2024, 0));
      }
    });

    it('lists a prefix, and knows no other bucket', async () => {
      const port = bucketPort(bucket(), { location }, {});
      expect((await list(port, { prefix: 'dir/run=1 #2' })).objects.map(({ path }) => path)).toEqual([
        'results/dir/run=1 #2/100% & ü.json',
      ]);
      await expect(list(port, { bucket: 'nowhere' })).rejects.toMatchObject({
        step: 'address',
        message: expect.stringContaining('NoSuchBucket'),
      });
    });
  }
);
