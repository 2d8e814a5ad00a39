import { component, fragment, type Dimensions, type Fragment } from '../model/record';
import { assembleDirectory } from './assemble';
import { compileRules } from './rules';

const NONE = compileRules([], []);
const GPUS: Dimensions = { model: 'm', hardware: 'H100', gpus: 8 };
const stage = (path: string, more: Partial<Fragment> = {}): Fragment =>
  fragment({ grain: 'stage', source: { path, document: 0 }, format: 'f', ...more });
const context = (more: Partial<Fragment>): Fragment =>
  fragment({ grain: 'context', source: { path: 'd/c.yaml', document: 0 }, format: 'f', ...more });
const dimensions = (fragments: readonly Fragment[], directory = 'd', rules = NONE) =>
  assembleDirectory(directory, fragments, rules).map((point) => point.dimensions);

describe('points of one file of which not all have a report', () => {
  const native = (index: number, runKey: string | null = 'native-run') =>
    stage('d/results.json', { stage: index, runKey });
  const report = (index: number, runKey: string) =>
    stage(`d/benchmark_report_v0.2,_results.json_${index}.yaml`, {
      format: 'llm-d-benchmark-report',
      formatVersion: '0.2',
      madeFrom: `results.json#${index}`,
      runKey,
    });
  const runs = (parts: readonly Fragment[]) => assembleDirectory('d', parts, NONE).map(({ runKey }) => runKey);

  it('are one run', () => expect(runs([native(0), native(1), report(0, 'eid')])).toEqual(['eid', 'eid']));

  it('keep their own where reports of two runs claim it', () =>
    expect(runs([native(0), native(1), native(2), report(0, 'a'), report(1, 'b')])).toEqual(['a', 'b', 'native-run']));
});

describe('a point', () => {
  it('knows where it comes from', () => {
    const [found] = dimensions(
      [stage('exp/run-a/results/s0.json', { stage: 0, formatVersion: '1' })],
      'exp/run-a/results'
    );
    expect(found).toMatchObject({
      path: 'exp/run-a/results/s0.json',
      run: 'run-a/results',
      experiment: 'exp',
      stage: 0,
      scope: 'stage',
      format: 'f',
      format_version: '1',
      'dir.1': 'exp',
      'dir.2': 'run-a',
      'dir.3': 'results',
    });
  });

  it.each<[Dimensions, unknown, unknown]>([
    [{ request_rate: 5 }, 'rate', 5],
    [{ concurrency: 8 }, 'concurrency', 8],
    [{ request_rate: 5, concurrency: 8 }, 'rate', 5],
    [{ request_rate: 5, concurrency: 8, load_type: 'concurrency' }, 'concurrency', 8],
    [{ request_rate: 5, load_type: 'trace' }, 'trace', null],
    [{ load_type: 'concurrency' }, 'concurrency', null],
    [{ concurrency: Infinity }, null, null],
    [{}, null, null],
  ])('%j is a load of type %s at %s', (given, type, load) => {
    expect(dimensions([stage('d/s.json', { dimensions: given })])[0]).toMatchObject({ load_type: type, load });
  });

  it('takes first what path rules say, then what its file says, then context', () => {
    const rules = compileRules(
      [{ pattern: 'd/(?<model>[a-z]+)' }],
      [{ dimension: 'hardware', pattern: '.*h100.*', value: 'H100' }]
    );
    const [found] = dimensions(
      [
        stage('d/s.json', { dimensions: { model: 'file', precision: 'fp8' } }),
        context({ dimensions: { model: 'context', precision: 'bf16', hardware: 'nvidia-h100', engine: 'vllm' } }),
      ],
      'd',
      rules
    );
    expect(found).toMatchObject({ model: 's', precision: 'fp8', hardware: 'H100', engine: 'vllm' });
  });

  it('context of a stage completes that stage alone; of the pooled run the pooled point', () => {
    const found = assembleDirectory(
      'd',
      [
        stage('d/s0', { stage: 0 }),
        stage('d/s1', { stage: 1 }),
        fragment({ grain: 'pooled', source: { path: 'd/sum', document: 0 }, format: 'f' }),
        context({ stage: 1, metrics: { power: { mean: 1 } } }),
        context({ dimensions: { scope: 'pooled' }, metrics: { power: { mean: 2 } } }),
        context({ metrics: { restarts: { '': 3 } } }),
      ],
      NONE
    );
    expect(found.map((point) => point.metrics)).toEqual([
      { restarts: { '': 3 } },
      { power: { mean: 1 }, restarts: { '': 3 } },
      { power: { mean: 2 }, restarts: { '': 3 } },
    ]);
    expect(found.map((point) => point.dimensions.scope)).toEqual(['stage', 'stage', 'pooled']);
  });

  it('components make topology; those of the context do where the point has none', () => {
    const parts = [
      component({ role: 'prefill', replicas: 1, acceleratorsPerReplica: 4 }),
      component({ role: 'decode', replicas: 3, acceleratorsPerReplica: 4 }),
    ];
    expect(dimensions([stage('d/s'), context({ components: parts })])[0]).toMatchObject({
      gpus: 16,
      serving_mode: 'disaggregated',
      pd_ratio: '1:3',
    });
  });
});

