import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ask, column, config, CONTEXT } from '../../tests/fake-store';
import { serveResult, TestServer } from '../../tests/test-server';
import { check, scan } from './engine';
import { answer } from './engine/answer';
import { indexFiles } from './index-files';
import { EMPTY_CATALOG, tableNames, unify, type Catalog } from './model/catalog';
import { numberAt, textAt } from './model/table';

const HTTP = config({ store: { kind: 'http' } });
const INDEX = config({ store: { kind: 'index', root: 'idx' } });

/** A catalog of several segments, some rows masked, dictionaries that differ, and a file that is broken. */
function sourceCatalog(): Catalog {
  const server = new TestServer()
    .set('a/1.json', serveResult({ model_id: 'org/münchen', hw: 'H100' }))
    .set('a/2.json', serveResult({ model_id: 'org/b', p99_ttft_ms: 'wrong', max_concurrency: 8 }))
    .set('b/1.json', serveResult({ date: '20250102-030405' }));
  const first = server.run(scan(HTTP, EMPTY_CATALOG, CONTEXT));
  server
    .set('b/1.json', serveResult({ model_id: '模型', mean_ttft_ms: 300, mean_itl_ms: 7 }), 2000)
    .set('c/broken.json', '{');
  const second = server.run(scan(HTTP, first, CONTEXT));
  server.files.delete('a/2.json');
  return server.run(scan(HTTP, second, CONTEXT));
}

function published(catalog: Catalog): TestServer {
  const server = new TestServer();
  indexFiles(catalog, (text) => new TextEncoder().encode(text)).forEach(({ path, bytes }) =>
    server.set(`idx/${path}`, bytes)
  );
  return server;
}

const opened = (server: TestServer, previous: Catalog = EMPTY_CATALOG): Catalog =>
  server.run(scan(INDEX, previous, CONTEXT));

const QUERIES: readonly object[] = [
  { kind: 'points', metrics: ['ttft_mean', 'ttft_p99', 'itl_mean', 'output_token_throughput'] },
  { kind: 'points', metrics: ['ttft_mean'], shape: 'curves' },
  { kind: 'points', metrics: ['ttft_mean'], shape: 'trend', filters: [{ key: 'model', operator: '=~', value: '模' }] },
  { kind: 'points', metrics: ['ttft_mean'], shape: 'history' },
  { kind: 'frontier' },
  { kind: 'runs' },
  { kind: 'values', dimension: 'model' },
  { kind: 'values', of: 'dimensions' },
  { kind: 'values', of: 'metrics' },
  { kind: 'values', of: 'stats', metric: 'ttft' },
  { kind: 'quality' },
  { kind: 'pd' },
];

