import fc from 'fast-check';
import { claims, documentsOf, figuresOf, readSample } from '../../../tests/documents';
import { ask, catalogOf, column, storeOfDirectory } from '../../../tests/fake-store';
import { mutations, unsound } from '../../../tests/mutations';
import { describeSamples, sampleFiles, sampleText } from '../../../tests/samples';
import { inferencex } from './inferencex';

const ROOT = 'inferencex/SemiAnalysisAI__InferenceX';
const SWEEP = `${ROOT}/tp8_sweep_29337493492`;

const read = (value: unknown, path = 'bmk/agg_x.json') =>
  inferencex.read({ kind: 'value', value }, { path, document: 0 }, { zoneOffsetMinutes: 0 });

const FIXED = {
  hw: 'cluster:b200-dgxc',
  conc: 64,
  model: 'deepseek-ai/DeepSeek-R1',
  image: 'vllm/vllm-openai:v0.21.0',
  framework: 'dynamo-sglang',
  precision: 'fp8',
  spec_decoding: 'none',
  isl: 8192,
  osl: 1024,
  mean_ttft: 0.5,
  median_ttft: 0.4,
  'p99.9_ttft': 2,
  mean_tpot: 0.02,
  p99_intvty: 10,
  std_intvty: 500,
  tput_per_gpu: 100,
  output_tput_per_gpu: 30,
  input_tput_per_gpu: 160,
};

const PD = {
  ...FIXED,
  disagg: true,
  is_multinode: true,
  prefill_tp: 4,
  prefill_ep: 1,
  prefill_dp_attention: 'false',
  prefill_num_workers: 2,
  decode_tp: 8,
  decode_ep: 8,
  decode_dp_attention: 'true',
  decode_num_workers: 1,
  num_prefill_gpu: 8,
  num_decode_gpu: 8,
  router: { name: 'dynamo', version: '1.0' },
  kv_p2p_transfer: 'nixl',
};

