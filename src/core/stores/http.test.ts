import { parseConfig, type DirectoryConfig } from '../model/config';
import { DEFAULT_LIMITS, type Answer, type HttpRequest } from '../model/request';
import { httpStore } from './http';
import { StoreError, type Listing } from './store';

/** Directories by path, `''` for the root: names (`/` at the end for directories), a page, or a status. */
type Tree = Readonly<Record<string, readonly string[] | string | number | Answer>>;

interface Run {
  readonly listing: Listing;
  readonly batches: string[][];
  readonly requests: HttpRequest[];
}

function config(given: Partial<DirectoryConfig> = {}): DirectoryConfig {
  const parsed = parseConfig({ store: { kind: 'http', ...given } });
  if (!parsed.ok || parsed.value.store.kind !== 'http') {
    throw new Error('no configuration');
  }
  return parsed.value.store;
}

const MTIME = 'Tue, 24 Nov 2026 11:19:15 GMT';
const nginx = (names: readonly string[]): string =>
  JSON.stringify(
    names.map((name) =>
      name.endsWith('/')
        ? { name: name.slice(0, -1), type: 'directory', mtime: MTIME }
        : { name, type: 'file', mtime: MTIME, size: name.length }
    )
  );
const python = (names: readonly string[]): string =>
  `<title>Directory listing for /</title>${names.map((name) => `<a href="${name}">${name}</a>`).join('')}`;

function answer(status: number, text: string): Answer {
  return {
    kind: 'http',
    status,
    etag: null,
    modified: null,
    contentType: null,
    size: text.length,
    body: { as: 'text', text },
  };
}

function list(
  tree: Tree | ((path: string) => Tree[string] | undefined),
  given: Partial<DirectoryConfig> = {},
  batchRequests = 64
): Run {
  const of = typeof tree === 'function' ? tree : (path: string) => tree[path];
  const reply = (path: string): Answer => {
    const found = of(path) ?? 404;
    if (typeof found === 'number') {
      return answer(found, '');
    }
    return typeof found === 'string' ? answer(200, found) : 'kind' in found ? found : answer(200, nginx(found));
  };
  const task = httpStore.list(config(given), { now: 0, range: null, limits: { ...DEFAULT_LIMITS, batchRequests } });
  const batches: string[][] = [];
  const requests: HttpRequest[] = [];
  let answers: Answer[] = [];
  for (;;) {
    const step = task.next(answers);
    if (step.done) {
      return { listing: step.value, batches, requests };
    }
    const asked = step.value.requests as HttpRequest[];
    requests.push(...asked);
    batches.push(asked.map(({ path }) => path));
    answers = asked.map(({ path }) => reply(path));
  }
}

const paths = ({ listing }: Run): string[] => listing.objects.map(({ path }) => path);
const rules = ({ listing }: Run): string[][] => listing.issues.map(({ rule, path }) => [rule, path]);

describe('listing over HTTP', () => {
  it('goes breadth first, a level in batches', () => {
    const tree = { '': ['b/', 'a/', 'r.json'], 'a/': ['x/', '1.json'], 'b/': [], 'a/x/': ['2.json'] };
    expect(list(tree).batches).toEqual([[''], ['a/', 'b/'], ['a/x/']]);
    expect(list(tree, {}, 1).batches).toEqual([[''], ['a/'], ['b/'], ['a/x/']]);
    expect(list(tree).listing).toEqual({
      objects: [
        { path: 'a/1.json', size: 6, etag: null, modified: Date.UTC(2026, 10, 24, 11, 19, 15) },
        { path: 'a/x/2.json', size: 6, etag: null, modified: Date.UTC(2026, 10, 24, 11, 19, 15) },
        { path: 'r.json', size: 6, etag: null, modified: Date.UTC(2026, 10, 24, 11, 19, 15) },
      ],
      issues: [],
    });
    expect(list(tree).requests[0]).toMatchObject({
      method: 'GET',
      want: { as: 'text' },
      headers: { accept: 'application/json, text/html' },
    });
  });

  it('begins at the root path; objects can be asked for as they are', () => {
    const run = list({ 'x y/z/': ['a/', 'b.json'], 'x y/z/a/': ['c.json'] }, { root: '/x y//z/', include: ['a/*'] });
    expect(run.batches).toEqual([['x y/z/'], ['x y/z/a/']]);
    expect(paths(run)).toEqual(['x y/z/a/c.json']);
  });

  it.each(['../x', 'a/../..', 'a\\b', './a'])('the root path %s is refused', (root) => {
    expect(() => list({}, { root })).toThrow(StoreError);
  });

  it('include and exclude', () => {
    const tree = {
      '': ['runs/', 'logs/', 'x.json', 'x.txt'],
      'runs/': ['1.json', '2.yaml', '.h.json'],
      'logs/': ['3.json'],
    };
    expect(paths(list(tree, { include: ['**/*.json'], exclude: ['logs'] }))).toEqual([
      'runs/.h.json',
      'runs/1.json',
      'x.json',
    ]);
    expect(list(tree, { include: ['runs/**'] }).batches).toEqual([[''], ['runs/']]);
  });

  it('depth', () => {
    const run = list((path) => ['d/', 'e/', `${path.length}.json`], { maxDepth: 1 });
    expect(run.batches).toEqual([[''], ['d/', 'e/']]);
    expect(rules(run)).toEqual([['depth-limit', 'd/d']]);
    expect(run.listing.issues[0].message).toBe('4 directories lie deeper than 1; raise the depth limit');
  });

  it('number of objects, the same ones whatever the order of the server', () => {
    const names = ['c/', 'z.json', 'b.json', 'a.json'];
    const run = list({ '': names, 'c/': ['1.json'] }, { maxObjects: 2 });
    expect(paths(run)).toEqual(['a.json', 'b.json']);
    expect(paths(list({ '': names.reverse(), 'c/': ['1.json'] }, { maxObjects: 2 }))).toEqual(['a.json', 'b.json']);
    expect(run.batches).toEqual([['']]);
    expect(rules(run)).toEqual([['object-limit', 'z.json']]);
    expect(rules(list({ '': names, 'c/': ['1.json'] }, { maxObjects: 4 }))).toEqual([]);
  });

  it('objects larger than the limit are listed', () => {
    expect(paths(list({ '': ['long-name.json'] }, { maxObjectBytes: 1 }))).toEqual(['long-name.json']);
  });

  it('a directory that cannot be listed is an issue, the rest is served', () => {
    const run = list({
      '': ['a/', 'b/', 'c/', 'd/'],
      'a/': ['1.json'],
      'b/': 404,
      'c/': '<title>Log in</title>',
      'd/': 500,
    });
    expect(paths(run)).toEqual(['a/1.json']);
    expect(rules(run)).toEqual([
      ['listing-failed', 'b'],
      ['listing-failed', 'c'],
      ['listing-failed', 'd'],
    ]);
    run.listing.issues.forEach(({ message, path }) => expect(message.startsWith(`${path}/: `)).toBe(true));
  });

  it('stops where the server no longer answers', () => {
    const gone: Answer = { kind: 'failure', reason: 'timeout', message: 'x: does not answer' };
    const run = list((path) => (path === '' ? ['a/', 'b/', 'c/', 'd/', 'r.json'] : gone), {}, 2);
    expect(run.batches).toEqual([[''], ['a/', 'b/']]);
    expect(paths(run)).toEqual(['r.json']);
    expect(rules(run).map(([rule]) => rule)).toEqual(['listing-failed', 'listing-failed', 'listing-stopped']);
  });

  it('names unsafe names once a directory', () => {
    const run = list({ '': ['a/', '..', 'x\0y', 'p\\q', 'u\n'], 'a/': ['ok.json'] });
    expect(paths(run)).toEqual(['a/ok.json']);
    expect(rules(run)).toEqual([['unsafe-name', '/']]);
    expect(run.listing.issues[0].message).toContain('and 1 more; rename them');
  });
});

