import fc from 'fast-check';
import { ask, column, config, CONTEXT, notices } from '../../../tests/fake-store';
import { serveResult, TestServer } from '../../../tests/test-server';
import { failure } from '../../host/answers';
import { scan } from '../engine';
import { MAX_SEGMENTS } from '../ingest/replace';
import { EMPTY_CATALOG, type Catalog } from '../model/catalog';
import type { Answer, Batch } from '../model/request';

const HTTP = config({ store: { kind: 'http' } });

const scanned = (server: TestServer, previous: Catalog = EMPTY_CATALOG, settings = HTTP, now = CONTEXT.now): Catalog =>
  server.run(scan(settings, previous, { ...CONTEXT, now }));
const shown = (catalog: Catalog): string[] => {
  const [table] = ask(catalog, { kind: 'points', metrics: ['ttft_mean'], dimensions: ['path'] });
  return column(table, 'path')
    .map((path, row) => `${String(path)} ${String(column(table, 'ttft_mean')[row])}`)
    .sort();
};
const result = (ms: number): string => serveResult({ mean_ttft_ms: ms });
const store = () =>
  new TestServer()
    .set('a/1.json', result(1000))
    .set('a/2.json', result(2000))
    .set('b/1.json', result(3000))
    .set('c.json', result(4000));

