import { fragment, type Fragment } from '../model/record';
import { assembleDirectory } from './assemble';
import { withoutRivals } from './rival-contexts';
import { compileRules } from './rules';

const context = (path: string, metrics: Fragment['metrics'], more: Partial<Fragment> = {}): Fragment =>
  fragment({ grain: 'context', source: { path, document: 0 }, format: 'scrape', metrics, ...more });
const A = { kv_cache_usage: { mean: 0 }, queue_time: { mean: 1 } };
const B = { kv_cache_usage: { mean: 0.9 } };

describe('contexts of one directory', () => {
  it('that give one metric twice give it to no point, and say so once', () => {
    const stage = fragment({ grain: 'stage', source: { path: 'd/a.json', document: 0 }, format: 'f' });
    const parts = [stage, { ...stage, source: { path: 'd/b.json', document: 0 } }];
    const points = assembleDirectory('d', [...parts, context('d/1', A), context('d/2', B)], compileRules([], []));
    expect(points.map(({ metrics }) => metrics)).toEqual([{ queue_time: { mean: 1 } }, { queue_time: { mean: 1 } }]);
    expect(points.flatMap(({ issues }) => issues.map(({ rule, path }) => [rule, path]))).toEqual([
      ['several-contexts', 'd/1'],
    ]);
  });

  it.each<[string, Partial<Fragment>]>([
    ['another format', { format: 'other' }],
    ['another stage', { stage: 1 }],
    ['the pooled run', { dimensions: { scope: 'pooled' } }],
    ['a copy', { madeFrom: '1.json#0' }],
  ])('are no rivals: %s', (_, more) => {
    const contexts = [context('d/1', A), context('d/2', B, more)];
    expect(withoutRivals(contexts)).toEqual({ contexts, issues: [] });
  });
});
