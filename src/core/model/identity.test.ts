import fc from 'fast-check';
import {
  BUILD_DIMENSIONS,
  CONFIG_DIMENSIONS,
  configLabel,
  identityKey,
  lengthClasses,
  undescribedConfigLabel,
  WORKLOAD_DIMENSIONS,
  workloadLabel,
  type WorkloadLength,
} from './identity';
import type { Dimensions } from './record';

const LLAMA: Dimensions = {
  model: 'meta-llama/Llama-3.1-70B',
  precision: 'fp8',
  engine: 'vllm',
  hardware: 'H100',
  gpus: 16,
  replicas: 4,
  tp: 4,
  topology: '4 x TP4',
};

const known = (value: number | null, observed = false): WorkloadLength => ({ value, observed });

const NUMERIC = [
  'max_num_seqs',
  'max_num_batched_tokens',
  'block_size',
  'replicas',
  'prefill_replicas',
  'decode_replicas',
  'tp',
  'gpus',
  'max_model_len',
];
const TEXTUAL = [
  'model',
  'precision',
  'engine',
  'router',
  'scheduler',
  'chunked_prefill',
  'kv_connector',
  'hardware',
  'kv_offload',
];

describe('what is inside the configuration', () => {
  it('names what was served and how, by decision class', () => {
    expect(CONFIG_DIMENSIONS).toEqual(
      expect.arrayContaining([...NUMERIC, ...TEXTUAL, 'prefix_aware', 'kv_aware', 'ep', 'prefill_hardware'])
    );
    expect(new Set(CONFIG_DIMENSIONS).size).toBe(CONFIG_DIMENSIONS.length);
  });

  it('holds neither version, nor load, nor where the numbers come from', () => {
    const outside = ['engine_version', 'image', 'commit', 'build', 'driver', 'tool_version', 'router_version'];
    expect([...BUILD_DIMENSIONS].sort()).toEqual([...outside].sort());
    const others = [
      ...outside,
      'load',
      'request_rate',
      'concurrency',
      'load_type',
      'isl',
      'osl',
      'dataset',
      'tool',
      'turns',
      'run',
      'experiment',
      'seed',
      'path',
      'stage',
      'started_at',
      'format',
      'config',
      'topology',
      'serving_mode',
      'pd_ratio',
    ];
    expect(CONFIG_DIMENSIONS.filter((id) => others.includes(id))).toEqual([]);
  });

  it.each(CONFIG_DIMENSIONS.map((id) => [id]))('%s tells two configurations apart', (id) => {
    const [one, other] = NUMERIC.includes(id) ? [3, 5] : ['one', 'other'];
    expect(configLabel({ ...LLAMA, [id]: one })).not.toBe(configLabel({ ...LLAMA, [id]: other }));
    expect(configLabel({ ...LLAMA, [id]: one })).not.toBe(configLabel({ ...LLAMA, [id]: null }));
  });

  it.each([
    ...BUILD_DIMENSIONS.map((id) => [id]),
    ['load'],
    ['request_rate'],
    ['concurrency'],
    ['dataset'],
    ['isl'],
    ['tool'],
    ['run'],
    ['experiment'],
    ['seed'],
    ['path'],
    ['started_at'],
    ['setting.block-size'],
    ['label.tier'],
    ['dir.1'],
  ])('%s does not', (id) => {
    expect(configLabel({ ...LLAMA, [id]: 'x' })).toBe(configLabel(LLAMA));
  });
});