describe('a scan', () => {
  it('reads every object once', () => {
    const server = store();
    const catalog = scanned(server);
    expect(server.read().sort()).toEqual(['a/1.json', 'a/2.json', 'b/1.json', 'c.json']);
    expect(catalog.state).toEqual({ complete: true, objectsListed: 4, objectsRead: 4, error: null });
    expect(shown(catalog)).toEqual(['a/1.json 1', 'a/2.json 2', 'b/1.json 3', 'c.json 4']);
  });

  it('bounds its batches by count and by bytes', () => {
    const server = new TestServer();
    for (let index = 0; index < 100; index++) {
      server.set(`d/${index}.json`, result(1), 1000, index < 50 ? 10 : 400);
    }
    const sizes: number[] = [];
    const context = { ...CONTEXT, limits: { ...CONTEXT.limits, batchRequests: 20, batchBytes: 2000 } };
    const catalog = server.run(
      scan(HTTP, EMPTY_CATALOG, context),
      ({ requests, progress }) => progress.step === 'reading' && sizes.push(requests.length)
    );
    expect(Math.max(...sizes)).toBe(20);
    expect(sizes.slice(-1)[0]).toBeLessThanOrEqual(5);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
    expect(shown(catalog).length).toBe(100);
  });

  it('tells how far it has come', () => {
    const server = new TestServer();
    for (let index = 0; index < 200; index++) {
      server.set(`d${index}/x.json`, result(1));
    }
    const seen: Array<[number, number | null]> = [];
    server.run(
      scan(HTTP, EMPTY_CATALOG, CONTEXT),
      ({ progress }) => progress.step === 'reading' && seen.push([progress.done, progress.total])
    );
    expect(seen[0]).toEqual([0, 200]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    expect(seen[seen.length - 1][0]).toBeGreaterThan(100);
  });
});

describe('a scan after another', () => {
  it('asks for nothing where nothing changed', () => {
    const server = store();
    const first = scanned(server);
    server.read();
    const second = scanned(server, first);
    expect(server.read()).toEqual([]);
    expect(shown(second)).toEqual(shown(first));
    expect(second.id).toBe(first.id);
    expect(second.views.length).toBe(1);
  });

  it('reads anew the directory in which something changed', () => {
    const server = store();
    const first = scanned(server);
    server.read();
    server.set('a/1.json', result(9000), 2000);
    const second = scanned(server, first);
    expect(server.read()).toEqual(['a/1.json', 'a/2.json']);
    expect(shown(second)).toEqual(['a/1.json 9', 'a/2.json 2', 'b/1.json 3', 'c.json 4']);
    expect(second.id).not.toBe(first.id);
    expect(shown(first)).toEqual(['a/1.json 1', 'a/2.json 2', 'b/1.json 3', 'c.json 4']);
  });

  it('drops what is gone and takes what is new', () => {
    const server = store();
    const first = scanned(server);
    server.read();
    server.files.delete('b/1.json');
    server.files.delete('a/2.json');
    server.set('e/f/1.json', result(5000));
    const second = scanned(server, first);
    expect(server.read().sort()).toEqual(['a/1.json', 'e/f/1.json']);
    expect(shown(second)).toEqual(['a/1.json 1', 'c.json 4', 'e/f/1.json 5']);
  });

  it('goes by the time alone where the listing gives no size, and by nothing where it gives neither', () => {
    const sizeless = new TestServer().set('a/1.json', result(1000), 1000, null);
    const first = scanned(sizeless);
    sizeless.read();
    expect([scanned(sizeless, first).id !== '', sizeless.read()]).toEqual([true, []]);
    const bare = new TestServer().set('a/1.json', result(1000), null, null);
    const before = scanned(bare, EMPTY_CATALOG, HTTP, 1);
    bare.set('a/1.json', result(2000), null, null).read();
    const after = scanned(bare, before, HTTP, 2);
    expect(bare.read()).toEqual(['a/1.json']);
    expect(shown(after)).toEqual(['a/1.json 2']);
    expect(after.id).not.toBe(before.id);
  });

  it('reads everything anew under other settings', () => {
    const server = store();
    const first = scanned(server);
    server.read();
    const rules = config({ store: { kind: 'http' }, rules: [{ pattern: '^(?<team>[a-z])/' }] });
    const second = scanned(server, first, rules);
    expect(server.read().length).toBe(4);
    expect(column(ask(second, { kind: 'values', dimension: 'label.team' })[0], 'value')).toEqual(['a', 'b', '(none)']);
    expect(scanned(server, second, rules).views.length).toBe(second.views.length);
    expect(server.read()).toEqual([]);
  });

  it.each(['timeout', 'unreachable', 'cancelled'] as const)(
    'tries again what failed for a passing reason (%s), and only its directory',
    (reason) => {
      const server = store();
      server.instead.set('a/1.json', () => failure(reason, 'a/1.json'));
      const first = scanned(server);
      expect(shown(first)).toEqual(['a/2.json 2', 'b/1.json 3', 'c.json 4']);
      server.read();
      server.instead.clear();
      const second = scanned(server, first);
      expect(server.read()).toEqual(['a/1.json', 'a/2.json']);
      expect(shown(second)).toEqual(shown(scanned(store())));
      expect(column(ask(second, { kind: 'quality', frame: 'issues' })[0], 'path')).toEqual([]);
    }
  );

  it.each([404, 429, 500, 503])('tries again where the server answered %d', (status) => {
    const server = store();
    server.instead.set('b/1.json', () => ({
      kind: 'http',
      status,
      etag: null,
      modified: null,
      contentType: null,
      size: 0,
      body: { as: 'none' },
    }));
    const first = scanned(server);
    server.instead.clear();
    server.read();
    expect(shown(scanned(server, first))).toContain('b/1.json 3');
    expect(server.read()).toEqual(['b/1.json']);
  });

  it('does not try again what is broken as it is', () => {
    const server = store().set('b/1.json', '{');
    const first = scanned(server);
    server.read();
    scanned(server, first);
    expect(server.read()).toEqual([]);
  });

  it('replaces what the last listing had to say', () => {
    const server = store();
    server.instead.set('b/', () => failure('timeout', 'b/'));
    const first = scanned(server);
    expect(column(ask(first, { kind: 'quality', frame: 'issues' })[0], 'rule')).toEqual(['listing-failed']);
    server.instead.clear();
    const second = scanned(server, first);
    expect(column(ask(second, { kind: 'quality', frame: 'issues' })[0], 'rule')).toEqual([]);
    expect(shown(second).length).toBe(4);
    expect(second.id).not.toBe(first.id);
  });

  it('an issue that comes with a listing changes the id though no object does', () => {
    const limited = config({ store: { kind: 'http', maxDepth: 0 } });
    const server = new TestServer().set('a.json', result(1000));
    const first = scanned(server, EMPTY_CATALOG, limited);
    const second = scanned(server.set('deep/a.json', result(1)), first, limited);
    expect(column(ask(second, { kind: 'quality', frame: 'issues' })[0], 'rule')).toEqual(['depth-limit']);
    expect(second.id).not.toBe(first.id);
  });

  it('a path rule that is malformed is an issue of every scan, once', () => {
    const settings = config({ store: { kind: 'http' }, rules: [{ pattern: '(' }] });
    const server = store();
    const second = scanned(server, scanned(server, EMPTY_CATALOG, settings), settings);
    expect(column(ask(second, { kind: 'quality', frame: 'issues' })[0], 'rule')).toEqual(['rule-malformed']);
  });
});

describe('partial catalogs', () => {
  const many = (): TestServer => {
    const server = new TestServer();
    for (let index = 0; index < 2300; index++) {
      server.set(`d${index}/x.json`, result(1000));
    }
    return server;
  };

  /** Drives until the first partial catalog, then cancels. */
  function cancelled(server: TestServer, previous: Catalog): Catalog {
    const task = scan(HTTP, previous, CONTEXT);
    let step: IteratorResult<Batch<Catalog>, Catalog> = task.next();
    while (step.done !== true && step.value.partial === undefined) {
      const answers: Answer[] = step.value.requests.map((request) => server.answer(request));
      step = task.next(answers);
    }
    const partial = step.done === true ? null : step.value.partial?.();
    expect(task.return(EMPTY_CATALOG).done).toBe(true);
    expect(task.next([]).done).toBe(true);
    return partial as Catalog;
  }

  it('can be shown, say so, and are where the next scan goes on', () => {
    const server = many();
    const partial = cancelled(server, EMPTY_CATALOG);
    expect(partial.state).toMatchObject({ complete: false, objectsListed: 2300 });
    const [table] = ask(partial, { kind: 'points' });
    expect(column(table, 'path').length).toBe(partial.state.objectsRead);
    expect(notices(table)).toContainEqual(
      expect.stringMatching(`still being read: ${partial.state.objectsRead} of 2300 objects`)
    );
    server.read();
    const whole = scanned(server, partial);
    expect(server.read().length).toBe(2300 - partial.state.objectsRead);
    expect(whole.state.complete).toBe(true);
    expect(shown(whole).length).toBe(2300);
  });

  it('come after the first batch, so soon on a slow store, then at every doubling, at most every 2,000 objects', () => {
    const server = new TestServer();
    for (let index = 0; index < 9000; index++) {
      server.set(`d${index}/x.json`, '{}');
    }
    const read: number[] = [];
    const whole = server.run(
      scan(HTTP, EMPTY_CATALOG, CONTEXT),
      ({ partial }) => partial !== undefined && read.push(partial().state.objectsRead)
    );
    expect(read).toEqual([64, 128, 256, 512, 1024, 2048, 4096, 6144, 8192]);
    expect(whole.views.length).toBe(1);
  });

  /** One directory with everything in it, as load tools leave it. */
  const flat = (count: number): TestServer => {
    const server = new TestServer();
    for (let index = 0; index < count; index++) {
      server.set(`results/${index}.json`, result(1000));
    }
    return server;
  };

  it.each([
    ['many directories', many],
    ['one directory', () => flat(300)],
  ])('change nothing of the whole that comes after them: %s', (_, serverOf) => {
    const asked = serverOf().run(scan(HTTP, EMPTY_CATALOG, CONTEXT), ({ partial }) => void partial?.());
    const unasked = serverOf().run(scan(HTTP, EMPTY_CATALOG, CONTEXT));
    expect(asked.id).toBe(unasked.id);
    expect(ask(asked, { kind: 'points', limit: 3000 })).toEqual(ask(unasked, { kind: 'points', limit: 3000 }));
  });

  it('show what is read of a large new directory, at every doubling, and its progress', () => {
    const read: number[] = [];
    const done: number[] = [];
    const whole = flat(3000).run(scan(HTTP, EMPTY_CATALOG, CONTEXT), ({ partial, progress }) => {
      if (progress.step === 'reading') {
        done.push(progress.done);
      }
      if (partial !== undefined) {
        const catalog = partial();
        read.push(catalog.state.objectsRead);
        expect(shown(catalog).length).toBe(catalog.state.objectsRead);
      }
    });
    expect(read).toEqual([64, 128, 256, 512, 1024, 2048]);
    expect(done.slice(0, 3)).toEqual([0, 64, 128]);
    expect([shown(whole).length, whole.state.objectsRead]).toEqual([3000, 3000]);
  });

  it('a directory of which a part was read is read anew by the next scan', () => {
    const server = flat(300);
    const partial = cancelled(server, EMPTY_CATALOG);
    expect(partial.state.objectsRead).toBe(64);
    const whole = scanned(server, partial);
    expect([shown(whole).length, whole.state.complete]).toEqual([300, true]);
  });

  it('a known directory is shown as it was until it is read whole', () => {
    const server = flat(300).set('other/x.json', result(1000));
    const before = scanned(server);
    server.set('results/7.json', result(5000), 2000);
    const partials: number[] = [];
    const after = server.run(scan(HTTP, before, CONTEXT), ({ partial }) =>
      partial === undefined ? undefined : partials.push(shown(partial()).length)
    );
    expect(partials).toEqual([]);
    expect(shown(after).length).toBe(301);
    expect(shown(after)).toContain('results/7.json 5');
  });

  it('a refresh that is cancelled keeps what was not reached of the catalog before', () => {
    const server = many();
    const before = scanned(server);
    for (let index = 0; index < 2300; index++) {
      server.set(`d${index}/x.json`, result(5000), 2000);
    }
    const partial = cancelled(server, before);
    const values = shown(partial).map((line) => line.split(' ')[1]);
    expect([values.length, values.filter((value) => value === '5').length]).toEqual([2300, partial.state.objectsRead]);
  });
});

describe('any sequence of refreshes', () => {
  const change = fc.record({
    path: fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 }))
      .map(([dir, name]) => (dir === 0 ? `${name}.json` : `d${dir}/${name}.json`)),
    ms: fc.option(fc.integer({ min: 1, max: 99 })),
  });

  it('shows exactly what is in the store, however many segments there were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 3 }), { minLength: MAX_SEGMENTS + 2, maxLength: MAX_SEGMENTS + 8 }),
        (rounds) => {
          const server = new TestServer();
          let catalog = EMPTY_CATALOG;
          let most = 0;
          rounds.forEach((changes, round) => {
            // A directory that never changes again keeps its segment alive.
            server.set(`only${round}/x.json`, result(round + 1), round);
            changes.forEach(({ path, ms }) =>
              ms === null ? server.files.delete(path) : server.set(path, result(ms), round)
            );
            catalog = scanned(server, catalog);
            most = Math.max(most, catalog.views.length);
          });
          const expected = Array.from(
            server.files,
            ([path, { body }]) =>
              `${path} ${(JSON.parse(String(body)) as { mean_ttft_ms: number }).mean_ttft_ms / 1000}`
          ).sort();
          expect(shown(catalog)).toEqual(expected);
          expect(most).toBe(MAX_SEGMENTS);
          expect(catalog.views.length).toBeLessThan(MAX_SEGMENTS);
        }
      ),
      { numRuns: 8 }
    );
  });
});
