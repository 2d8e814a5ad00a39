import { fragment, type Fragment } from '../model/record';
import { mergeFragments, samePoints } from './merge';

const REPORT = 'llm-d-benchmark-report';
const part = (path: string, more: Partial<Fragment> = {}): Fragment =>
  fragment({ grain: 'stage', source: { path, document: 0 }, format: 'native', ...more });
const report = (path: string, version: string, more: Partial<Fragment> = {}): Fragment =>
  part(path, { format: REPORT, formatVersion: version, ...more });
const paths = (fragments: readonly Fragment[]) =>
  samePoints(fragments).map((group) => group.map(({ source }) => source.path));

describe('fragments that are one point', () => {
  it('a report and the native file that it names, the newest report first', () => {
    expect(
      paths([
        part('d/s0.json'),
        report('d/b01.yaml', '0.1', { madeFrom: 's0.json#0' }),
        report('d/b02.yaml', '0.2', { madeFrom: 's0.json#0' }),
      ])
    ).toEqual([['d/b02.yaml', 'd/b01.yaml', 'd/s0.json']]);
  });

  it('a report that names none, with the one native point of its tool and stage', () => {
    const at = (stage: number) => ({ stage, dimensions: { tool: 't' } });
    expect(
      paths([part('d/s0', at(0)), part('d/s1', at(1)), report('d/r1', '0.2', at(1)), report('d/r2', '0.2', at(2))])
    ).toEqual([['d/s0'], ['d/r1', 'd/s1'], ['d/r2']]);
    expect(paths([part('d/a', at(0)), part('d/b', at(0)), report('d/r', '0.2', at(0))])).toEqual([
      ['d/a'],
      ['d/b'],
      ['d/r'],
    ]);
    expect(paths([part('d/a', { stage: 0, dimensions: { tool: 'u' } }), report('d/r', '0.2', at(0))])).toEqual([
      ['d/a'],
      ['d/r'],
    ]);
  });

  it('never points of one file, or pooled ones', () => {
    expect(paths([part('d/many'), part('d/many')])).toEqual([['d/many'], ['d/many']]);
    const pooled = { grain: 'pooled' as const, stage: 0, dimensions: { tool: 't' } };
    expect(paths([part('d/a', pooled), report('d/r', '0.2', pooled)])).toEqual([['d/a'], ['d/r']]);
  });
});

describe('filling gaps', () => {
  it('components come whole from the best that has any; issues and settings of all are kept', () => {
    const setting = (value: string) => [{ component: 'c', key: 'k', value }];
    const issue = (rule: string) => [{ severity: 'info' as const, rule, path: 'p', message: 'm' }];
    const merged = mergeFragments([
      part('a', { settings: setting('1'), issues: issue('a') }),
      part('b', { settings: setting('2'), issues: issue('b') }),
    ]);
    expect(merged.lead.source.path).toBe('a');
    expect([merged.components, merged.settings.length, merged.issues.map(({ rule }) => rule)]).toEqual([
      [],
      2,
      ['a', 'b'],
    ]);
  });
});
