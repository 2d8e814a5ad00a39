import { ask, column, config, CONTEXT, notices } from '../../../tests/fake-store';
import { serveResult, TestServer } from '../../../tests/test-server';
import { scan } from '../engine';
import { EMPTY_CATALOG, type Catalog } from '../model/catalog';
import { failure } from '../../host/answers';

const HTTP = config({ store: { kind: 'http' } });
const PAGE = '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>oh</body></html>';

const catalogOf = (server: TestServer, previous: Catalog = EMPTY_CATALOG, settings = HTTP): Catalog =>
  server.run(scan(settings, previous, CONTEXT));
const good = () => new TestServer().set('good/a.json', serveResult());

/** Rows of the quality query that name a path. */
function quality(catalog: Catalog, path: string) {
  const [issues] = ask(catalog, { kind: 'quality', frame: 'issues' });
  return column(issues, 'path').flatMap((found, row) =>
    found === path
      ? [
          {
            severity: column(issues, 'severity')[row],
            rule: column(issues, 'rule')[row],
            message: String(column(issues, 'message')[row]),
          },
        ]
      : []
  );
}

interface Case {
  readonly name: string;
  readonly path: string;
  readonly rule: string;
  readonly says: RegExp;
  readonly store: () => TestServer;
}

const file = (path: string, body: string | Uint8Array, size?: number | null) => () =>
  good().set(path, body, 1000, size);
const answers =
  (path: string, reason: Parameters<typeof failure>[0], body = serveResult()) =>
  () => {
    const server = good().set(path, body);
    server.instead.set(path, () => failure(reason, path));
    return server;
  };

const CASES: readonly Case[] = [
  {
    name: 'truncated JSON',
    path: 'bad/x.json',
    rule: 'malformed',
    says: /cut off|ends|unexpected|JSON/i,
    store: file('bad/x.json', serveResult().slice(0, 60)),
  },
  { name: 'an empty file', path: 'bad/x.json', rule: 'empty-file', says: /empty/, store: file('bad/x.json', '') },
  {
    name: 'a file of blanks',
    path: 'bad/x.yaml',
    rule: 'empty-file',
    says: /empty/,
    store: file('bad/x.yaml', ' \n\n'),
  },
  {
    name: 'a binary file',
    path: 'bad/x.json',
    rule: 'malformed',
    says: /binary/,
    store: file('bad/x.json', Uint8Array.of(0, 1, 2, 0, 255)),
  },
  {
    name: 'a binary file called YAML',
    path: 'bad/x.yaml',
    rule: 'malformed',
    says: /binary/,
    store: file('bad/x.yaml', Uint8Array.of(0, 1, 2, 0, 255)),
  },
  {
    name: 'YAML that is none',
    path: 'bad/x.yaml',
    rule: 'malformed',
    says: /./,
    store: file('bad/x.yaml', 'a: [1\nb: }'),
  },
  {
    name: '40 MB by the listing',
    path: 'bad/x.json',
    rule: 'over-scan-limit',
    says: /larger than the scan limit/,
    store: file('bad/x.json', '{}', 40 * 1024 * 1024),
  },
  {
    name: '40 MB, of which the listing says nothing',
    path: 'bad/x.json',
    rule: 'over-scan-limit',
    says: /larger than the scan limit/,
    store: answers('bad/x.json', 'too-large'),
  },
  {
    name: 'wrong types in fields',
    path: 'bad/x.json',
    rule: 'wrong-type',
    says: /mean_ttft_ms/,
    store: file('bad/x.json', serveResult({ mean_ttft_ms: 'fast', duration: [1] })),
  },
  {
    name: 'a 404 in the middle',
    path: 'bad/x.json',
    rule: 'vanished',
    says: /404/,
    store: () => {
      const server = good().set('bad/x.json', serveResult());
      server.instead.set(
        'bad/x.json',
        (request) =>
          ({
            kind: 'http',
            status: 404,
            etag: null,
            modified: null,
            contentType: null,
            size: 0,
            body: { as: 'none' },
            path: request.path,
          }) as never
      );
      return server;
    },
  },
  {
    name: 'a server that hangs',
    path: 'bad/x.json',
    rule: 'timeout',
    says: /in time/,
    store: answers('bad/x.json', 'timeout'),
  },
  {
    name: 'a page of HTML with status 200',
    path: 'bad/x.json',
    rule: 'malformed',
    says: /HTML/,
    store: file('bad/x.json', PAGE),
  },
  { name: 'the same under YAML', path: 'bad/x.yaml', rule: 'html-page', says: /HTML/, store: file('bad/x.yaml', PAGE) },
  { name: 'the same under CSV', path: 'bad/x.csv', rule: 'html-page', says: /HTML/, store: file('bad/x.csv', PAGE) },
];

