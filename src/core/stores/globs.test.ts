import { PathFilter } from './globs';

describe('globs of a store', () => {
  it('want everything when there are none', () => {
    const filter = new PathFilter([], [' ']);
    expect(filter.object('a/.b/c.json')).toBe(true);
    expect(filter.directory('a')).toBe(true);
  });

  it('include by path, names with a dot too', () => {
    const filter = new PathFilter(['**/*.json'], []);
    expect(['a.json', 'x/y/.hidden.json', 'x/y.yaml'].map((path) => filter.object(path))).toEqual([true, true, false]);
    expect(filter.directory('x/y')).toBe(true);
  });

  it('exclude wins and leaves out directories', () => {
    const filter = new PathFilter(['**/*.json'], ['**/logs/**', 'old/']);
    expect(['a/logs/x.json', 'a/x.json'].map((path) => filter.object(path))).toEqual([false, true]);
    expect(['a/logs', 'old', 'a'].map((path) => filter.directory(path))).toEqual([false, false, true]);
  });

  it('directories beside the literal part of every include are not entered', () => {
    const filter = new PathFilter(['runs/2024/**', 'extra/*.json'], []);
    expect(['runs', 'runs/2024', 'runs/2024/a', 'extra'].map((path) => filter.directory(path))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['runs/2023', 'runs/20244', 'tmp'].map((path) => filter.directory(path))).toEqual([false, false, false]);
  });

  it.each([['!x/**'], ['{a,b}/**'], ['a\\[1\\]/**'], ['!(a)/*']])('%s can match anywhere', (glob) => {
    expect(new PathFilter([glob], []).directory('elsewhere')).toBe(true);
  });
});
