import { point } from '../../../tests/points';
import { mergeFragments, samePoints } from './merge';

const json = (more: object = {}) =>
  point({
    path: 'run/out.json',
    dimensions: { tool: 't', model: 'm' },
    metrics: { ttft: { mean: 0.123456 } },
    ...more,
  });
const csv = (more: object = {}) =>
  point({
    path: 'run/out.csv',
    madeFrom: 'out.json#0',
    dimensions: { tool: 't' },
    metrics: { ttft: { mean: 0.12, p99: 0.5 } },
    ...more,
  });
const report = (madeFrom: string) =>
  point({
    path: 'run/report.yaml',
    format: 'llm-d-benchmark-report',
    formatVersion: '0.2',
    madeFrom,
    metrics: { ttft: { mean: 0.1234 } },
  });

describe('one result in several notations', () => {
  it('is one point, led by the fuller file whatever the order of reading', () => {
    [
      [csv(), json()],
      [json(), csv()],
    ].forEach((fragments) => {
      const [group, ...rest] = samePoints(fragments);
      expect(rest).toEqual([]);
      const merged = mergeFragments(group);
      expect(merged).toMatchObject({
        lead: { source: { path: 'run/out.json' } },
        native: true,
        metrics: { ttft: { mean: 0.123456, p99: 0.5 } },
      });
    });
  });

  it('a copy alone is a point and belongs to the run of its directory', () => {
    const groups = samePoints([csv()]);
    expect(groups).toHaveLength(1);
    expect(mergeFragments(groups[0])).toMatchObject({ native: true, metrics: { ttft: { mean: 0.12 } } });
  });

  it('a report of the copy is a report of what was copied', () => {
    ['out.json#0', 'out.csv#0'].forEach((madeFrom) => {
      const groups = samePoints([csv(), json(), report(madeFrom)]);
      expect(groups.map((group) => group.map(({ source }) => source.path))).toEqual([
        ['run/report.yaml', 'run/out.json', 'run/out.csv'],
      ]);
    });
  });

  it('files of other names stay apart', () => {
    expect(samePoints([json(), csv({ madeFrom: 'other.json#0' })])).toHaveLength(2);
  });
});
