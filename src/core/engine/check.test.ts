import { catalogOf, config, CONTEXT } from '../../../tests/fake-store';
import { serveResult, TestServer } from '../../../tests/test-server';
import { failure } from '../../host/answers';
import type { FailureReason, HttpAnswer } from '../model/request';
import { check, healthOf } from './check';

const HTTP = config({ store: { kind: 'http', root: 'bench' } });
const INDEX = config({ store: { kind: 'index' } });

const status = (code: number, text?: string): HttpAnswer => ({
  kind: 'http',
  status: code,
  etag: null,
  modified: null,
  contentType: null,
  size: 0,
  body: text === undefined ? { as: 'none' } : { as: 'text', text },
});

function health(server: TestServer, settings = HTTP) {
  return server.run(check(settings, CONTEXT));
}

describe('a check that fails names the step', () => {
  const rooted = (answer: () => ReturnType<TestServer['answer']>): TestServer => {
    const server = new TestServer();
    server.instead.set('bench/', answer);
    server.instead.set('prism-index.json', answer);
    return server;
  };

  it.each<[number, string, RegExp]>([
    [404, 'address', /^Address: .*not found.*check the address and the root path/],
    [301, 'address', /redirects/],
    [401, 'credentials', /^Credentials: .*user, password or token/],
    [407, 'credentials', /Credentials/],
    [403, 'credentials', /forbidden/],
    [500, 'reachability', /^Reachability: .*500/],
    [503, 'reachability', /503/],
    [418, 'listing', /^Listing: .*autoindex/],
  ])('status %d at the root: %s', (code, step, message) => {
    expect(health(rooted(() => status(code)))).toMatchObject({
      status: 'error',
      step,
      message: expect.stringMatching(message),
    });
  });

  it.each<[FailureReason, string]>([
    ['unreachable', 'reachability'],
    ['timeout', 'reachability'],
    ['refused', 'address'],
    ['too-large', 'listing'],
    ['malformed', 'listing'],
  ])('%s: %s', (reason, step) => {
    expect(health(rooted(() => failure(reason, 'bench/')))).toMatchObject({ status: 'error', step });
  });

  it.each<[string, string]>([
    ['<!doctype html><html><head><title>Log in</title></head><body><form></form></body></html>', 'listing'],
    ['{"some":"json"}', 'listing'],
    ['', 'listing'],
  ])('a page that is no listing, %j, with status 200', (text, step) => {
    expect(health(rooted(() => status(200, text)))).toMatchObject({
      status: 'error',
      step,
      message: expect.stringContaining('autoindex'),
    });
  });

  it('a root path that leads out', () => {
    expect(health(new TestServer(), config({ store: { kind: 'http', root: '../secrets' } }))).toMatchObject({
      status: 'error',
      step: 'address',
    });
  });

  it('nothing that is recognised: what was listed, and where to look', () => {
    expect(health(rooted(() => status(200, '[]')))).toMatchObject({
      step: 'recognition',
      message: 'Recognition: none of 0 objects holds a benchmark result.',
      details: expect.stringContaining('empty'),
    });
    const server = new TestServer()
      .set('bench/README.md', 'x')
      .set('bench/x.json', '{')
      .set('bench/big.json', '{}', 1000, 1e9);
    expect(health(server)).toMatchObject({
      status: 'error',
      step: 'recognition',
      message: 'Recognition: none of 3 objects holds a benchmark result.',
      details: expect.stringMatching(/^2 files left aside, 1 file not readable\. .*quality/),
    });
  });

  it.each<[string, () => ReturnType<TestServer['answer']>, string]>([
    ['missing', () => status(404), 'address'],
    ['refused', () => status(401), 'credentials'],
    ['down', () => status(502), 'reachability'],
    ['unreachable', () => failure('unreachable', 'prism-index.json'), 'reachability'],
    ['hanging', () => failure('timeout', 'prism-index.json'), 'reachability'],
    ['something else', () => ({ ...status(200), body: { as: 'json', documents: [{ prismIndex: 2 }] } }), 'recognition'],
    ['no JSON', () => failure('malformed', 'prism-index.json'), 'recognition'],
  ])('an index that is %s', (_, answer, step) => {
    expect(health(rooted(answer), INDEX)).toMatchObject({
      status: 'error',
      step,
      message: expect.stringMatching(/\S/),
    });
  });

  it('an index one of whose tables is missing', () => {
    const manifest = {
      prismIndex: 1,
      id: 'i',
      settings: '',
      scannedAt: 0,
      objectsListed: 1,
      segments: [{ id: 's', masked: [], tables: [{ name: 'points', path: 's/points.arrow', rows: 1, bytes: 10 }] }],
    };
    const server = new TestServer().set('prism-index.json', JSON.stringify(manifest));
    expect(health(server, INDEX)).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/s\/points\.arrow cannot be read .*404/),
    });
  });
});

describe('a check that succeeds counts', () => {
  it('experiments, runs, points, what was left aside and failed, and the newest run', () => {
    const server = new TestServer()
      .set('bench/exp1/alpha/a.json', serveResult({ date: '20250101-000000' }))
      .set('bench/exp1/beta/a.json', serveResult({ date: '20250301-120000' }))
      .set('bench/exp2/alpha/a.json', `${serveResult()}\n${serveResult({ max_concurrency: 8 })}`)
      .set('bench/notes.txt', 'x')
      .set('bench/broken/x.json', '{');
    expect(health(server)).toEqual({
      status: 'ok',
      message: 'Found 2 experiments, 4 runs, 4 points; newest 2025-03-01.',
      details: '1 file left aside, 1 file not readable. The query kind "quality" lists them with their reasons.',
      counts: { experiments: 2, runs: 4, points: 4, leftAside: 1, failed: 1, newest: Date.UTC(2025, 2, 1, 12) },
    });
  });

  it('says where no run says when it was', () => {
    const found = healthOf(catalogOf({ 'e/r/a.json': serveResult() }));
    expect(found).toMatchObject({
      status: 'ok',
      message: 'Found 1 experiment, 1 run, 1 point; no run says when it was.',
      details: 'Every listed file was read.',
      counts: { newest: null },
    });
  });
});
