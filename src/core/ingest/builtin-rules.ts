import type { Dimensions } from '../model/record';

/**
 * What the names of common layouts say. A rule of this table fills gaps alone: what a file says, and what a rule of the
 * settings says, is never overruled.
 */
export interface BuiltinRule {
  /** Stable id, by which settings switch it off. */
  readonly id: string;
  readonly title: string;
  /** Named groups set dimensions, as in the rules of the settings. */
  readonly pattern: string;
  /** A path that it reads. */
  readonly example: string;
  /** `segment`: names one by one, from the file upwards, the first that matches. `path`: the whole path. */
  readonly scope: 'segment' | 'path';
  /** The rule is passed over where one of these is known. */
  readonly unless: readonly string[];
  /** What the values of the groups mean where it is more than they say: `8k` is 8,192 tokens. */
  readonly meaning?: (found: Dimensions) => Dimensions;
}

const START = '(?:^|[-_., +])';
const END = '(?:$|[-_., +])';
const LOAD = ['request_rate', 'concurrency', 'load_type'];
const ROLES = ['replicas', 'prefill_replicas', 'decode_replicas', 'prefill_gpus'];

/** Accelerators as tokens of a name; case as written. */
const ACCELERATOR =
  '(?:[aA]10[gG]|[aA]100|[hH]100(?:[sS][xX][mM][0-9]?)?|[hH]200(?:[sS][xX][mM][0-9]?)?|[hH]20|[gG][hH]200|[bB]200|[gG][bB]200|[bB]300|[gG][bB]300|[lL]40[sS]|[vV]100|[mM][iI][23]\\d{2}[xX]?)';

const PARALLEL = ['tp', 'ep', 'prefill_tp', 'decode_tp', 'prefill_ep', 'decode_ep'];

/** Lengths of InferenceX are powers of two: its 8k1k has isl 8192 and osl 1024. */
const inKibi = (count: Dimensions[string]): number | null => (typeof count === 'number' ? count * 1024 : null);

type Row = readonly [
  id: string,
  title: string,
  pattern: string,
  example: string,
  unless?: readonly string[],
  meaning?: BuiltinRule['meaning'],
];

const rows = (scope: BuiltinRule['scope'], table: readonly Row[]): BuiltinRule[] =>
  table.map(([id, title, pattern, example, unless = [], meaning]) => ({
    id,
    title,
    pattern,
    example,
    scope,
    unless,
    ...(meaning === undefined ? {} : { meaning }),
  }));

