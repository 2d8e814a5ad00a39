import { parseConfig, type BucketConfig } from '../model/config';
import { DEFAULT_LIMITS, type Answer, type HttpRequest } from '../model/request';
import { s3Store } from './s3';
import { StoreError, type Listing } from './store';

function config(given: Partial<BucketConfig> = {}): BucketConfig {
  const parsed = parseConfig({ store: { kind: 's3', bucket: 'results', ...given } });
  if (!parsed.ok || parsed.value.store.kind !== 's3') {
    throw new Error('no configuration');
  }
  return parsed.value.store;
}

function answer(status: number, text: string): Answer {
  const body = { as: 'text' as const, text };
  return { kind: 'http', status, etag: null, modified: null, contentType: null, size: text.length, body };
}

/** One page as S3 writes it; keys as they stand in the page. */
function page(keys: readonly string[], more: { next?: string; truncated?: boolean; encoded?: boolean } = {}): string {
  const { next, truncated = next !== undefined, encoded = true } = more;
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>2026-11-24T11:19:15.000Z</LastModified><ETag>&quot;e-${key.length}&quot;</ETag><Size>12</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>results</Name><KeyCount>${keys.length}</KeyCount><MaxKeys>1000</MaxKeys>${encoded ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${truncated}</IsTruncated>${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}${contents.join('')}</ListBucketResult>`;
}

/** Lists over the answers, the last of which repeats. */
function list(
  answers: readonly Answer[],
  given: Partial<BucketConfig> = {}
): { listing: Listing; asked: HttpRequest[] } {
  const task = s3Store.list(config(given), { now: 0, range: null, limits: DEFAULT_LIMITS });
  const asked: HttpRequest[] = [];
  let step = task.next();
  while (step.done !== true) {
    const [request] = step.value.requests as HttpRequest[];
    step = task.next([answers[Math.min(asked.length, answers.length - 1)]]);
    asked.push(request);
  }
  return { listing: step.value, asked };
}

function errorOf(answers: readonly Answer[], given: Partial<BucketConfig> = {}): StoreError {
  try {
    list(answers, given);
  } catch (error) {
    if (error instanceof StoreError) {
      return error;
    }
    throw error;
  }
  throw new Error('no error');
}

const paths = ({ listing }: { listing: Listing }): string[] => listing.objects.map(({ path }) => path);
const rules = ({ listing }: { listing: Listing }): string[] => listing.issues.map(({ rule }) => rule);

describe('a bucket', () => {
  it('is listed page by page', () => {
    const run = list([
      answer(200, page(['nightly/a.json', 'nightly/b/'], { next: 'n1' })),
      answer(200, page(['nightly/b/c.json'])),
    ]);
    expect(run.listing.objects).toEqual([
      { path: 'results/nightly/a.json', size: 12, etag: '"e-14"', modified: Date.UTC(2026, 10, 24, 11, 19, 15) },
      { path: 'results/nightly/b/c.json', size: 12, etag: '"e-16"', modified: Date.UTC(2026, 10, 24, 11, 19, 15) },
    ]);
    expect(run.asked.map(({ path, query }) => [path, query])).toEqual([
      ['results/', { 'list-type': '2', 'encoding-type': 'url' }],
      ['results/', { 'list-type': '2', 'encoding-type': 'url', 'continuation-token': 'n1' }],
    ]);
    expect(run.listing.issues).toEqual([]);
  });

  it('is asked for a prefix, which globs do not see, and by an address of its own', () => {
    const found = answer(200, page(['x/y/a.json', 'x/y/logs/b.json', 'x/y/c.txt']));
    const run = list([found], { prefix: '/x/y', pathStyle: false, include: ['**/*.json'], exclude: ['logs/**'] });
    expect(run.asked[0]).toMatchObject({ path: '', query: { prefix: 'x/y/' } });
    expect(paths(run)).toEqual(['x/y/a.json']);
  });

  it('gives keys as they are, encoded or not', () => {
    expect(paths(list([answer(200, page(['a+b%2Bc%25/%C3%A4.json']))]))).toEqual(['results/a b+c%/ä.json']);
    expect(paths(list([answer(200, page(['a+b%2B&amp;.json'], { encoded: false }))]))).toEqual([
      'results/a+b%2B&.json',
    ]);
  });

  it('ends at the limit of objects, and says so', () => {
    const run = list([answer(200, page(['a', 'b', 'c'], { next: 'n' })), answer(200, page(['d'], { next: 'm' }))], {
      maxObjects: 2,
    });
    expect([paths(run), rules(run), run.asked.length]).toEqual([['results/a', 'results/b'], ['object-limit'], 1]);
  });

  it('does not follow keys that are no paths, or lie elsewhere', () => {
    const hostile = [
      'x/../../etc/passwd',
      '/x/a',
      'x//a',
      'x/%2e%2e/a',
      'x/a%0Ab',
      'http://evil.example/a',
      'y/a',
      '%FF',
    ];
    const run = list([answer(200, page([...hostile, 'x/good.json']))], { prefix: 'x' });
    expect(paths(run)).toEqual(['results/x/good.json']);
    expect(rules(run)).toEqual(['unsafe-name']);
    expect(run.listing.issues[0].message).toContain('and 5 more');
  });
});

describe('a listing that cannot be', () => {
  it.each<[string, Answer[], StoreError['step'], RegExp]>([
    ['leads back', [answer(200, page(['a'], { next: 'n' }))], 'listing', /does not end \(a page leads to one before/],
    ['names no next page', [answer(200, page(['a'], { truncated: true }))], 'listing', /names no next one/],
    ['is a page of HTML', [answer(200, '<html><body>Index of /</body></html>')], 'listing', /no listing of S3/],
    ['is cut off', [answer(200, page(['a']).slice(0, -5))], 'listing', /no listing of S3/],
    ['is JSON', [answer(200, '[]')], 'listing', /no listing of S3/],
    ['breaks off', [answer(200, page(['a'], { next: 'n' })), answer(503, '')], 'reachability', /status 503/],
    [
      'is too large',
      [{ kind: 'failure', reason: 'too-large', message: 'results/: larger than the size limit' }],
      'listing',
      /larger/,
    ],
    [
      'is nowhere',
      [{ kind: 'failure', reason: 'unreachable', message: 'cannot be reached' }],
      'reachability',
      /reached/,
    ],
    ['is of no bucket', [answer(404, '<Error><Code>NoSuchBucket</Code></Error>')], 'address', /NoSuchBucket/],
    ['is private', [answer(403, '<Error><Code>AccessDenied</Code></Error>')], 'credentials', /Grafana's server or the/],
    ['is refused by the proxy', [answer(400, 'Authentication to data source failed')], 'credentials', /status 400/],
    ['lies elsewhere', [answer(301, '<Error><Code>PermanentRedirect</Code></Error>')], 'address', /another region/],
    [
      'is signed for elsewhere',
      [answer(400, '<Error><Code>AuthorizationHeaderMalformed</Code></Error>')],
      'address',
      /region/,
    ],
  ])('%s', (_, answers, step, message) => {
    const error = errorOf(answers);
    expect(error.step).toBe(step);
    expect(error.message).toMatch(message);
  });

  it('goes on for ever without a key', () => {
    let number = 0;
    const endless = Array.from({ length: 100 }, () => answer(200, page([], { next: `n${number++}` })));
    expect(errorOf(endless)).toMatchObject({ step: 'listing', message: expect.stringContaining('21 empty pages') });
  });

  it('is asked for outside the bucket', () => {
    expect(errorOf([answer(200, page([]))], { prefix: 'a/../..' }).step).toBe('address');
  });
});

describe('settings of a bucket', () => {
  it.each(['', 'a', '..', 'a..b', 'a/b', 'a b', '-a', 'a?b'])('the name %j is refused', (bucket) => {
    expect(parseConfig({ store: { kind: 's3', bucket } }).ok).toBe(false);
  });
});
