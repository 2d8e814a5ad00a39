import fc from 'fast-check';
import { load as parseYaml } from 'js-yaml';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleText } from '../../../tests/samples';
import { inferencePerfConfig } from './inference-perf-config';

const SOURCE = { path: 'run/config.yaml', document: 0 };

function read(value: unknown) {
  return inferencePerfConfig.read({ kind: 'value', value }, SOURCE, { zoneOffsetMinutes: 0 });
}

const detected = (value: unknown): boolean => inferencePerfConfig.detect({ kind: 'value', value }) !== null;

const config = () => ({
  api: { type: 'chat', streaming: true, headers: { Authorization: 'Bearer hidden' } },
  data: {
    type: 'shared_prefix',
    shared_prefix: {
      num_unique_system_prompts: 150,
      system_prompt_len: 6000,
      question_len: { mean: 1200, std_dev: 10 },
      output_len: 1000,
    },
  },
  load: {
    type: 'poisson',
    base_seed: 7,
    stages: [
      { rate: 15, duration: 50 },
      { rate: 3, duration: 20 },
    ],
  },
  server: { type: 'vllm', model_name: 'Qwen/Qwen3-32B', base_url: 'http://10.1.2.3', api_key: 'hidden' },
  storage: { local_storage: { path: 'reports-20251008-072853' } },
  tokenizer: { pretrained_model_name_or_path: 'Qwen/Qwen3-32B', token: 'hidden' },
  report: { goodput: { constraints: { ttft: 0.2 } } },
});

describe('inference-perf configuration', () => {
  it('is context of the run and of each stage', () => {
    const [run, ...stages] = read(config());
    expect(run).toMatchObject({ grain: 'context', stage: null, metrics: {} });
    expect(run.dimensions).toEqual({
      tool: 'inference-perf',
      model: 'Qwen/Qwen3-32B',
      dataset: 'shared_prefix',
      prefix_len: 6000,
      prefix_groups: 150,
      isl: 7200,
      osl: 1000,
      seed: 7,
      started_at: 1759908533000,
    });
    expect(run.issues.map((issue) => issue.rule)).toEqual(['time-without-zone']);
    expect(stages.map((part) => [part.stage, part.dimensions])).toEqual([
      [0, { load_type: 'rate', request_rate: 15 }],
      [1, { load_type: 'rate', request_rate: 3 }],
    ]);
  });

  it('keeps native configuration and no secret and no address', () => {
    const [run] = read(config());
    const kept = run.settings.map(({ component, key, value }) => `${component} ${key}=${value}`);
    expect(kept).toEqual(
      expect.arrayContaining([
        'load api.streaming=true',
        'load server.type=vllm',
        'load report.goodput.constraints.ttft=0.2',
      ])
    );
    expect(JSON.stringify(read(config()))).not.toMatch(/hidden|10\.1\.2\.3/);
  });

  it('reads closed loops, sessions and traces', () => {
    const loads = (load: unknown) => read({ load }).map((part) => part.dimensions);
    expect(loads({ type: 'concurrent', stages: [{ num_requests: 100, concurrency_level: 8, rate: 100 }] })[1]).toEqual({
      load_type: 'concurrency',
      concurrency: 8,
    });
    expect(loads({ type: 'trace_session_replay', stages: [{ concurrent_sessions: 4, session_rate: 1 }] })[1]).toEqual({
      load_type: 'sessions',
      concurrency: 4,
    });
    expect(loads({ type: 'trace_replay', stages: [{ rate: 2, duration: 5 }] })[1]).toEqual({
      load_type: 'trace',
      request_rate: 2,
    });
  });

  it('takes configured lengths only from the generator that uses them', () => {
    const of = (data: unknown) => read({ ...config(), data })[0].dimensions;
    const lengths = { input_distribution: { mean: 512 }, output_distribution: { mean: 128 } };
    expect(of({ type: 'random', ...lengths })).toMatchObject({ dataset: 'random', isl: 512, osl: 128 });
    expect(of({ type: 'shareGPT', ...lengths }).isl).toBeUndefined();
  });

  it('is told from manifests, reports and other configuration', () => {
    expect(detected(config())).toBe(true);
    expect(detected({ load: { stages: [{ rate: 1, duration: 5 }] } })).toBe(true);
    expect(detected({ load: { sweep: { type: 'linear' } } })).toBe(false);
    expect(detected({ apiVersion: 'v1', kind: 'ConfigMap', load: { stages: [{ rate: 1 }] } })).toBe(false);
    expect(detected({ version: '0.2', load: { stages: [{ rate: 1 }] } })).toBe(false);
    expect(detected({ load: { type: 'constructor' }, data: {}, server: {} })).toBe(false);
    expect(detected([config()])).toBe(false);
  });

  it('never throws and never lets a number through that is none', () => {
    fc.assert(
      fc.property(mutations(config()), (value) => {
        expect(unsound(read(value))).toEqual([]);
      }),
      { numRuns: 1000 }
    );
  });
});

describeSamples('inference-perf configuration on real files', () => {
  const ROOT = 'inference-perf';

  it('reads a configuration that the tool wrote', () => {
    const parts = read(parseYaml(sampleText(`${ROOT}/zetxqx__inference-perf/v051/approximate01-v051/config.yaml`)));
    expect(parts).toHaveLength(18);
    expect(parts[0].dimensions).toMatchObject({ model: 'Qwen/Qwen3-32B', isl: 7200, osl: 1000, prefix_groups: 150 });
    expect(parts[17]).toMatchObject({ stage: 16, dimensions: { load_type: 'rate', request_rate: 60 } });
  });

  it('reads one written by hand, with a sweep in place of stages', () => {
    const value = parseYaml(sampleText(`${ROOT}/kubernetes-sigs__inference-perf/demos/kubecon-na-2025/config.yaml`));
    expect(detected(value)).toBe(true);
    const parts = read(value);
    expect(parts).toHaveLength(1);
    expect(parts[0].dimensions).toMatchObject({
      prefix_len: 128,
      prefix_groups: 10,
      isl: 192,
      osl: 64,
      started_at: null,
    });
    expect(JSON.stringify(parts)).not.toContain('your-hf-token');
  });

  it('leaves the manifests beside it alone', () => {
    const path = `${ROOT}/kubernetes-sigs__inference-perf/demos/kubecon-na-2025/vllm/manifests.yaml`;
    const documents = sampleText(path)
      .split(/^---$/m)
      .map((text) => parseYaml(text));
    expect(documents.some(detected)).toBe(false);
  });
});