export const BUILTIN_RULES: readonly BuiltinRule[] = [
  ...rows('path', [
    [
      'results-store',
      'llm-d results store: group/scenario/model/hardware-xN/run',
      '^(?P<group>[^/]+)/(?P<scenario>[^/]+)/(?P<model>[^/]+(?:/[^/]+)?)/(?P<hardware>[A-Za-z0-9][A-Za-z0-9_.-]*)-x(?P<gpus>[0-9]{1,5})/(?P<run>[^/]+)/[^/]+$',
      'nightly/pd/Qwen/Qwen3-32B/H100-80GB-x16/2f6c/stage_0_lifecycle_metrics.json',
    ],
    [
      'well-lit-path',
      'Well-lit path of llm-d as a directory',
      '(?:^|/)(?P<well_lit_path>pd-disaggregation|optimized-baseline|inference-scheduling|precise-prefix-cache-aware|tiered-prefix-cache|prefix-cache-offloading|wide-ep-lws|wide-ep|agentic-workloads)/',
      'pd-disaggregation/pd-ratio-1-3/reports-20260101-000000/a.yaml',
    ],
    [
      'nightly',
      'Nightly regressions: infrastructure, method, date and number of the run',
      '(?:^|/)regressions/(?:optimized-baseline/)?(?P<infrastructure>[^/]+)/(?P<method>[^/]+)/(?P<date>[0-9]{4}-?[0-9]{2}-?[0-9]{2})/(?P<build>[^/]+)/',
      'regressions/optimized-baseline/gke/helm/2026-05-01/123456/results/a.yaml',
      ['build'],
    ],
    [
      'prefix-cache-offloading',
      'Offloading study of llm-d: technique, set-up, variant and model',
      '(?:^|/)prefix-cache-offloading/(?P<technique>[^/]+)/(?P<setup>[^/]+)/(?P<variant>[^/]+)/(?P<model>[^/]+?)\\.ya?ml$',
      'prefix-cache-offloading/lmcache/gke/cpu-200g/Qwen3-32B.yaml',
    ],
  ]),
  ...rows('segment', [
    [
      'pd-ratio',
      'pd-ratio-P-D',
      `${START}pd[-_]ratio[-_](?P<prefill_replicas>[0-9]{1,3})[-_](?P<decode_replicas>[0-9]{1,3})${END}`,
      'pd-ratio-1-3/a.json',
      ROLES,
    ],
    [
      'xpyd',
      'xPyD: prefill and decode instances',
      `${START}(?P<prefill_replicas>[0-9]{1,3})[pP][-_]?(?P<decode_replicas>[0-9]{1,3})[dD]${END}`,
      'llm-d-2p1d/a.json',
      ROLES,
    ],
    [
      'pd-tp',
      'xP-TPn yD-TPm: instances with their parallelism',
      `${START}(?P<prefill_replicas>[0-9]{1,3})[pP][-_]TP(?P<prefill_tp>[0-9]{1,3})[-_ ]+(?P<decode_replicas>[0-9]{1,3})[dD][-_]TP(?P<decode_tp>[0-9]{1,3})${END}`,
      '1P-TP4_3D-TP4/a.json',
      ROLES,
    ],
    [
      'ctx-gen',
      'gpus_G_ctx_P_gen_D: accelerators of both roles',
      `${START}gpus_(?P<gpus>[0-9]{1,5})_ctx_(?P<prefill_gpus>[0-9]{1,5})_gen_(?P<decode_gpus>[0-9]{1,5})${END}`,
      'concurrency_8_req_rate_inf_gpus_16_ctx_8_gen_8.json',
      [...ROLES, 'gpus'],
    ],
    [
      'workspace',
      'llm-d workspace: harness-treatment-time-id_n',
      '^(?:inference-perf|guidellm|vllm-benchmark|aiperf|inferencemax|fmperf|nop)-(?P<treatment>[^/]+?)-[0-9]{10,}-[a-z0-9]{6}(?:_[0-9]+)?$',
      'results/inference-perf-conc8-1786678148-7b469a_1/a.json',
    ],
    [
      'trial',
      'benchmarks_N.M: trial M of tuning study N',
      '^benchmarks?_[0-9]{1,6}\\.(?P<trial>[0-9]{1,6})\\.',
      'study_25/benchmarks_25.7.json',
    ],
    [
      'replicas',
      'Nreplicas',
      `${START}(?P<replicas>[0-9]{1,3})[-_]?replicas?${END}`,
      'vllm-70b-2replicas/a.csv',
      ROLES,
    ],
    [
      'tp',
      'tpN: tensor parallelism',
      `${START}(?:[tT][pP]|tensor[-_]parallel[-_]size)[-_=]?(?P<tp>[1-9][0-9]{0,2})${END}`,
      'qwen_tp4/a.json',
      ['tp', 'prefill_tp', 'decode_tp'],
    ],
    [
      'pp',
      'ppN: pipeline parallelism',
      `${START}(?:[pP][pP]|pipeline[-_]parallel[-_]size)[-_=]?(?P<pp>[1-9][0-9]{0,2})${END}`,
      'tp8-pp2/a.json',
      ['pp', 'prefill_pp', 'decode_pp'],
    ],
    [
      'ep',
      'epN: expert parallelism',
      `${START}[eE][pP][-_=]?(?P<ep>[1-9][0-9]{0,2})${END}`,
      'tp8-ep8/a.json',
      ['ep', 'prefill_ep', 'decode_ep'],
    ],
    [
      'tep',
      'tepN: tensor and expert parallelism over the same accelerators',
      `${START}[tT][eE][pP][-_=]?(?P<tp>[1-9][0-9]{0,2})${END}`,
      'dsr1_tep8_conc64/a.json',
      PARALLEL,
      ({ tp }) => ({ tp, ep: tp }),
    ],
    [
      'dep',
      'depN: data-parallel attention and expert parallelism over the same accelerators',
      `${START}[dD][eE][pP][-_=]?(?P<ep>[1-9][0-9]{0,2})${END}`,
      'dsr1_dep8_conc64/a.json',
      PARALLEL,
      ({ ep }) => ({ tp: ep, ep, dp_attention: 'true' }),
    ],
    [
      'gpus-x',
      'NxGPU: accelerators and their model',
      `${START}(?P<gpus>[1-9][0-9]{0,3})[xX](?P<hardware>${ACCELERATOR}|[lL]4|[tT]4|[aA]10)${END}`,
      'yi/4xa10g/summary.json',
      ['gpus', 'hardware', 'replicas'],
    ],
    ['hardware', 'Accelerator', `${START}(?P<hardware>${ACCELERATOR})${END}`, 'exp-7/H100/a.json', ['hardware']],
    [
      'isl',
      'islN: input length',
      `${START}(?:isl|ISL)[-_=]?(?P<isl>[0-9]{1,7})${END}`,
      'isl1024_osl256/a.json',
      ['isl'],
    ],
    [
      'osl',
      'oslN: output length',
      `${START}(?:osl|OSL)[-_=]?(?P<osl>[0-9]{1,7})${END}`,
      'isl1024_osl256/a.json',
      ['osl'],
    ],
    [
      'prompt-output',
      'prompt-N_output-M: lengths',
      `${START}prompt[-_=]?(?P<isl>[0-9]{1,7})[-_]output[-_=]?(?P<osl>[0-9]{1,7})${END}`,
      'prompt-512_output-128_concurrency-8.json',
      ['isl', 'osl'],
    ],
    [
      'isl-osl-k',
      'NkMk: lengths in units of 1,024 tokens, as InferenceX names them',
      `${START}(?P<isl>[1-9][0-9]{0,2})k[-_]?(?P<osl>[1-9][0-9]{0,2})k${END}`,
      'results_dsr1_8k1k/agg.json',
      ['isl', 'osl'],
      ({ isl, osl }) => ({ isl: inKibi(isl), osl: inKibi(osl) }),
    ],
    [
      'isl-x-osl',
      'NxM: input and output length',
      `${START}(?P<isl>[1-9][0-9]{1,6})x(?P<osl>[1-9][0-9]{1,6})${END}`,
      '1p2d_1024x256_rate4_conc32.json',
      ['isl', 'osl'],
    ],
    [
      'concurrency',
      'concN, concurrency-N, usersN: requests in flight',
      `${START}(?:max[-_])?(?:conc|concurrency|users)[-_=]?(?P<concurrency>[1-9][0-9]{0,5})${END}`,
      'tp8_conc32/a.json',
      LOAD,
    ],
    [
      'rate',
      'qpsN, rpsN, request-rate-N: offered rate',
      `${START}(?:qps|rps|req[-_]rate|request[-_]rate)[-_=]?(?P<request_rate>[0-9]{1,6}(?:\\.[0-9]{1,6})?)${END}`,
      'LMBench_short_input_qps2.5.csv',
      LOAD,
    ],
    [
      'rate-after',
      'rateN behind another number: offered rate',
      `(?:^|[0-9][pPdD]?[-_])rate(?P<request_rate>[0-9]{1,6}(?:\\.[0-9]{1,6})?)${END}`,
      '1p2d_1024x256_rate4.json',
      LOAD,
    ],
    [
      'rate-before',
      'Nqps: offered rate',
      `${START}(?P<request_rate>[0-9]{1,6}(?:\\.[0-9]{1,6})?)(?:qps|rps)${END}`,
      'openai-5qps-model.json',
      LOAD,
    ],
    [
      'engine',
      'Engine as a directory',
      '^(?P<engine>vllm|sglang|tgi|trtllm|tensorrt-llm|lmdeploy)$',
      'results/tgi/summary.json',
      ['engine'],
    ],
  ]),
];
