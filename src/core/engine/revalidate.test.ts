import { catalogOf, config, CONTEXT, run, type FakeStore } from '../../../tests/fake-store';
import type { Catalog } from '../model/catalog';
import type { HttpRequest } from '../model/request';
import { scan } from './scan';

/** A server whose HTML listing shows neither times nor sizes, as that of Python's http.server. */
function server(objects: { readonly [name: string]: { etag: string; body: string } }, asked: HttpRequest[]): FakeStore {
  const store: { [path: string]: FakeStore[string] } = {};
  const page = Object.keys(objects)
    .map((name) => `<li><a href="${name}">${name}</a></li>`)
    .join('\n');
  const listing = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for /</title>\n</head>\n<body>\n<h1>Directory listing for /</h1>\n<hr>\n<ul>\n${page}\n</ul>\n<hr>\n</body>\n</html>\n`;
  store[''] = (request) => ({
    kind: 'http',
    status: 200,
    etag: null,
    modified: null,
    contentType: 'text/html',
    size: listing.length,
    body: { as: 'text', text: request.path === '' ? listing : '' },
  });
  Object.keys(objects).forEach((name) => {
    const { etag, body } = objects[name];
    store[name] = (request) => {
      asked.push(request);
      return request.etag === etag
        ? { kind: 'http', status: 304, etag, modified: null, contentType: null, size: 0, body: { as: 'none' } }
        : {
            kind: 'http',
            status: 200,
            etag,
            modified: null,
            contentType: null,
            size: body.length,
            body: { as: 'json', documents: [JSON.parse(body)] },
          };
    };
  });
  return store;
}

const RESULT = JSON.stringify({
  date: '20250101-000000',
  model_id: 'm',
  num_prompts: 10,
  completed: 10,
  duration: 1,
  request_rate: 'inf',
  max_concurrency: 4,
  mean_ttft_ms: 5,
});

describe('a listing that shows neither times nor validators', () => {
  const refresh = (
    previous: Catalog,
    objects: Parameters<typeof server>[0]
  ): { catalog: Catalog; asked: HttpRequest[] } => {
    const asked: HttpRequest[] = [];
    return { catalog: run(scan(config(), previous, CONTEXT), server(objects, asked)), asked };
  };
  const first = {
    'a.json': { etag: '"1"', body: RESULT },
    'b.json': { etag: '"1"', body: RESULT },
    'plot.png': { etag: '"1"', body: '{}' },
  };

  it('has the server asked by the validators of its answers, and reads nothing again that did not change', () => {
    const before = catalogOf(server(first, []));
    const { catalog, asked } = refresh(before, first);
    expect(asked.map(({ path, etag }) => [path, etag])).toEqual([
      ['a.json', '"1"'],
      ['b.json', '"1"'],
    ]);
    expect(catalog.views[0].segment).toBe(before.views[0].segment);
  });

  it('reads the directory of an object that changed', () => {
    const before = catalogOf(server(first, []));
    const { catalog, asked } = refresh(before, { ...first, 'b.json': { etag: '"2"', body: RESULT } });
    expect(asked.filter(({ etag }) => etag === undefined).map(({ path }) => path)).toEqual(['a.json', 'b.json']);
    expect(catalog.views.some(({ segment }) => segment === before.views[0].segment)).toBe(false);
  });
});