describe('loops', () => {
  it('are seen at the first repetition where files have sizes', () => {
    const run = list((path) =>
      /^(?:a\/loop\/)*$/.test(path) ? ['a/', 'r.json'] : path.endsWith('a/') ? ['loop/', 'x.json'] : 404
    );
    expect(paths(run)).toEqual(['a/x.json', 'r.json']);
    expect(rules(run)).toEqual([['listing-loop', 'a/loop']]);
  });

  it('are seen in bare names too, and leave nothing twice', () => {
    const run = list((path) => python(/(?:^|self\/)$/.test(path) ? ['self/', 'r.json', 'b/'] : ['x.json']));
    expect(paths(run)).toEqual(['b/x.json', 'r.json']);
    expect(rules(run)).toEqual([['listing-loop', 'self']]);
    expect(run.batches).toHaveLength(4);
  });

  it('several at once end', () => {
    const run = list(() => python(['l1/', 'l2/', 'l3/', 'r.json']));
    expect(paths(run)).toEqual(['r.json']);
    expect(
      rules(run)
        .map(([rule, path]) => `${rule} ${path}`)
        .sort()
    ).toEqual(['listing-loop l1', 'listing-loop l2', 'listing-loop l3']);
  });

  it('directories of one name within each other are none', () => {
    const tree = { '': ['x/'], 'x/': ['x/'], 'x/x/': ['x/'], 'x/x/x/': ['r.json'] };
    expect(paths(list(tree))).toEqual(['x/x/x/r.json']);
    const html = { '': python(['x/', 'r.json']), 'x/': python(['x/', 'r.json']), 'x/x/': python(['r.json']) };
    expect(paths(list(html))).toEqual(['r.json', 'x/r.json', 'x/x/r.json']);
  });
});

describe('a root that cannot be listed', () => {
  const failed = (reply: Tree[string]): [string, string] => {
    try {
      list({ '': reply });
    } catch (error) {
      if (error instanceof StoreError) {
        return [error.step, error.message];
      }
    }
    throw new Error('was listed');
  };
  const failure = (reason: 'unreachable' | 'timeout' | 'too-large' | 'refused'): Answer => ({
    kind: 'failure',
    reason,
    message: `said: ${reason}`,
  });

  it.each([
    ['credentials', 401, /check user, password or token/],
    ['credentials', 403, /autoindex on/],
    ['credentials', answer(400, '{"message":"Authentication to data source failed"}'), /refuses the credentials/],
    ['address', 404, /check the address and the root path/],
    ['address', 302, /enter the address it leads to/],
    ['address', failure('refused'), /^said: refused$/],
    ['reachability', failure('unreachable'), /^said: unreachable$/],
    ['reachability', failure('timeout'), /^said: timeout$/],
    ['reachability', 503, /status 503/],
    ['listing', failure('too-large'), /^said: too-large$/],
    ['listing', 400, /autoindex_format json/],
    ['listing', '<html><title>Grafana</title><a href="x.json">x</a></html>', /no directory listing; turn on/],
    ['listing', '{"error":"x"}', /no directory listing/],
    ['listing', '', /no directory listing/],
  ] as const)('%s: %j', (step, reply, message) => {
    expect(failed(reply)).toEqual([step, expect.stringMatching(message)]);
  });
});