describe('a published index', () => {
  it.each(QUERIES.map((query) => [JSON.stringify(query), query]))(
    'answers %s as the catalog it was written from',
    (_, query) => {
      const catalog = sourceCatalog();
      const server = published(catalog);
      const index = opened(server);
      expect(index.views.length).toBe(1);
      const answered = server.run(answer(query, index, CONTEXT));
      expect(answered).toEqual(ask(catalog, query));
    }
  );

  it('opens nothing but its manifest, and then what a query needs', () => {
    const server = published(sourceCatalog());
    const index = opened(server);
    expect(server.read()).toEqual(['idx/prism-index.json']);
    server.run(answer({ kind: 'points', metrics: ['itl_mean'] }, index, CONTEXT));
    const asked = server.read().map((path) => path.split('/').slice(2).join('/').replace('.arrow', ''));
    expect(asked.sort()).toEqual(
      ['issues', 'metrics-input_tokens', 'metrics-itl', 'metrics-output_tokens', 'points'].filter((name) =>
        server.files.has(`idx/${index.views[0].segment.id}/${name}.arrow`)
      )
    );
    server.run(answer({ kind: 'points', metrics: ['itl_mean'] }, index, CONTEXT));
    expect(server.read()).toEqual([]);
    server.run(answer({ kind: 'values', dimension: 'model' }, index, CONTEXT));
    expect(server.read()).toEqual([]);
  });

  it('asks for the tables in batches', () => {
    const server = published(sourceCatalog());
    const sizes: number[] = [];
    const context = { ...CONTEXT, limits: { ...CONTEXT.limits, batchRequests: 2 } };
    server.run(answer({ kind: 'pd' }, opened(server), context), ({ requests }) => sizes.push(requests.length));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBe(2);
  });

  it('that has not changed keeps what is open', () => {
    const catalog = sourceCatalog();
    const server = published(catalog);
    const index = opened(server);
    server.run(answer({ kind: 'runs' }, index, CONTEXT));
    const again = opened(server, index);
    server.read();
    server.run(answer({ kind: 'runs' }, again, CONTEXT));
    expect(server.read()).toEqual([]);
  });

  it('is healthy, and counts as the store does', () => {
    const catalog = sourceCatalog();
    expect(published(catalog).run(check(INDEX, CONTEXT))).toMatchObject({
      status: 'ok',
      counts: { runs: 2, points: 2, failed: 1 },
    });
  });

  it('of nothing can be written and read', () => {
    const server = published(EMPTY_CATALOG);
    expect(column(server.run(answer({ kind: 'points' }, opened(server), CONTEXT))[0], 'path')).toEqual([]);
  });

  it('whose table is cut is refused, and says which', () => {
    const server = published(sourceCatalog());
    const path = [...server.files.keys()].find((name) => name.endsWith('points.arrow')) ?? '';
    server.set(path, (server.files.get(path)?.body as Uint8Array).slice(0, -20));
    expect(() => server.run(answer({ kind: 'runs' }, opened(server), CONTEXT))).toThrow(
      /Write the index anew|the manifest says/
    );
  });
});

function pythonWithArrow(): string | null {
  const local = resolve(__dirname, '../../build/venv-test/bin/python3');
  const found = [process.env.PRISM_PYTHON, local, 'python3'].filter(
    (name): name is string => name !== undefined && name !== ''
  );
  return (
    found.find((python) => {
      try {
        execFileSync(python, ['-c', 'import pyarrow'], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    }) ?? null
  );
}

const python = pythonWithArrow();
const itWithPython = python === null ? it.skip : it;

describe('other readers of Arrow', () => {
  itWithPython(
    `pyarrow reads what is written${python === null ? ' (skipped: no Python with pyarrow; set PRISM_PYTHON)' : ''}`,
    () => {
      const catalog = sourceCatalog();
      const directory = mkdtempSync(join(tmpdir(), 'index-'));
      try {
        indexFiles(catalog, (text) => new TextEncoder().encode(text)).forEach(({ path, bytes }) => {
          mkdirSync(dirname(join(directory, path)), { recursive: true });
          writeFileSync(join(directory, path), bytes);
        });
        const script = resolve(__dirname, '../../tests/python/read_index.py');
        const read = JSON.parse(execFileSync(python ?? '', [script, directory], { encoding: 'utf8' })) as Record<
          string,
          { rows: number; columns: Record<string, unknown[]> }
        >;
        const expected: typeof read = {};
        tableNames(catalog).forEach((name) => {
          const table = unify(catalog, name);
          if (table.columnNames.length > 0) {
            const columns = Object.fromEntries(
              table.columnNames.map((id) => {
                const values = table.column(id);
                const cells = Array.from({ length: table.rows }, (_, row) =>
                  values === undefined
                    ? null
                    : values.kind === 'text'
                      ? textAt(values, row)
                      : Number.isNaN(numberAt(values, row))
                        ? null
                        : numberAt(values, row)
                );
                return [id, cells];
              })
            );
            expected[name] = { rows: table.rows, columns };
          }
        });
        expect(read).toEqual(expected);
        expect(Object.keys(read)).toEqual(expect.arrayContaining(['points', 'objects', 'issues', 'metrics/ttft']));
      } finally {
        rmSync(directory, { recursive: true });
      }
    }
  );
});