describe('InferenceX, fixed lengths', () => {
  it('recomputes totals of P/D over the GPUs that the harness divided by', () => {
    const [part] = read(PD);
    expect(figuresOf(part)).toEqual({
      ttft_mean: 0.5,
      ttft_p50: 0.4,
      ttft_p99_9: 2,
      tpot_mean: 0.02,
      total_token_throughput: 1600,
      output_token_throughput: 240,
      input_token_throughput: 1280,
    });
    expect(part.dimensions).toMatchObject({
      hardware: 'b200',
      gpus: 16,
      prefill_gpus: 8,
      decode_gpus: 8,
      decode_dp_attention: 'true',
      kv_connector: 'nixl',
      router: 'dynamo',
      router_version: '1.0',
      concurrency: 64,
      load_type: 'concurrency',
      isl: 8192,
    });
    expect(
      part.components.map(({ role, replicas, acceleratorsPerReplica, tp, ep }) => [
        role,
        replicas,
        acceleratorsPerReplica,
        tp,
        ep,
      ])
    ).toEqual([
      ['prefill', 2, 4, 4, 1],
      ['decode', 1, 8, 8, 8],
    ]);
    expect(part.settings).toContainEqual({ component: 'load', key: 'output_tput_per_gpu', value: '30' });
    expect(part.settings).toContainEqual({ component: 'load', key: 'hw', value: 'cluster:b200-dgxc' });
  });

  it('aggregated: tp x pp x pcp, never the mirrored counts and never ep', () => {
    const aggregated = { ...FIXED, disagg: false, tp: 8, pp: 2, dcp_size: 4, pcp_size: 2, ep: 8, dp_attention: 'true' };
    const [part] = read(aggregated);
    expect(part.dimensions).toMatchObject({ gpus: 32, dp_attention: 'true', dcp: 4, pcp: 2 });
    expect(part.metrics.output_token_throughput['']).toBe(960);
    const mirrored = { ...FIXED, disagg: false, prefill_tp: 8, decode_tp: 8, num_prefill_gpu: 64, num_decode_gpu: 64 };
    expect(read(mirrored)[0].dimensions.gpus).toBe(8);
    const several = { ...mirrored, prefill_num_workers: 2, is_multinode: true };
    expect(read(several)[0].dimensions.gpus).toBe(16);
  });

  it('without a count of GPUs there is no total', () => {
    expect(Object.keys(read(FIXED)[0].metrics).sort()).toEqual(['tpot', 'ttft']);
  });

  it('reads power that is valid and of the whole deployment', () => {
    const power = {
      avg_power_w: 700,
      total_gpu_energy_j: 5000,
      joules_per_output_token: 2,
      joules_per_total_token: 0.5,
      power_valid: 1,
    };
    const figures = figuresOf(read({ ...FIXED, tp: 8, ...power })[0]);
    expect(figures).toMatchObject({
      power_mean: 5600,
      energy: 5000,
      joules_per_output_token: 2,
      joules_per_total_token: 0.5,
    });
    expect(read({ ...FIXED, tp: 8, ...power, power_valid: 0 })[0].metrics.energy).toBeUndefined();
    expect(read({ ...PD, ...power })[0].metrics.energy).toBeUndefined();
    expect(
      figuresOf(read({ ...PD, ...power, power_metric_schema_version: 2, avg_total_gpu_power_w: 9000 })[0])
    ).toMatchObject({
      power_mean: 9000,
      energy: 5000,
    });
  });

  it('reads every row of an array, and rows of the database', () => {
    const parts = read([{ ...FIXED, tp: 4 }, { ...PD, conc: 128 }, null, 7], 'results_bmk/agg_bmk.json');
    expect(parts.map(({ dimensions, madeFrom }) => [dimensions.gpus, dimensions.concurrency, madeFrom])).toEqual([
      [4, 64, null],
      [16, 128, null],
    ]);
    expect(new Set(parts.map(({ runKey }) => runKey)).size).toBe(2);
    const { hw, mean_ttft, tput_per_gpu, ...rest } = FIXED;
    const row = {
      hardware: 'h200',
      date: '2026-05-04',
      ...rest,
      tp: undefined,
      prefill_tp: 8,
      disagg: false,
      metrics: { mean_ttft, tput_per_gpu },
    };
    const [part] = read(row);
    expect(part.formatVersion).toBe('database');
    expect(part.dimensions).toMatchObject({ hardware: 'h200', gpus: 8, started_at: Date.UTC(2026, 4, 4) });
    expect(figuresOf(part)).toMatchObject({ ttft_mean: 0.5, total_token_throughput: 800 });
    expect(hw).toBeDefined();
  });

  it('never throws and never lets a number through that is none', () => {
    [PD, [FIXED, PD], { ...FIXED, users: 4, mean_ttlt: 3, mean_itl: 1, total_tput_tps: 5 }].forEach((whole) =>
      fc.assert(
        fc.property(mutations(whole), (value) => {
          const document = { kind: 'value' as const, value };
          inferencex.detect(document);
          expect(unsound(read(value))).toEqual([]);
        }),
        { numRuns: 200 }
      )
    );
  });
});

type Json = { readonly [key: string]: any }; // eslint-disable-line @typescript-eslint/no-explicit-any

const json = (path: string): Json => JSON.parse(sampleText(path)) as Json;
const STAT: { [name: string]: string } = { median: 'p50', 'p99.9': 'p99_9' };

