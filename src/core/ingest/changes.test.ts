import fc from 'fast-check';
import { EMPTY_CATALOG, type Catalog } from '../model/catalog';
import { changesSince, type Listed } from './changes';
import { directoryOf } from './places';
import { makeCatalog } from './replace';
import { buildSegment } from './segment';

function catalogOf(objects: readonly Listed[]): Catalog {
  const byDirectory = new Map<string, Listed[]>();
  objects.forEach((object) =>
    byDirectory.set(directoryOf(object.path), [...(byDirectory.get(directoryOf(object.path)) ?? []), object])
  );
  const contents = Array.from(byDirectory, ([dir, members]) => ({
    dir,
    points: [],
    issues: [],
    objects: members.map((object) => ({
      ...object,
      dir,
      format: null,
      formatVersion: null,
      points: 0,
      status: 'read' as const,
      reason: null,
    })),
  }));
  return makeCatalog([{ segment: buildSegment('s', contents), masked: new Set() }], '', 0, {
    complete: true,
    objectsListed: 0,
    objectsRead: 0,
    error: null,
  });
}

const object = (path: string, more: Partial<Listed> = {}): Listed => ({
  path,
  size: 1,
  etag: null,
  modified: 10,
  ...more,
});
const dirty = (before: readonly Listed[], now: readonly Listed[]) => {
  const { dirty: changed, gone } = changesSince(now, catalogOf(before));
  return { dirty: Array.from(changed, ([dir, members]) => [dir, members.map(({ path }) => path)]), gone };
};

describe('what changed', () => {
  it.each<[string, Partial<Listed>, Partial<Listed>, boolean]>([
    ['the same time and size', {}, {}, false],
    ['another time', {}, { modified: 11 }, true],
    ['another size', {}, { size: 2 }, true],
    ['a size that the listing no longer gives', {}, { size: null }, false],
    ['an equal etag, whatever the time', { etag: 'a' }, { etag: 'a', modified: 99, size: 5 }, false],
    ['another etag, the time the same', { etag: 'a' }, { etag: 'b' }, true],
    ['an etag that was not known before: the time decides', {}, { etag: 'a' }, false],
    ['neither etag nor time: nobody can say that nothing changed', { modified: null }, { modified: null }, true],
    ['a time that is gone', {}, { modified: null }, true],
    ['time 0 is a time', { modified: 0 }, { modified: 0 }, false],
  ])('%s', (_, before, now, isChanged) => {
    expect(dirty([object('d/a', before)], [object('d/a', now)]).dirty.length > 0).toBe(isChanged);
  });

  it('whatever changes in a directory makes all of it be read again, and nothing else', () => {
    const before = [object('a/1'), object('a/2'), object('b/1'), object('c/1'), object('root')];
    const now = [object('a/1', { modified: 11 }), object('a/2'), object('b/1'), object('root'), object('new/1')];
    expect(dirty(before, now)).toEqual({
      dirty: [
        ['a', ['a/1', 'a/2']],
        ['new', ['new/1']],
      ],
      gone: ['c'],
    });
  });

  it('a deleted and a renamed object are changes of their directory', () => {
    expect(dirty([object('a/1'), object('a/2')], [object('a/1')]).dirty).toEqual([['a', ['a/1']]]);
    expect(dirty([object('a/1'), object('a/2')], [object('a/1'), object('a/3')]).dirty.length).toBe(1);
  });

  it('a directory is not the one above it', () => {
    expect(dirty([object('a/1'), object('a/b/1')], [object('a/1'), object('a/b/1', { modified: 11 })]).dirty).toEqual([
      ['a/b', ['a/b/1']],
    ]);
  });

  it('after nothing everything is new', () => {
    expect(changesSince([object('a/1'), object('1')], EMPTY_CATALOG)).toMatchObject({ gone: [] });
    expect([...changesSince([object('a/1'), object('1')], EMPTY_CATALOG).dirty.keys()]).toEqual(['a', '']);
  });

  it('finds exactly the directories in which a path came, went or changed', () => {
    const store = fc.dictionary(
      fc.constantFrom('a/1', 'a/2', 'b/1', 'b/c/1', 'x', 'y'),
      fc.integer({ min: 1, max: 2 }),
      { noNullPrototype: true }
    );
    fc.assert(
      fc.property(store, store, (before, now) => {
        const list = (of: typeof now) => Object.entries(of).map(([path, modified]) => object(path, { modified }));
        const dirs = (of: typeof now) => new Set(Object.keys(of).map(directoryOf));
        const contents = (of: typeof now, dir: string) =>
          JSON.stringify(
            Object.entries(of)
              .filter(([path]) => directoryOf(path) === dir)
              .sort()
          );
        const { dirty: changed, gone } = changesSince(list(now), catalogOf(list(before)));
        expect([...changed.keys()].sort()).toEqual(
          [...dirs(now)].filter((dir) => contents(before, dir) !== contents(now, dir)).sort()
        );
        expect([...gone].sort()).toEqual([...dirs(before)].filter((dir) => !dirs(now).has(dir)).sort());
      })
    );
  });
});
