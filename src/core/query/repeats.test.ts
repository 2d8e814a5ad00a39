import { catalogOfPoints, points } from '../../../tests/points';
import type { Dimensions, Fragment } from '../model/record';
import { openData } from './data';
import { repeatCells } from './repeats';

const BASE: Dimensions = {
  model: 'm',
  gpus: 8,
  hardware: 'H100',
  engine: 'vllm',
  engine_version: '1',
  tool: 't',
  dataset: 'random',
  isl: 100,
  osl: 10,
  concurrency: 4,
};

/** Cell of each of the points, numbered as they come. */
function cellsOf(given: ReadonlyArray<Partial<Fragment>>): number[] {
  const data = openData(catalogOfPoints(points(given)));
  return Array.from(
    repeatCells(
      data,
      Int32Array.from(given, (_, row) => row)
    ).groupOf
  );
}

const cells = (...given: readonly Dimensions[]): number[] => cellsOf(given.map((dimensions) => ({ dimensions })));

describe('two points are repeats', () => {
  it('where configuration, build, workload and load agree, whatever the run', () => {
    expect(
      cells(BASE, BASE, {
        ...BASE,
        seed: 7,
        started_at: 5,
        cluster: 'c',
        experiment: 'e',
        synthetic: 'true',
        description: 'd',
      })
    ).toEqual([0, 0, 0]);
  });

  it.each<[string, Dimensions]>([
    ['configuration', { max_num_seqs: 64 }],
    ['topology', { prefill_replicas: 1, decode_replicas: 1 }],
    ['hardware', { hardware: 'H200' }],
    ['build', { engine_version: '2' }],
    ['image', { image: 'i' }],
    ['driver', { driver: '550' }],
    ['tool version', { tool_version: '2' }],
    ['router version', { router_version: '2' }],
    ['data set', { dataset: 'sharegpt' }],
    ['tool', { tool: 'u' }],
    ['configured length', { isl: 101 }],
    ['prefix sharing', { prefix_len: 50 }],
    ['load', { concurrency: 8 }],
    ['kind of load', { concurrency: null, request_rate: 4 }],
  ])('not where the %s differs', (_, other) => {
    expect(cells(BASE, { ...BASE, ...other })).toEqual([0, 1]);
  });

  it('not where settings, labels or directories alone differ: these are outside', () => {
    const other = {
      dimensions: { ...BASE, 'label.tier': 'gold', 'setting.x': '1' },
      settings: [{ component: 'c', key: 'k', value: 'v' }],
    };
    expect(cellsOf([{ dimensions: BASE }, other])).toEqual([0, 0]);
  });

  it('never where nobody states the GPUs, or the load', () => {
    const { gpus: _, ...undescribed } = BASE;
    expect(cells(undescribed, undescribed)).toEqual([0, 1]);
    const { concurrency: __, ...loadless } = BASE;
    expect(cells(loadless, loadless)).toEqual([0, 1]);
  });

  it('observed lengths within 2 % of a neighbour are one length, where none is configured', () => {
    const { isl: _, osl: __, ...observed } = BASE;
    const at = (input: number, more: Dimensions = {}): Partial<Fragment> => ({
      dimensions: { ...observed, ...more },
      metrics: { input_tokens: { mean: input }, output_tokens: { mean: 100 } },
    });
    expect(cellsOf([at(1000), at(1015), at(1030), at(1100)])).toEqual([0, 0, 0, 1]);
    expect(cellsOf([at(1000), at(1015, { isl: 1000 })])).toEqual([0, 1]);
    expect(cellsOf([at(1000), { dimensions: observed }])).toEqual([0, 1]);
  });
});
