import fc from 'fast-check';
import { describeSamples, SAMPLES, sampleFiles } from '../../../tests/samples';
import { compilePattern } from '../model/pattern';
import { fragment, type Dimensions, type Fragment } from '../model/record';
import { assembleDirectory } from './assemble';
import { BUILTIN_RULES } from './builtin-rules';
import { BuiltinRules } from './compile-builtin';
import { compileRules } from './rules';
import { readdirSync } from 'node:fs';

const rules = new BuiltinRules();
const all = (path: string): { [id: string]: unknown } =>
  Object.assign(
    {},
    ...rules
      .read(path)
      .map(({ dimensions }) => dimensions)
      .reverse()
  ) as { [id: string]: unknown };

describe('built-in path rules', () => {
  it('have ids of their own, patterns that are allowed, and examples that they read', () => {
    expect(new Set(BUILTIN_RULES.map(({ id }) => id)).size).toBe(BUILTIN_RULES.length);
    BUILTIN_RULES.forEach(({ id, pattern, example }) => {
      expect(() => compilePattern(pattern)).not.toThrow();
      expect([id, rules.read(example).map(({ rule }) => rule.id)]).toEqual([id, expect.arrayContaining([id])]);
    });
  });

  it.each<[string, object]>([
    ['results/tp4/isl1024_osl256/conc32/a.json', { tp: 4, isl: 1024, osl: 256, concurrency: 32 }],
    ['exp-7/H100/llm-d-2p1d/a.json', { hardware: 'H100', prefill_replicas: 2, decode_replicas: 1 }],
    ['exp-7/A100/vllm-3replicas/a.json', { hardware: 'A100', replicas: 3 }],
    ['8xH100SXM5-serving/nvidia-vllm-16.0qps-x.json', { gpus: 8, hardware: 'H100SXM5', request_rate: 16 }],
    ['SERVE--tensor_parallel_size=2/BENCH--max_concurrency=64/run=0.json', { tp: 2, concurrency: 64 }],
    [
      'pd-disaggregation/pd-ratio-1-3/reports-20260101-000000/a.yaml',
      { 'label.well_lit_path': 'pd-disaggregation', prefill_replicas: 1, decode_replicas: 3 },
    ],
    ['1P-TP4 3D-TP8/a.json', { prefill_replicas: 1, prefill_tp: 4, decode_replicas: 3, decode_tp: 8 }],
    [
      'g/s/Qwen/Qwen3-32B/H100-80GB-x16/uid/stage_0.json',
      { 'label.group': 'g', model: 'Qwen/Qwen3-32B', hardware: 'H100-80GB', gpus: 16, run: 'uid' },
    ],
    ['qps5/qps7.5.json', { request_rate: 7.5 }],
    ['dsr1-fp8/tep8_conc64/a.json', { tp: 8, ep: 8, concurrency: 64 }],
    ['dsr1-fp8/DEP16/a.json', { tp: 16, ep: 16, dp_attention: 'true' }],
    ['results_dsr1_8k1k/agg_dsr1.json', { isl: 8192, osl: 1024 }],
    ['gptoss_1k8k_conc4.json', { isl: 1024, osl: 8192, concurrency: 4 }],
    [
      'pd/1p2d_1024x256_rate4_conc32.json',
      { prefill_replicas: 1, decode_replicas: 2, isl: 1024, osl: 256, request_rate: 4, concurrency: 32 },
    ],
    ['2p1d_rate0.5.json', { prefill_replicas: 2, decode_replicas: 1, request_rate: 0.5 }],
    ['study_25/benchmarks_25.7.json', { 'label.trial': '7' }],
    ['results/guidellm-routing-off-1786678148-7b469a_1/a.json', { 'label.treatment': 'routing-off' }],
    [
      'prefix-cache-offloading/lmcache/gke/cpu-200g/Qwen3-32B.yaml',
      {
        'label.technique': 'lmcache',
        'label.setup': 'gke',
        'label.variant': 'cpu-200g',
        model: 'Qwen3-32B',
      },
    ],
    [
      'regressions/optimized-baseline/gke/helm/2026-05-01/123456/results/a.yaml',
      { 'label.infrastructure': 'gke', 'label.method': 'helm', 'label.date': '2026-05-01', build: '123456' },
    ],
    [
      'concurrency_8_req_rate_inf_gpus_16_ctx_8_gen_8.json',
      { gpus: 16, prefill_gpus: 8, decode_gpus: 8, concurrency: 8 },
    ],
    [
      'tp4_sweep_19283/bmk_dsr1_fp8_vllm_tp4-pp2-ep4-dpafalse_disagg-false_spec-none_conc16_h200/agg.json',
      { tp: 4, pp: 2, ep: 4, concurrency: 16, hardware: 'h200' },
    ],
    ['serving_llama8B_tp2_sharegpt_qps_4.json', { tp: 2, request_rate: 4 }],
    ['D100_100_text-to-text_num_concurrency_8_time_60s.json', { concurrency: 8 }],
    ['artifacts/llama-chat-concurrency8/profile_export_aiperf.json', { concurrency: 8 }],
    ['llm-d-70b-2replicas-H100/LMBench_short_input_qps5.csv', { replicas: 2, hardware: 'H100', request_rate: 5 }],
    ['guidellm/prompt-512_output-128_concurrency-8.json', { isl: 512, osl: 128, concurrency: 8 }],
  ])('%s', (path, expected) => expect(all(path)).toMatchObject(expected));

  it.each([
    'p99/a.json',
    'results/Llama-3.1-70B-Instruct/v0.9.1/a.json',
    '2025-05-13_05-23-51/benchmark_2025-05-11.json',
    'reports-20260101-000000/stage_3_lifecycle_metrics.json',
    'h100_vs_mi300x/a.json',
    'step-4/map5/app8/deploy3/a.json',
    'dpatrue_disagg-false/dcp1/pcp1/a.json',
    'acceptance_rate_0.5/hit-rate5/a.json',
    'user4/concat3/preconc8/x.json',
    'Qwen3-0.6B/gpt-oss-120b/DeepSeek-V4-Pro/a.json',
    'vllm-project/vllm-ascend.json',
    'tp0/conc0/a.json',
    'Llama-3.2-1B-128k/32k/step8/deep8/item4.json',
    'hit_rate5/acceptance-rate4/a.json',
    '0x10/1x8/a.json',
  ])('nothing in %s', (path) => expect(all(path)).toEqual({}));

  it('never throw, and read the same whatever was asked before', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { maxLength: 6 }), (segments) => {
        const path = segments.join('/');
        expect(rules.read(path)).toEqual(new BuiltinRules().read(path));
      })
    );
  });
});