describe('runs', () => {
  const keys = (fragments: readonly Fragment[]) => assembleDirectory('d', fragments, NONE).map(({ runKey }) => runKey);
  it('the run that a document names; else the one that the others of the directory name, else the directory', () => {
    expect(keys([stage('d/a', { runKey: 'r' }), stage('d/b')])).toEqual(['r', 'r']);
    expect(keys([stage('d/a', { runKey: 'r' }), stage('d/b', { runKey: 's' }), stage('d/c')])).toEqual([
      'r',
      's',
      'dir:d',
    ]);
    expect(keys([stage('d/a'), stage('d/b')])).toEqual(['dir:d', 'dir:d']);
  });
});

describe('the configuration of a point', () => {
  const config = (path: string, given: Dimensions, more: Partial<Fragment> = {}) =>
    dimensions([stage(path, { dimensions: given, ...more })], path.split('/').slice(0, -1).join('/'))[0].config;

  it('is that of every run with equal dimensions, wherever it lies', () => {
    expect(config('a/s.json', GPUS)).toBe(
      config('b/c/t.json', { ...GPUS, engine_version: '2', concurrency: 4, seed: 7 })
    );
    expect(config('a/s.json', GPUS)).not.toBe(config('a/s.json', { ...GPUS, gpus: 16 }));
  });

  it('is its own where nobody states the GPUs', () => {
    expect(config('a/s.json', { model: 'm' })).not.toBe(config('b/s.json', { model: 'm' }));
    expect(config('a/s.json', { model: 'm' })).toBe(config('a/t.json', { model: 'm', concurrency: 4 }));
  });

  it('is one for the files of a sweep where each file is a run of its own', () => {
    const file = (path: string) => config(path, { model: 'm' }, { runKey: `${path}#0` });
    expect(file('a/bench-conc4.json')).toBe(file('a/bench-conc8.json'));
    expect(file('a/bench-conc4.json')).not.toBe(file('a/other-conc4.json'));
    expect(file('a/bench-conc4.json')).not.toBe(file('b/bench-conc4.json'));
  });

  it('ignores settings, labels and directories', () => {
    const rules = compileRules([{ pattern: '/(?<tier>[a-z]+)-' }], []);
    const at = (path: string) =>
      assembleDirectory(
        'd',
        [stage(path, { dimensions: GPUS, settings: [{ component: 'c', key: 'k', value: path }] })],
        rules
      )[0].dimensions;
    expect(at('d/gold-1.json')['label.tier']).toBe('gold');
    expect(at('d/gold-1.json').config).toBe(at('d/blue-1.json').config);
  });
});
