import fc from 'fast-check';
import {
  asDirectory,
  directory,
  encodePath,
  fileName,
  isDirectoryPath,
  isSafeName,
  isSafePath,
  join,
  nameProblem,
  segments,
} from './path';

describe('paths', () => {
  it('are joined without doubled slashes', () => {
    expect(join('', 'a', '')).toBe('a');
    expect(join('/a//b/', 'c.json')).toBe('a/b/c.json');
    expect(join('a', 'b/')).toBe('a/b/');
    expect(join('/')).toBe('');
    expect(join()).toBe('');
  });

  it('have a directory and a name', () => {
    expect(segments('/a//b/')).toEqual(['a', 'b']);
    expect(directory('a/b/c.json')).toBe('a/b');
    expect(directory('c.json')).toBe('');
    expect(fileName('a/b c.json')).toBe('b c.json');
    expect(fileName('')).toBe('');
    expect(asDirectory('/a/b')).toBe('a/b/');
    expect(asDirectory('/')).toBe('');
    expect(['', 'a/', 'a'].map(isDirectoryPath)).toEqual([true, true, false]);
  });

  it.each(['..hidden.json', 'a b,c=d#e%f&g+h', 'ü–名.json', '😀', '...', '~', 'q\'uo"te'])('%s is safe', (name) => {
    expect(nameProblem(name)).toBeNull();
    expect(isSafePath(`a/${name}`)).toBe(true);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\0b', 'a\nb', '\ufffd', '\ud800', 'a\udc00'])('%j is refused', (name) => {
    expect(isSafeName(name)).toBe(false);
  });

  it.each(['/etc/passwd', '../a', 'a/../b', 'a//b', './a', 'a\\..\\b', 'a/%00'.replace('%00', '\0'), '/'])(
    'path %j is refused',
    (path) => {
      expect(isSafePath(path)).toBe(false);
    }
  );

  it('names are long, but not without end', () => {
    expect(isSafeName('x'.repeat(300))).toBe(true);
    expect(isSafeName('x'.repeat(5000))).toBe(false);
  });

  it('a safe path is encoded without loss and stays under its address', () => {
    const path = fc
      .array(fc.string({ unit: 'binary' }).filter(isSafeName), { minLength: 1 })
      .map((names) => names.join('/'));
    fc.assert(
      fc.property(path, (text) => {
        const url = new URL(`http://host/base/${encodePath(text)}`);
        expect(url.pathname.startsWith('/base/')).toBe(true);
        expect(url.search + url.hash).toBe('');
        expect(url.pathname.slice('/base/'.length).split('/').map(decodeURIComponent).join('/')).toBe(text);
      })
    );
  });
});