describe('bad input', () => {
  it.each(CASES.map((one) => [one.name, one] as const))(
    '%s: a row of quality, a notice with file and reason, and the rest is served',
    (_, { path, rule, says, store }) => {
      const server = store();
      const catalog = catalogOf(server);
      const rows = quality(catalog, path);
      expect(rows).toContainEqual({
        severity: expect.stringMatching(/^(error|warning)$/),
        rule,
        message: expect.stringMatching(says),
      });
      expect(rows.every(({ message }) => message.trim() !== '')).toBe(true);
      const [table] = ask(catalog, { kind: 'points', metrics: ['ttft_mean'] });
      expect(column(table, 'path')).toContain('good/a.json');
      expect(column(table, 'ttft_mean')[column(table, 'path').indexOf('good/a.json')]).toBe(0.1);
      expect(notices(table)).toContainEqual(
        expect.stringMatching(new RegExp(`${path.replace(/[.]/g, '\\.')}.*${says.source}`, `${says.flags}s`))
      );
    }
  );

  it('40 MB by the listing is not even asked for', () => {
    const server = file('bad/x.json', '{}', 40 * 1024 * 1024)();
    catalogOf(server);
    expect(server.read()).toEqual(['good/a.json']);
  });

  it.each(['..', '.', '../../etc/passwd', 'a/b', 'a\\b', 'a\u0000b'])(
    'the name %j in a listing is not followed',
    (name) => {
      const server = good();
      const real = JSON.parse(
        (
          server.answer({ kind: 'http', method: 'GET', path: '', want: { as: 'text' }, sizeLimit: 1e6 }) as {
            body: { text: string };
          }
        ).body.text
      ) as unknown[];
      const listing = JSON.stringify([...real, { name, type: 'file', size: 5, mtime: '2024-01-01T00:00:00Z' }]);
      server.instead.set('', () => ({
        kind: 'http',
        status: 200,
        etag: null,
        modified: null,
        contentType: null,
        size: 1,
        body: { as: 'text', text: listing },
      }));
      const catalog = catalogOf(server);
      server.requests.forEach((path) => expect(path === '' || path.startsWith('good/')).toBe(true));
      const [table] = ask(catalog, { kind: 'points' });
      expect(column(table, 'path')).toEqual(['good/a.json']);
      expect(notices(table)).toContainEqual(expect.stringContaining(JSON.stringify(name)));
      expect(quality(catalog, '/')).toMatchObject([{ severity: 'warning', rule: 'unsafe-name' }]);
    }
  );

  it('says the first problems of each severity and counts the rest', () => {
    const server = good();
    for (let index = 0; index < 10; index++) {
      server.set(`bad/${index}.json`, '{').set(`big/${index}.json`, '{}', 1000, 1e9);
    }
    const said = notices(ask(catalogOf(server), { kind: 'points' })[0]);
    expect(said.filter((text) => text.startsWith('Not read: bad/')).length).toBe(3);
    expect(said.filter((text) => text.startsWith('big/')).length).toBe(3);
    expect(said).toContainEqual('14 more problems: the quality query lists them with their reasons.');
    const [issues] = ask(catalogOf(server), { kind: 'quality', frame: 'issues' });
    expect(column(issues, 'severity')).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning')]);
  });

  it('JSON under another extension is read all the same', () => {
    const catalog = catalogOf(
      good()
        .set('b/results.txt', `\ufeff${serveResult()}\n${serveResult()}`)
        .set('c/results.csv', serveResult())
        .set('d/results.txt', '{"model_id": "m", "mean_ttft_ms": ')
    );
    const [points] = ask(catalog, { kind: 'points', metrics: ['ttft_mean'] });
    expect(new Set(column(points, 'path'))).toEqual(new Set(['good/a.json', 'b/results.txt', 'c/results.csv']));
    expect(points.data.values[0]).toHaveLength(4);
    expect(quality(catalog, 'd/results.txt')).toMatchObject([{ severity: 'error', rule: 'malformed' }]);
  });

  it('an archive is named, for there may be results in it', () => {
    const catalog = catalogOf(good().set('b/results.json.gz', Uint8Array.of(31, 139)).set('x.zip', 'PK'));
    expect(quality(catalog, 'x.zip')).toMatchObject([{ severity: 'warning', rule: 'archive' }]);
    expect(quality(catalog, 'b/results.json.gz')[0].message).toMatch(/Unpack it/);
  });

  it('files that are no results are left aside without a word, and counted by reason', () => {
    const catalog = catalogOf(
      good()
        .set('README.md', '# x')
        .set('x.png', Uint8Array.of(1, 2))
        .set('values.yaml', 'replicas: 3')
        .set('list.json', '[]')
    );
    const [issues, formats] = ask(catalog, { kind: 'quality' });
    expect(column(issues, 'path')).toEqual([]);
    const reasons = column(formats, 'reason').map((reason, row) => [
      column(formats, 'producer')[row],
      reason,
      column(formats, 'files')[row],
      column(formats, 'points')[row],
    ]);
    expect(reasons).toEqual(
      expect.arrayContaining([
        ['vllm-bench-serve', null, 1, 1],
        [null, 'not-a-result', 1, 0],
        [null, 'documentation', 1, 0],
        [null, 'image', 1, 0],
        [null, 'empty', 1, 0],
      ])
    );
  });

  it('a reader that fails costs one object', () => {
    const documents = [
      Object.defineProperty({ model_id: 'm', mean_ttft_ms: 1 }, 'num_prompts', {
        enumerable: true,
        get: () => {
          throw new Error('boom');
        },
      }),
    ];
    const server = good().set('bad/x.json', '{}');
    server.instead.set('bad/x.json', () => ({
      kind: 'http',
      status: 200,
      etag: null,
      modified: null,
      contentType: null,
      size: 2,
      body: { as: 'json', documents },
    }));
    const catalog = catalogOf(server);
    expect(quality(catalog, 'bad/x.json')).toMatchObject([
      { severity: 'error', rule: 'reader-failed', message: expect.stringContaining('boom') },
    ]);
    expect(column(ask(catalog, { kind: 'points' })[0], 'path')).toEqual(['good/a.json']);
  });
});