describe('the label of a configuration', () => {
  it('reads what was served, then a fingerprint', () => {
    expect(configLabel(LLAMA)).toMatch(/^Llama-3\.1-70B fp8 16xH100 4 x TP4 vllm #[0-9a-z]{8}$/);
    expect(configLabel({ model: 'm', gpus: 8 })).toMatch(/^m 8 GPUs #/);
    expect(configLabel({ model: 'm', hardware: 'H100' })).toMatch(/^m H100 #/);
    expect(configLabel({})).toMatch(/^#[0-9a-z]{8}$/);
  });

  it('takes missing, null and NaN for the same', () => {
    expect(configLabel({ ...LLAMA, pp: NaN, dp: null, ep: undefined })).toBe(configLabel(LLAMA));
  });

  it('does not depend on the order in which a file says things', () => {
    const turned = Object.fromEntries(Object.entries(LLAMA).reverse());
    expect(configLabel(turned)).toBe(configLabel(LLAMA));
  });

  it('tells a number from its text, and a value from one that imitates separators', () => {
    expect(identityKey({ tp: 4 }, ['tp'])).not.toBe(identityKey({ tp: '4' }, ['tp']));
    expect(configLabel({ router: 'a","b', scheduler: 'c' })).not.toBe(configLabel({ router: 'a', scheduler: 'b","c' }));
    expect(configLabel({ router: 'a b', scheduler: '' })).not.toBe(configLabel({ router: 'a', scheduler: 'b' }));
    expect(configLabel({ router: 'null' })).not.toBe(configLabel({ router: null }));
  });

  it('is equal exactly where the dimensions are', () => {
    const value = (id: string): fc.Arbitrary<string | number> =>
      NUMERIC.includes(id)
        ? fc.integer({ min: 0, max: 3 })
        : fc.constantFrom('', 'a', 'b', 'a","b', 'null', '[]', '#1');
    const dimensions = fc.record(Object.fromEntries([...NUMERIC, ...TEXTUAL].map((id) => [id, fc.option(value(id))])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(dimensions, dimensions, fc.boolean(), (left, right, copy) => {
        const other = copy ? { ...left } : right;
        const same = CONFIG_DIMENSIONS.every(
          (id) => ((left as Dimensions)[id] ?? null) === ((other as Dimensions)[id] ?? null)
        );
        expect(configLabel(left) === configLabel(other)).toBe(same);
      }),
      { numRuns: 500 }
    );
  });

  it('keeps 40,000 configurations apart that are described alike', () => {
    const labels = new Set<string>();
    for (let sequences = 0; sequences < 200; sequences++) {
      for (let tokens = 0; tokens < 200; tokens++) {
        labels.add(configLabel({ ...LLAMA, max_num_seqs: sequences, max_num_batched_tokens: tokens }));
      }
    }
    expect(labels.size).toBe(40000);
  });
});

describe('a run whose accelerators nobody states', () => {
  it('is a configuration of its own, by its run', () => {
    const one = undescribedConfigLabel({ model: 'org/m' }, 'night', 'a/night');
    expect(one).toMatch(/^m night #[0-9a-z]{8}$/);
    expect(undescribedConfigLabel({ model: 'org/m' }, 'night', 'b/night')).not.toBe(one);
    expect(undescribedConfigLabel({ model: 'org/m' }, 'night', 'a/night')).toBe(one);
    expect(undescribedConfigLabel({ model: 'org/m', router: 'x' }, 'night', 'a/night')).not.toBe(one);
    expect(configLabel({ model: 'org/m' })).not.toBe(one);
  });
});

describe('length classes', () => {
  it('takes lengths within 2 % of a neighbour for one, named by the smallest', () => {
    expect(lengthClasses([1000, 1019, 1100])).toEqual(
      new Map([
        [1000, 1000],
        [1019, 1000],
        [1100, 1100],
      ])
    );
    expect(lengthClasses([1020, 1000])).toEqual(
      new Map([
        [1000, 1000],
        [1020, 1000],
      ])
    );
    expect(lengthClasses([1020.1, 1000])).toEqual(
      new Map([
        [1000, 1000],
        [1020.1, 1020.1],
      ])
    );
  });

  it('chains: neighbours of neighbours are one length, however far apart the ends', () => {
    const chain = Array.from({ length: 40 }, (_, index) => 100 * 1.015 ** index);
    expect(new Set(lengthClasses(chain).values())).toEqual(new Set([100]));
    expect(new Set(lengthClasses(chain.filter((_, index) => index !== 20)).values()).size).toBe(2);
  });

  it('leaves missing out, and takes zero and the empty list as they are', () => {
    expect(lengthClasses([])).toEqual(new Map());
    expect(lengthClasses([NaN, 5, NaN])).toEqual(new Map([[5, 5]]));
    expect(lengthClasses([0, 1])).toEqual(
      new Map([
        [0, 0],
        [1, 1],
      ])
    );
  });

  it('two lengths are one class exactly where a chain of steps of at most 2 % joins them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 200, noNaN: true }), { maxLength: 30 }), (lengths) => {
        const classes = lengthClasses(lengths);
        const joined = (a: number, b: number): boolean => {
          const reached = new Set([a]);
          for (let grown = true; grown;) {
            const next = lengths.filter(
              (c) => !reached.has(c) && [...reached].some((d) => Math.max(c, d) <= Math.min(c, d) * 1.02)
            );
            next.forEach((c) => reached.add(c));
            grown = next.length > 0;
          }
          return reached.has(b);
        };
        lengths.forEach((a) => lengths.forEach((b) => expect(classes.get(a) === classes.get(b)).toBe(joined(a, b))));
        lengths.forEach((a) => expect(lengths).toContain(classes.get(a)));
      }),
      { numRuns: 60 }
    );
  });
});

describe('the label of a workload', () => {
  const random: Dimensions = { tool: 'vllm', dataset: 'random', load_type: 'rate' };

  it('reads tool, data set, lengths and kind of load', () => {
    expect(workloadLabel(random, known(1024), known(128))).toBe('vllm random 1024/128 rate');
    expect(workloadLabel(random, known(1021.7, true), known(null))).toBe('vllm random ~1022/? rate');
    expect(workloadLabel({}, known(null), known(null))).toBe('');
    expect(workloadLabel({ turns: NaN, dataset: null }, known(null), known(null))).toBe('');
  });

  it('adds a fingerprint for what the text leaves out', () => {
    const one = workloadLabel({ ...random, prefix_len: 100, prefix_groups: 5 }, known(1), known(1));
    expect(one).toMatch(/^vllm random 1\/1 rate #[0-9a-z]{8}$/);
    expect(workloadLabel({ ...random, prefix_len: 5, prefix_groups: 100 }, known(1), known(1))).not.toBe(one);
  });

  it('configured lengths enter exactly; classes of observed ones that are short stay apart', () => {
    expect(workloadLabel({}, known(10), known(10))).not.toBe(workloadLabel({}, known(10, true), known(10)));
    expect(workloadLabel({}, known(1024), known(1))).not.toBe(workloadLabel({}, known(1025), known(1)));
    expect(workloadLabel({}, known(10.1, true), known(1))).not.toBe(workloadLabel({}, known(10.4, true), known(1)));
  });

  it('is equal exactly where the workloads are, whatever their words imitate', () => {
    const word = fc.option(fc.constantFrom('a', 'b', 'a b', 'rate', '1/2', '~1/2', '#x', '?/?', 'data/set', '~'));
    const workload = fc.record({
      dimensions: fc.record({
        tool: word,
        dataset: word,
        load_type: word,
        turns: fc.option(fc.constantFrom('1', '2')),
      }),
      lengths: fc.tuple(fc.option(fc.constantFrom(1, 2)), fc.option(fc.constantFrom(1, 2)), fc.boolean()),
    });
    const label = ({
      dimensions,
      lengths: [input, output, observed],
    }: {
      dimensions: Dimensions;
      lengths: [number | null, number | null, boolean];
    }) => workloadLabel(dimensions, known(input, observed), known(output, false));
    fc.assert(
      fc.property(workload, workload, (left, right) => {
        const key = ({ dimensions, lengths: [input, output, observed] }: typeof left) =>
          JSON.stringify([dimensions, input, output, input === null ? false : observed]);
        expect(label(left) === label(right)).toBe(key(left) === key(right));
      }),
      { numRuns: 5000 }
    );
  });

  it('covers every dimension of the load shape', () => {
    expect([...WORKLOAD_DIMENSIONS].sort()).toEqual([
      'dataset',
      'isl',
      'load_type',
      'osl',
      'prefix_groups',
      'prefix_len',
      'tool',
      'turns',
    ]);
  });

  it('keeps 2,500 shapes of prefix sharing apart', () => {
    const labels = new Set<string>();
    for (let length = 0; length < 50; length++) {
      for (let groups = 0; groups < 50; groups++) {
        labels.add(
          workloadLabel({ ...random, prefix_len: `${length}`, prefix_groups: `${groups}` }, known(1), known(1))
        );
      }
    }
    expect(labels.size).toBe(2500);
  });
});
