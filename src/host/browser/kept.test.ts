import 'fake-indexeddb/auto';
import { createStore, keys } from 'idb-keyval';
import type { Manifest } from '../../core/model/manifest';
import { keptInBrowser, scopesWithin, type KeptManifest } from './kept';

const manifest = (paths: readonly string[], bytes = 1): Manifest => ({
  prismIndex: 1,
  id: 'i',
  settings: '',
  scannedAt: 0,
  objectsListed: 0,
  segments: [{ id: 's', masked: [], tables: paths.map((path) => ({ name: 'points', path, rows: 1, bytes })) }],
});
const kept = (paths: readonly string[], usedAt = 1, bytes = 1): KeptManifest => ({
  etag: '"1"',
  manifest: manifest(paths, bytes),
  usedAt,
});
const BYTES = new Uint8Array([1, 2, 3]);

describe('copies in the browser', () => {
  it('are there for the next page', async () => {
    const open = () => createStore('a', 'b');
    const one = keptInBrowser(open);
    await one.keepTable('1.1.u.x', 's/points.arrow', BYTES);
    await one.keepManifest('1.1.u.x', kept(['s/points.arrow']));
    const two = keptInBrowser(open);
    expect(await two.table('1.1.u.x', 's/points.arrow')).toEqual(BYTES);
    expect(await two.manifest('1.1.u.x')).toEqual(kept(['s/points.arrow']));
    expect(await two.table('1.2.u.x', 's/points.arrow')).toBeNull();
    expect(await two.manifest('1.2.u.x')).toBeNull();
  });

  it('go with their manifest, and with the settings that made them', async () => {
    const open = () => createStore('c', 'd');
    const one = keptInBrowser(open);
    await one.keepTable('1.1.u.x', 's/old.arrow', BYTES);
    await one.keepTable('1.1.u.x', 's/new.arrow', BYTES);
    await one.keepManifest('1.1.u.x', kept(['s/new.arrow'], 1));
    expect((await keys(open())).sort()).toEqual(['1.1.u.x/manifest', '1.1.u.x/s/new.arrow']);
    await one.keepTable('1.1.u.y', 's/new.arrow', BYTES);
    await one.keepManifest('1.1.u.y', kept(['s/new.arrow'], 2));
    expect((await keys(open())).sort()).toEqual(['1.1.u.y/manifest', '1.1.u.y/s/new.arrow']);
  });

  it('are bounded in number and bytes, the ones used last stay', () => {
    const many = Array.from({ length: 40 }, (_, index): [string, KeptManifest] => [`1.1.u${index}.x`, kept([], index)]);
    const stay = scopesWithin(new Map(many));
    expect([stay.size, stay.has('1.1.u39.x'), stay.has('1.1.u23.x')]).toEqual([16, true, false]);
    const large: Array<[string, KeptManifest]> = [
      ['1.1.a.x', kept(['p'], 3, 200e6)],
      ['1.1.b.x', kept(['p'], 2, 100e6)],
      ['1.1.c.x', kept(['p'], 1, 10e6)],
    ];
    expect(Array.from(scopesWithin(new Map(large)))).toEqual(['1.1.a.x', '1.1.c.x']);
  });

  it.each<[string, () => never]>([
    [
      'there is no database',
      () => {
        throw new ReferenceError('indexedDB is not defined');
      },
    ],
  ])('are left alone where %s', async (_, open) => {
    let opened = 0;
    const none = keptInBrowser(() => {
      opened++;
      return open();
    });
    await none.keepTable('1.1.u.x', 'p', BYTES);
    await none.keepManifest('1.1.u.x', kept(['p']));
    expect([await none.table('1.1.u.x', 'p'), await none.manifest('1.1.u.x'), opened]).toEqual([null, null, 1]);
  });

  it('are left alone where the database refuses to work', async () => {
    const refused = keptInBrowser(() => () => Promise.reject(new Error('QuotaExceededError')));
    await refused.keepTable('1.1.u.x', 'p', BYTES);
    expect(await refused.table('1.1.u.x', 'p')).toBeNull();
  });
});