describeSamples('InferenceX on real files', (samples) => {
  const files = sampleFiles(ROOT, (path) => path.endsWith('.json'));
  const aggregates = files.filter((path) => json(path).hw !== undefined);

  it('every aggregate is claimed once; raw results stay with the load tool', () => {
    expect(aggregates).toHaveLength(60);
    aggregates.forEach((path) => expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['inferencex']]));
    const raw = files.filter((path) => json(path).num_prompts !== undefined);
    expect(raw).toHaveLength(26);
    raw.forEach((path) => expect(documentsOf(path, sampleText(path)).map(claims)).toEqual([['vllm-bench-serve']]));
  });

  it('every figure of the aggregates, metric by metric', () => {
    const name: { [key: string]: string } = {
      ttft: 'ttft',
      tpot: 'tpot',
      e2el: 'e2e',
      ttlt: 'e2e',
      input_tokens: 'input_tokens',
      output_tokens_actual: 'output_tokens',
    };
    let compared = 0;
    aggregates.forEach((path) => {
      const raw = json(path);
      const [part, ...more] = readSample(path);
      const figures = figuresOf(part);
      expect(more).toEqual([]);
      const isFlat = raw.users !== undefined;
      const expected: { [id: string]: number } = {};
      Object.keys(raw).forEach((key) => {
        const found = /^(mean|median|std|p[\d.]+)_(.+)$/.exec(key);
        const base = found === null ? undefined : found[2] === 'itl' ? (isFlat ? 'tpot' : 'itl') : name[found[2]];
        if (found !== null && base !== undefined && raw[key] !== 0) {
          expected[`${base}_${STAT[found[1]] ?? found[1]}`] = raw[key];
        }
      });
      ['ttft', 'tpot', 'e2el'].forEach((metric) =>
        Object.entries((raw.request_metrics?.latency[metric] ?? {}) as Json).forEach(
          ([stat, value]) => (expected[`${name[metric]}_${stat}`] = value as number)
        )
      );
      const gpus = raw.tp * (raw.pp ?? 1);
      expect(part.dimensions.gpus).toBe(gpus);
      expected.total_token_throughput =
        raw.total_tput_tps ?? raw.request_metrics?.throughput.total.tokens_per_second ?? raw.tput_per_gpu * gpus;
      expected.output_token_throughput =
        raw.output_tput_tps ??
        raw.request_metrics?.throughput.output.tokens_per_second ??
        raw.output_tput_per_gpu * gpus;
      expected.input_token_throughput =
        raw.input_tput_tps ?? raw.request_metrics?.throughput.input.tokens_per_second ?? raw.input_tput_per_gpu * gpus;
      Object.entries(expected).forEach(([id, value]) => {
        compared++;
        expect([path, id, figures[id]]).toEqual([path, id, value]);
      });
      expect([figures.requests_failed, figures.requests_total, figures.interactivity_p99]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    });
    expect(compared).toBeGreaterThan(1400);
  });

  it('a nested agentic point: no ITL, no failures, gauges as fractions', () => {
    const path = sampleFiles(SWEEP, (file) => file.includes('conc32'))[0];
    const [part] = readSample(path);
    const figures = figuresOf(part);
    expect(figures).toMatchObject({
      kv_cache_usage_max: 1,
      prefix_cache_hit_rate_mean: 0.09058,
      external_prefix_cache_hit_rate_mean: 0.79699,
      requests_success: 1052,
      request_throughput: 0.29038,
      duration: 3627.26598,
    });
    expect(figures.itl_mean).toBeUndefined();
    expect(part.dimensions).toMatchObject({
      hardware: 'mi355x',
      kv_offload: 'dram-lmcache',
      dataset: 'semianalysisai/cc-traces-weka-062126-256k',
      concurrency: 32,
    });
    expect(part.issues.map(({ rule }) => rule)).toEqual(['failed-requests']);
  });

  it('an aggregate and the raw result beside it are one point', () => {
    const [points] = ask(catalogOf(storeOfDirectory(`${samples}/${ROOT}`)), {
      kind: 'points',
      metrics: ['ttft_mean', 'total_token_throughput', 'total_token_throughput_per_gpu', 'error_rate'],
      dimensions: ['path', 'hardware', 'gpus', 'isl', 'synthetic'],
      limit: 1000,
    });
    const paths = column(points, 'path') as string[];
    expect(paths).toHaveLength(60 + 26 - 3);
    const row = paths.findIndex((path) => /^kimik2.5_8k1k.*conc64/.test(path));
    expect(column(points, 'hardware')[row]).toBe('mi355x');
    expect(column(points, 'gpus')[row]).toBe(8);
    expect(column(points, 'isl')[row]).toBe(8192);
    expect(column(points, 'total_token_throughput_per_gpu')[row]).toBeCloseTo(234.47462632067425, 9);
    expect(column(points, 'synthetic').filter((value) => value === 'true')).toHaveLength(3);
    const agentic = paths.findIndex((path) => path.includes('tp8_users512_offloadon'));
    expect(column(points, 'total_token_throughput_per_gpu')[agentic]).toBeCloseTo(961.7745895274868, 9);
    expect(column(points, 'error_rate')[agentic]).toBeNull();
  });
});
