import { parseJsonListing, parseModified } from './json-listing';

const TIME = Date.UTC(2026, 10, 24, 11, 19, 15);

describe('listings in JSON', () => {
  it('of nginx', () => {
    const text = `[
{ "name":"d,=#%&+ü", "type":"directory", "mtime":"Tue, 24 Nov 2026 11:19:15 GMT" },
{ "name":"q'uo\\"te.json", "type":"file", "mtime":"Tue, 24 Nov 2026 11:19:15 GMT", "size":8 },
{ "name":"pipe", "type":"other", "mtime":"Tue, 24 Nov 2026 11:19:15 GMT" }
]
`;
    expect(parseJsonListing(text)).toEqual({
      entries: [
        { name: 'd,=#%&+ü', directory: true, size: null, modified: TIME },
        { name: 'q\'uo"te.json', directory: false, size: 8, modified: TIME },
      ],
      refused: [],
    });
  });

  it('of Caddy', () => {
    const text = `[{"name":"dir one/","size":4096,"url":"./dir%20one/","mod_time":"2026-11-24T11:19:15.293708142Z","mode":2147484141,"is_dir":true,"is_symlink":false},
      {"name":"x\\u0026y+z.json","size":6,"url":"./x\\u0026y+z.json","mod_time":"2026-11-24T11:19:15.293492449Z","mode":420,"is_dir":false,"is_symlink":false}]`;
    expect(parseJsonListing(text)?.entries).toEqual([
      { name: 'dir one', directory: true, size: null, modified: TIME + 293 },
      { name: 'x&y+z.json', directory: false, size: 6, modified: TIME + 293 },
    ]);
  });

  it('that are empty', () => {
    expect(parseJsonListing('[\n]')).toEqual({ entries: [], refused: [] });
  });

  it('puts unsafe names aside and sorts the others', () => {
    const names = ['b', '..', 'x/y', 'a\\b', 'nul\0', '', '../../etc/passwd', '..hidden', 'a', 'fo\ufffd'];
    const read = parseJsonListing(JSON.stringify(names.map((name) => ({ name, type: 'file', size: 1 }))));
    expect(read?.entries.map(({ name }) => name)).toEqual(['..hidden', 'a', 'b']);
    expect(read?.refused).toHaveLength(7);
  });

  it.each([
    '',
    'null',
    '{}',
    '[1]',
    '[[]]',
    '[{"a":1}]',
    '[{"name":1,"type":"file"}]',
    '[{"name":"a","type":"file"},{}]',
    '<html>',
    '[{',
  ])('%j is none', (text) => {
    expect(parseJsonListing(text)).toBeNull();
  });

  it('sizes and times of another type are unknown', () => {
    const text =
      '[{"name":"a","type":"file","size":"12","mtime":5},{"name":"b","type":"file","size":-1,"mtime":"soon"}]';
    expect(parseJsonListing(text)?.entries).toEqual([
      { name: 'a', directory: false, size: null, modified: null },
      { name: 'b', directory: false, size: null, modified: null },
    ]);
  });
});

describe('times of listings', () => {
  it.each([
    ['Tue, 24 Nov 2026 11:19:15 GMT', TIME],
    ['2026-11-24T11:19:15.250Z', TIME + 250],
    ['2026-11-24T12:19:15+01:00', TIME],
    ['Tue, 24 Foo 2026 11:19:15 GMT', null],
    ['24-Nov-2026 11:19', null],
    [null, null],
  ])('%s', (text, ms) => {
    expect(parseModified(text)).toBe(ms);
  });
});