const part = (path: string, given: Partial<Fragment> = {}) =>
  fragment({ grain: 'stage', source: { path, document: 0 }, format: 'test', ...given });
const assembled = (path: string, given: Partial<Fragment> = {}, chosen = compileRules([], [])): Dimensions =>
  assembleDirectory('d', [part(path, given)], chosen)[0].dimensions;

describe('built-in rules on points', () => {
  it('fill gaps alone', () => {
    expect(assembled('d/3p1d_tp4_conc8.json')).toMatchObject({
      serving_mode: 'disaggregated',
      pd_ratio: '3:1',
      load: 8,
      load_type: 'concurrency',
    });
    const said = { replicas: 2, tp: 8, gpus: 16, request_rate: 4 };
    expect(assembled('d/3p1d_tp4_conc8.json', { dimensions: said })).toMatchObject({
      ...said,
      serving_mode: 'aggregated',
      load_type: 'rate',
      load: 4,
    });
    expect(assembled('d/3p1d_tp4_conc8.json', { dimensions: said }).concurrency).toBeNull();
  });

  it('yield to rules of the settings and can be switched off', () => {
    const own = compileRules([{ pattern: 'conc(?<concurrency>\\d)' }], []);
    expect(assembled('d/conc32.json', {}, own).concurrency).toBe(3);
    expect(assembled('d/conc32.json', {}, compileRules([], [], ['concurrency'])).concurrency).toBeNull();
  });

  it('are renamed by aliases', () => {
    const alias = compileRules([], [{ dimension: 'hardware', pattern: 'h100', value: 'NVIDIA H100' }]);
    expect(assembled('d/8xh100/a.json', {}, alias)).toMatchObject({ hardware: 'NVIDIA H100', gpus: 8 });
  });

  it('accelerators of prefill instances mean disaggregated serving', () => {
    expect(assembled('d/concurrency_8_req_rate_inf_gpus_16_ctx_8_gen_8.json')).toMatchObject({
      serving_mode: 'disaggregated',
      gpus: 16,
      prefill_gpus: 8,
      decode_gpus: 8,
    });
  });
});

describeSamples('built-in rules on the paths of real stores', (samples) => {
  it('read what a person would', () => {
    expect(samples).toBe(SAMPLES);
    const values = new Map<string, Set<string>>();
    readdirSync(samples)
      .filter((name) => name !== 'README.md')
      .forEach((folder) =>
        sampleFiles(folder).forEach((path) =>
          rules.read(path.slice(folder.length + 1)).forEach(({ rule, dimensions }) => {
            const found = Object.keys(dimensions).map((id) => String(dimensions[id]));
            values.set(rule.id, (values.get(rule.id) ?? new Set()).add(found.join(' ')));
          })
        )
      );
    const read = (id: string) =>
      Array.from(values.get(id) ?? []).sort((a, b) => parseFloat(a) - parseFloat(b) || (a < b ? -1 : 1));
    expect(Object.fromEntries(BUILTIN_RULES.map(({ id }) => [id, read(id).join(', ')]))).toEqual({
      'results-store': '',
      'well-lit-path': 'inference-scheduling',
      nightly: '',
      'pd-ratio': '',
      xpyd: '1 1, 2 1',
      'pd-tp': '',
      'ctx-gen': '16 8 8',
      'prefix-cache-offloading': '',
      workspace:
        'approximate01-v051, conc1, conc16, conc32, conc4, conc8, guidellm-report-v2, llmd-lmcache-20251008-072853, llmd-vllm-20251008-094701, loadbalancer-service01, precise-prefix1timeout600',
      trial: '1, 2, 3, 4, 5, 6, 7, 8, 9, 10',
      tep: '8 8',
      dep: '8 8 true',
      'isl-osl-k': '1024 1024, 8192 1024',
      'isl-x-osl': '',
      'rate-after': '',
      replicas: '2, 3',
      tp: '1, 4, 8, 16',
      pp: '1',
      ep: '1, 4, 8, 16',
      'gpus-x': '4 a10g, 8 H100SXM5',
      hardware: expect.stringMatching(/^A100, H100, .*h200, mi355x$/) as string,
      isl: '1024, 2048, 4096, 6144, 8192, 10240, 12288, 14336, 16384, 18432, 20480, 22528, 24576, 26624, 28672, 32768',
      osl: '128',
      'prompt-output': '512 128',
      concurrency: '1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 128, 256, 512',
      rate: '0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10, 16',
      'rate-before': '16',
      engine: 'sglang, tgi, vllm',
    });
  });
});
